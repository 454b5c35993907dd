"""How hours are written: days of the week and spans of a day, read and written again."""

import re
from collections.abc import Iterable, Mapping
from typing import Final, Literal, get_args

from vocabulary.findings import did_you_mean
from vocabulary.plans import WeekSpan

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: Final[tuple[Weekday, ...]] = get_args(Weekday)
MIDNIGHT: Final = 24 * 60

Spans = tuple[WeekSpan, ...]
"""Opening hours of one day in minutes of the clock on the wall; sorted, none touches another."""

_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})", re.ASCII)


def read_spans(text: str) -> Spans:
    """Spans such as `09:00-13:00, 14:00-18:00`; empty: none. Raises `ValueError`.

    Spans that touch are one. The order does not matter.
    """
    if not text.strip():
        return ()
    spans = sorted((_read_span(part.strip()) for part in text.split(",")), key=_start)
    joined: list[WeekSpan] = []
    for span in spans:
        if joined and span.start < joined[-1].until:
            raise ValueError(f"{write_span(joined[-1])} and {write_span(span)} overlap")
        if joined and span.start == joined[-1].until:
            joined[-1] = WeekSpan(joined[-1].start, span.until)
        else:
            joined.append(span)
    return tuple(joined)


def _start(span: WeekSpan) -> int:
    return span.start


def _read_span(text: str) -> WeekSpan:
    read = _SPAN.fullmatch(text)
    if read is None:
        raise ValueError(f"{text!r} is no span; write 09:00-13:00, 14:00-18:00, or nothing: closed")
    hours, minutes, hours_until, minutes_until = map(int, read.groups())
    start, until = _minute(hours, minutes), _minute(hours_until, minutes_until)
    if start == until:
        raise ValueError(
            f"{text} is empty; for a closed day write nothing, for a whole one 00:00-24:00"
        )
    if until == 0:
        raise ValueError(f"{text}: the end of the day is written 24:00")
    if until < start:
        raise ValueError(
            f"{text} goes past midnight; write two: {_clock(start)}-24:00, and 00:00-"
            f"{_clock(until)} on the day after"
        )
    return WeekSpan(start, until)


def _minute(hours: int, minutes: int) -> int:
    if minutes > 59 or hours * 60 + minutes > MIDNIGHT:
        raise ValueError(f"there is no {hours:02}:{minutes:02} o'clock; a day is 00:00 to 24:00")
    return hours * 60 + minutes


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def write_span(span: WeekSpan) -> str:
    """A span as it is written in the plan."""
    return f"{_clock(span.start)}-{_clock(span.until)}"


def write_spans(spans: Iterable[WeekSpan]) -> str:
    """Spans as they are written in the plan; empty: closed."""
    return ", ".join(write_span(span) for span in spans)


def read_days(key: str) -> tuple[int, ...]:
    """The days that a key of the week names, 0 is Monday. Raises `ValueError`.

    A key is one day (`mon`) or from one to another (`mon-fri`, `sat-mon`).
    """
    first, dash, last = key.partition("-")
    begin, end = _read_day(first), _read_day(last if dash else first)
    return tuple((begin + step) % 7 for step in range((end - begin) % 7 + 1))


def _read_day(name: str) -> int:
    for position, day in enumerate(WEEKDAYS):
        if day == name:
            return position
    hint = did_you_mean(name.strip().lower(), WEEKDAYS)
    raise ValueError(f"there is no day {name!r}{hint or '; write mon to sun, or mon-fri'}")


def read_week(week: Mapping[str, str]) -> tuple[Spans, ...]:
    """Spans of Monday to Sunday; a day that is not named is closed. Raises `ValueError`.

    A single day is more exact than a range and wins; two ranges may not name the same day.
    """
    spans: list[Spans] = [()] * 7
    ranges: dict[int, str] = {}
    single: dict[int, str] = {}
    for key, text in week.items():
        for day in read_days(key):
            if "-" not in key:
                single[day] = text
            elif day in ranges:
                raise ValueError(
                    f"{ranges[day]} and {key} both name {WEEKDAYS[day]}; leave it to one of them"
                )
            else:
                ranges[day] = key
    for day in range(7):
        text = single[day] if day in single else week.get(ranges.get(day, ""), "")
        spans[day] = read_spans(text)
    return tuple(spans)
