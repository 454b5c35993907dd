import numpy as np
import pytest

from switchboard.bench.routing.optimum.chain import evaluate
from switchboard.bench.routing.optimum.family import family
from switchboard.bench.routing.optimum.rules import longest_queue, priority, table
from switchboard.bench.routing.optimum.space import space_of


def test_the_known_costs_of_the_n_model() -> None:
    space = space_of(family()[0])
    optimal = 1.70590
    assert evaluate(space, priority(space, (1, 0), (0, 1))).cost == pytest.approx(1.7420, abs=5e-5)
    for rule, above in (
        (priority(space, (1, 0)), 0.059),
        (longest_queue(space), 0.212),
        (priority(space, (0, 1)), 0.585),
    ):
        assert evaluate(space, rule).cost / optimal - 1 == pytest.approx(above, abs=5e-4)


def test_a_reserve_keeps_the_last_operator_for_its_queue() -> None:
    space = space_of(family()[0])
    row = int(np.flatnonzero((space.idle == (0, 1)).all(axis=1))[0])
    rule = priority(space, (0, 1), (0, 1))
    rows = np.array([row, row])
    assert rule(rows, np.array([[3, 0], [3, 1]])).tolist() == [-1, 2]
    assert priority(space, (0, 1))(rows, np.array([[3, 0], [0, 0]])).tolist() == [1, -1]


def test_the_longest_queue_is_served_and_ties_go_to_the_lower_type() -> None:
    space = space_of(family()[0])
    rows = np.zeros(3, dtype=np.int64)
    waiting = np.array([[1, 2], [2, 2], [0, 0]])
    assert longest_queue(space)(rows, waiting).tolist() == [2, 0, -1]


def test_a_table_is_read_by_state() -> None:
    space = space_of(family()[0])
    choices = np.full(space.shape, -1)
    choices[0, 3, 1] = 2
    rule = table(space, choices)
    assert rule(np.array([0, 0]), np.array([[3, 1], [1, 3]])).tolist() == [2, -1]
