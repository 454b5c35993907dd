"""How many calls will come in each half hour of each weekday, and how surely.

Expected calls are level × weekday × share of the half hour. Recent days count more. A
weekday is drawn towards the others, and its hours towards those of all days, as far as the
log is too thin to tell them apart (empirical Bayes). A day is busier or calmer than expected
as a whole, by a factor with a gamma distribution (counts are then negative binomial); its
variance is measured, and what is not known about the expectation is added to it.

One surge that will not come again must not be staffed every week: a half hour's count is
capped far above the median of its weekday before anything is estimated.
"""

import math
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

WEEKDAYS, HALF_HOURS = 7, 48
HALF_LIFE_DAYS = 28.0
ROUNDS = 30
STRENGTHS = (3.0, 10.0, 30.0, 100.0, 300.0, 1e3, 3e3, 1e4, 3e4, 1e5)
"""How many calls' worth of weight the common hours may have against a weekday's own."""
SURELY_CLOSED = 5.0
"""A half hour without any call where the others would let expect so many is closed."""
MOST_SPREAD = 4.0
SURGE_DEVIATIONS, SURGE_SPREAD = 4.0, 0.15
"""A surge is so many deviations above the median, of counts with that variance of busyness."""
DAYS_FOR_SURGES = 4


class Demand(NamedTuple):
    """By weekday (Monday first) and half hour.

    `expected`: calls. `spread`: variance of what multiplies them, busyness and ignorance
    together; `day_spread` that of a whole day's calls, by weekday. `seen`: days of each weekday
    in the log; none: nothing is forecast for it.
    `day_variance` and `half_hour_variance` are of busyness alone. `surges`: counts capped.
    """

    expected: Floats
    spread: Floats
    day_spread: tuple[float, ...]
    seen: tuple[int, ...]
    day_variance: float
    half_hour_variance: float
    surges: int


class _Levels(NamedTuple):
    weekday: Floats
    weekday_error: Floats
    level: float
    level_error: float
    days: Floats
    variance: float


def forecast(days: Sequence[date], counts: Floats) -> Demand:
    """From calls by day and half hour (days × 48), days in order and without the closed ones."""
    weekday = np.array([day.weekday() for day in days])
    caps = _caps(weekday, counts)
    surges = int((counts > caps).sum())
    counts = np.minimum(counts, caps)
    ages = np.array([(days[-1] - day).days for day in days], dtype=np.float64)
    weights = np.exp2(-ages / HALF_LIFE_DAYS)
    seen = np.bincount(weekday, minlength=WEEKDAYS)
    levels = _levels(weekday, ages, counts.sum(axis=1))
    shares, strength = _profiles(weekday, weights, counts)
    expected = levels.level * levels.weekday[:, None] * shares
    means = levels.days[:, None] * shares[weekday]
    squares = float((means**2).sum())
    both = float((((counts - means) ** 2) - means).sum()) / squares if squares > 0 else 0.0
    half_hour = max(0.0, both - levels.variance)
    own = np.zeros((WEEKDAYS, HALF_HOURS))
    np.add.at(own, weekday, counts * weights[:, None])
    profile = 1.0 / np.maximum(own + strength * shares, 0.5)
    of_day = levels.variance + levels.level_error + levels.weekday_error
    of_half_hour = half_hour * (1.0 + 1.0 / np.maximum(seen, 1)[:, None]) + profile
    of_whole = of_day + half_hour * (shares**2).sum(axis=1)
    return Demand(
        expected,
        np.minimum(of_day[:, None] + of_half_hour, MOST_SPREAD),
        tuple(np.minimum(of_whole, MOST_SPREAD).tolist()),
        tuple(int(n) for n in seen),
        levels.variance,
        half_hour,
        surges,
    )


def busyness(spread: float, shares: Sequence[float]) -> Floats:
    """Quantiles of a gamma factor with mean 1 and this variance."""
    if spread < 1e-9:
        return np.ones(len(shares))
    shape = 1.0 / spread
    deviation = math.sqrt(spread)
    logs = np.linspace(-12.0 * deviation - 20.0 * spread, math.log1p(14.0 * deviation), 8001)
    density = np.exp(shape * (logs - np.exp(logs) + 1.0))
    below = np.cumsum(density)
    factors: Floats = np.exp(np.interp(np.asarray(shares) * below[-1], below, logs))
    return factors


def _caps(weekday: NDArray[np.int64], counts: Floats) -> Floats:
    """By day and half hour, the most that is believed; without end for a weekday seen rarely."""
    caps = np.full(counts.shape, np.inf)
    for day in range(WEEKDAYS):
        rows = weekday == day
        if rows.sum() >= DAYS_FOR_SURGES:
            usual = np.maximum(1.0, np.median(counts[rows], axis=0))
            deviation = np.sqrt(usual + SURGE_SPREAD * usual**2)
            caps[rows] = usual + SURGE_DEVIATIONS * deviation
    return caps


def _levels(weekday: NDArray[np.int64], ages: Floats, totals: Floats) -> _Levels:
    """Weekday factors beside a level that moves slowly; what then remains is busyness."""
    near = np.exp2(-np.abs(ages[:, None] - ages[None, :]) / (HALF_LIFE_DAYS / 2.0))
    factor = np.ones(WEEKDAYS)
    path = np.full(len(totals), max(float(totals.mean()), 1e-9))
    for _ in range(ROUNDS):
        path = np.maximum(near @ totals / np.maximum(near @ factor[weekday], 1e-12), 1e-9)
        above = np.bincount(weekday, totals, WEEKDAYS)
        factor = above / np.maximum(np.bincount(weekday, path, WEEKDAYS), 1e-12)
        there = factor[np.bincount(weekday, minlength=WEEKDAYS) > 0]
        factor /= max(float(there.mean()), 1e-12)
    days = path * factor[weekday]
    variance = _overdispersion(totals, days, len(np.unique(weekday)) + _bends(ages))
    seen = np.bincount(weekday, minlength=WEEKDAYS)
    ones = np.bincount(weekday, days, WEEKDAYS) / np.maximum(seen, 1)
    error = (variance + 1.0 / np.maximum(ones, 0.5)) / np.maximum(seen, 1)
    factor, error = _drawn(factor, error, seen)
    recent = np.exp2(-ages / HALF_LIFE_DAYS)
    level = float(recent @ totals) / max(float(recent @ factor[weekday]), 1e-12)
    per_day = variance + 1.0 / max(float(totals.mean()), 0.5)
    level_error = per_day * float((recent**2).sum()) / float(recent.sum()) ** 2
    return _Levels(factor, error, level, level_error, days, variance)


def _bends(ages: Floats) -> float:
    """How many parameters the slow level is worth."""
    return 1.0 + float(ages.max() - ages.min()) / (2.0 * HALF_LIFE_DAYS)


def _overdispersion(totals: Floats, means: Floats, parameters: float) -> float:
    """Variance of busyness: what the days scatter beyond pure chance, by moments."""
    free = max(1.0, len(totals) - parameters) / len(totals)
    squares = float((means**2).sum())
    scatter = float(((totals - means) ** 2).sum()) / free - float(means.sum())
    return max(0.0, scatter / squares) if squares > 0 else 0.0


def _drawn(factor: Floats, error: Floats, seen: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Weekday factors drawn together as far as their errors explain the differences."""
    there = (seen > 0) & (factor > 0)
    logs = np.log(factor[there])
    between = max(0.0, float(logs.var()) - float(error[there].mean())) if len(logs) else 0.0
    keep = between / np.maximum(between + error[there], 1e-12)
    middle = float(logs.mean()) if len(logs) else 0.0
    drawn, left = factor.copy(), error.copy()
    drawn[there] = np.exp(middle + keep * (logs - middle))
    left[there] = keep * error[there] + (1.0 - keep) ** 2 * between
    return drawn, left


def _profiles(weekday: NDArray[np.int64], weights: Floats, counts: Floats) -> tuple[Floats, float]:
    """Shares of a day's calls by half hour for each weekday, and the weight of the common."""
    weighted = counts * weights[:, None]
    own = np.zeros((WEEKDAYS, HALF_HOURS))
    np.add.at(own, weekday, weighted)
    plain = np.zeros((WEEKDAYS, HALF_HOURS))
    np.add.at(plain, weekday, counts)
    common = own.sum(axis=0)
    smooth = np.convolve(
        np.pad(common, 2, "edge"), (1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16), "valid"
    )
    prior = smooth / max(float(smooth.sum()), 1e-12)
    common = _mixed(common[None, :], prior, _strength(common[None, :], prior))[0]
    strength = _strength(own, common)
    shares = _mixed(own, common, strength)
    would = plain.sum(axis=1)[:, None] * common
    shares[(plain == 0) & (would >= SURELY_CLOSED)] = 0.0
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1e-12)
    return shares, strength


def _mixed(own: Floats, prior: Floats, strength: float) -> Floats:
    total = own.sum(axis=1, keepdims=True)
    mixed: Floats = (own + strength * prior) / np.maximum(total + strength, 1e-12)
    return mixed


def _strength(own: Floats, prior: Floats) -> float:
    """The weight that makes the counts likeliest (Dirichlet-multinomial)."""
    possible = prior > 0
    prior = prior[possible]
    rows = [row[possible] for row in own if row.sum() > 0]

    def likelihood(strength: float) -> float:
        told = 0.0
        for row in rows:
            told += math.lgamma(strength) - math.lgamma(strength + float(row.sum()))
            for count, share in zip(row.tolist(), prior.tolist(), strict=True):
                told += math.lgamma(count + strength * share) - math.lgamma(strength * share)
        return told

    return max(STRENGTHS, key=likelihood)
