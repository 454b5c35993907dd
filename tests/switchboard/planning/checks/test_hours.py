"""Calendars: good by themselves, and there wherever one is named."""

import pytest

from switchboard.planning.checks import hours
from tests.support.findings import changed, told, warnings


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "kind: hours, hours: shop",
            "kind: hours, hours: shp",
            "flow.late.hours: node late goes by no calendar shp; did you mean shop?",
        ),
        (
            "      hours: shop\n",
            "      hours: night\n",
            "queues.1.waiting.hours: queue greek goes by no calendar night; write hours: "
            "{night: …}",
        ),
    ],
)
def test_a_calendar_that_is_not_there_is_told(old: str, new: str, line: str) -> None:
    assert told(changed(old, new)) == [line]


def test_a_calendar_that_never_opens_is_a_warning() -> None:
    assert hours.calendars_are_good.__doc__
    (line,) = warnings(changed('{mon-fri: "09:00-18:00"}', '{mon-fri: ""}'))
    assert line.startswith("hours.shop.week: calendar shop: never opens")


def test_what_cannot_be_read_is_told_with_its_place() -> None:
    (line,) = told(changed('"09:00-18:00"', '"09:00-8:00"'))
    assert line.startswith("hours.shop.week")
