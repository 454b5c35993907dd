"""What pydantic refuses, told to a person."""

import pytest

from switchboard.planning.findings import KINDS, MOVED, place_of, shown
from tests.support.findings import changed, found_in, told


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "kind: menu, say",
            "kind: mneu, say",
            "flow.main: there is no kind mneu; did you mean menu?",
        ),
        ("kind: menu, say", "say", f"flow.main: kind is missing; it is one of {', '.join(KINDS)}"),
        (
            "kind: message, next",
            "kind: message, nxt",
            "flow.message.nxt: there is no field nxt here; did you mean next?",
        ),
        (
            "say: goodbye}",
            "colour: red}",
            "flow.bye.colour: there is no field colour here; there is kind, say",
        ),
        ("name: Support\n", "nam: Support\n", "queues.0.name: name is missing"),
        (
            'number: "100"',
            "number: 100",
            'numbers.0.number: must be text: write it in quotes, "100"',
        ),
        (
            'number: "100"',
            'number: "1-0"',
            "numbers.0.number: must be a number of digits, with + before it or not (it is '1-0')",
        ),
        (
            "rank: 1}}}\n  boris",
            "rank: 0}}}\n  boris",
            "operators.anna.queues.greek.rank: must be at least 1 (it is '0')",
        ),
        (
            "after_s: 20, requires",
            "after_s: soon, requires",
            "queues.1.widen.0.after_s: must be a number (it is 'soon')",
        ),
        (
            "operators: [anna, boris]",
            "operators: ana",
            "queues.1.operators: must be 'all' (it is 'ana') or must be a list (it is 'ana')",
        ),
        (
            "operators: [anna, boris]",
            "operators: [anna, 3]",
            'queues.1.operators.1: must be text: write it in quotes, "3"',
        ),
        (
            "when: too_long, after_s: 60,",
            "when: too_lng, after_s: 60,",
            "queues.0.waiting.overflow.0.when: must be 'too_long', 'too_many', 'ratio' or "
            "'nobody' (it is 'too_lng')",
        ),
        (
            "when: too_long, after_s: 60,",
            "when: too_long,",
            "queues.0.waiting.overflow.0: when too_long: give after_s",
        ),
        (
            "start: main, person",
            "start: main, queue: greek, person",
            "numbers.0: a number leads to a queue or to a start of the flow: give one of both",
        ),
        (
            'keys: {"1": back',
            'keys: {"11": back',
            "queues.0.waiting.keys.11: must be one key: 0 to 9, * or # (it is '11')",
        ),
        (
            "Europe/Berlin",
            "Europe/Berln",
            "timezone: no such time zone; did you mean Europe/Berlin? (it is 'Europe/Berln')",
        ),
        (
            "reserve_s: 30",
            "reserve_s: true-ish",
            "operators.vera.reserve_s: must be a number (it is 'true-ish')",
        ),
        (
            "outage: {en: Sorry, ru: Увы}",
            "outage: {en: {txt: Sorry}}",
            "prompts.outage.en.txt: there is no field txt here; did you mean text?",
        ),
    ],
    ids=lambda text: text[:30],
)
def test_a_mistake_is_one_sentence_at_its_place(old: str, new: str, line: str) -> None:
    assert line in told(changed(old, new))


@pytest.mark.parametrize(
    ("old", "new", "place", "sentence"),
    [
        (
            "start: main, person",
            "start: main, greeting: hello, person",
            "numbers.0.greeting",
            "kind: say",
        ),
        (
            "name: Support\n",
            "name: Support\n    overflow: greek\n",
            "queues.0.overflow",
            "waiting.overflow",
        ),
        (
            "name: Support\n",
            "name: Support\n    max_waiting: 3\n",
            "queues.0.max_waiting",
            "too_many",
        ),
        (
            "name: Support\n",
            "name: Support\n    max_wait_s: 3\n",
            "queues.0.max_wait_s",
            "too_long",
        ),
    ],
)
def test_fields_of_earlier_plans_say_what_to_write_instead(
    old: str, new: str, place: str, sentence: str
) -> None:
    assert len(MOVED) == 4
    (line,) = told(changed(old, new))
    assert line.startswith(f"{place}: ")
    assert sentence in line


def test_a_list_whose_only_entry_is_wrong_is_not_too_short_as_well() -> None:
    text = 'name: x\nnumbers: [{number: "1"}]\nqueues: [{queue: a, name: A}]'
    assert len(told(text)) == 1


def test_a_finding_has_the_line_and_the_column_of_its_key() -> None:
    (finding,) = found_in(changed("name: Greek\n", "name: Greek\n    rings_s: 3\n"))
    assert finding.place == ("queues", 1, "rings_s")
    assert finding.column == 5
    assert (
        changed("name: Greek\n", "name: Greek\n    rings_s: 3\n")
        .splitlines()[finding.line - 1]
        .strip()
        == "rings_s: 3"
    )


@pytest.mark.parametrize(
    ("loc", "kind", "wanted"),
    [
        (("flow", "a", "say", "say"), "string_type", ("flow", "a", "say")),
        (("flow", "a", "say", "next"), "missing", ("flow", "a", "next")),
        (("flow", "b", "hours", "open"), "missing", ("flow", "b", "open")),
        (("list", 0, "tuple[str, ...]"), "string_type", ("list", 0)),
        (("list", "literal['all']"), "literal_error", ("list",)),
        (("flow", "a", "say", "[key]"), "string_pattern_mismatch", ("flow", "a")),
    ],
)
def test_places_are_those_of_the_document(
    loc: tuple[str | int, ...], kind: str, wanted: tuple[str | int, ...]
) -> None:
    written = {"flow": {"a": {"say": 3}, "b": {"hours": "x"}}, "list": ["x"]}
    assert place_of(loc, kind, written) == wanted


def test_long_text_is_cut() -> None:
    assert len(shown("x" * 1000)) < 100
