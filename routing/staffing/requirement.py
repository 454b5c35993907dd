"""Operators needed by weekday and half hour, with how sure that is.

First each half hour by itself (Erlang A in its steady state), for a calm, a usual and a busy
day; then the whole day followed with the usual one's operators, and those half hours mended
in which what came before makes the formula wrong.
"""

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.staffing.demand import HALF_HOURS, WEEKDAYS, Demand, busyness, forecast
from routing.staffing.durations import Handling, Patience, handling, patience
from routing.staffing.erlang import Pool, Steady
from routing.staffing.history import History, PoolHistory
from routing.staffing.transient import HALF_HOUR_S, Followed, PoolDay, Simulate

Floats = NDArray[np.float64]

LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
NODES = 9
"""Equally likely degrees of busyness over which chances are summed."""
SHARES = (LOW, MIDDLE, HIGH, *((node + 0.5) / NODES for node in range(NODES)))
FEWEST_CALLS, FEWEST_SHARE = 0.2, 0.02
"""A half hour with fewer expected calls than that, or than that share of the weekday's
fullest half hour, is left without operators."""
MOST_ROUNDS = 60
MOST_OPERATORS = 20_000
EPSILON = 1e-9


class Goal(NamedTuple):
    """`objective`: share of all calls offered to be answered within `threshold_s`."""

    objective: float = 0.8
    threshold_s: float = 20.0
    most_abandoned: float | None = None


class Band(NamedTuple):
    """On a calm day (10 %), a usual one, a busy one (90 %)."""

    low: float
    middle: float
    high: float


class HalfHour(NamedTuple):
    """One staffed half hour; `begins_s` from midnight.

    `calls`: expected calls on a calm, usual and busy day, `mean_calls` on average.
    `operators` is what the formula asks, mended by `mended`. `met_chance`: chance of a day on
    which the usual number keeps the objective; `expected_level`: service level over all days.
    `level`, `abandonment` and `occupancy`: of a usual day, followed from its beginning;
    `formula_level` what the formula promised for the formula's own number.
    """

    begins_s: int
    calls: Band
    mean_calls: float
    handling_s: float
    operators: Band
    mended: int
    met_chance: float
    expected_level: float
    level: float
    formula_level: float
    abandonment: float
    occupancy: float


class WeekdayNeed(NamedTuple):
    """`weekday` 0 is Monday. `settled`: the check found every half hour to keep the goal."""

    weekday: int
    seen: int
    calls: Band
    half_hours: tuple[HalfHour, ...]
    settled: bool

    @property
    def presence_s(self) -> float:
        """Operators' time at their places, all together."""
        return HALF_HOUR_S * sum(half.operators.middle for half in self.half_hours)


class Outlook(NamedTuple):
    """What is expected of a pool's callers."""

    demand: Demand
    handling: Handling
    patience: Patience


class PoolNeed(NamedTuple):
    """What one pool needs on every weekday that the log knows."""

    pool: PoolHistory
    outlook: Outlook
    weekdays: tuple[WeekdayNeed, ...]


def staff(
    history: History,
    pool: PoolHistory,
    goal: Goal,
    simulate: Simulate,
    *,
    seeds: Sequence[int] = (1,),
    weekdays: Sequence[int] = tuple(range(WEEKDAYS)),
    progress: Callable[[int], None] = lambda _weekday: None,
) -> PoolNeed:
    """`simulate` follows a day; `progress` hears of each weekday as it begins."""
    outlook = Outlook(
        forecast(history.days, pool.counts),
        handling(pool.handling_s, pool.weekday, pool.half_hour, pool.weights),
        patience(pool.waits_s, pool.gave_up, history.leaving, goal.threshold_s),
    )
    needs = []
    for weekday in weekdays:
        progress(weekday)
        need = _weekday(weekday, outlook, goal, simulate, seeds)
        if need.half_hours:
            needs.append(need)
    return PoolNeed(pool, outlook, tuple(needs))


def operators_needed(arrivals: float, handling_s: float, patience_s: float, goal: Goal) -> int:
    """The fewest operators that keep the goal in the steady state; `arrivals` a half hour.

    Raises `ValueError` where `MOST_OPERATORS` are not enough.
    """
    if arrivals <= 0:
        return 0
    load = arrivals * handling_s / HALF_HOUR_S
    few, many = 0, max(1, math.ceil(load + math.sqrt(load)))
    while many <= MOST_OPERATORS and not _keeps(arrivals, handling_s, patience_s, many, goal):
        few, many = many, many * 2
    if many > MOST_OPERATORS:
        raise ValueError(f"more than {MOST_OPERATORS} operators would be needed")
    while many - few > 1:
        middle = (few + many) // 2
        if _keeps(arrivals, handling_s, patience_s, middle, goal):
            many = middle
        else:
            few = middle
    return many


def mended(
    day: PoolDay, formula: Sequence[int], goal: Goal, simulate: Simulate, seeds: Sequence[int]
) -> tuple[list[int], Followed, bool]:
    """Operators corrected until a followed day keeps the goal in each half hour: no fewer than
    that, and where the formula asks for more than a day that begins empty needs, not so many.

    Answers the operators, the day with them, and whether the goal is kept everywhere.
    """
    operators = list(formula)
    followed = simulate(day, operators, seeds)
    for _ in range(MOST_ROUNDS):
        short = _short(followed, operators, goal)
        first = [index for index in short if index - 1 not in short]
        if not first:
            break
        for index in first:
            operators[index] += 1
        followed = simulate(day, operators, seeds)
    if _short(followed, operators, goal):
        return operators, followed, False
    for index in range(len(operators)):
        while _may_spare(day, index, operators[index], followed, goal):
            fewer = [*operators[:index], operators[index] - 1, *operators[index + 1 :]]
            tried = simulate(day, fewer, seeds)
            if _short(tried, fewer, goal):
                break
            operators, followed = fewer, tried
    return operators, followed, True


def _weekday(
    weekday: int, outlook: Outlook, goal: Goal, simulate: Simulate, seeds: Sequence[int]
) -> WeekdayNeed:
    demand, took, waits = outlook
    expected, took_s = demand.expected[weekday], took.by_half_hour[weekday]
    least = max(FEWEST_CALLS, FEWEST_SHARE * float(expected.max()))
    staffed: list[int] = np.flatnonzero(expected >= least).tolist()
    if not staffed:
        return WeekdayNeed(weekday, demand.seen[weekday], Band(0, 0, 0), (), True)
    calls = np.zeros((len(SHARES), HALF_HOURS))
    for half in staffed:
        spread = float(demand.spread[weekday, half]) + took.error
        calls[:, half] = expected[half] * busyness(spread, SHARES)
    asked = np.zeros((3, HALF_HOURS), dtype=np.int64)
    for row, half in np.ndindex(3, len(staffed)):
        place = staffed[half]
        given = (float(calls[row, place]), float(took_s[place]), waits.mean_s)
        asked[row, place] = operators_needed(*given, goal)
    patience_s = np.full(HALF_HOURS, waits.mean_s)
    days = [PoolDay(row, took_s, patience_s, goal.threshold_s) for row in calls]
    operators, usual, settled = mended(days[1], asked[1].tolist(), goal, simulate, seeds)
    nodes = [simulate(day, operators, seeds) for day in days[3:]]
    halves = []
    for half in staffed:
        met, over_days = _chances(half, calls[3:, half], nodes, goal)
        given = (float(calls[1, half]), float(took_s[half]), waits.mean_s)
        halves.append(
            HalfHour(
                int(half * HALF_HOUR_S),
                Band(*calls[:3, half].tolist()),
                float(expected[half]),
                float(took_s[half]),
                _band(asked[:, half].tolist(), operators[half]),
                operators[half] - int(asked[1, half]),
                met,
                over_days,
                float(usual.service_level[half]),
                _steady(*given, int(asked[1, half]), goal)[0],
                float(usual.abandonment[half]),
                float(usual.occupancy[half]),
            )
        )
    daily = float(expected.sum()) * busyness(demand.day_spread[weekday], SHARES[:3])
    return WeekdayNeed(weekday, demand.seen[weekday], Band(*daily.tolist()), tuple(halves), settled)


def _band(asked: list[int], operators: int) -> Band:
    """Calm and busy days are mended as the usual one was."""
    low, middle, high = asked
    change = operators - middle
    return Band(max(1, min(low + change, operators)), operators, max(high + change, operators))


def _chances(
    half: int, calls: Floats, nodes: Sequence[Followed], goal: Goal
) -> tuple[float, float]:
    """Chance of a day on which this half hour keeps the goal, and the service level over the
    calls of all days; from days followed at equally likely degrees of busyness."""
    levels = np.array([float(node.service_level[half]) for node in nodes])
    margins = [
        _margin(level, float(node.abandonment[half]), goal)
        for level, node in zip(levels.tolist(), nodes, strict=True)
    ]
    kept = next((index for index, margin in enumerate(margins) if margin < 0), NODES)
    chance = kept / NODES
    if 0 < kept < NODES:  # between the last that keeps it and the first that does not
        inside, outside = margins[kept - 1], margins[kept]
        chance += (inside / (inside - outside) - 0.5) / NODES
    return chance, float(calls @ levels / calls.sum())


def _margin(level: float, abandoned: float, goal: Goal) -> float:
    margin = level - goal.objective
    if goal.most_abandoned is not None:
        margin = min(margin, goal.most_abandoned - abandoned)
    return margin


def _keeps(
    arrivals: float, handling_s: float, patience_s: float, operators: int, goal: Goal
) -> bool:
    return _margin(*_steady(arrivals, handling_s, patience_s, operators, goal), goal) >= 0


@lru_cache(maxsize=100_000)
def _steady(
    arrivals: float, handling_s: float, patience_s: float, operators: int, goal: Goal
) -> tuple[float, float]:
    """Service level and abandonment; 0 and 1 where the queue would grow for ever."""
    abandon = 0.0 if math.isinf(patience_s) else 1.0 / patience_s
    try:
        steady = Steady(Pool(arrivals / HALF_HOUR_S, 1.0 / handling_s, operators, abandon))
    except ValueError:
        return 0.0, 1.0
    return steady.answered_within(goal.threshold_s), steady.abandoned


def _short(followed: Followed, operators: Sequence[int], goal: Goal) -> list[int]:
    """Staffed half hours that miss the goal by more than the draw's own error."""
    missed = followed.service_level < goal.objective - followed.error - EPSILON
    if goal.most_abandoned is not None:
        missed |= followed.abandonment > goal.most_abandoned + followed.error + EPSILON
    return [index for index, staffed in enumerate(operators) if staffed and missed[index]]


def _may_spare(day: PoolDay, index: int, operators: int, followed: Followed, goal: Goal) -> bool:
    """Whether one fewer is worth a try: the formula's loss is smaller than what is to spare."""
    if operators <= 1:
        return False
    given = (float(day.arrivals[index]), float(day.handling_s[index]), float(day.patience_s[index]))
    with_it = _steady(*given, operators, goal)[0]
    without = _steady(*given, operators - 1, goal)[0]
    return float(followed.service_level[index]) - 0.75 * (with_it - without) >= goal.objective
