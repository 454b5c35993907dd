from functools import lru_cache

import numpy as np
import pytest

from routing.ranking.dispatch import Dispatcher
from switchboard.bench.routing.optimum.chain import evaluate
from switchboard.bench.routing.optimum.compare import Comparison, compare
from switchboard.bench.routing.optimum.family import family
from switchboard.bench.routing.optimum.model import Model
from switchboard.bench.routing.optimum.rules import priority
from switchboard.bench.routing.optimum.solve import Solution, solve
from tests.switchboard.bench.routing.optimum.reserving import Reserving, Tabled

EVENTS = 30_000


@lru_cache
def solved(name: str) -> Solution:
    return solve(next(model for model in family() if model.name == name))


def measured(
    solution: Solution, order: tuple[int, ...], reserve: tuple[int, ...], hold_s: float = 0.0
) -> Comparison:
    def make(model: Model) -> Dispatcher:
        return Reserving(model, order, reserve, hold_s)

    return compare(solution.model, solution, make, np.random.default_rng(11), EVENTS)


@pytest.mark.parametrize(
    ("name", "order", "reserve"),
    [
        ("n-5-5", (1, 0), (0, 0)),
        ("n-5-5", (1, 0), (0, 1)),
        ("x-uneven", (0, 1), (1, 0)),
        ("m-dear", (1, 0), (0, 0)),
        ("ring", (2, 0, 1), (0, 0, 0)),
    ],
)
def test_the_estimate_agrees_with_the_exact_cost(
    name: str, order: tuple[int, ...], reserve: tuple[int, ...]
) -> None:
    solution = solved(name)
    exact = evaluate(solution.space, priority(solution.space, order, reserve)).cost
    found = measured(solution, order, reserve)
    low, high = found.gap_ci95
    half = (high - low) / 2
    assert abs(found.gap - (exact / solution.cost - 1)) < 1.5 * half
    assert abs(found.simulated - exact) < found.simulated_ci95[1] - found.simulated_ci95[0]
    plain = (found.simulated_ci95[1] - found.simulated_ci95[0]) / 2 / solution.cost
    assert half < plain / 2
    assert found.ours == pytest.approx(solution.cost * (1 + found.gap))


@pytest.mark.parametrize("name", ["n-5-5", "x-dear"])
def test_one_who_plays_the_optimum_has_no_gap(name: str) -> None:
    """And costs what iteration says, as far as plain simulation can tell."""
    solution = solved(name)
    rng = np.random.default_rng(11)
    found = compare(solution.model, solution, lambda _: Tabled(solution), rng, EVENTS)
    assert found.gap == pytest.approx(0, abs=1e-5)
    low, high = found.simulated_ci95
    assert abs(found.simulated - solution.cost) < 0.75 * (high - low)


def test_holding_every_call_costs_what_plain_simulation_says() -> None:
    """Decisions between events count too: the two estimates of one run must agree."""
    found = measured(solved("n-tiny"), (1, 0), (), hold_s=20.0)
    plain = found.simulated / found.optimal_cost - 1
    width = (found.simulated_ci95[1] - found.simulated_ci95[0]) / found.optimal_cost
    assert found.gap > 0.1
    assert abs(found.gap - plain) < width


def test_the_worst_decisions_are_named() -> None:
    solution = solved("n-5-5")
    worst = measured(solution, (0, 1), ()).worst
    assert [mistake.gap for mistake in worst] == sorted((m.gap for m in worst), reverse=True)
    first = worst[0]
    assert first.ours == ((0, 1),)
    assert first.best in {(), ((1, 1),)}
    assert first.times > 0
