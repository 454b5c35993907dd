"""Where callers are led: every target is there, every node is reached, every walk ends."""

import pytest

from switchboard.planning.checks import leads
from tests.support.findings import SHOP, changed, told, warnings


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "queue: greek, needs",
            "queue: grek, needs",
            "numbers.1.queue: number 200 leads to no queue grek; did you mean greek?",
        ),
        (
            "start: main, person",
            "start: mian, person",
            "numbers.0.start: number 100 starts at no node mian; did you mean main?",
        ),
        (
            "start: main, person",
            "start: greek, person",
            "numbers.0.start: number 100 starts at no node greek; it is a queue: write queue: "
            "greek instead of start",
        ),
        (
            "person: support",
            "person: main",
            "numbers.0.person: number 100: key 0 leads to no queue main",
        ),
        (
            "otherwise: late}",
            "otherwise: lat}",
            "flow.main.otherwise: node main leads to no node or queue lat; did you mean late?",
        ),
        (
            '"2": order',
            '"2": orders',
            "flow.main.keys.2: node main leads to no node or queue orders; did you mean order?",
        ),
        (
            "closed: message\n",
            "closed: mesage\n",
            "queues.1.waiting.closed: queue greek leads to no node or queue mesage; did you mean "
            "message?",
        ),
        (
            "after_s: 60, to: greek",
            "after_s: 60, to: grek",
            "queues.0.waiting.overflow.0.to: queue support leads to no node or queue grek; did you "
            "mean greek?",
        ),
        (
            "after_talk: rating",
            "after_talk: support",
            "queues.1.waiting.after_talk: queue greek: after a talk comes no node of the flow "
            "support",
        ),
        (
            "kind: callback, queue: support",
            "kind: callback, queue: suport",
            "flow.back.queue: node back: there is no queue suport; did you mean support?",
        ),
        (
            "  bye: {kind: hang_up, say: goodbye}",
            "  bye: {kind: queue, queue: xyzzy}",
            "flow.bye.queue: node bye leads to no queue xyzzy",
        ),
        (
            'outside: ["+4930999"]',
            'outside: ["+4930998"]',
            "flow.abroad.number: node abroad leads to +4930999, which outside does not list; did "
            "you mean +4930998?",
        ),
        (
            'outside: ["+4930999"]',
            "outside: []",
            "flow.abroad.number: node abroad leads to +4930999, which outside does not list; add "
            '"+4930999" to outside if callers may cost that',
        ),
        (
            "after_s: 600, to: message",
            "after_s: 60, to: message",
            "queues.0.waiting.overflow.0.after_s: queue greek: after_s counts from the first "
            "queueing, so it must be longer than the 60 of support, which leads into it",
        ),
    ],
    ids=lambda text: text[:40],
)
def test_what_leads_nowhere_is_told_with_a_way_out(old: str, new: str, line: str) -> None:
    assert told(changed(old, new)) == [line]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "otherwise: late}",
            "otherwise: main}",
            "flow.main: a caller who presses nothing never leaves (main to main)",
        ),
        (
            "found: told,",
            "found: look,",
            "flow.look: a caller who presses nothing never leaves (look to look)",
        ),
        (
            "open: support, closed: message",
            "open: main, closed: message",
            "flow.main: a caller who presses nothing never leaves (main to late to main)",
        ),
        (
            "after_s: 60, to: greek",
            "after_s: 60, to: support",
            "queues.0.waiting: queue support sends its callers in a circle (support to support)",
        ),
        (
            "after_s: 600, to: message",
            "after_s: 600, to: support",
            "queues.0.waiting: queue support sends its callers in a circle (support to greek to "
            "support)",
        ),
        (
            "message: {kind: message, next: rating}",
            "message: {kind: message, next: greek}",
            "queues.1.waiting: callers who leave queue greek come back to it by themselves",
        ),
    ],
    ids=lambda text: text[:40],
)
def test_a_walk_without_an_end_is_told(old: str, new: str, sentence: str) -> None:
    text = changed(old, new)
    assert any(line.startswith(sentence) for line in told(text)), told(text)


def test_a_key_out_of_a_round_is_enough() -> None:
    assert leads.every_walk_ends.__doc__
    assert told(changed('"9": tongue', '"9": main')) == []


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            '"9": tongue',
            '"9": main',
            "flow.tongue: no caller ever comes to node tongue; lead somewhere to it, or remove it",
        ),
        (
            "queues:\n  - queue: support",
            "queues:\n  - {queue: spare, name: Spare}\n  - queue: support",
            "queues.0: no caller ever comes to queue spare; lead a number or a node to it",
        ),
    ],
)
def test_what_nobody_reaches_is_a_warning(old: str, new: str, line: str) -> None:
    text = changed(old, new)
    assert told(text) == []
    assert warnings(text) == [line]


def test_the_shop_has_no_warnings() -> None:
    assert warnings(SHOP) == []
