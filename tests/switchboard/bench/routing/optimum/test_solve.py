import itertools

import numpy as np
import pytest

from switchboard.bench.routing.optimum.chain import evaluate
from switchboard.bench.routing.optimum.family import family
from switchboard.bench.routing.optimum.model import Model
from switchboard.bench.routing.optimum.rules import table
from switchboard.bench.routing.optimum.solve import settle, solve
from switchboard.bench.routing.optimum.space import space_of


def small_x() -> Model:
    rates = {(0, 0): 1.0, (0, 1): 0.4, (1, 0): 0.5, (1, 1): 1.2}
    return Model("x", "x", (1.4, 1.6), (2, 1), rates, (0.7, 0.5), (1, 2), (8, 8))


def test_the_n_model_costs_what_it_is_known_to_cost() -> None:
    solution = solve(family()[0])
    assert solution.cost == pytest.approx(1.7059, abs=5e-5)
    assert solution.error < 1e-5


def test_one_pool_of_one_type_is_erlang_a() -> None:
    model = Model("v", "v", (4.2,), (12,), {(0, 0): 0.5}, (1.0,), (1.0,), (40,))
    solution = solve(model)
    abandonment = solution.cost * 1.0 / 4.2
    assert abandonment == pytest.approx(0.02968, abs=1e-5)
    assert solution.optimal_choice(0, (1,)) == model.arcs[0]
    assert solution.optimal_choice(0, (0,)) is None


def test_the_table_costs_what_iteration_says() -> None:
    solution = solve(small_x())
    exact = evaluate(solution.space, table(solution.space, solution.choices))
    assert exact.cost == pytest.approx(solution.cost, rel=2e-6)


def test_no_single_change_of_the_table_is_better() -> None:
    """Policy improvement at every state, by brute force over all sets of starts."""
    model = small_x()
    space = space_of(model)
    worth = np.random.default_rng(3).normal(size=space.shape)
    best = settle(space, worth)
    for index in itertools.islice(np.ndindex(space.shape), 0, None, 7):
        row, *waiting = index
        assert best[index] == min(_reachable(space.start.tolist(), model, worth, row, waiting))


def _reachable(
    start: list[list[int]],
    model: Model,
    worth: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    row: int,
    waiting: list[int],
) -> list[float]:
    values = [float(worth[(row, *waiting)])]
    for a, arc in enumerate(model.arcs):
        if waiting[arc.type] and start[a][row] >= 0:
            fewer = [n - (k == arc.type) for k, n in enumerate(waiting)]
            values += _reachable(start, model, worth, start[a][row], fewer)
    return values


def test_a_slow_guest_is_left_waiting_though_somebody_is_idle() -> None:
    rates = {(0, 0): 1.0, (0, 1): 0.1, (1, 1): 1.0}
    model = Model("n", "n", (0.9, 1.6), (2, 2), rates, (0.5, 0.5), (1, 3), (12, 12))
    solution = solve(model)
    space = solution.space
    row = int(np.flatnonzero((space.idle[:, 0] == 0) & (space.idle[:, 1] == 1))[0])
    assert solution.optimal_choice(row, (1, 0)) is None
    choice = solution.optimal_choice(row, (1, 1))
    assert choice is not None
    assert (choice.type, choice.pool) == (1, 1)
