"""What single nodes ask for."""

import pytest

from switchboard.planning.checks import nodes
from tests.support.findings import SHOP, changed, told, warnings


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "least: 4, most: 6",
            "least: 7, most: 6",
            "flow.order.least: node order: at least 7 digits but at most 6; exchange them",
        ),
        (
            "question: rating, next",
            "question: rating, least: 5, next",
            "flow.rating.least: node rating: answers from 5 to 5 leave no choice; least must be "
            "lower than most",
        ),
        (
            "most: 6,",
            "most: 6, sensitive: true, read_back: true,",
            "flow.order.read_back: node order: sensitive digits are not read back; leave read_back "
            "out, or sensitive",
        ),
        (
            "kind: look_up, key: order",
            "kind: look_up, key: ordr",
            "flow.look.key: node look: no node collects digits as ordr; did you mean order?",
        ),
        (
            "kind: look_up, key: order",
            "kind: look_up, key: xyz",
            "flow.look.key: node look: no node collects digits as xyz; add a node of kind digits "
            "before it",
        ),
        (
            "kind: look_up, key",
            "kind: look_up, source: crm, key",
            "flow.look.source: node look: there is no source crm; there is callers",
        ),
        (
            '"2": ru}',
            '"2": de}',
            "flow.tongue.keys.2: node tongue: languages does not list de; add de to languages",
        ),
    ],
    ids=lambda text: text[:40],
)
def test_what_cannot_work_is_told(old: str, new: str, line: str) -> None:
    assert line in told(changed(old, new))


def test_digits_that_some_callers_did_not_type_are_a_warning() -> None:
    text = changed('"2": order,', '"2": order, "3": look,')
    assert told(text) == []
    assert warnings(text) == [
        "flow.look.key: node look: some callers come here without having typed order; for them "
        "nothing is found"
    ]


def test_who_calls_is_always_known() -> None:
    assert nodes.SOURCES == ("callers",)
    assert told(changed("kind: look_up, key: order, ", "kind: look_up, ")) == []


def test_a_number_in_a_language_that_is_not_listed_is_a_warning() -> None:
    text = changed('"200", queue: greek', '"200", language: el, queue: greek')
    assert warnings(text) == [
        "numbers.1.language: number 200: languages does not list el; its callers hear en"
    ]
    assert warnings(SHOP) == []
