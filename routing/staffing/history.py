"""A call log as staffing looks at it: which days it holds whole, and each pool's calls."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.calllog import LoggedCall
from routing.staffing.demand import HALF_HOURS, HALF_LIFE_DAYS
from routing.staffing.durations import leaving_rate
from routing.staffing.transient import HALF_HOUR_S

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DAYS_NEEDED = 10
CALLS_NEEDED = 50
ANSWERED_NEEDED = 20
SURELY_CUT = 12.0
"""Calls missing at one end of the log, above which its first or last day is cut short."""


class TooThin(ValueError):
    """A log from which nothing can be computed: what is there and what is needed."""


class History(NamedTuple):
    """`days` hold calls and are whole; `without_calls` days between them hold none at all
    (closed, or missing in the log); `cut` days at the ends were left out. `calls` are kept by
    queue. `leaving` is the
    rate of giving up of all callers together."""

    days: tuple[date, ...]
    without_calls: int
    cut: tuple[date, ...]
    calls: Mapping[str, tuple[LoggedCall, ...]]
    leaving: float


class PoolHistory(NamedTuple):
    """One pool's calls. `counts` is days × half hours; the rest one entry an answered call, but
    `waits_s` and `gave_up`: one entry a call."""

    name: str
    queues: tuple[str, ...]
    counts: Floats
    handling_s: Floats
    weekday: Ints
    half_hour: Ints
    weights: Floats
    waits_s: tuple[float, ...]
    gave_up: tuple[bool, ...]


def read_history(calls: Sequence[LoggedCall]) -> History:
    """Raises `TooThin` for less than `DAYS_NEEDED` whole days with calls."""
    found = Counter(call.day for call in calls)
    days = sorted(found)
    cut = _cut_days(calls, days)
    whole = tuple(day for day in days if day not in cut)
    if len(whole) < DAYS_NEEDED:
        told = f" ({len(cut)} more cut short at the ends of the log)" if cut else ""
        raise TooThin(
            f"{len(whole)} whole {_days(len(whole))} with calls{told}, {DAYS_NEEDED} are needed; "
            "give a longer log"
        )
    kept = tuple(call for call in calls if call.day not in cut)
    span = (whole[-1] - whole[0]).days + 1
    leaving = leaving_rate([c.waited_s for c in kept], [c.answered is None for c in kept])
    by_queue: dict[str, list[LoggedCall]] = {}
    for call in kept:
        by_queue.setdefault(call.queue, []).append(call)
    calls_of = {queue: tuple(of_queue) for queue, of_queue in by_queue.items()}
    return History(whole, span - len(whole), cut, calls_of, leaving)


def pool_history(
    history: History, name: str, queues: Iterable[str], wrap_up_s: float
) -> PoolHistory:
    """The calls of these queues as one pool's. Raises `TooThin`."""
    wanted = tuple(sorted(set(queues)))
    calls = [call for queue in wanted for call in history.calls.get(queue, ())]
    answered = [call for call in calls if call.answered is not None]
    if len(calls) < CALLS_NEEDED or len(answered) < ANSWERED_NEEDED:
        raise TooThin(
            f"{len(calls)} calls, {len(answered)} of them answered; "
            f"{CALLS_NEEDED} and {ANSWERED_NEEDED} are needed"
        )
    counts = _counts(calls, history.days)
    last = history.days[-1]
    ages = np.array([(last - call.day).days for call in answered], dtype=np.float64)
    return PoolHistory(
        name,
        wanted,
        counts,
        np.array([call.ended - (call.answered or 0.0) + wrap_up_s for call in answered]),
        np.array([call.day.weekday() for call in answered]),
        np.array([_half_hour(call) for call in answered]),
        np.exp2(-ages / HALF_LIFE_DAYS),
        tuple(call.waited_s for call in calls),
        tuple(call.answered is None for call in calls),
    )


def _half_hour(call: LoggedCall) -> int:
    return min(HALF_HOURS - 1, int(call.second_of_day // HALF_HOUR_S))


def _cut_days(calls: Sequence[LoggedCall], days: Sequence[date]) -> tuple[date, ...]:
    """First and last day, where the log begins or ends in the middle of them."""
    if len(days) < 2:
        return ()
    counts = _counts(calls, days)
    cut = []
    for index, from_end in ((0, False), (len(days) - 1, True)):
        day = counts[index][::-1] if from_end else counts[index]
        alike = [n for n, other in enumerate(days) if n != index and _alike(other, days[index])]
        if not alike:
            continue
        usual = counts[alike].mean(axis=0)
        usual = usual[::-1] if from_end else usual
        if usual[: int(np.argmax(day > 0))].sum() > SURELY_CUT:
            cut.append(days[index])
    return tuple(cut)


def _counts(calls: Iterable[LoggedCall], days: Sequence[date]) -> Floats:
    row = {day: index for index, day in enumerate(days)}
    counts = np.zeros((len(days), HALF_HOURS))
    for call in calls:
        counts[row[call.day], _half_hour(call)] += 1
    return counts


def _alike(one: date, other: date) -> bool:
    return one.weekday() == other.weekday()


def _days(number: int) -> str:
    return "day" if number == 1 else "days"
