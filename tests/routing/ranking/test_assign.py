"""The best assignment, against trying all of them."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from routing.ranking.assign import FORBIDDEN, SIZE_LIMIT, best_assignment


def best_by_trying(worth: NDArray[np.float64]) -> tuple[int, float]:
    """Most pairs, and the greatest worth of that many."""
    rows, columns = worth.shape
    best = (0, 0.0)
    choices = list(range(columns)) + [-1] * rows
    for taken in set(permutations(choices, rows)):
        made = [worth[row, column] for row, column in enumerate(taken) if column >= 0]
        if all(one > FORBIDDEN / 2 for one in made):
            best = max(best, (len(made), float(sum(made))))
    return best


def check(worth: NDArray[np.float64]) -> None:
    pairs = best_assignment(worth)
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    assert all(worth[pair] > FORBIDDEN / 2 for pair in pairs)
    most, greatest = best_by_trying(worth)
    assert len(pairs) == most
    assert sum(worth[pair] for pair in pairs) == pytest.approx(greatest, abs=1e-6)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(
    st.integers(1, 4).flatmap(
        lambda columns: st.lists(
            st.lists(
                st.one_of(
                    st.just(FORBIDDEN), st.integers(-3, 3).map(float), st.floats(-50.0, 50.0)
                ),
                min_size=columns,
                max_size=columns,
            ),
            min_size=1,
            max_size=4,
        )
    )
)
def test_it_is_as_good_as_trying_everything(rows: list[list[float]]) -> None:
    check(np.array(rows))


@pytest.mark.parametrize("seed", range(10))
def test_great_differences_do_not_hide_small_ones(seed: int) -> None:
    rng = np.random.default_rng(seed)
    worth = rng.normal(size=(4, 4)) + 1e6 * rng.integers(0, 2, size=(4, 1))
    worth[rng.random((4, 4)) < 0.3] = FORBIDDEN
    check(worth)


def test_greedy_would_be_worse() -> None:
    worth = np.array([[10.0, 9.0], [8.0, 1.0]])
    assert best_assignment(worth) == [(0, 1), (1, 0)]


def test_nothing_is_made_of_nothing() -> None:
    assert best_assignment(np.full((3, 2), FORBIDDEN)) == []
    assert best_assignment(np.zeros((0, 2))) == []
    assert best_assignment(np.array([[np.nan]])) == []


def test_the_largest_size_is_solved_and_alike_each_time() -> None:
    rng = np.random.default_rng(5)
    worth = rng.integers(0, 3, size=(SIZE_LIMIT, SIZE_LIMIT)).astype(float)
    pairs = best_assignment(worth)
    assert len(pairs) == SIZE_LIMIT
    assert pairs == best_assignment(worth.copy())
    assert sum(worth[pair] for pair in pairs) == 2.0 * SIZE_LIMIT
