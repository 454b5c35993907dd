"""Published example models as seeded scenarios with their own measures.

ContactCenters' SimpleMSK and Bilingual, a centre after Wallace and Whitt. Times are
minutes in the publications and seconds here; measures are told as published.
"""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from routing.ranking.dispatch import Membership, Seat
from routing.simulation.engine import Outcome, Run
from routing.simulation.scenario import (
    Calls,
    Floats,
    Presence,
    Scenario,
    exponential,
    total_by,
)
from vocabulary.ids import QueueId

MINUTE_S = 60.0
Measure = Mapping[str, float]


class Model(NamedTuple):
    """A scenario and what is measured in it."""

    scenario: Scenario
    measure: Callable[[Run], Measure]


def seats(groups: list[tuple[int, tuple[QueueId, ...]]]) -> tuple[Seat, ...]:
    """`count` operators for each group with the queues it serves, nearest first."""
    made: list[Seat] = []
    for count, queues in groups:
        serves = {queue: Membership(rank + 1) for rank, queue in enumerate(queues)}
        made += [Seat(len(made) + i, serves) for i in range(count)]
    return tuple(made)


class _MSK:
    """SimpleMSK's figures, a minute the unit; the last period is the one after closing."""

    rates = np.array([[4.2, 5.3, 3.2], [5.1, 4.3, 4.8], [6.3, 5.2, 4.8]])
    mu = np.array([0.5, 0.6, 0.4])
    nu = np.array([0.3, 0.4, 0.2])
    operators = ((12, 18, 9), (15, 20, 11))
    period = 120.0
    day = 4 * 120.0
    day_factor = 28.7
    in_time_s = 20.0


def simple_msk(days: int, seed: int) -> Model:
    """Three call types, two groups, three periods of two hours, a busy-day factor.

    Measures per day: `served`, `abandoned`; over all days: `service_level` (served within
    20 s over served and abandoned late), `occupancy_0` and `occupancy_1` of the groups.
    """
    rng = np.random.default_rng(seed)
    kinds = tuple(QueueId(f"type{k}") for k in range(3))
    busy = _day_factors(rng, days)
    counts = rng.poisson(busy[:, None, None] * _MSK.rates * _MSK.period)
    day, kind, period = (
        np.repeat(place.ravel(), counts.ravel()) for place in np.indices(counts.shape)
    )
    arrived = day * _MSK.day + (period + rng.random(len(day))) * _MSK.period
    order = np.argsort(arrived, kind="stable")
    arrived, kind, period = arrived[order], kind[order], period[order]
    calls = Calls(
        arrived * MINUTE_S,
        kind,
        np.zeros(len(kind), dtype=np.int64),
        exponential(rng, MINUTE_S / _MSK.mu[period], len(kind)),
        exponential(rng, MINUTE_S / _MSK.nu[period], len(kind)),
    )
    size = [max(group) for group in _MSK.operators]
    scenario = Scenario(
        kinds,
        seats([(size[0], kinds[:2]), (size[1], (kinds[1], kinds[2]))]),
        calls,
        _msk_presence(days, size),
        teams=[0] * size[0] + [1] * size[1],
    )
    return Model(scenario, lambda run: _msk_measure(run, days, size))


def _day_factors(rng: np.random.Generator, days: int) -> Floats:
    """Gamma factors with mean 1, stratified: one from each of `days` equal slices.

    Independent factors would move the arrivals of a thousand days by 0.6 %, and the service
    level by a full point, from seed to seed.
    """
    slices = np.sort(rng.gamma(_MSK.day_factor, 1 / _MSK.day_factor, (days * 100,)))
    factors = slices.reshape(days, 100)[np.arange(days), rng.integers(100, size=days)]
    return rng.permutation(factors)


def _msk_presence(days: int, size: list[int]) -> Presence:
    """Place i of a group is there in the periods that have more than i operators.

    Those of the last period stay for one more, in which the floor empties.
    """
    rows = []
    first = 0
    for group, (one, two, three) in enumerate(_MSK.operators):
        for place in range(size[group]):
            there = [place < count for count in (one, two, three, three)]
            rows += [(first + place, start, end) for start, end in _stretches(there)]
        first += size[group]
    table = np.array(rows, dtype=np.float64)
    offsets = np.repeat(np.arange(days) * _MSK.day, len(rows))
    table = np.tile(table, (days, 1))
    return Presence(
        table[:, 0].astype(np.int64),
        (offsets + table[:, 1] * _MSK.period) * MINUTE_S,
        (offsets + table[:, 2] * _MSK.period) * MINUTE_S,
    )


def _stretches(there: list[bool]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff([0, *there, 0]))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _msk_measure(run: Run, days: int, size: list[int]) -> Measure:
    answered = run.outcome == Outcome.ANSWERED
    abandoned = run.outcome == Outcome.ABANDONED
    in_time = run.wait < _MSK.in_time_s
    counted = int(answered.sum()) + int((abandoned & ~in_time).sum())
    told = {
        "served": float(answered.sum()) / days,
        "abandoned": float(abandoned.sum()) / days,
        "service_level": float((answered & in_time).sum()) / counted,
    }
    shares = _occupancy(run, _MSK.day * MINUTE_S, days, size)
    return told | {f"occupancy_{group}": share for group, share in enumerate(shares)}


def _occupancy(run: Run, day_s: float, days: int, size: list[int]) -> list[float]:
    """Busy over staffed time by group; a day lasts until its last call has ended.

    With ghosts counted as staff, this is the definition whose figure is the published one.
    """
    answered = run.operator >= 0
    ends = run.arrived + run.wait + run.handling
    emptied = np.zeros(days)
    np.maximum.at(emptied, (run.arrived / day_s).astype(np.int64), ends)
    there = run.presence
    until = np.minimum(there.end, emptied[(there.start / day_s).astype(np.int64)])
    busy = total_by(run.operator[answered], run.handling[answered], sum(size))
    staffed = total_by(there.operator, np.maximum(until - there.start, 0.0), sum(size))
    edges = [0, *np.cumsum(size).tolist()]
    return [float(busy[a:b].sum() / staffed[a:b].sum()) for a, b in pairwise(edges)]
