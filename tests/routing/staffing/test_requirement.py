import math
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pytest

from routing.calllog import LoggedCall
from routing.staffing.erlang import Pool, Steady
from routing.staffing.history import History, pool_history, read_history
from routing.staffing.requirement import Goal, PoolNeed, mended, operators_needed, staff
from routing.staffing.transient import ExactDay, Followed, PoolDay

MONDAY = date(2026, 3, 2)
HALF_HOURS = 48


def a_log(weeks: int, a_day: float, variance: float) -> History:
    """Monday to Friday, 9:00 to 17:00, nobody waits long; busy and calm days."""
    random = np.random.default_rng(11)
    calls = []
    for day in range(7 * weeks):
        today = MONDAY + timedelta(days=day)
        if today.weekday() > 4:
            continue
        number = random.poisson(a_day * random.gamma(1 / variance, variance))
        for second in np.sort(random.uniform(9 * 3600, 17 * 3600, number)).tolist():
            patient, wait = random.exponential(240.0), random.exponential(15.0)
            start = day * 86400.0 + second
            gone = patient < wait
            joined = None if gone else start + wait
            ended = start + (patient if gone else wait + random.exponential(180.0))
            calls.append(
                LoggedCall(
                    "", start, "sales", 0, "", joined, None if gone else "a", ended, today, second
                )
            )
    return read_history(calls)


@pytest.fixture(scope="module")
def need() -> PoolNeed:
    history = a_log(12, 480.0, 0.03)
    pool = pool_history(history, "sales", ["sales"], 0.0)
    return staff(history, pool, Goal(), ExactDay(), weekdays=(1, 5))


def test_the_worked_example() -> None:
    assert operators_needed(100.0, 180.0, math.inf, Goal()) == 14
    assert operators_needed(0.0, 180.0, math.inf, Goal()) == 0
    assert operators_needed(100.0, 180.0, 240.0, Goal()) < 14
    assert operators_needed(100.0, 180.0, 240.0, Goal(most_abandoned=0.002)) > 14


@pytest.mark.parametrize("arrivals", [0.3, 3.0, 40.0, 900.0])
def test_the_fewest_that_keep_the_goal(arrivals: float) -> None:
    goal = Goal(0.9, 15.0)
    number = operators_needed(arrivals, 200.0, 300.0, goal)

    def level(operators: int) -> float:
        return Steady(Pool(arrivals / 1800, 1 / 200, operators, 1 / 300)).answered_within(15.0)

    assert level(number) >= 0.9
    assert number == 1 or level(number - 1) < 0.9


def test_more_than_a_city_of_operators_is_refused() -> None:
    with pytest.raises(ValueError, match="more than 20000 operators"):
        operators_needed(1e6, 180.0, 300.0, Goal())


def test_a_queue_left_behind_is_staffed_and_an_empty_morning_is_spared() -> None:
    calls = np.zeros(HALF_HOURS)
    calls[18:24] = (45.0, 140.0, 40.0, 45.0, 45.0, 45.0)
    day = PoolDay(calls, np.full(HALF_HOURS, 400.0), np.full(HALF_HOURS, 2000.0), 20.0)
    goal = Goal()
    formula = [operators_needed(each, 400.0, 2000.0, goal) for each in calls.tolist()]
    before = ExactDay()(day, formula).service_level[18:24]
    assert before[2] < 0.8
    operators, followed, settled = mended(day, formula, goal, ExactDay(), ())
    assert settled
    assert (followed.service_level[18:24] >= 0.8 - 1e-9).all()
    assert operators[20] > formula[20]
    assert operators[18] < formula[18]
    assert sum(operators[:18] + operators[24:]) == 0


def test_whatever_follows_the_day_is_believed() -> None:
    day = PoolDay(
        np.full(HALF_HOURS, 10.0), np.full(HALF_HOURS, 180.0), np.full(HALF_HOURS, 300.0), 20
    )
    seen: list[Sequence[int]] = []

    def hard(_day: PoolDay, operators: Sequence[int], seeds: Sequence[int]) -> Followed:
        """Half hour 30 wants nine; the draw's error is two points."""
        seen.append(seeds)
        level = np.full(HALF_HOURS, 0.79)
        level[30] = operators[30] / 10 - 0.1
        zero = np.zeros(HALF_HOURS)
        return Followed(level, zero, zero, np.full(HALF_HOURS, 0.02))

    operators, _followed, settled = mended(day, [3] * HALF_HOURS, Goal(), hard, (4, 5))
    assert settled
    assert operators[30] == 9
    assert operators[29] == operators[31] == 3
    assert set(seen) == {(4, 5)}

    def hopeless(_day: PoolDay, operators: Sequence[int], _seeds: Sequence[int]) -> Followed:
        zero = np.zeros(HALF_HOURS)
        return Followed(zero, zero, zero, zero)

    assert mended(day, [3] * HALF_HOURS, Goal(), hopeless, ())[2] is False


def test_a_weekday_from_a_log(need: PoolNeed) -> None:
    (tuesday,) = need.weekdays
    assert (tuesday.weekday, tuesday.seen, tuesday.settled) == (1, 12, True)
    assert [half.begins_s for half in tuesday.half_hours] == list(range(9 * 3600, 17 * 3600, 1800))
    assert tuesday.calls.low < tuesday.calls.middle < tuesday.calls.high
    assert tuesday.calls.middle == pytest.approx(480, rel=0.15)
    assert tuesday.presence_s == sum(h.operators.middle for h in tuesday.half_hours) * 1800
    assert need.outlook.patience.mean_s == pytest.approx(240, rel=0.15)
    for half in tuesday.half_hours:
        low, middle, high = half.operators
        assert low <= middle <= high
        assert high > low
        assert half.level >= 0.8 - 1e-9
        assert half.formula_level >= 0.8
        assert half.calls.low < half.calls.middle < half.calls.high


def test_chances_say_what_a_day_may_bring(need: PoolNeed) -> None:
    halves = need.weekdays[0].half_hours
    for half in halves:
        assert 0.45 < half.met_chance <= 1.0
        assert half.expected_level < half.level
    sure = max(halves, key=lambda half: half.level)
    unsure = min(halves, key=lambda half: half.level)
    assert sure.met_chance > unsure.met_chance


def test_a_weekday_without_calls_needs_nobody() -> None:
    history = a_log(3, 60.0, 0.01)
    pool = pool_history(history, "sales", ["sales"], 0.0)
    heard: list[int] = []
    found = staff(history, pool, Goal(), ExactDay(), weekdays=(5, 6), progress=heard.append)
    assert found.weekdays == ()
    assert heard == [5, 6]
