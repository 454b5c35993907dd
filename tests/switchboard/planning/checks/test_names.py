"""Names and numbers that are there twice, or stand for two things."""

import pytest

from switchboard.planning.checks import names
from tests.support.findings import SHOP, changed, told


def test_the_shop_is_good() -> None:
    assert told(SHOP) == []
    assert names.names_twice.__doc__


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            '{number: "200", queue',
            '{number: "100", queue',
            "numbers.1: number 100 is there twice; keep one",
        ),
        (
            '{number: "200", queue',
            '{number: "+100", queue',
            "numbers.1.number: number +100 has the digits of 100; keep the one that the trunk "
            "sends",
        ),
        ("queue: greek\n", "queue: support\n", "queues.1: queue support is there twice; keep one"),
        (
            "[greek, billing]",
            "[greek, billing, greek]",
            "skills.2: skill greek is there twice; keep one",
        ),
        (
            "languages: [en, ru]",
            "languages: [en, ru, en]",
            "languages.2: language en is there twice; keep one",
        ),
        (
            "incidents: [outage]",
            "incidents: [outage, outage]",
            "incidents.1: incident outage is there twice; keep one",
        ),
        (
            'outside: ["+4930999"]',
            'outside: ["+4930999", "+4930999"]',
            "outside.1: outside number +4930999 is there twice; keep one",
        ),
        (
            "callers:\n",
            'callers:\n  - {number: "(49) 30-1"}\n',
            "callers.1: caller 49301 is there twice; keep one",
        ),
        (
            "callers:\n",
            'callers:\n  - {number: "5", customer: "77"}\n',
            "callers.1: customer 77 is there twice; keep one",
        ),
        (
            "  bye: {kind: hang_up",
            "  greek: {kind: hang_up}\n  bye: {kind: hang_up",
            "flow.greek: greek is the name of a queue too; rename the node",
        ),
    ],
)
def test_what_is_twice_is_told_once(old: str, new: str, line: str) -> None:
    found = told(changed(old, new))
    assert found.count(line) == 1


def test_three_of_a_kind_are_one_finding() -> None:
    text = changed("[greek, billing]", "[greek, billing, greek, greek]")
    assert len(told(text)) == 1
