import numpy as np
import pytest

from switchboard.bench.routing.batches import (
    controlled,
    differences,
    in_batches,
    mean,
    ratio,
    student,
)


def test_a_mean_has_student_s_interval() -> None:
    value, (low, high) = mean(np.array([1.0, 2.0, 3.0]))
    assert value == 2.0
    assert high - value == pytest.approx(4.303 / np.sqrt(3))
    assert low == pytest.approx(2 * value - high)
    assert student(1) > student(20) > student(21)


def test_a_ratio_weighs_its_batches() -> None:
    value, ci = ratio(np.array([1.0, 30.0]), np.array([10.0, 300.0]))
    assert value == pytest.approx(0.1)
    assert ci == pytest.approx([0.1, 0.1])
    with pytest.raises(ValueError, match="two batches"):
        mean(np.array([1.0]))


def test_neighbours_stand_in_one_batch() -> None:
    values = np.repeat([0.0, 1.0], 100)
    value, (low, high) = in_batches(values, np.ones(200), 2)
    assert value == 0.5
    assert (low, high) == pytest.approx((0.5 - 12.706 / 2, 0.5 + 12.706 / 2))
    with pytest.raises(ValueError, match="too few"):
        in_batches(values[:3], np.ones(3))


def test_differences_are_taken_in_pairs() -> None:
    other = np.array([1.0, 5.0, 9.0])
    assert differences(other + 0.5, other, np.ones(3)) == {"diff": 0.5, "ci95": [0.5, 0.5]}


def test_a_control_takes_the_luck_away() -> None:
    rng = np.random.default_rng(1)
    luck = rng.normal(size=50)
    found = controlled(3.0 + 2.0 * luck, 7.0 + luck, 7.0)
    assert found == pytest.approx(np.full(50, 3.0))
    assert controlled(np.array([1.0, 2.0]), np.ones(2), 5.0) == pytest.approx([1.0, 2.0])
