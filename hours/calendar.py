"""A calendar ready for use: is it open, and when does that change?

Pure: the time is an argument. Asked for every waiting caller, so the changes of a year are
found once and then looked up.
"""

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hours.changes import Changes, changes_of_year
from hours.days import Day, Days
from hours.plan import FIRST_DAY, LAST_DAY, CalendarPlan
from hours.spans import Spans
from vocabulary.plans import WeekDay

HORIZON = timedelta(days=400)
MOST_DAYS = 400
YEARS_KEPT = 8


class OpenState(NamedTuple):
    """How a calendar stands.

    `holiday`: a public holiday or an exception rules the day and its hours are not the
    usual ones, whether it is open or not; `name` is its name. `until` is when the centre
    closes or opens next; None: not within the next 400 days.
    """

    open: bool
    holiday: bool = False
    name: str = ""
    until: datetime | None = None


class Calendar:
    """When a centre is open. `zone` is the plan's; the calendar's own wins.

    All moments are given and answered in UTC; other zones are understood.
    """

    def __init__(self, plan: CalendarPlan, zone: ZoneInfo) -> None:
        self.zone = ZoneInfo(plan.timezone) if plan.timezone else zone
        self._days = Days(plan)
        self._year = lru_cache(maxsize=YEARS_KEPT)(self._changes)

    def state(self, now: datetime) -> OpenState:
        """Everything about a moment."""
        moment = _in_utc(now)
        year = self._year(moment.year)
        passed = bisect_right(year.moments, moment)
        day = self._days.of(moment.astimezone(self.zone).date())
        return OpenState(
            _is_open(year, passed), day.holiday, day.why, self._after(moment, year, passed)
        )

    def is_open(self, now: datetime) -> bool:
        """Whether it is open."""
        moment = _in_utc(now)
        year = self._year(moment.year)
        return _is_open(year, bisect_right(year.moments, moment))

    def next_change(self, now: datetime) -> datetime | None:
        """When it closes or opens next, later than now; None: not within 400 days."""
        moment = _in_utc(now)
        year = self._year(moment.year)
        return self._after(moment, year, bisect_right(year.moments, moment))

    def next_open(self, now: datetime) -> datetime | None:
        """The first moment at which it is open: now, if it is; None: not within 400 days."""
        return _in_utc(now) if self.is_open(now) else self.next_change(now)

    def day(self, day: date) -> Day:
        """The hours of a day of the calendar's zone, and why they are so."""
        return self._days.of(day)

    def week(self, since: date, days: int) -> tuple[WeekDay, ...]:
        """Some days in a row, to be shown. Raises `ValueError`."""
        if not 1 <= days <= MOST_DAYS:
            raise ValueError(f"days must be from 1 to {MOST_DAYS}, not {days}")
        if not FIRST_DAY <= since <= LAST_DAY:
            raise ValueError(f"a calendar is known from {FIRST_DAY} to {LAST_DAY}, not on {since}")
        shown = (since + timedelta(days=step) for step in range(days))
        return tuple(_week_day(date_, self._days.of(date_)) for date_ in shown)

    def _after(self, moment: datetime, year: Changes, passed: int) -> datetime | None:
        if passed < len(year.moments):
            return year.moments[passed]
        is_open = _is_open(year, passed)
        horizon = moment + HORIZON
        for number in range(moment.year + 1, horizon.year + 1):
            following = self._year(number)
            if following.begins_open != is_open:
                change = datetime(number, 1, 1, tzinfo=UTC)
            elif following.moments:
                change = following.moments[0]
            else:
                continue
            return change if change <= horizon else None
        return None

    def _changes(self, year: int) -> Changes:
        return changes_of_year(year, self.zone, self._spans)

    def _spans(self, day: date) -> Spans:
        return self._days.of(day).spans


def _is_open(year: Changes, passed: int) -> bool:
    return year.begins_open != bool(passed % 2)


def _in_utc(now: datetime) -> datetime:
    if now.tzinfo is UTC:
        return now
    if now.tzinfo is None:
        raise ValueError("a moment without a time zone; give it in UTC")
    return now.astimezone(UTC)


def _week_day(day: date, rules: Day) -> WeekDay:
    return WeekDay(day.isoformat(), rules.spans, rules.why, rules.holiday)
