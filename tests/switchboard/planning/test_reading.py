"""YAML as the plan is written in it: places, and nothing to be surprised by."""

import pytest

from switchboard.planning.reading import (
    DEEPEST,
    MOST_NODES,
    SIZE_LIMIT_BYTES,
    NotYaml,
    Spot,
    read_tree,
)


def refusal(text: str) -> NotYaml:
    with pytest.raises(NotYaml) as refused:
        read_tree(text)
    return refused.value


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", None),
        ("# only a comment", None),
        ("- a\n- 2", ["a", 2]),
        ('1: a\n"2": b', {"1": "a", "2": "b"}),
        ("yes: no\non: off\ny: n", {"yes": "no", "on": "off", "y": "n"}),
        ("[true, False, null, ~, '']", [True, False, None, None, ""]),
        ("a:", {"a": None}),
        ("[09:30, 09:00-18:00, 2026-12-24]", ["09:30", "09:00-18:00", "2026-12-24"]),
        ("[12, -3, 1.5, .5, 1e3]", [12, -3, 1.5, 0.5, 1000.0]),
        ("a: '12'\nb: \"x\"\nc: !!str 12", {"a": "12", "b": "x", "c": "12"}),
        ("[0x10, 0o7, 1_000, 12:30:45]", ["0x10", "0o7", "1_000", "12:30:45"]),
        ("a: " + "9" * 40, {"a": "9" * 40}),
        ("a: &list [1, 2]\nb: *list", {"a": [1, 2], "b": [1, 2]}),
        ("%YAML 1.1\n---\na: on", {"a": "on"}),
        ("a: |\n  x\n  y\nb: >\n  c\n  d\n", {"a": "x\ny\n", "b": "c d\n"}),
    ],
)
def test_values_mean_what_they_look_like(text: str, wanted: object) -> None:
    assert read_tree(text).plain() == wanted


@pytest.mark.parametrize(
    ("text", "sentence", "line"),
    [
        ("a: [", "not YAML", 2),
        ("a: b: c", "mapping values are not allowed", 1),
        ("a:\n\tb: 1", "cannot start any token", 2),
        ("x: 1\na: *nobody", "*nobody is nowhere explained", 2),
        ("!!python/object/apply:os.getcwd []", "tags such as", 1),
        ("name: \x07", "control characters", 0),
        ("name: \ud800", "half of a character", 0),
        ("a: &x [*x]", "stands within itself", 1),
        ("a: 1\n---\nb: 2", "a second document begins here", 2),
        ("? [a]\n: b", "a name must stand before the colon", 1),
        ("b: &b {c: 1}\na: {<<: *b}", "merge keys", 2),
        ("[" * 5000, f"deeper than {DEEPEST}", 1),
        ("#" * (SIZE_LIMIT_BYTES + 1), "larger than", 0),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_plan_at_all_is_told_with_its_line(text: str, sentence: str, line: int) -> None:
    told = refusal(text)
    assert sentence in str(told)
    assert told.line == line


def test_a_merge_key_in_quotes_is_a_name() -> None:
    assert read_tree('"<<": 1').plain() == {"<<": 1}


def test_aliases_do_not_grow_without_end() -> None:
    lines = ["k0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for level in range(1, 12):
        lines.append(f"k{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]")
    assert f"more than {MOST_NODES}" in str(refusal("\n".join(lines)))


def test_a_key_that_is_twice_is_told_with_both_lines() -> None:
    tree = read_tree("a: 1\nb: {c: 1,\n  c: 2}\n'a': 3")
    assert tree.plain() == {"a": 1, "b": {"c": 1}}
    told = [(finding.place, finding.message) for finding in tree.findings]
    assert told == [
        (("b", "c"), "c is there twice, in line 2 and in line 3; keep one"),
        (("a",), "a is there twice, in line 1 and in line 4; keep one"),
    ]


def test_1_and_the_text_1_are_the_same_key() -> None:
    (finding,) = read_tree('1: a\n"1": b').findings
    assert finding.place == ("1",)


TEXT = """name: Shop
queues:
  - queue: sales
    ring_s: 15
  - {queue: support, ring_s: 20}
"""


@pytest.mark.parametrize(
    ("place", "spot"),
    [
        ((), (1, 1)),
        (("name",), (1, 1)),
        (("queues",), (2, 1)),
        (("queues", 0), (3, 5)),
        (("queues", 0, "ring_s"), (4, 5)),
        (("queues", 1, "ring_s"), (5, 22)),
        (("queues", 1, "nowhere"), (5, 5)),
        (("queues", 7, "x"), (2, 1)),
        (("name", "x"), (1, 1)),
    ],
)
def test_places_have_lines_and_columns(place: tuple[str | int, ...], spot: Spot) -> None:
    assert read_tree(TEXT).spot(place) == spot
