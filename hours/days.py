"""What rules a day: an exception, a public holiday, or the week."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from hours.plan import CalendarPlan, DayPlan, HolidayPlan
from hours.public import is_among, key, public_holidays
from hours.spans import WEEKDAYS, Spans, read_spans, read_week

YEARS_KEPT = 8


class Day(NamedTuple):
    """The hours of one day. `why` names the holiday or exception that rules it, if any;
    `holiday`: one does, and the hours are not those of the weekday."""

    spans: Spans = ()
    why: str = ""
    holiday: bool = False


class Days:
    """The days of one calendar, by date.

    Exceptions win over holidays, holidays over the week; of exceptions the last. Days that
    are not usual are found year by year, and the last few years are kept.
    """

    def __init__(self, plan: CalendarPlan) -> None:
        self._week = read_week(plan.week)
        self._usual = tuple(Day(spans) for spans in self._week)
        self._holidays = plan.holidays
        self._exceptions = tuple((day, self._hours_of(day)) for day in plan.days)
        self._year = lru_cache(maxsize=YEARS_KEPT)(self._unusual)

    def of(self, day: date) -> Day:
        """What rules this day."""
        return self._year(day.year).get(day) or self._usual[day.weekday()]

    def _hours_of(self, day: DayPlan) -> Spans:
        if day.like is not None:
            return self._week[WEEKDAYS.index(day.like)]
        return read_spans(day.hours or "")

    def _unusual(self, year: int) -> Mapping[date, Day]:
        """The days of a year that the week does not rule."""
        found: dict[date, Day] = {}
        if self._holidays is not None:
            found.update(self._public(self._holidays, year))
        free = [date(year, 1, 1) + timedelta(days=step) for step in range(366)]
        for exception, spans in reversed(self._exceptions):
            named = slice(bisect_left(free, exception.date), bisect_right(free, exception.last))
            for day in free[named]:
                found[day] = self._ruled(day, spans, exception.name)
            del free[named]
        return MappingProxyType(found)

    def _public(self, plan: HolidayPlan, year: int) -> Mapping[date, Day]:
        spans = read_spans(plan.hours)
        usual = frozenset(key(name) for name in plan.except_days)
        return {
            day: self._ruled(day, spans, ", ".join(holiday.names))
            for day, holiday in public_holidays(plan.country, plan.subdivision, year).items()
            if not is_among(holiday, usual)
        }

    def _ruled(self, day: date, spans: Spans, why: str) -> Day:
        return Day(spans, why, spans != self._week[day.weekday()])
