"""One event of an iCalendar text: which whole days it takes, and when it comes again."""

import calendar
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any, Final, NamedTuple

from icalendar import Event

from hours.plan import FIRST_DAY, LAST_DAY, LONGEST_DAYS

YEARS_AHEAD: Final = 5
EARLIEST: Final = date(1900, 1, 1)
LONGEST_NAME: Final = 80

_ONE_DAY = timedelta(days=1)
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_KNOWN_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "WKST"}
_UNKNOWN = ("RDATE", "EXRULE", "RECURRENCE-ID")
_ONLY_WHOLE = (
    "has times of day; only whole days are taken, as closed: write the hours of that day into "
    "the plan's days"
)
_ONLY_YEARLY = (
    "comes again in a way that is not taken; it may come yearly, on the same date or on such a "
    "day as the first Monday of a month: write others into the plan's days one by one"
)


class Refused(ValueError):
    """An event that cannot be taken; the message says why and what to do instead."""


class _Rule(NamedTuple):
    """Every so many years; on the `nth` such weekday of the month, if that is given."""

    every: int
    times: int | None
    until: date | None
    nth: int | None
    weekday: int


def summary_of(event: Event) -> str:
    """What the event is called, on one line."""
    summary = event.get("SUMMARY", "")
    text = str(summary[0] if isinstance(summary, list) else summary)
    return _shown(" ".join("".join(sign if sign.isprintable() else " " for sign in text).split()))


def days_of(event: Event, since: date) -> Iterator[tuple[date, date]]:
    """First and last day of each time that the event comes, unless it is over by `since`.

    Raises `Refused`.
    """
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return
    _check(event)
    first = _start(event)
    length = _last(event, first) - first
    if length.days >= LONGEST_DAYS:
        raise Refused(f"lasts longer than {LONGEST_DAYS} days")
    left_out = _left_out(event)
    earliest = max(since, FIRST_DAY)
    for begin in _begins(event, first, since):
        last = begin + length
        if begin >= FIRST_DAY and earliest <= last <= LAST_DAY and begin not in left_out:
            yield begin, last


def _check(event: Event) -> None:
    for name, told in event.errors:
        raise Refused(f"{name or 'a line'} cannot be read ({_shown(str(told))})")
    for name in _UNKNOWN:
        if name in event:
            raise Refused(f"{name} is not taken; write these days into the plan's days")
    for name in ("DTSTART", "DTEND", "DURATION", "RRULE"):
        if isinstance(event.get(name), list):
            raise Refused(f"{name} is there twice")


def _start(event: Event) -> date:
    if "DTSTART" not in event:
        raise Refused("has no DTSTART, so nobody knows when it is")
    first = _whole(_value(event, "DTSTART"))
    if not EARLIEST <= first <= LAST_DAY:
        raise Refused(f"begins on {first}, which is not from {EARLIEST} to {LAST_DAY}")
    return first


def _last(event: Event, first: date) -> date:
    """The last day; the end of an event is the moment after it."""
    if "DTEND" in event:
        end = _whole(_value(event, "DTEND"))
    elif "DURATION" in event:
        end = first + _whole_days(_value(event, "DURATION"))
    elif isinstance(_value(event, "DTSTART"), datetime):
        raise Refused(_ONLY_WHOLE)
    else:
        end = first + _ONE_DAY
    if end < first:
        raise Refused("ends before it begins")
    return max(first, end - _ONE_DAY)


def _whole(value: object) -> date:
    """A date, or a midnight by the event's own clock. A moment in UTC is no midnight of the
    centre, so it is refused."""
    if isinstance(value, datetime):
        is_local = value.tzinfo is None or value.tzname() != "UTC"
        if is_local and value.time() == time(0):
            return value.date()
    elif isinstance(value, date):
        return value
    raise Refused(_ONLY_WHOLE)


def _whole_days(value: object) -> timedelta:
    if not isinstance(value, timedelta) or value % _ONE_DAY:
        raise Refused(_ONLY_WHOLE)
    if not 0 <= value.days <= LONGEST_DAYS:
        raise Refused(f"its DURATION is not from 0 to {LONGEST_DAYS} days")
    return value


def _value(event: Event, name: str) -> object:
    """What a property says in Python's types; None: nothing that is a time."""
    return getattr(event.get(name), "dt", None)


def _left_out(event: Event) -> frozenset[date]:
    """Dates on which the event does not come after all."""
    listed = event.get("EXDATE", [])
    return frozenset(
        _whole(getattr(moment, "dt", None))
        for dates in (listed if isinstance(listed, list) else [listed])
        for moment in getattr(dates, "dts", [dates])
    )


def _shown(text: str) -> str:
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1].rstrip() + "…"


def _begins(event: Event, first: date, since: date) -> Iterator[date]:
    """The first days of all times that the event comes, up to five years ahead."""
    if "RRULE" not in event:
        yield first
        return
    rule = _rule(event["RRULE"], first)
    final = date(min(since.year + YEARS_AHEAD, LAST_DAY.year), since.month, min(since.day, 28))
    times = 0
    for step in count():
        year = first.year + step * rule.every
        if year > final.year or (rule.times is not None and times >= rule.times):
            return
        begin = _in_year(year, first, rule)
        if begin is None or begin < first:
            continue
        if begin > final or (rule.until is not None and begin > rule.until):
            return
        times += 1
        yield begin


def _in_year(year: int, first: date, rule: _Rule) -> date | None:
    """When it comes in a year; None: the year has no such day."""
    weekday_of_first, length = calendar.monthrange(year, first.month)
    if rule.nth is None:
        return date(year, first.month, first.day) if first.day <= length else None
    earliest = 1 + (rule.weekday - weekday_of_first) % 7
    if rule.nth > 0:
        day = earliest + 7 * (rule.nth - 1)
    else:
        day = earliest + 7 * ((length - earliest) // 7 + rule.nth + 1)
    return date(year, first.month, day) if 1 <= day <= length else None


def _rule(written: object, first: date) -> _Rule:
    """The rule, if it is yearly and on one day. Raises `Refused`."""
    if not isinstance(written, Mapping):
        raise Refused(_ONLY_YEARLY)
    parts: dict[str, list[Any]] = {str(name).upper(): values for name, values in written.items()}
    if str(parts.get("FREQ", [""])[0]).upper() != "YEARLY" or parts.keys() - _KNOWN_PARTS:
        raise Refused(_ONLY_YEARLY)
    if [int(month) for month in parts.get("BYMONTH", [first.month])] != [first.month]:
        raise Refused(_ONLY_YEARLY)
    if [int(day) for day in parts.get("BYMONTHDAY", [first.day])] != [first.day]:
        raise Refused(_ONLY_YEARLY)
    every = int(parts.get("INTERVAL", [1])[0])
    if every < 1:
        raise Refused("its INTERVAL must be at least 1")
    times = int(parts["COUNT"][0]) if "COUNT" in parts else None
    until = parts.get("UNTIL", [None])[0]
    if isinstance(until, datetime):
        until = until.date()
    nth, weekday = _nth_weekday(parts)
    return _Rule(every, times, until, nth, weekday)


def _nth_weekday(parts: Mapping[str, list[Any]]) -> tuple[int | None, int]:
    """Such as -1 and Monday: the last Monday of the month."""
    if "BYDAY" not in parts:
        return None, 0
    written = [str(day).upper() for day in parts["BYDAY"]]
    nth = written[0][:-2].removeprefix("+")
    is_one = len(written) == 1 and nth.removeprefix("-") in {"1", "2", "3", "4", "5"}
    if not is_one or "BYMONTH" not in parts or "BYMONTHDAY" in parts:
        raise Refused(_ONLY_YEARLY)
    return int(nth), _DAYS.index(written[0][-2:])
