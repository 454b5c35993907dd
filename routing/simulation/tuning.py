"""Finds better weights by simulation, and tells what they gain before anything changes.

A coordinate search over a short ladder of values for each knob. Every candidate plays the
same days with the same callers as the plan that it is compared with, so differences are
paired by day; a step is taken only when its gain is clear of chance. What is found is then
played once more on days that the search has not seen: only that gain is told as a gain.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from routing.plan import RoutingPlan
from routing.weights import Weights
from vocabulary.ids import QueueId

CLEAR = 1.64
"""Standard errors by which a step's gain must exceed nothing."""


class Knob(NamedTuple):
    """One number of the plan: a weight, or a queue's own when `queue` is given.

    `ladder` are the values to be tried, ascending; neighbours of the present value first.
    """

    name: str
    ladder: tuple[float, ...]
    queue: QueueId | None = None

    @property
    def what(self) -> str:
        """Where it stands in a plan."""
        return f"queues.{self.queue}.{self.name}" if self.queue else f"weights.{self.name}"

    def read(self, plan: RoutingPlan) -> float:
        """Its value in a plan."""
        part = plan.weights if self.queue is None else plan.queues[self.queue]
        return float(getattr(part, self.name))

    def turned(self, plan: RoutingPlan, value: float) -> RoutingPlan:
        """The plan with another value. Raises `ValidationError` for one it does not allow."""
        part = plan.weights if self.queue is None else plan.queues[self.queue]
        kind = type(getattr(part, self.name))
        changed = type(part).model_validate(part.model_dump() | {self.name: kind(value)})
        if self.queue is None:
            return plan.model_copy(update={"weights": changed})
        return plan.model_copy(update={"queues": plan.queues | {self.queue: changed}})


WEIGHT_LADDERS = {
    "late": (0.0, 0.5, 1.0, 2.0, 5.0, 20.0),
    "handling": (0.0, 0.25, 0.5, 1.0, 2.0, 5.0, 20.0),
    "predicted": (0.0, 0.25, 0.5, 1.0, 2.0),
    "scarcity": (0.0, 0.5, 1.0, 2.0, 5.0, 20.0),
    "occupancy": (0.0, 0.5, 1.0, 2.0, 5.0),
    "speed": (0.0, 0.1, 0.3, 1.0, 3.0),
    "priority_s": (0.0, 10.0, 20.0, 45.0, 90.0, 180.0),
}
QUEUE_LADDERS = {
    "priority": (0.0, 1.0, 2.0, 4.0, 8.0, 16.0),
    "urgency": (0.25, 0.5, 1.0, 2.0, 4.0),
    "keep_free": (0.0, 1.0, 2.0, 3.0),
}


def knobs(plan: RoutingPlan) -> tuple[Knob, ...]:
    """All that may be turned: the weights first, then each queue's own."""
    weights = tuple(Knob(name, ladder) for name, ladder in WEIGHT_LADDERS.items())
    own = tuple(
        Knob(name, ladder, queue)
        for name, ladder in QUEUE_LADDERS.items()
        for queue in plan.queues
        if len(plan.queues) > 1
    )
    return weights + own


class Gain(NamedTuple):
    """A mean paired difference with its 95 % interval; more is better."""

    mean: float
    low: float
    high: float


class Step(NamedTuple):
    """One step that the search has taken: what was turned, from where to where."""

    what: str
    before: str
    after: str
    gain: Gain


class Tuned(NamedTuple):
    """What was found. `gain` is on days that the search has not seen."""

    plan: RoutingPlan
    steps: tuple[Step, ...]
    evaluations: int
    gain: Gain


Evaluate = Callable[[RoutingPlan], NDArray[np.float64]]
"""A score for each day, more is better, the same days in the same order each time."""


def paired(after: NDArray[np.float64], before: NDArray[np.float64]) -> Gain:
    """Gain of one over the other, day by day."""
    difference = np.asarray(after) - np.asarray(before)
    mean = float(difference.mean())
    if len(difference) < 2:
        return Gain(mean, -np.inf, np.inf)
    half = 1.96 * float(difference.std(ddof=1)) / sqrt(len(difference))
    return Gain(mean, mean - half, mean + half)


def tune(
    plan: RoutingPlan,
    turns: Sequence[Knob],
    evaluate: Evaluate,
    verify: Evaluate,
    *,
    evaluations: int,
    starts: Mapping[str, Weights] | None = None,
    progress: Callable[[int, Step | None], None] | None = None,
) -> Tuned:
    """Search with at most `evaluations` plays, then verify on other days.

    `starts` are ready sets of weights to begin from where one of them is better.
    `progress` hears how many plays are done, and each step that is taken.
    """
    search = _Search(plan, evaluate, evaluations, progress or (lambda _done, _step: None))
    for name, weights in (starts or {}).items():
        search.start(name, weights)
    while search.round(turns):
        pass
    found = search.plan
    gain = paired(verify(found), verify(plan)) if search.steps else Gain(0.0, 0.0, 0.0)
    return Tuned(found, tuple(search.steps), search.done, gain)


class _Search:
    """Where the search stands; no plan is played twice."""

    def __init__(
        self,
        plan: RoutingPlan,
        evaluate: Evaluate,
        evaluations: int,
        progress: Callable[[int, Step | None], None],
    ) -> None:
        self.plan = plan
        self.steps: list[Step] = []
        self.done = 1
        self._evaluate = evaluate
        self._left = evaluations - 1
        self._progress = progress
        self._tried = {plan.model_dump_json()}
        self._score = evaluate(plan)

    def start(self, name: str, weights: Weights) -> None:
        """Begin from a ready set, if it is better than what stands."""
        if self._left > 0:
            candidate = self.plan.model_copy(update={"weights": weights})
            self._take_if_better(candidate, "weights", "as they are", name)

    def round(self, turns: Sequence[Knob]) -> bool:
        """Every knob once, up and down; whether it is worth going round again."""
        taken = len(self.steps)
        for knob in turns:
            for direction in (1, -1):
                while self._left > 0 and self._try(knob, direction):
                    pass
        return self._left > 0 and len(self.steps) > taken

    def _try(self, knob: Knob, direction: int) -> bool:
        """The next value of the ladder, or else its last: a small step may be lost in chance."""
        before = knob.read(self.plan)
        rungs = list(_beyond(knob.ladder, before, direction))
        for value in dict.fromkeys([*rungs[:1], *rungs[-1:]]):
            try:
                candidate = knob.turned(self.plan, value)
            except ValidationError:
                continue
            if self._left > 0 and self._take_if_better(
                candidate, knob.what, f"{before:g}", f"{value:g}"
            ):
                return True
        return False

    def _take_if_better(self, candidate: RoutingPlan, what: str, before: str, after: str) -> bool:
        told = candidate.model_dump_json()
        if told in self._tried:
            return False
        self._tried.add(told)
        score = self._evaluate(candidate)
        self.done += 1
        self._left -= 1
        gain = paired(score, self._score)
        if gain.mean <= CLEAR * (gain.high - gain.mean) / 1.96:
            self._progress(self.done, None)
            return False
        step = Step(what, before, after, gain)
        self.plan, self._score = candidate, score
        self.steps.append(step)
        self._progress(self.done, step)
        return True


def _beyond(ladder: tuple[float, ...], value: float, direction: int) -> Iterator[float]:
    rungs = ladder if direction > 0 else tuple(reversed(ladder))
    return (rung for rung in rungs if (rung - value) * direction > 0)
