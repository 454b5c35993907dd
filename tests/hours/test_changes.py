"""When a calendar opens and closes, where clocks are changed."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hours.changes import changes_of_year
from hours.spans import Spans, read_spans


def moments(zone: str, hours: str, first: str, last: str) -> list[str]:
    """The changes from one day to another, by the clock on the wall with its offset."""
    spans = read_spans(hours)
    since, until = date.fromisoformat(first), date.fromisoformat(last)

    def spans_of(day: date) -> Spans:
        return spans if since <= day <= until else ()

    found = changes_of_year(since.year, ZoneInfo(zone), spans_of).moments
    return [moment.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes") for moment in found]


def durations(zone: str, hours: str, day: str) -> list[timedelta]:
    spans = read_spans(hours)
    wanted = date.fromisoformat(day)
    found = changes_of_year(
        wanted.year, ZoneInfo(zone), lambda day: spans if day == wanted else ()
    ).moments
    return [closes - opens for opens, closes in zip(found[::2], found[1::2], strict=True)]


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", "2026-03-29", 23),
        ("Europe/Berlin", "2026-10-25", 25),
        ("Europe/Berlin", "2026-06-01", 24),
        ("America/Santiago", "2026-09-06", 23),
        ("America/Santiago", "2026-04-04", 25),
        ("Australia/Sydney", "2026-10-04", 23),
        ("Australia/Sydney", "2026-04-05", 25),
        ("Australia/Lord_Howe", "2026-10-04", 23.5),
        ("Australia/Lord_Howe", "2026-04-05", 24.5),
        ("Asia/Kolkata", "2026-03-29", 24),
        ("Pacific/Apia", "2011-12-29", 24),
        ("Pacific/Kiritimati", "2026-01-02", 24),
    ],
)
def test_a_whole_day_lasts_as_long_as_it_does(zone: str, day: str, hours: float) -> None:
    assert sum(durations(zone, "00:00-24:00", day), timedelta()) == timedelta(hours=hours)


def test_a_day_that_is_left_again_for_the_one_before() -> None:
    assert durations("America/St_Johns", "00:00-24:00", "1990-10-28") == [
        timedelta(minutes=1),
        timedelta(hours=24),
    ]


def test_a_day_that_a_zone_never_had_is_not_open() -> None:
    assert moments("Pacific/Apia", "09:00-18:00", "2011-12-30", "2011-12-30") == []


def test_midnight_in_the_hour_left_out() -> None:
    assert moments("America/Santiago", "00:00-06:00", "2026-09-06", "2026-09-06") == [
        "2026-09-06T01:00-03:00",
        "2026-09-06T06:00-03:00",
    ]


def test_spans_in_the_hour_left_out() -> None:
    night = "2026-03-29"
    assert moments("Europe/Berlin", "02:30-06:00", night, night) == [
        "2026-03-29T03:00+02:00",
        "2026-03-29T06:00+02:00",
    ]
    assert moments("Europe/Berlin", "00:00-02:30", night, night) == [
        "2026-03-29T00:00+01:00",
        "2026-03-29T03:00+02:00",
    ]
    assert moments("Europe/Berlin", "02:15-02:45", night, night) == []
    assert durations("Europe/Berlin", "01:00-04:00", night) == [timedelta(hours=2)]


def test_spans_in_the_hour_that_comes_twice() -> None:
    night = "2026-10-25"
    assert durations("Europe/Berlin", "01:00-04:00", night) == [timedelta(hours=4)]
    assert durations("Europe/Berlin", "02:00-03:00", night) == [timedelta(hours=2)]
    assert moments("Europe/Berlin", "02:15-02:45", night, night) == [
        "2026-10-25T02:15+02:00",
        "2026-10-25T02:45+02:00",
        "2026-10-25T02:15+01:00",
        "2026-10-25T02:45+01:00",
    ]


def test_half_an_hour_of_lord_howe() -> None:
    assert moments("Australia/Lord_Howe", "01:45-05:00", "2026-04-05", "2026-04-05") == [
        "2026-04-05T01:45+11:00",
        "2026-04-05T01:30+10:30",
        "2026-04-05T01:45+10:30",
        "2026-04-05T05:00+10:30",
    ]
    assert moments("Australia/Lord_Howe", "02:10-05:00", "2026-10-04", "2026-10-04") == [
        "2026-10-04T02:30+11:00",
        "2026-10-04T05:00+11:00",
    ]


def test_no_change_at_a_midnight_between_spans_that_touch() -> None:
    assert moments("Asia/Kolkata", "00:00-02:00, 20:00-24:00", "2026-05-01", "2026-05-02") == [
        "2026-05-01T00:00+05:30",
        "2026-05-01T02:00+05:30",
        "2026-05-01T20:00+05:30",
        "2026-05-02T02:00+05:30",
        "2026-05-02T20:00+05:30",
        "2026-05-03T00:00+05:30",
    ]


def test_the_edges_of_a_year_are_no_changes() -> None:
    always = changes_of_year(2026, ZoneInfo("Asia/Kolkata"), lambda _: read_spans("00:00-24:00"))
    assert always == (True, ())
    never = changes_of_year(2026, ZoneInfo("UTC"), lambda _: ())
    assert never == (False, ())
    new_year = read_spans("00:00-05:30")
    found = changes_of_year(
        2026, ZoneInfo("Asia/Kolkata"), lambda day: new_year if day == date(2026, 1, 1) else ()
    )
    assert found == (False, ())
    later = changes_of_year(
        2026,
        ZoneInfo("Asia/Kolkata"),
        lambda day: read_spans("00:00-06:00") if day == date(2026, 1, 1) else (),
    )
    assert later == (True, (datetime(2026, 1, 1, 0, 30, tzinfo=UTC),))
