"""Handling times: means that shrink to what is known, and forget."""

import math

import pytest

from routing.ranking.handling import (
    MEMORY_CALLS,
    OPERATOR_PRIOR_CALLS,
    QUEUE_PRIOR_CALLS,
    HandlingTimes,
)
from routing.ranking.memory import FIRST_GUESS_S


def told(*calls: tuple[int, int, float]) -> HandlingTimes:
    times = HandlingTimes(2, 3)
    for queue, slot, handling_s in calls:
        times.observe(queue, slot, handling_s)
    return times


def test_nothing_known_is_the_first_guess() -> None:
    times = told()
    assert times.of_queue.tolist() == [FIRST_GUESS_S] * 2
    assert times.expected_s(0).tolist() == [FIRST_GUESS_S] * 2


def test_the_queues_mean_moves_from_the_guess_to_what_is_seen() -> None:
    times = told(*[(0, 0, 60.0)] * 10)
    mean = (FIRST_GUESS_S * QUEUE_PRIOR_CALLS + 600.0) / (QUEUE_PRIOR_CALLS + 10)
    assert times.of_queue.tolist() == pytest.approx([mean, FIRST_GUESS_S])


def test_an_operator_is_believed_slowly() -> None:
    many = [(0, 0, 100.0)] * 300
    once, often = told(*many, (0, 1, 400.0)), told(*many, *[(0, 1, 400.0)] * 60)
    assert 1.0 < once.relative[1, 0] < 1.0 + 4.0 / OPERATOR_PRIOR_CALLS
    assert 2.0 < often.relative[1, 0] < 400.0 / often.of_queue[0]
    assert once.relative[2].tolist() == [1.0, 1.0]
    assert often.expected_s(1)[0] == pytest.approx(often.of_queue[0] * often.relative[1, 0])


def test_a_change_is_noticed_within_a_few_hundred_calls() -> None:
    times = told(*[(0, 0, 100.0)] * 5000)
    for _ in range(int(2 * MEMORY_CALLS)):
        times.observe(0, 0, 300.0)
    assert times.of_queue[0] == pytest.approx(300.0, rel=0.1)
    assert times.of_centre == pytest.approx(300.0, rel=0.1)


@pytest.mark.parametrize("wrong", [-1.0, math.nan, math.inf])
def test_what_is_no_duration_teaches_nothing(wrong: float) -> None:
    times = told((0, 0, wrong))
    assert times.of_queue[0] == FIRST_GUESS_S
    assert times.of_centre == FIRST_GUESS_S
    assert times.relative[0, 0] == 1.0


def test_calls_without_length_leave_everything_finite() -> None:
    times = told(*[(0, 0, 0.0)] * 3000)
    assert 0.0 < times.of_queue[0] < 1.0
    assert math.isfinite(times.relative[0, 0])


def test_somebody_else_in_the_slot_begins_anew() -> None:
    times = told(*[(0, 1, 900.0)] * 50)
    times.forget(1)
    assert times.relative[1].tolist() == [1.0, 1.0]
    assert times.own_means(1) == {}


def test_room_for_more_keeps_what_is_known() -> None:
    times = told(*[(0, 1, 900.0)] * 50)
    before = times.relative[1, 0]
    times.grow(9)
    times.grow(4)
    assert times.relative.shape == (9, 2)
    assert times.relative[1, 0] == before
    times.observe(0, 8, 10.0)
    assert times.relative[8, 0] < 1.0


def test_what_is_known_can_be_kept_and_put_back() -> None:
    times, other = told(*[(0, 1, 900.0)] * 50, (1, 1, 5.0)), told()
    for queue in range(2):
        other.remember(queue, times.mean_of(queue))
    for queue, mean in times.own_means(1).items():
        other.remember_own(1, queue, mean)
    times.observe(0, 1, 60.0)
    other.observe(0, 1, 60.0)
    assert other.of_queue.tolist() == times.of_queue.tolist()
    assert other.relative.tolist() == times.relative.tolist()
