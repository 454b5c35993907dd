"""How far a router is from the optimum of a model, measured by simulation.

The plain difference of two simulated mean costs would need millions of events. The
optimum's relative costs are known, so they serve as control variate: the mean cost of any
router is the optimal cost plus the mean, per unit of time, of what each of its decisions
loses (`Centre.lost`). A decision that agrees with the optimum loses nothing and adds no
noise, so a near-optimal router is measured most exactly.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from routing.ranking.dispatch import Dispatcher
from switchboard.bench.routing.optimum.model import Model
from switchboard.bench.routing.optimum.simulate import Centre
from switchboard.bench.routing.optimum.solve import Solution

BATCHES = 30
QUANTILE = 2.045
"""Of Student's t with 29 degrees of freedom, for 95 %."""
WARM_UP = 0.05
WORST = 8

MakeDispatcher = Callable[[Model], Dispatcher]


@dataclass(frozen=True)
class Mistake:
    """A decision that costs: what it adds to the gap, and what would have been better.

    `waiting` (by type) and `busy` (by arc) are before the decision; `ours` and `best` are
    the arcs whose service starts, (type, pool), each as often as it starts.
    """

    gap: float
    times: int
    waiting: tuple[int, ...]
    busy: tuple[int, ...]
    ours: tuple[tuple[int, int], ...]
    best: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Comparison:
    """A router beside the optimum. Costs per unit of the model's time.

    `gap` is (ours - optimal)/optimal with its 95 % interval. `simulated` is the plain mean
    cost of the same run with its interval: far wider, a check that nothing is amiss.
    """

    model: str
    optimal_cost: float
    ours: float
    gap: float
    gap_ci95: tuple[float, float]
    simulated: float
    simulated_ci95: tuple[float, float]
    events: int
    worst: tuple[Mistake, ...]


def compare(
    model: Model,
    solution: Solution,
    make_dispatcher: MakeDispatcher,
    rng: np.random.Generator,
    events: int = 300_000,
) -> Comparison:
    """Run the router through so many events and say how far from the optimum it is."""
    centre = Centre(solution, make_dispatcher(model), rng)
    for _ in range(int(events * WARM_UP)):
        centre.step()
    centre.mistakes.clear()
    size = max(1, events // BATCHES)
    marks = [(centre.time, centre.lost, centre.spent)]
    for _ in range(BATCHES):
        for _ in range(size):
            centre.step()
        marks.append((centre.time, centre.lost, centre.spent))
    times, lost, spent = np.diff(np.array(marks), axis=0).T
    above, above_ci = _ratio(lost / solution.cost, times)
    mean, mean_ci = _ratio(spent, times)
    total = float(times.sum()) * solution.cost
    return Comparison(
        model=model.name,
        optimal_cost=solution.cost,
        ours=solution.cost * (1 + above),
        gap=above,
        gap_ci95=above_ci,
        simulated=mean,
        simulated_ci95=mean_ci,
        events=size * BATCHES,
        worst=_worst(solution, centre, total),
    )


def _ratio(
    amounts: np.ndarray[tuple[int], np.dtype[np.float64]],
    times: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> tuple[float, tuple[float, float]]:
    """Amount per time over all batches, with its interval."""
    ratio = float(amounts.sum() / times.sum())
    spread = float(np.sqrt(((amounts - ratio * times) ** 2).sum() / (BATCHES - 1) / BATCHES))
    half = QUANTILE * spread / float(times.mean())
    return ratio, (ratio - half, ratio + half)


def _worst(solution: Solution, centre: Centre, total: float) -> tuple[Mistake, ...]:
    dearest = sorted(centre.mistakes.items(), key=lambda item: -item[1][0])[:WORST]
    return tuple(
        _mistake(solution, before, after, lost / total, int(times))
        for (before, after), (lost, times) in dearest
    )


def _mistake(solution: Solution, before: int, after: int, gap: float, times: int) -> Mistake:
    model, space = solution.model, solution.space
    row, *waiting = (int(part) for part in np.unravel_index(before, space.shape))
    then, *_ = np.unravel_index(after, space.shape)
    ours = Counter(
        {
            (arc.type, arc.pool): int(space.busy[then, a] - space.busy[row, a])
            for a, arc in enumerate(model.arcs)
        }
    )
    best: list[tuple[int, int]] = []
    at, left = row, list(waiting)
    while (choice := solution.optimal_choice(at, tuple(left))) is not None:
        best.append((choice.type, choice.pool))
        left[choice.type] -= 1
        at = int(space.start[model.arcs.index(choice), at])
    return Mistake(
        gap,
        times,
        tuple(waiting),
        tuple(int(count) for count in space.busy[row]),
        tuple(sorted(ours.elements())),
        tuple(sorted(best)),
    )
