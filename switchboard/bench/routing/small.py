"""Our router beside the exact optimum, longest queue first and strict priority."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from switchboard.bench.routing.optimum.compare import compare
from switchboard.bench.routing.optimum.family import family
from switchboard.bench.routing.optimum.model import Model
from switchboard.bench.routing.optimum.ours import make_ours
from switchboard.bench.routing.optimum.rivals import rivals
from switchboard.bench.routing.optimum.solve import solve

Say = Callable[[str], None]
SEED = 5000


class Sizes(NamedTuple):
    """Events that are simulated in each model; which models, all if none are named."""

    events: int
    models: frozenset[str] = frozenset()


FULL = Sizes(40_000)
QUICK = Sizes(10_000, frozenset({"n-5-5", "n-tiny", "x-alike", "m-dear", "v-4"}))


def optimum(sizes: Sizes, say: Say) -> list[dict[str, Any]]:
    """A row for each model: mean costs per unit of time, and `gap` to the optimal cost.

    `strict_priority` is in the order of cost times mean service rate, the textbook's;
    `strict_priority_best` in whichever order is best. Only ours is simulated, all else is
    exact.
    """
    chosen = [model for model in family() if not sizes.models or model.name in sizes.models]
    rows = []
    for place, model in enumerate(chosen):
        say(f"optimum: {model.name}, {place + 1} of {len(chosen)}")
        rows.append(_row(model, sizes.events, SEED + place))
    return rows


def _row(model: Model, events: int, seed: int) -> dict[str, Any]:
    solution = solve(model)
    ours = compare(model, solution, make_ours, np.random.default_rng(seed), events)
    other = rivals(solution)
    return {
        "model": model.name,
        "optimal_cost": solution.cost,
        "ours": ours.ours,
        "gap": ours.gap,
        "gap_ci95": list(ours.gap_ci95),
        "longest_queue": other.longest_queue,
        "strict_priority": other.textbook,
        "strict_priority_best": other.best,
    }


def summary(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Mean and largest gap of ours and of the others."""
    names = ("ours", "longest_queue", "strict_priority", "strict_priority_best")
    gaps = {name: [row[name] / row["optimal_cost"] - 1.0 for row in rows] for name in names}
    means = {
        name: {"mean_gap": sum(each) / len(each), "max_gap": max(each)}
        for name, each in gaps.items()
    }
    return {"models": len(rows), **means.pop("ours"), **means}
