import math

import numpy as np
import pytest

from routing.staffing.durations import handling, leaving_rate, patience, still_there


def test_patience_counts_those_who_were_answered_as_well() -> None:
    random = np.random.default_rng(2)
    patient, offered = random.exponential(200.0, 8000), random.exponential(60.0, 8000)
    waits = np.minimum(patient, offered).tolist()
    gave_up = (patient < offered).tolist()
    told = patience(waits, gave_up, leaving_rate(waits, gave_up), 20.0)
    assert told.mean_s == pytest.approx(200.0, rel=0.06)
    assert told.gave_up == sum(gave_up)
    assert told.model_left == pytest.approx(1 - math.exp(-0.1), rel=0.06)
    assert told.measured_left == pytest.approx(told.model_left, abs=0.01)
    only_gone = [wait for wait, gone in zip(waits, gave_up, strict=True) if gone]
    assert sum(only_gone) / len(only_gone) < 60.0


def test_a_thin_queue_is_taken_for_one_like_the_others() -> None:
    assert patience([30.0, 10.0], [False, True], 1 / 300, 20.0).mean_s == pytest.approx(
        300, rel=0.1
    )
    many = patience([100.0] * 500, [True] * 500, 1 / 300, 20.0)
    assert many.mean_s == pytest.approx(100, rel=0.1)


def test_nobody_gave_up_or_nobody_waited() -> None:
    assert leaving_rate([100.0] * 10, [False] * 10) == pytest.approx(0.5 / 1000)
    assert leaving_rate([0.0] * 10, [False] * 10) == 0.0
    told = patience([0.0], [False], 0.0, 20.0)
    assert (told.mean_s, told.model_left, told.measured_left) == (math.inf, 0.0, 0.0)


def test_kaplan_meier_by_hand() -> None:
    waits, gave_up = [5.0, 6.0, 6.0, 9.0, 12.0], [True, False, True, True, False]
    assert still_there(waits, gave_up, 4.9) == 1.0
    assert still_there(waits, gave_up, 6.0) == pytest.approx(4 / 5 * 3 / 4)
    assert still_there(waits, gave_up, 100.0) == pytest.approx(4 / 5 * 3 / 4 * 1 / 2)


def test_handling_differs_by_hour_where_the_log_shows_it() -> None:
    random = np.random.default_rng(4)
    half_hour = random.integers(18, 36, 20_000)
    weekday = random.integers(0, 5, 20_000)
    seconds = random.exponential(np.where(half_hour < 27, 100.0, 200.0))
    told = handling(seconds, weekday, half_hour, np.ones(len(seconds)))
    assert told.by_half_hour[2, 20] == pytest.approx(100.0, rel=0.15)
    assert told.by_half_hour[2, 30] == pytest.approx(200.0, rel=0.15)
    assert told.mean_s == pytest.approx(seconds.mean())
    assert told.by_half_hour[6, 2] == pytest.approx(told.mean_s, rel=0.01)
    assert 0 < told.error < 1e-3


def test_few_calls_do_not_make_an_hour_special() -> None:
    seconds = np.array([100.0, 140.0, 90.0, 110.0, 400.0])
    told = handling(seconds, np.arange(5), np.array([20, 20, 21, 21, 30]), np.ones(5))
    assert told.by_half_hour[4, 30] < 300.0
    zero = handling(np.zeros(3), np.arange(3), np.arange(3), np.ones(3))
    assert zero.by_half_hour.min() == 1.0
