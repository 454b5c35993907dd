"""Checks of calls out and of customers' cards."""

import pytest

from switchboard.planning.checking import read_plan
from switchboard.planning.checks import talks

HEAD = 'name: x\nnumbers: [{number: "1", queue: a}]\nqueues: [{queue: a, name: A}]\n'


@pytest.mark.parametrize(
    ("more", "place", "says"),
    [
        (
            'outgoing: {allow: ["+49"], shown_by_queue: {b: "1"}}',
            ("outgoing", "shown_by_queue", "b"),
            "there is no queue b",
        ),
        ('outgoing: {refuse: ["+49900"]}', ("outgoing", "refuse"), "nothing is allowed"),
        (
            "customers: {fields: {second: {label: Second, kind: phone}}}",
            ("customers", "fields", "second"),
            "without a region",
        ),
        (
            "flow: {f: {kind: look_up, source: crm, say: x, found: a, missing: a}}\n"
            "prompts: {x: {en: x}}",
            ("flow", "f", "source"),
            "there is no source crm",
        ),
        ('outgoing: {allow: ["49"]}', ("outgoing", "allow", 0), ""),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_place(
    more: str, place: tuple[str | int, ...], says: str
) -> None:
    found = [each for each in read_plan(HEAD + more).findings if each.place == place]
    assert found, read_plan(HEAD + more).findings
    assert says in found[0].message


def test_a_plan_with_calls_out_and_cards_is_good() -> None:
    text = HEAD + (
        'outgoing: {allow: ["+49"], region: DE, shown_by_queue: {a: "1"}}\n'
        "customers: {region: DE, fields: {second: {label: Second, kind: phone}}}\n"
    )
    reading = read_plan(text)
    assert not reading.findings
    assert reading.plan is not None
    assert not [*talks.customers_are_good(reading.plan), *talks.calls_out_are_good(reading.plan)]


def test_a_source_of_customers_may_be_asked_in_the_flow() -> None:
    text = HEAD + (
        "flow: {f: {kind: look_up, source: crm, say: x, found: a, missing: a}}\n"
        "prompts: {x: {en: x}}\n"
        "customers: {sources: {crm: {kind: rest, url: 'https://crm.example/{key}', "
        "values: {name: name}}}}\n"
    )
    places = [each.place for each in read_plan(text).findings]
    assert ("flow", "f", "source") not in places
