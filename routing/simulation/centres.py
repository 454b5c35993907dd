"""Two more published centres: ContactCenters' Bilingual, one after Wallace and Whitt."""

from itertools import combinations, cycle, islice

import numpy as np

from routing.simulation.engine import Outcome, Run
from routing.simulation.models import MINUTE_S, Measure, Model, seats
from routing.simulation.scenario import (
    UNBORN,
    Calls,
    Floats,
    Integers,
    Presence,
    Scenario,
    always,
    exponential,
    total_by,
)
from vocabulary.ids import QueueId

HOUR_S = 3600.0
DAY_S = 86_400.0


class _Bilingual:
    opens, closes = 8.0, 17.0
    rush_per_hour, usual_per_hour = 100.0, 50.0
    groups = (7, 7, 4)
    service_minutes = ((3.0, 7.0), (4.0, 6.0))
    patience_minutes = 2.0
    lines = 40
    again_chance = 0.75
    again_minutes = 20.0
    most_again = 12
    in_time_s = 60.0
    days = 5
    expected = 2 * 5 * (100 + 8 * 50)


def bilingual(weeks: int, seed: int) -> Model:
    """English and Spanish callers; operators of one language and of both.

    Weeks are played one after the other, five days each. Measures per week: `served`,
    `abandoned`, `again` (callers who call again); `service_level` (answered within a minute
    over the calls expected, as published); `occupancy_0…2` of the groups English, Spanish,
    both: busy over opening hours.
    """
    rng = np.random.default_rng(seed)
    queues = (QueueId("english"), QueueId("spanish"))
    days, hours = weeks * _Bilingual.days, int(_Bilingual.closes - _Bilingual.opens)
    rate = np.full((days, hours, 2), _Bilingual.usual_per_hour)
    rate[:, 0, :] = _Bilingual.rush_per_hour
    counts = rng.poisson(rate)
    day, hour, queue = np.repeat(np.indices(counts.shape).reshape(3, -1), counts.ravel(), axis=1)
    arrived = day * DAY_S + (_Bilingual.opens + hour + rng.random(len(day))) * HOUR_S
    order = np.argsort(arrived, kind="stable")
    first = np.arange(days) * DAY_S
    operators = np.arange(sum(_Bilingual.groups))
    scenario = Scenario(
        queues,
        seats(
            [
                (_Bilingual.groups[0], queues[:1]),
                (_Bilingual.groups[1], queues[1:]),
                (_Bilingual.groups[2], queues),
            ]
        ),
        _with_callers_again(rng, arrived[order], queue[order]),
        Presence(
            np.tile(operators, days),
            np.repeat(first + _Bilingual.opens * HOUR_S, len(operators)),
            np.repeat(first + _Bilingual.closes * HOUR_S, len(operators)),
        ),
        lines=_Bilingual.lines,
        closings=tuple((first + _Bilingual.closes * HOUR_S).tolist()),
        again_after_s=_Bilingual.again_minutes * MINUTE_S,
    )
    return Model(scenario, lambda run: _bilingual_measure(run, weeks, len(order)))


def _with_callers_again(rng: np.random.Generator, arrived: Floats, queue: Integers) -> Calls:
    """Each caller and all its further calls, should each be abandoned; drawn beforehand."""
    size = len(arrived)
    times = np.minimum(rng.geometric(1 - _Bilingual.again_chance, size) - 1, _Bilingual.most_again)
    caller = np.repeat(np.arange(size), times)
    number = np.arange(len(caller)) - np.repeat(np.cumsum(times) - times, times)
    again = np.full(size + len(caller), -1, dtype=np.int64)
    further = size + np.arange(len(caller))
    before = np.where(number == 0, caller, further - 1)
    again[before] = further
    kind = np.concatenate([queue, queue[caller]]).astype(np.int64)
    low, high = (np.array(side) for side in zip(*_Bilingual.service_minutes, strict=True))
    total = len(kind)
    return Calls(
        np.concatenate([arrived, np.full(len(caller), UNBORN)]),
        kind,
        np.zeros(total, dtype=np.int64),
        (low[kind] + (high - low)[kind] * rng.random(total)) * MINUTE_S,
        exponential(rng, _Bilingual.patience_minutes * MINUTE_S, total),
        again=again,
    )


def _bilingual_measure(run: Run, weeks: int, callers: int) -> Measure:
    answered = run.outcome == Outcome.ANSWERED
    busy = run.busy_s(sum(_Bilingual.groups))
    hours = weeks * _Bilingual.days * (_Bilingual.closes - _Bilingual.opens) * HOUR_S
    group = np.repeat([0, 1, 2], _Bilingual.groups)
    shares = total_by(group, busy, 3) / (hours * np.array(_Bilingual.groups))
    told = {
        "served": float(answered.sum()) / weeks,
        "abandoned": float((run.outcome == Outcome.ABANDONED).sum()) / weeks,
        "again": float((run.outcome[callers:] != Outcome.UNBORN).sum()) / weeks,
        "service_level": float((answered & (run.wait < _Bilingual.in_time_s)).sum())
        / (weeks * _Bilingual.expected),
    }
    return told | {f"occupancy_{place}": float(share) for place, share in enumerate(shares)}


class _WallaceWhitt:
    types = 6
    per_minute = 1.4
    service_minutes = 10.0
    operators = 90
    lines = 120
    in_time_s = 30.0
    warm_up_minutes = 200.0


def wallace_whitt(minutes: float, seed: int, skills: int = 2) -> Model:
    """Six types, ninety operators with some skills each, 120 lines, nobody gives up.

    Operators are spread evenly over first skills and sets of further ones. Measures, after
    a warm-up: `mean_wait_min` and `waited` (share) of calls that got in, `service_level`
    (answered within 30 s, of those), `blocked` (share of all).
    """
    rng = np.random.default_rng(seed)
    kinds = tuple(QueueId(f"type{k}") for k in range(_WallaceWhitt.types))
    total = (_WallaceWhitt.warm_up_minutes + minutes) * MINUTE_S
    size = int(rng.poisson(_WallaceWhitt.per_minute * len(kinds) * total / MINUTE_S))
    calls = Calls(
        np.sort(rng.random(size)) * total,
        rng.integers(len(kinds), size=size),
        np.zeros(size, dtype=np.int64),
        exponential(rng, _WallaceWhitt.service_minutes * MINUTE_S, size),
        np.full(size, np.inf),
    )
    each = _WallaceWhitt.operators // len(kinds)
    groups = []
    for first in range(len(kinds)):
        others = [kinds[(first + step) % len(kinds)] for step in range(1, len(kinds))]
        sets = cycle(combinations(others, skills - 1))
        groups += [(1, (kinds[first], *further)) for further in islice(sets, each)]
    there = always(_WallaceWhitt.operators, 0.0, total)
    scenario = Scenario(kinds, seats(groups), calls, there, lines=_WallaceWhitt.lines)
    return Model(scenario, _wallace_whitt_measure)


def _wallace_whitt_measure(run: Run) -> Measure:
    counted = run.arrived >= _WallaceWhitt.warm_up_minutes * MINUTE_S
    blocked = (run.outcome == Outcome.BLOCKED)[counted]
    wait = run.wait[counted][~blocked]
    return {
        "mean_wait_min": float(wait.mean()) / MINUTE_S,
        "waited": float((wait > 0).mean()),
        "service_level": float((wait <= _WallaceWhitt.in_time_s).mean()),
        "blocked": float(blocked.mean()),
    }
