"""How fast the simulator plays a larger centre with the real router.

The centre is made up: 27 queues of unlike size, 300 operators of one to six queues with a
pace of their own, 5,000 calls a day over twelve hours with two rushes, callers who give up.
A day needs about a hundred operators, in shifts.
"""

from collections.abc import Callable
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.plan import RoutingPlan
from routing.ranking.dispatch import Membership, Seat
from routing.simulation.engine import Outcome, simulate
from routing.simulation.planned import make_ours
from routing.simulation.scenario import Calls, Presence, Scenario, exponential
from vocabulary.ids import QueueId

Say = Callable[[str], None]
Floats = NDArray[np.float64]

HOUR_S, DAY_S = 3600.0, 86_400.0
OPENS_S, CLOSES_S = 8 * HOUR_S, 20 * HOUR_S
RUSHES = ((10.5, 1.6), (15.0, 2.2))
"""Middle and width of the day's two rushes, in hours."""
SHIFT_S = 4 * HOUR_S
MOST_QUEUES = 6
TALK_S = (120.0, 330.0)
TALK_SHAPE = 2.0
WRAP_UP_S = 15.0
PATIENCE_S = 180.0
PACE = 0.2
LOAD = 0.85
YEAR_DAYS = 365


class Size(NamedTuple):
    """The centre, and how many days are played."""

    queues: int
    operators: int
    calls_a_day: int
    days: int


FULL, QUICK = Size(27, 300, 5000, 5), Size(27, 300, 5000, 1)


def replay_speed(size: Size, say: Say) -> dict[str, Any]:
    """Calls a second, and what a year takes at that pace; `played` if it was a year itself."""
    say(f"replay: {size.days} days of {size.calls_a_day} calls")
    scenario = made_centre(size, np.random.default_rng(1))
    calls = len(scenario.calls.arrived)
    begun = perf_counter()
    run = simulate(
        scenario,
        make_ours(scenario, RoutingPlan(queues={})),
        lambda share: say(f"replay: {share:.0%}"),
    )
    took = perf_counter() - begun
    answered = run.outcome == Outcome.ANSWERED
    return {
        "queues": size.queues,
        "operators": size.operators,
        "days": size.days,
        "calls": calls,
        "took_s": took,
        "calls_per_s": calls / took,
        "year_replay_s": took * YEAR_DAYS / size.days,
        "year_played": size.days >= YEAR_DAYS,
        "service_level_20s": float((answered & (run.wait <= 20.0)).mean()),
        "answered": float(answered.mean()),
    }


def made_centre(size: Size, rng: np.random.Generator) -> Scenario:
    """Some days of such a centre; everything follows from the generator."""
    share = 1.0 / np.arange(1, size.queues + 1)
    share /= share.sum()
    talk_s = rng.uniform(*TALK_S, size.queues)
    queues = tuple(QueueId(f"q{place}") for place in range(size.queues))
    calls = _calls(size, rng, share, talk_s)
    seats = tuple(
        Seat(place, {queues[at]: Membership() for at in _skills(rng, share, place)})
        for place in range(size.operators)
    )
    pace = rng.lognormal(0.0, PACE, size.operators)
    work_s = float((calls.service.sum() + WRAP_UP_S * len(calls.service)) / size.days)
    factor = np.repeat(pace[:, np.newaxis], size.queues, axis=1).tolist()
    return Scenario(queues, seats, calls, _shifts(size, rng, work_s), factor=factor)


def _calls(size: Size, rng: np.random.Generator, share: Floats, talk_s: Floats) -> Calls:
    count = int(rng.poisson(size.calls_a_day * size.days))
    rush = rng.integers(len(RUSHES), size=count)
    middle, width = np.array(RUSHES).T * HOUR_S
    second = rng.normal(middle[rush], width[rush])
    stray = (second < OPENS_S) | (second > CLOSES_S)
    second[stray] = rng.uniform(OPENS_S, CLOSES_S, int(stray.sum()))
    arrived = np.sort(rng.integers(size.days, size=count) * DAY_S + second)
    queue = rng.choice(size.queues, count, p=share)
    return Calls(
        arrived,
        queue,
        np.zeros(count, dtype=np.int64),
        rng.gamma(TALK_SHAPE, 1.0 / TALK_SHAPE, count) * talk_s[queue],
        exponential(rng, PATIENCE_S, count),
        np.full(count, WRAP_UP_S),
    )


def _skills(rng: np.random.Generator, share: Floats, place: int) -> list[int]:
    """One to six queues, larger ones more often; each queue has somebody."""
    count = int(rng.integers(1, min(MOST_QUEUES, len(share)) + 1))
    picked = rng.choice(len(share), count, replace=False, p=share)
    return sorted({place % len(share), *picked.tolist()})


def _shifts(size: Size, rng: np.random.Generator, work_s: float) -> Presence:
    """Each day other operators, as many as the day's work needs, most of them in the rushes."""
    daily = min(size.operators, int(np.ceil(work_s / LOAD / SHIFT_S)))
    who, start = [], []
    for day in range(size.days):
        who.append(rng.choice(size.operators, daily, replace=False))
        begins = np.linspace(OPENS_S, CLOSES_S - SHIFT_S, daily)
        start.append(day * DAY_S + begins)
    operator, begin = np.concatenate(who).astype(np.int64), np.concatenate(start)
    return Presence(operator, begin, begin + SHIFT_S)
