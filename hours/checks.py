"""What can be used but is hardly meant: findings about one calendar.

What cannot be used at all is refused by `hours.plan` already.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence

from hours.plan import CalendarPlan, DayPlan
from hours.spans import WEEKDAYS, read_week
from vocabulary.findings import Finding, Severity


def calendar_findings(plan: CalendarPlan) -> tuple[Finding, ...]:
    """All findings; places are relative to the calendar."""
    return (*_never_open(plan), *_like_a_closed_day(plan), *_never_ruling(plan.days))


def _never_open(plan: CalendarPlan) -> Iterator[Finding]:
    written = [*plan.week.values(), *(day.hours or "" for day in plan.days)]
    if plan.holidays is not None:
        written.append(plan.holidays.hours)
    if not any(text.strip() for text in written):
        message = 'never opens; give it hours, such as week: {mon-fri: "09:00-18:00"}'
        yield Finding(("week",) if plan.week else (), message, Severity.WARNING)


def _like_a_closed_day(plan: CalendarPlan) -> Iterator[Finding]:
    week = read_week(plan.week)
    for position, day in enumerate(plan.days):
        if day.like is not None and not week[WEEKDAYS.index(day.like)]:
            message = f'{day.like} is closed in the week; for a closed day write hours: ""'
            yield Finding(("days", position, "like"), message, Severity.WARNING)


def _never_ruling(days: Sequence[DayPlan]) -> Iterator[Finding]:
    """Exceptions that later ones leave no day. Told in the order of the plan."""
    named = _Named()
    hidden: list[int] = []
    for position in reversed(range(len(days))):
        first, last = days[position].date.toordinal(), days[position].last.toordinal()
        if not named.add(first, last):
            hidden.append(position)
    for position in reversed(hidden):
        message = "all of it is named again further down, where the last wins; remove one"
        yield Finding(("days", position), message, Severity.WARNING)


class _Named:
    """Days that are named already, as stretches that do not meet: `(first, last)`."""

    def __init__(self) -> None:
        self._stretches: list[tuple[int, int]] = []

    def add(self, first: int, last: int) -> bool:
        """Name days; whether any of them is new."""
        begin = bisect_left(self._stretches, first - 1, key=_last_of)
        end = bisect_right(self._stretches, last + 1, key=_first_of)
        met = self._stretches[begin:end]
        if any(other[0] <= first and last <= other[1] for other in met):
            return False
        del self._stretches[begin:end]
        firsts, lasts = [first, *map(_first_of, met)], [last, *map(_last_of, met)]
        insort(self._stretches, (min(firsts), max(lasts)))
        return True


def _first_of(stretch: tuple[int, int]) -> int:
    return stretch[0]


def _last_of(stretch: tuple[int, int]) -> int:
    return stretch[1]
