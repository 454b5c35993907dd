"""Changes that touch nothing but their own lines."""

from typing import Any

import pytest

from switchboard.planning.edits import edit
from switchboard.planning.in_place import in_place
from switchboard.planning.reading import read_tree

TEXT = """\
# top
numbers:
  # the first
  - {number: "1", queue: a}   # one
  # before two
  - number: "2"
    queue: a   # why
    note: |
      text
      more

  # last words

# section
flow:   # f
  a: {kind: say, list: [x, "y"]}   # x
  b:
    kind: menu
    keys:
      "1": q   # key one
      "2": r
    empty:
  # end of flow
"""


def removed(*place: str | int) -> str | None:
    return in_place(TEXT, place, {"op": "remove"})


def put(value: Any, *place: str | int) -> str | None:
    return in_place(TEXT, place, {"op": "set", "value": value})


@pytest.mark.parametrize(
    ("place", "gone"),
    [
        (("numbers", 0), '  - {number: "1", queue: a}   # one\n'),
        (
            ("numbers", 1),
            '  - number: "2"\n    queue: a   # why\n    note: |\n      text\n      more\n',
        ),
        (("numbers", 1, "queue"), "    queue: a   # why\n"),
        (("numbers", 1, "note"), "    note: |\n      text\n      more\n"),
        (("flow", "a"), '  a: {kind: say, list: [x, "y"]}   # x\n'),
        (("flow", "b", "keys"), '    keys:\n      "1": q   # key one\n      "2": r\n'),
        (("flow", "b", "keys", "1"), '      "1": q   # key one\n'),
        (("flow", "b", "empty"), "    empty:\n"),
    ],
)
def test_an_entry_goes_with_its_lines_and_no_comment_of_others(
    place: tuple[str | int, ...], gone: str
) -> None:
    assert TEXT.count(gone) == 1
    assert removed(*place) == TEXT.replace(gone, "")


@pytest.mark.parametrize(
    "place",
    [
        ("flow", "a", "kind"),
        ("flow", "a", "list", 0),
        ("numbers", 1, "number"),
        ("nowhere",),
        ("numbers", 7),
    ],
)
def test_what_shares_its_line_is_left_to_others(place: tuple[str | int, ...]) -> None:
    assert removed(*place) is None


@pytest.mark.parametrize(
    ("value", "place", "old", "new"),
    [
        ("b", ("numbers", 0, "queue"), "queue: a}", "queue: b}"),
        ("b: c", ("numbers", 1, "queue"), "queue: a   #", 'queue: "b: c"   #'),
        (7, ("flow", "b", "kind"), "kind: menu", "kind: 7"),
        (True, ("flow", "b", "kind"), "kind: menu", "kind: true"),
        ("true", ("flow", "b", "kind"), "kind: menu", 'kind: "true"'),
        ("ü, [x]", ("flow", "a", "list", 1), '"y"', '"ü, [x]"'),
        ("10", ("flow", "b", "keys", "2"), '"2": r', '"2": "10"'),
    ],
)
def test_a_value_is_exchanged_within_its_line(
    value: Any, place: tuple[str | int, ...], old: str, new: str
) -> None:
    text = put(value, *place)
    assert text == TEXT.replace(old, new)
    assert text is not None
    leaf = read_tree(text).at(place)
    assert leaf is not None
    assert getattr(leaf, "value", None) == value


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ("x", ("numbers", 1, "note")),
        ("x", ("flow", "b", "empty")),
        ("x", ("flow", "b", "new")),
        ("x", ("flow", "b")),
        ({"a": 1}, ("flow", "b", "kind")),
        (None, ("flow", "b", "kind")),
    ],
)
def test_what_does_not_stand_in_one_line_is_left_to_others(
    value: Any, place: tuple[str | int, ...]
) -> None:
    assert put(value, *place) is None


def test_other_changes_are_left_to_others() -> None:
    assert in_place(TEXT, ("numbers", 0), {"op": "insert", "value": 1}) is None
    assert in_place("a: [", ("a",), {"op": "remove"}) is None


def test_edits_use_it_where_it_means_the_same() -> None:
    edits = [
        {"op": "remove", "place": ["numbers", 0]},
        {"op": "set", "place": ["numbers", 0, "queue"], "value": "b"},
    ]
    wanted = TEXT.replace('  - {number: "1", queue: a}   # one\n', "").replace(
        "queue: a   #", "queue: b   #"
    )
    assert edit(TEXT, edits) == wanted
