"""After-call work, which no log shows: how long an operator takes no call after one.

While a call waits that the operator could take, an operator who takes none is not free.
So after each call with others waiting the time is known exactly when the operator takes
one of them, and known to be longer when the last of them is gone before. Counting only the
first kind would see too little: who is long about it loses the waiting calls to others.
Kaplan and Meier's estimate uses both.
"""

from typing import NamedTuple

import numpy as np

from routing.simulation.logtable import Flags, LogTable
from routing.simulation.scenario import Floats, Integers

MOST_S = 120.0
"""Whatever keeps an operator longer is a break (see `presence`)."""
OBSERVED = 100
"""A queue with fewer exact observations takes those of all queues."""
MAIN_SHARE = 0.1
"""Only calls of queues that make up this share of the operator's are held against it: who
helps out in a queue at times may leave its calls to others."""
_QUANTILES = (np.arange(200) + 0.5) / 200
_ROUNDING_S = 1.0


class Gaps(NamedTuple):
    """What lies between two calls of one operator that follow each other; arrays by gap.

    `before`, `after`: places of the two calls. `start`, `end`: moments.
    """

    before: Integers
    after: Integers
    start: Floats
    end: Floats


def last_waiting(table: LogTable, serves: Flags, gaps: Gaps) -> Floats:
    """Until when a call waited that was there when the gap began and that the operator could
    have taken; the gap's beginning if there was none."""
    left = table.arrived + table.wait
    operator = table.operator[gaps.before]
    until = gaps.start.copy()
    for place in range(len(table.queues)):
        mine = table.queue == place
        latest = np.append(-np.inf, np.maximum.accumulate(left[mine]))
        there = np.searchsorted(table.arrived[mine], gaps.start)
        until = np.where(serves[operator, place], np.maximum(until, latest[there]), until)
    return until


def main_queues(table: LogTable, serves: Flags) -> Flags:
    """Of the queues that each operator serves those that it does much of."""
    answered = table.answered
    taken = np.zeros(serves.shape)
    np.add.at(taken, (table.operator[answered], table.queue[answered]), 1.0)
    main: Flags = serves & (taken >= MAIN_SHARE * taken.sum(axis=1, keepdims=True))
    return main


def wrap_ups(table: LogTable, gaps: Gaps, waiting_until: Floats) -> Floats:
    """(queues, quantiles): after-call work in seconds at evenly spread quantiles, by the
    queue of the call before. All 0 where no log line says anything."""
    length = gaps.end - gaps.start
    limit = np.minimum(waiting_until - gaps.start, MOST_S)
    asked = (limit > _ROUNDING_S) & (length >= 0)
    exact = length <= limit + _ROUNDING_S
    seen = np.minimum(length, limit)
    queue = table.queue[gaps.before]
    usual = _quantiles(seen[asked], exact[asked])
    rows = []
    for place in range(len(table.queues)):
        mine = asked & (queue == place)
        enough = int((mine & exact).sum()) >= OBSERVED
        rows.append(_quantiles(seen[mine], exact[mine]) if enough else usual)
    return np.array(rows)


def _quantiles(seen: Floats, exact: Flags) -> Floats:
    """Of the times that ended within the limit, longer ones being breaks."""
    if not exact.any():
        return np.zeros(len(_QUANTILES))
    order = np.lexsort((~exact, seen))
    seen, exact = seen[order], exact[order]
    at_risk = len(seen) - np.arange(len(seen))
    stays = np.cumprod(1.0 - exact / at_risk)
    ended = 1.0 - stays
    found: Floats = seen[np.searchsorted(ended, _QUANTILES * ended[-1])]
    return found
