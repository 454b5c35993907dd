from datetime import date, timedelta

import numpy as np
import pytest

from routing.staffing.demand import HALF_HOURS, busyness, forecast

MONDAY = date(2026, 3, 2)
WEEK = np.array([1.3, 1.0, 1.0, 0.9, 0.8, 0.2, 0.0])
SHARES = np.zeros(HALF_HOURS)
SHARES[18:36] = np.hanning(20)[1:-1]
SHARES /= SHARES.sum()


def a_log(
    days: int, level: float, variance: float = 0.0, seed: int = 5
) -> tuple[list[date], np.ndarray]:
    """Open Monday to Saturday; each day busier or calmer as a whole."""
    random = np.random.default_rng(seed)
    dates = [MONDAY + timedelta(days=n) for n in range(days)]
    dates = [day for day in dates if day.weekday() < 6]
    busy = random.gamma(1 / variance, variance, len(dates)) if variance else np.ones(len(dates))
    means = np.array([level * WEEK[day.weekday()] * SHARES for day in dates]) * busy[:, None]
    return dates, random.poisson(means).astype(float)


def test_what_is_expected_and_how_surely() -> None:
    dates, counts = a_log(7 * 20, 400.0, 0.03)
    demand = forecast(dates, counts)
    assert demand.expected.sum(axis=1)[:6] == pytest.approx(400 * WEEK[:6], rel=0.12)
    assert demand.expected[1, 26] == pytest.approx(400 * SHARES[26], rel=0.15)
    assert demand.day_variance == pytest.approx(0.03, rel=0.5)
    assert demand.half_hour_variance < 0.01
    assert demand.seen == (20, 20, 20, 20, 20, 20, 0)
    assert not demand.expected[6].any()
    assert not demand.expected[:5, :16].any()
    assert (demand.spread >= demand.day_variance).all()


def test_pure_chance_is_not_taken_for_busyness() -> None:
    demand = forecast(*a_log(7 * 20, 400.0))
    assert demand.day_variance < 0.003


def test_recent_weeks_count_more() -> None:
    dates, counts = a_log(7 * 16, 300.0)
    counts[48:] *= 2.0
    grown = forecast(dates, counts).expected[0].sum()
    assert grown > 1.15 * counts[[day.weekday() == 0 for day in dates]].sum(axis=1).mean()


def test_a_thin_log_is_less_sure_and_leans_on_other_weekdays() -> None:
    thin, rich = forecast(*a_log(14, 12.0)), forecast(*a_log(7 * 30, 12.0))
    assert thin.spread[1, 26] > rich.spread[1, 26]
    assert (thin.expected[:5, 22:32] > 0).all()
    assert thin.day_spread[1] > rich.day_spread[1]


def test_one_surge_is_not_expected_every_week() -> None:
    dates, counts = a_log(7 * 10, 300.0)
    usual = forecast(dates, counts)
    counts[6, 30] = 400.0
    surged = forecast(dates, counts)
    assert surged.surges == usual.surges + 1
    assert surged.expected[0, 30] < 1.4 * usual.expected[0, 30]


def test_half_hours_that_are_never_called_on_a_weekday_are_closed() -> None:
    dates, counts = a_log(7 * 10, 500.0)
    friday = np.array([day.weekday() == 4 for day in dates])
    counts[friday, 28:] = 0.0
    expected = forecast(dates, counts).expected
    assert not expected[4, 28:34].any()
    assert expected[3, 30] > 10


def test_busyness_is_a_gamma_factor() -> None:
    assert busyness(0.0, (0.1, 0.9)).tolist() == [1.0, 1.0]
    for variance in (0.01, 0.3, 1.0, 3.0):
        drawn = np.random.default_rng(3).gamma(1 / variance, variance, 400_000)
        shares = (0.1, 0.5, 0.9)
        assert busyness(variance, shares) == pytest.approx(
            np.quantile(drawn, shares), rel=0.03, abs=0.01
        )
    many = busyness(0.2, ((np.arange(400) + 0.5) / 400).tolist())
    assert (many.mean(), many.var()) == (
        pytest.approx(1.0, abs=0.005),
        pytest.approx(0.2, rel=0.03),
    )
