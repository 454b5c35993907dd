"""One calendar of a text that has mistakes elsewhere."""

from datetime import date

import pytest

from switchboard.planning.calendars import calendar_of
from switchboard.planning.checking import read_plan

GOOD = """
name: Shop
timezone: Europe/Berlin
hours: {shop: {week: {mon-fri: "09:00-18:00"}}, bad: {week: {mon: "9 to 5"}}}
numbers: [{number: "100", queue: support}]
queues: [{queue: support, name: Support}]
"""


def spans(text: str, name: str) -> int:
    return len(calendar_of(read_plan(text), name).week(date(2026, 1, 5), 1)[0].spans)


def test_a_mistake_elsewhere_does_not_hide_a_good_calendar() -> None:
    text = GOOD.replace("name: Support", "name: Support, ring_s: never")
    assert read_plan(text).plan is None
    assert spans(text, "shop") == 1


@pytest.mark.parametrize(
    ("text", "name", "error"),
    [
        (GOOD, "bad", ValueError),
        (GOOD, "nowhere", LookupError),
        ("{", "shop", ValueError),
        ("hours: [1]", "shop", ValueError),
    ],
)
def test_what_cannot_be_read_is_told(text: str, name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        spans(text, name)


def test_a_zone_that_cannot_be_read_does_not_hide_the_week() -> None:
    assert spans(GOOD.replace("Europe/Berlin", "Europe/Berln"), "shop") == 1
