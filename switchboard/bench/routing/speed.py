"""How long a decision takes, and all predictions of a small centre.

A decision is what the live floor waits for: one change told to the router and its choice.
Changes are mixed: an operator frees while calls wait, a call arrives while nobody is free,
a call arrives while half of all operators are free. The floor is filled with calls of
different skills, priorities and waits, and with operators of five skills each.
"""

from collections.abc import Callable, Iterator
from time import perf_counter, thread_time
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.plan import QueuePlan
from routing.prediction.live import READY, TALKING, LivePredictor, Server, Snapshot, Waiter
from routing.ranking.dispatch import Claim, Membership, Seat
from routing.ranking.ranked import Ranked
from routing.weights import LoadPlan, Weights
from vocabulary.ids import QueueId

Say = Callable[[str], None]
Floats = NDArray[np.float64]
SKILLS_EACH = 5
START_S = 1e9
STEP_S = 0.05
WARM_UP = 20


class Size(NamedTuple):
    """A floor, and for how many changes of each kind it is watched."""

    operators: int
    waiting: int
    skills: int
    changes: int


FULL = (Size(10, 30, 4, 1000), Size(1000, 1000, 50, 1000), Size(10_000, 10_000, 50, 300))
QUICK = (Size(10, 30, 4, 200), Size(1000, 1000, 50, 200))
PREDICTED_OPERATORS = 10
"""Predictions are timed on a floor of this many operators."""


def speed(sizes: tuple[Size, ...], say: Say) -> list[dict[str, Any]]:
    """A row for each size. `growth` is against the row before: the ratio of the median
    decisions over that of operators and calls together; 1 is linear. `decision_ms` is by the
    clock on the wall, other programs' turns included; `predictions_ms` is the median."""
    rows: list[dict[str, Any]] = []
    for size in sizes:
        say(f"speed: {size.operators} operators, {size.waiting} waiting, {size.skills} skills")
        kinds = _decisions(size)
        every = np.concatenate(list(kinds.values()))
        small = size.operators == PREDICTED_OPERATORS
        predictions = _predictions(size) if small else None
        row = {
            "operators": size.operators,
            "waiting": size.waiting,
            "skills": size.skills,
            "decision_ms": _spread(every[:, 0]),
            "decision_cpu_ms": _spread(every[:, 1]),
            "decisions": len(every),
            "triggers_ms": {name: _spread(times[:, 0]) for name, times in kinds.items()},
            "growth": _growth(rows[-1], size, every[:, 0]) if rows else None,
            "predictions_ms": predictions["p50"] if predictions else None,
            "predictions_p99_ms": predictions["p99"] if predictions else None,
        }
        rows.append(row)
    return rows


def _growth(before: dict[str, Any], size: Size, times: Floats) -> float:
    slower = float(np.percentile(times, 50)) * 1000.0 / float(before["decision_ms"]["p50"])
    larger = (size.operators + size.waiting) / float(before["operators"] + before["waiting"])
    return slower / larger


def _spread(times: Floats) -> dict[str, float]:
    return {f"p{share}": float(np.percentile(times, share)) * 1000.0 for share in (50, 99)}


class Taken(NamedTuple):
    """Seconds by the clock on the wall, and of the processor."""

    wall: float
    cpu: float

    def until(self, later: "Taken") -> "Taken":
        """From one moment to the other."""
        return Taken(later.wall - self.wall, later.cpu - self.cpu)


def _now() -> Taken:
    return Taken(perf_counter(), thread_time())


class _Floor:
    """A router with so many operators, all busy, and so many calls that wait."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.rng = np.random.default_rng(1)
        self.now = START_S
        self.calls = 0
        skills = [f"s{place}" for place in range(size.skills)]
        self.queues = [QueueId(f"q{place}") for place in range(size.skills)]
        levels = self.rng.integers(1, 6, size.skills).tolist()
        plans = {
            queue: QueuePlan(queue=queue, name=queue, requires={skill: level})
            for queue, skill, level in zip(self.queues, skills, levels, strict=True)
        }
        self.skills = skills
        self.router = Ranked(plans, Weights(), LoadPlan())
        for operator in range(size.operators):
            picked = self.rng.choice(size.skills, min(SKILLS_EACH, size.skills), replace=False)
            serves = {self.queues[place]: Membership() for place in picked}
            can = {skills[place]: int(self.rng.integers(1, 11)) for place in picked}
            self.router.operator_listed(self.now, Seat(operator, serves, can))
            self.router.operator_busy(self.now, operator, True)
        self.waiting = [self.claim(float(self.rng.exponential(60.0))) for _ in range(size.waiting)]
        for claim in self.waiting:
            self.router.call_waits(self.now, claim)
        self.router.choose(self.now)

    def claim(self, waited: float) -> Claim:
        """A new call, one in two with a skill that it wants beyond its queue's."""
        self.calls += 1
        wanted = self.rng.choice(self.skills, int(self.rng.integers(0, 2)), replace=False)
        needs = tuple((str(skill), int(self.rng.integers(1, 4))) for skill in wanted)
        queue = self.queues[int(self.rng.integers(self.size.skills))]
        since, priority = self.now - waited, int(self.rng.integers(0, 3))
        return Claim(self.calls, queue, since, priority, needs=needs)

    def frees(self) -> Taken:
        """Find a call for an operator; then as many wait as before."""
        operator = int(self.rng.integers(self.size.operators))
        begun = _now()
        self.router.operator_free(self.now, operator, self.now)
        pairs = self.router.choose(self.now)
        took = begun.until(_now())
        for _ in pairs:
            self.router.call_waits(self.now, self.claim(0.0))
        self.router.choose(self.now)
        return took

    def arrives(self) -> Taken:
        """Find an operator for a call, or that there is none."""
        claim = self.claim(0.0)
        begun = _now()
        self.router.call_waits(self.now, claim)
        pairs = self.router.choose(self.now)
        took = begun.until(_now())
        if not pairs:
            self.router.call_gone(self.now, claim.call)
        for pair in pairs:
            self.router.operator_free(self.now, pair.operator, self.now)
            self.router.choose(self.now)
        return took

    def half_free(self) -> None:
        """Nobody waits and every second operator is free."""
        for claim in range(1, self.calls + 1):
            self.router.call_gone(self.now, claim)
        for operator in range(0, self.size.operators, 2):
            self.router.operator_free(self.now, operator, self.now - operator)
        for operator in range(1, self.size.operators, 2):
            self.router.operator_busy(self.now, operator, True)
        self.router.choose(self.now)


def _decisions(size: Size) -> dict[str, Floats]:
    """What each decision took, by kind of change: [decisions, wall and processor]."""
    floor = _Floor(size)
    times: dict[str, list[Taken]] = {"operator_frees": [], "call_arrives": [], "half_free": []}
    for place in range(size.changes + WARM_UP):
        floor.now += STEP_S
        freed, arrived = floor.frees(), floor.arrives()
        if place >= WARM_UP:
            times["operator_frees"].append(freed)
            times["call_arrives"].append(arrived)
    floor.half_free()
    for place in range(size.changes + WARM_UP):
        floor.now += STEP_S
        arrived = floor.arrives()
        if place >= WARM_UP:
            times["half_free"].append(arrived)
    return {name: np.array(taken) for name, taken in times.items()}


def _predictions(size: Size) -> dict[str, float]:
    """Milliseconds to tell all waiting callers their waits, by a centre that knows itself."""
    rng = np.random.default_rng(2)
    queues = [f"q{place}" for place in range(size.skills)]
    live = LivePredictor()
    live.clock(1, 36_000.0)
    names = [f"op{place}" for place in range(size.operators)]
    for call, at in enumerate(np.cumsum(rng.exponential(60.0, 600)).tolist()):
        live.arrived(at, call, queues[call % size.skills])
        live.answered(at, call, names[call % size.operators])
        live.ended(at + float(rng.gamma(4.0, 50.0)), call)
    serves = [
        frozenset(rng.choice(queues, min(3, size.skills), replace=False).tolist()) for _ in names
    ]
    times = []
    for snapshot in _snapshots(size, rng, names, serves, queues):
        begun = perf_counter()
        told = live.waiting(snapshot)
        times.append(perf_counter() - begun)
        assert len(told) == size.waiting
    return _spread(np.array(times[WARM_UP:]))


def _snapshots(
    size: Size,
    rng: np.random.Generator,
    names: list[str],
    serves: list[frozenset[str]],
    queues: list[str],
) -> Iterator[Snapshot]:
    for moment in range(size.changes + WARM_UP):
        now = 100_000.0 + moment
        waiting = [
            Waiter(call, queues[call % len(queues)], now - float(rng.exponential(120.0)))
            for call in range(size.waiting)
        ]
        talking = [
            Server(name, can, TALKING, now - float(rng.exponential(200.0)), min(can))
            for name, can in zip(names, serves, strict=True)
        ]
        free = talking[0]._replace(doing=READY, queue="")
        yield Snapshot(now, waiting, [free, *talking[1:]])
