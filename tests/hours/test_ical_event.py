"""One event: which days it takes, and when it comes again."""

from datetime import date

import pytest
from icalendar import Event

from hours.ical_event import Refused, days_of, summary_of

SINCE = date(2026, 11, 28)


def event(*lines: str) -> Event:
    made = Event.from_ical("\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT", "")))
    assert isinstance(made, Event)
    return made


def days(*lines: str, since: date = SINCE) -> list[tuple[str, str]]:
    return [(str(first), str(last)) for first, last in days_of(event(*lines), since)]


def refusal(*lines: str) -> str:
    with pytest.raises(Refused) as refused:
        days(*lines)
    return str(refused.value)


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261227"),
        ("DTSTART;VALUE=DATE:20261224", "DURATION:P3D"),
        ("DTSTART:20261224T000000", "DTEND:20261227T000000"),
        (
            "DTSTART;TZID=Europe/Berlin:20261224T000000",
            "DTEND;TZID=Europe/Berlin:20261227T000000",
        ),
        ("DTSTART;TZID=Own Zone:20261224T000000", "DURATION:P3D"),
    ],
)
def test_whole_days(lines: tuple[str, ...]) -> None:
    assert days(*lines) == [("2026-12-24", "2026-12-26")]


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART;VALUE=DATE:20261224",),
        ("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261225"),
        ("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261224"),
    ],
)
def test_one_day(lines: tuple[str, ...]) -> None:
    assert days(*lines) == [("2026-12-24", "2026-12-24")]


def test_what_is_over_is_left_out_and_what_lasts_is_not() -> None:
    assert days("DTSTART;VALUE=DATE:20261127") == []
    assert days("DTSTART;VALUE=DATE:20261127", "DURATION:P2D") == [("2026-11-27", "2026-11-28")]
    assert days("DTSTART;VALUE=DATE:20261224", "STATUS:CANCELLED") == []


def starts(rule: str, first: str, *more: str) -> list[str]:
    lines = (f"DTSTART;VALUE=DATE:{first}", f"RRULE:{rule}", *more)
    return [begin for begin, _ in days(*lines)]


def test_every_year_for_five_years() -> None:
    assert starts("FREQ=YEARLY", "20200105") == [f"{year}-01-05" for year in range(2027, 2032)]
    assert starts("FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=5", "20200105")[0] == "2027-01-05"
    assert starts("FREQ=YEARLY", "19501128")[0] == "2026-11-28"


def test_every_other_year_so_many_times_or_until() -> None:
    assert starts("FREQ=YEARLY;INTERVAL=2", "20251201") == [
        "2027-12-01",
        "2029-12-01",
    ]
    assert starts("FREQ=YEARLY;COUNT=3", "20251201") == ["2026-12-01", "2027-12-01"]
    assert starts("FREQ=YEARLY;UNTIL=20271201", "20251201") == ["2026-12-01", "2027-12-01"]
    assert starts("FREQ=YEARLY;UNTIL=20271130T235959Z", "20251201") == ["2026-12-01"]


def test_a_day_that_is_left_out_counts() -> None:
    left_out = ("EXDATE;VALUE=DATE:20261201", "EXDATE;VALUE=DATE:20281201")
    assert starts("FREQ=YEARLY;COUNT=4", "20251201", *left_out) == ["2027-12-01"]


def test_a_leap_day_comes_in_leap_years() -> None:
    assert starts("FREQ=YEARLY", "20240229") == ["2028-02-29"]


def test_such_a_weekday_of_a_month() -> None:
    thanksgiving = starts("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "20201126")
    assert thanksgiving == ["2027-11-25", "2028-11-23", "2029-11-22", "2030-11-28", "2031-11-27"]
    assert starts("FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;COUNT=9", "20200525") == [
        "2027-05-31",
        "2028-05-29",
    ]
    assert starts("FREQ=YEARLY;BYMONTH=5;BYDAY=5MO", "20210531") == ["2027-05-31", "2028-05-29"]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY",
        "FREQ=MONTHLY;BYMONTHDAY=1",
        "FREQ=DAILY;COUNT=3",
        "FREQ=YEARLY;BYMONTH=1,2",
        "FREQ=YEARLY;BYMONTH=2",
        "FREQ=YEARLY;BYMONTHDAY=6",
        "FREQ=YEARLY;BYDAY=20MO",
        "FREQ=YEARLY;BYMONTH=1;BYDAY=MO",
        "FREQ=YEARLY;BYMONTH=1;BYDAY=1MO,2MO",
        "FREQ=YEARLY;BYYEARDAY=5",
        "FREQ=YEARLY;BYSETPOS=1;BYMONTH=1;BYDAY=1MO",
    ],
)
def test_other_ways_to_come_again_are_refused(rule: str) -> None:
    assert "it may come yearly" in refusal("DTSTART;VALUE=DATE:20270105", f"RRULE:{rule}")


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("DTSTART:20261224T140000", "DTEND:20261224T150000"), "has times of day"),
        (("DTSTART:20261224T000000Z", "DTEND:20261225T000000Z"), "has times of day"),
        (("DTSTART:20261224T000000",), "has times of day"),
        (("DTSTART;VALUE=DATE:20261224", "DURATION:PT36H"), "has times of day"),
        (("DTSTART;VALUE=DATE:20261224", "DURATION:-P1D"), "DURATION"),
        (("DTSTART;VALUE=DATE:20261224", "DURATION:P9000D"), "DURATION"),
        (("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261201"), "ends before it begins"),
        (("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20281201"), "longer than 366 days"),
        (("DTSTART;VALUE=DATE:99991231",), "is not from 1900-01-01 to 2199-12-31"),
        (("DTSTART;VALUE=DATE:20261299",), "DTSTART cannot be read"),
        (("DTSTART;VALUE=TEXT:soon",), "has times of day"),
        (("SUMMARY:Some day",), "has no DTSTART"),
        (("DTSTART;VALUE=DATE:20261224", "RDATE;VALUE=DATE:20261225"), "RDATE is not taken"),
        (("DTSTART;VALUE=DATE:20261224", "RRULE:FREQ=NEVER"), "RRULE cannot be read"),
        (("DTSTART;VALUE=DATE:20261224", "RRULE;VALUE=TEXT:x"), "come"),
        (("DTSTART;VALUE=DATE:20261224", "DTSTART;VALUE=DATE:20261225"), "is there twice"),
        (("DTSTART;VALUE=DATE:20261224", "RRULE:FREQ=YEARLY;INTERVAL=0"), "INTERVAL"),
    ],
)
def test_what_cannot_be_taken_is_told(lines: tuple[str, ...], told: str) -> None:
    assert told in refusal(*lines)


def test_a_summary_is_one_line_of_a_fair_length() -> None:
    assert summary_of(event("SUMMARY:Summer\\nparty\\, with  cake")) == "Summer party, with cake"
    assert summary_of(event("DTSTART;VALUE=DATE:20261224")) == ""
    assert summary_of(event("SUMMARY:one", "SUMMARY:two")) == "one"
    assert len(summary_of(event(f"SUMMARY:{'x' * 500}"))) == 80
