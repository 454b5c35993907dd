"""Figures of runs and the intervals of their differences."""

import numpy as np
import pytest

from routing.simulation.engine import Outcome, Run
from routing.simulation.logtable import Days
from routing.simulation.scenario import Presence
from routing.simulation.statistics import (
    Rules,
    Tally,
    by_day,
    differences,
    figures,
    student,
    weighted_gini,
)

DAY_S = 86_400.0


def all_offered(tally: Tally) -> float:
    return tally.answered_in_time / (tally.answered + tally.abandoned)


RULES = Rules(np.array([20.0]), np.array([5.0]), all_offered)


def run_of(waits: np.ndarray, answered: np.ndarray, per_day: int) -> tuple[Run, Days]:
    """One operator who is there for two hours of each day; calls last 10 s."""
    size = len(waits)
    day = np.arange(size) // per_day
    days = int(day.max()) + 1
    starts = (np.arange(days) * DAY_S).astype(np.float64)
    arrived = (day * DAY_S + np.arange(size) % per_day).astype(np.float64)
    run = Run(
        arrived,
        waits,
        np.where(answered, int(Outcome.ANSWERED), int(Outcome.ABANDONED)),
        np.where(answered, 0, -1),
        np.where(answered, 10.0, 0.0),
        Presence(
            np.zeros(days, dtype=np.int64),
            starts,
            starts + 7200.0,
        ),
    )
    return run, Days(starts, day)


def test_figures_of_one_run() -> None:
    waits = np.array([0.0, 10.0, 20.0, 30.0, 4.0, 50.0])
    answered = np.array([True, True, True, True, False, False])
    run, days = run_of(waits, answered, per_day=3)
    daily = by_day(run, np.zeros(6, dtype=np.int64), days, RULES, operators=1)
    assert daily.counts.tolist() == [[3, 3, 0, 0, 0], [1, 0, 2, 1, 1]]
    found = figures(daily, RULES)
    assert found.service_level == 0.5
    assert found.wait_mean_s == pytest.approx(19.0)
    assert found.abandonment == pytest.approx(1 / 3)
    assert found.occupancy_gini == 0.0
    assert figures(daily, RULES, np.array([2, 0])).abandonment == 0.0
    assert figures(daily, RULES, np.array([0, 0])).service_level is None


def test_the_percentile_is_that_of_all_waits() -> None:
    waits = np.random.default_rng(1).exponential(60.0, 5000)
    run, days = run_of(waits, np.ones(5000, dtype=bool), per_day=500)
    daily = by_day(run, np.zeros(5000, dtype=np.int64), days, RULES, operators=1)
    assert figures(daily, RULES).wait_p90_s == pytest.approx(np.percentile(waits, 90), rel=0.01)


def test_replications_of_the_same_days_add_up() -> None:
    run, days = run_of(np.full(6, 7.0), np.ones(6, dtype=bool), per_day=3)
    daily = by_day(run, np.zeros(6, dtype=np.int64), days, RULES, operators=1)
    both = daily.plus(daily)
    assert figures(both, RULES) == pytest.approx(figures(daily, RULES))
    assert both.counts.sum() == 2 * daily.counts.sum()


def test_a_clear_difference_is_clear_and_none_is_none() -> None:
    rng = np.random.default_rng(4)
    base = rng.exponential(25.0, 4000)
    queue, answered = np.zeros(4000, dtype=np.int64), np.ones(4000, dtype=bool)
    made = []
    for waits in (base * 0.8, base, np.where(rng.random(4000) < 0.5, base, base * 1.0001)):
        run, days = run_of(waits, answered, per_day=200)
        made.append(by_day(run, queue, days, RULES, operators=1))
    clear = differences(made[0], made[1:], RULES, seed=1)[0]
    diff, ci95 = clear["wait_mean_s"]
    assert ci95 is not None
    assert ci95[0] < diff < ci95[1] < 0
    diff, ci95 = clear["service_level"]
    assert ci95 is not None and 0 < ci95[0] < diff
    none = differences(made[1], made[2:], RULES, seed=1)[0]["service_level"]
    assert none.ci95 is not None and none.ci95[0] <= 0 <= none.ci95[1]


def test_intervals_cover_as_often_as_they_say() -> None:
    """Days whose true difference is 5 s: 95 % of intervals over 12 days hold it."""
    rng, held = np.random.default_rng(7), 0
    rules, queue = RULES, np.zeros(60, dtype=np.int64)
    for trial in range(30):
        common = np.repeat(rng.normal(40, 10, 12), 5)
        ours = common - 5 + np.repeat(rng.normal(0, 4, 12), 5)
        daily = []
        for waits in (ours, common):
            run, days = run_of(waits.clip(min=0.0), np.ones(60, dtype=bool), per_day=5)
            daily.append(by_day(run, queue, days, rules, operators=1))
        ci95 = differences(daily[0], daily[1:], rules, seed=trial)[0]["wait_mean_s"].ci95
        held += ci95 is not None and ci95[0] <= -5 <= ci95[1]
    assert 26 <= held <= 30


def test_one_day_has_no_interval() -> None:
    run, days = run_of(np.full(5, 7.0), np.ones(5, dtype=bool), per_day=5)
    daily = by_day(run, np.zeros(5, dtype=np.int64), days, RULES, operators=1)
    assert differences(daily, [daily], RULES, seed=1)[0]["wait_p90_s"] == (0.0, None)


def test_gini_of_occupancy() -> None:
    hour = 3600.0
    even = weighted_gini(np.array([1800.0, 3600.0]), np.array([hour, 2 * hour]))
    assert even == pytest.approx(0.0)
    one_works = weighted_gini(np.array([hour, 0.0, 0.0, 0.0]), np.full(4, hour))
    assert one_works == pytest.approx(0.75)
    split = weighted_gini(np.array([hour, 0.0, 0.0]), np.array([hour, 2 * hour, hour]))
    assert split == pytest.approx(0.75)
    assert weighted_gini(np.zeros(3), np.full(3, hour)) == 0.0
    assert weighted_gini(np.array([5.0]), np.zeros(1)) == 0.0


@pytest.mark.parametrize(
    ("freedom", "quantile"), [(1, 12.706), (2, 4.303), (3, 3.182), (9, 2.262), (28, 2.048)]
)
def test_students_quantile(freedom: int, quantile: float) -> None:
    assert student(freedom) == pytest.approx(quantile, abs=0.03)
