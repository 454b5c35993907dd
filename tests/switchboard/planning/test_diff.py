"""What differs between two plans, in short sentences."""

import pytest

from switchboard.planning.diff import MOST_TOLD, differences, document_of, told_shortly
from tests.support.findings import SHOP, changed
from vocabulary.plans import PlanChange


def sentences(after: str, before: str = SHOP) -> list[str]:
    return [change.told for change in differences(before, after)]


def test_the_same_plan_has_no_difference() -> None:
    assert sentences(SHOP) == []
    assert sentences(SHOP.replace("name: Shop", "# a comment\nname:   'Shop'")) == []


def test_a_default_that_is_written_out_is_no_difference() -> None:
    assert sentences(changed("name: Greek\n", "name: Greek\n    ring_s: 15\n")) == []


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("name: Greek\n", "name: Greek\n    ring_s: 20\n", ["queue greek: ring_s 15 → 20"]),
        ("name: Shop", "name: The other shop", ["name Shop → “The other shop”"]),
        ("timezone: Europe/Berlin", "timezone: UTC", ["timezone Europe/Berlin → UTC"]),
        (
            "hours:\n  shop: {week:",
            "hours:\n  shop: {days: [{date: 2026-12-24, hours: ''}], week:",
            ["calendar shop: day 2026-12-24 is new"],
        ),
        (
            "  bye: {kind: hang_up, say: goodbye}",
            "  bye: {kind: hang_up}",
            ["node bye: say is gone"],
        ),
        (
            '"1": support, "2": order',
            '"1": greek, "2": order',
            ["node main: keys.1 support → greek"],
        ),
        (
            "operators: [anna, boris]",
            "operators: [vera, boris]",
            ["queue greek: operators + vera, - anna"],
        ),
        (
            "operators: [anna, boris]",
            "operators: [boris, anna]",
            ["queue greek: operators in another order"],
        ),
        ("after_s: 60, to", "after_s: 90, to", ["queue support: limit too_long.after_s 60 → 90"]),
        ("priority: 3, preferred", "priority: 4, preferred", ["caller +49 30 1: priority 3 → 4"]),
        ("{en: Welcome,", "{en: Hello,", ["prompt welcome: en.text Welcome → Hello"]),
        ("vera: {reserve_s: 30}", "vera: {reserve_s: 30}\n  zoe: {}", ["operator zoe is new"]),
        ("recording: {", "recording: {record: false, ", ["recording.record yes → no"]),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_change_is_a_short_sentence(old: str, new: str, wanted: list[str]) -> None:
    found = sentences(changed(old, new))
    assert [line.replace(": is new", " is new") for line in found] == wanted


def test_lists_are_matched_by_names_not_by_positions() -> None:
    text = changed("queues:\n", "queues:\n  - {queue: first, name: First}\n")
    (change,) = differences(SHOP, text)
    assert change.told == "queue first: is new"
    assert change.place == ("queues", 0)
    assert change.before is None


def test_what_is_gone_stands_where_it_was() -> None:
    text = changed('  - {number: "200", queue: greek, needs: {billing: 3}}\n', "")
    (change,) = differences(SHOP, text)
    assert (change.told, change.place, change.after) == (
        "number 200: is gone",
        ("numbers", 1),
        None,
    )


def test_plans_with_errors_are_compared_as_they_are_written() -> None:
    text = changed("rank: 2", "rank: none")
    assert "operator boris: queues.greek.rank 2 → none" in sentences(
        text, text.replace("none", "2")
    )
    assert document_of("a: [") is None
    assert sentences("a: [", "name: x") == ["name is gone"]


def test_a_revision_counts_callers_instead_of_naming_them() -> None:
    text = changed("priority: 3, preferred", "priority: 4, preferred").replace("Shop", "Store")
    told = told_shortly(differences(SHOP, text))
    assert told == ("name Shop → Store", "known callers: 1 change")
    many = [PlanChange(("x",), 1, 2, "x 1 → 2")] * (MOST_TOLD + 5)
    assert told_shortly(many)[-1] == "and 5 more"
