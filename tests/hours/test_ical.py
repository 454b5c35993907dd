"""Exceptional days from an iCalendar text."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from hours.calendar import Calendar
from hours.ical import MOST_DAYS, SIZE_LIMIT_BYTES, read_ical
from hours.plan import CalendarPlan
from vocabulary.findings import Severity

SINCE = date(2026, 11, 28)

OFFICE = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Somebody//Calendar//EN
BEGIN:VTIMEZONE
TZID:Own Zone
BEGIN:STANDARD
DTSTART:broken
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20261224
DTEND;VALUE=DATE:20270103
SUMMARY:Between the
  years
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;TZID=Own Zone:20261130T100000
DTEND;TZID=Own Zone:20261130T110000
SUMMARY:Team meeting
END:VEVENT
BEGIN:VEVENT
UID:3
DTSTART;VALUE=DATE:20200601
RRULE:FREQ=YEARLY;COUNT=8
SUMMARY:Founder's day
BEGIN:VALARM
TRIGGER:-PT1H
ACTION:DISPLAY
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:4
DTSTART;VALUE=DATE:20261225
SUMMARY:Christmas
END:VEVENT
BEGIN:VEVENT
UID:5
DTSTART;VALUE=DATE:20261225
SUMMARY:Christmas again
END:VEVENT
END:VCALENDAR
"""


def calendar_of(*lines: str) -> str:
    return "\r\n".join(("BEGIN:VCALENDAR", *lines, "END:VCALENDAR", ""))


def event_of(start: str, *lines: str) -> tuple[str, ...]:
    return ("BEGIN:VEVENT", f"DTSTART;VALUE=DATE:{start}", *lines, "END:VEVENT")


def test_a_calendar_of_an_office() -> None:
    read = read_ical(OFFICE, SINCE)
    assert [(str(day.date), str(day.until), day.name, day.hours) for day in read.days] == [
        ("2026-12-24", "2027-01-02", "Between the years", ""),
        ("2026-12-25", "None", "Christmas", ""),
        ("2027-06-01", "None", "Founder's day", ""),
    ]
    (left_out,) = read.findings
    assert left_out.place == ("line", 17)
    assert left_out.message.startswith("Team meeting: has times of day; only whole days are taken")
    assert left_out.severity is Severity.ERROR


def test_what_was_read_closes_the_calendar() -> None:
    days = read_ical(OFFICE, SINCE).days
    plan = CalendarPlan.model_validate(
        {"week": {"mon-sun": "09:00-18:00"}, "days": [day.model_dump() for day in days]}
    )
    shown = Calendar(plan, ZoneInfo("Europe/Berlin")).week(date(2026, 12, 23), 3)
    assert [(len(day.spans), day.why) for day in shown] == [
        (1, ""),
        (0, "Between the years"),
        (0, "Christmas"),
    ]


def test_lines_may_end_in_any_way() -> None:
    for ending in ("\n", "\r\n", "\r"):
        assert read_ical(OFFICE.replace("\n", ending), SINCE) == read_ical(OFFICE, SINCE)
    assert read_ical("\ufeff" + OFFICE, SINCE) == read_ical(OFFICE, SINCE)


def test_a_broken_event_does_not_hide_others() -> None:
    text = calendar_of(
        *("BEGIN:VEVENT", "SUMMARY:Lost", "BEGIN:VALARM", "END:VEVENT"),
        *event_of("20261299", "SUMMARY:Never"),
        *event_of("20261224", "SUMMARY:Kept"),
    )
    read = read_ical(text, SINCE)
    assert [day.name for day in read.days] == ["Kept"]
    assert [finding.place for finding in read.findings] == [("line", 2), ("line", 6)]
    assert "cannot be read" in read.findings[0].message
    assert read.findings[1].message.startswith("Never: DTSTART cannot be read")


def refusal(text: str) -> str:
    read = read_ical(text, SINCE)
    assert read.days == ()
    (finding,) = read.findings
    return str(finding)


def test_a_text_that_is_none_is_refused() -> None:
    assert "BEGIN:VCALENDAR is missing" in refusal("")
    assert "BEGIN:VCALENDAR is missing" in refusal("<html>")
    assert "there is no event in it" in refusal(calendar_of())
    open_end = calendar_of("BEGIN:VEVENT", "DTSTART;VALUE=DATE:20261224")
    assert "line 2: this event has no END:VEVENT" in refusal(open_end)
    assert "line 2: this event has no" in refusal(calendar_of("BEGIN:VEVENT", "BEGIN:VEVENT"))


def test_there_are_limits() -> None:
    assert "larger than" in refusal("x" * (SIZE_LIMIT_BYTES + 1))
    assert "more than 10000 events" in refusal(calendar_of(*("BEGIN:VEVENT", "END:VEVENT") * 10001))
    years = [
        line
        for day in range(MOST_DAYS // 5 + 1)
        for line in event_of("20261201", f"DURATION:P{day // 28 + 1}D", "RRULE:FREQ=YEARLY")
    ]
    assert len(read_ical(calendar_of(*years), SINCE).days) < MOST_DAYS
    dates = [
        f"{year}{month:02}{day:02}"
        for year in range(2027, 2035)
        for month in range(1, 13)
        for day in range(1, 29)
    ]
    many = [line for start in dates[: MOST_DAYS + 1] for line in event_of(start)]
    assert "more than 2000 closed days" in refusal(calendar_of(*many))


LINES = st.one_of(
    st.sampled_from(
        [
            "BEGIN:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VALARM", "END:VALARM",
            "DTSTART;VALUE=DATE:20261224", "DTSTART:20261224T000000", "DTSTART;TZID=Mars:x",
            "DTEND;VALUE=DATE:20261231", "DTEND;VALUE=PERIOD:20261231", "DURATION:P1W",
            "RRULE:FREQ=YEARLY;BYMONTH=12;BYDAY=-1TH", "RRULE:FREQ=YEARLY;COUNT=-1",
            "RRULE:FREQ=YEARLY;BYMONTH=5L", "RRULE:BYDAY=1", "EXDATE:20261224", "EXDATE:x",
            "EXDATE;VALUE=TEXT:20261224", "STATUS:CANCELLED", "SUMMARY:\\n;,", " folded",
        ]
    ),
    st.builds(
        "{}{}:{}".format,
        st.sampled_from(["DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "SUMMARY", "STATUS"]),
        st.sampled_from(["", ";VALUE=DATE", ";VALUE=TEXT", ";VALUE=", ";TZID=UTC", ";X"]),
        st.text(max_size=12),
    ),
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(LINES, max_size=12), st.dates(date(1970, 1, 1), date(2199, 12, 31)))
def test_whatever_the_text_is_it_is_read_or_told(lines: list[str], since: date) -> None:
    text = calendar_of("BEGIN:VEVENT", *lines, "END:VEVENT")
    read = read_ical(text, since)
    told: Any = CalendarPlan(days=read.days)
    assert len(told.days) <= MOST_DAYS
    assert all(day.last >= since and day.hours == "" for day in read.days)
