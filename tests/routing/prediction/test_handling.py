import numpy as np
import pytest

from routing.prediction.handling import AHEAD_S, Handling, age_class


def known(talk_s: list[float], operators: int = 1) -> Handling:
    handling = Handling()
    handling.grow(1, operators)
    handling.tabulate()
    for operator in range(operators):
        for each in talk_s:
            handling.talked(0, operator, each)
    handling.tabulate()
    return handling


def at(seconds: float) -> int:
    return int(np.flatnonzero(seconds == AHEAD_S)[0])


def test_the_mean_follows_the_talks_and_is_drawn_to_the_prior_when_there_are_few() -> None:
    few, many = known([60.0] * 2), known([60.0] * 3000)
    assert many.means[0] == pytest.approx(60.0, rel=0.1)
    assert 60.0 < many.means[0] + 40.0 < few.means[0] < 180.0


def test_a_talk_that_has_lasted_is_expected_to_last_by_its_own_residual_life() -> None:
    talks = np.random.default_rng(3).exponential(200.0, 6000).tolist()
    handling = known(talks)
    pace = handling.usual_pace
    for age in (30.0, 310.0):
        row = handling.tables[1, pace, age_class(np.array([age]))[0]]
        ended = row[at(120)] - 120.0**2 / 2 / 200.0 / 225.0 * 0.7
        assert ended == pytest.approx(1 - np.exp(-120 / 200.0), abs=0.12)


def test_tables_rise_with_time_and_carry_on_with_the_next_call() -> None:
    handling = known([100.0] * 500)
    assert (np.diff(handling.tables, axis=-1) >= 0).all()
    assert (handling.spreads >= 0).all()
    assert handling.tables[1, handling.usual_pace, 0, at(1600)] > 5


def test_a_quick_operator_has_a_pace_of_its_own() -> None:
    handling = known([200.0] * 400, operators=2)
    for _ in range(400):
        handling.talked(0, 1, 60.0)
    handling.tabulate()
    assert handling.paces[1] < handling.paces[0]


def test_older_days_count_less_and_long_pauses_not_at_all() -> None:
    handling = known([200.0] * 100)
    before = handling.talks.copy()
    handling.fade()
    assert handling.talks[0] < before[0]
    handling.paused(99_999.0)
    assert handling.pause_counts.sum() == 0.0
    handling.paused(20.0)
    assert handling.pause_counts.sum() == 1.0


def test_tables_are_made_anew_only_when_enough_is_new() -> None:
    handling = known([200.0] * 100)
    tables = handling.tables
    handling.talked(0, 0, 10.0)
    handling.refresh()
    assert handling.tables is tables
    for _ in range(30):
        handling.talked(0, 0, 10.0)
    handling.refresh()
    assert handling.tables is not tables


def test_what_is_kept_comes_back() -> None:
    handling = known([20.0, 300.0] * 50, operators=3)
    again = Handling()
    again.grow(1, 3)
    again.restore(handling.to_dict())
    assert np.array_equal(again.tables, handling.tables)
    assert np.array_equal(again.paces, handling.paces)
