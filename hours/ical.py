"""Exceptional days from an iCalendar text (`.ics`), such as a calendar of school holidays.

Only whole days are taken, as closed days: what hours a meeting leaves to the callers is for
a person to say. An event that cannot be taken is left out, and a finding says which and why.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from icalendar import Event

from hours.ical_event import Refused, days_of, summary_of
from hours.plan import DayPlan
from vocabulary.findings import Finding, Severity

SIZE_LIMIT_BYTES: Final = 1_000_000
MOST_DAYS: Final = 2000
MOST_EVENTS: Final = 10_000

_BREAK = re.compile(r"\r\n|\n|\r")
_NO_CALENDAR = "this is no iCalendar text: BEGIN:VCALENDAR is missing; export the calendar as .ics"
_UNREADABLE = "this event cannot be read; its lines are not iCalendar"


class Imported(NamedTuple):
    """Days for a calendar's `days`, by date, and what was left out. The place of a finding
    is the line on which the event begins: `("line", 12)`."""

    days: tuple[DayPlan, ...] = ()
    findings: tuple[Finding, ...] = ()


class _Block(NamedTuple):
    """The text of one event, and the line on which it begins."""

    line: int
    text: str


def read_ical(text: str, since: date) -> Imported:
    """Closed days from `since` on; what is over by then is left out silently.

    Yearly events are taken for the five years that follow. Never raises.
    """
    if len(text.encode("utf-8", "replace")) > SIZE_LIMIT_BYTES:
        return _nothing(f"larger than {SIZE_LIMIT_BYTES} bytes; export fewer years")
    blocks: list[_Block] = []
    try:
        for block in _blocks(text):
            if len(blocks) == MOST_EVENTS:
                return _nothing(f"more than {MOST_EVENTS} events; export fewer years")
            blocks.append(block)
    except Refused as refused:
        return _nothing(str(refused))
    days: dict[tuple[date, date], DayPlan] = {}
    findings: list[Finding] = []
    for block in blocks:
        try:
            for day in _read(block, since):
                days.setdefault((day.date, day.last), day)
        except Refused as refused:
            findings.append(Finding(("line", block.line), str(refused)))
        if len(days) > MOST_DAYS:
            return _nothing(f"more than {MOST_DAYS} closed days; export fewer years")
    if not blocks:
        findings.append(Finding((), "there is no event in it", Severity.WARNING))
    return Imported(tuple(sorted(days.values(), key=_by_date)), tuple(findings))


def _by_date(day: DayPlan) -> tuple[date, int]:
    """The longer first, so that a single day within holidays keeps its own name."""
    return day.date, -day.last.toordinal()


def _nothing(message: str) -> Imported:
    return Imported(findings=(Finding((), message),))


def _blocks(text: str) -> Iterator[_Block]:
    """The events of the text. Each is read by itself: a broken one does not hide others, and
    nothing else in the text (time zones, tasks) is read at all. Raises `Refused`."""
    lines = _BREAK.split(text.removeprefix("\ufeff"))
    if not any(line.strip().upper() == "BEGIN:VCALENDAR" for line in lines):
        raise Refused(_NO_CALENDAR)
    begun: int | None = None
    for number, line in enumerate(lines):
        match line.strip().upper():
            case "BEGIN:VEVENT":
                if begun is not None:
                    raise Refused(f"line {begun + 1}: this event has no END:VEVENT")
                begun = number
            case "END:VEVENT" if begun is not None:
                yield _Block(begun + 1, "\r\n".join(lines[begun : number + 1]) + "\r\n")
                begun = None
            case _:
                pass
    if begun is not None:
        raise Refused(f"line {begun + 1}: this event has no END:VEVENT; the text ends too early")


def _read(block: _Block, since: date) -> tuple[DayPlan, ...]:
    """The days of one event. Raises `Refused`, with the event's summary."""
    try:
        event = Event.from_ical(block.text)
    except (ValueError, RecursionError) as error:
        raise Refused(_UNREADABLE) from error
    if not isinstance(event, Event):
        raise Refused(_UNREADABLE)
    name = summary_of(event)
    try:
        return tuple(
            DayPlan(date=first, until=last if last > first else None, name=name, hours="")
            for first, last in days_of(event, since)
        )
    except Refused as refused:
        raise Refused(f"{name or 'an event without a summary'}: {refused}") from refused
