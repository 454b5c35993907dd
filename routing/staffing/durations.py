"""How long calls last and how long callers wait before they give up, from a log.

Patience is seen only of those who gave up; everybody answered would have waited longer than
they had to. Counting both (events over all time waited) gives the rate of giving up without
the error of looking at abandoned calls alone.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.staffing.demand import HALF_HOURS, WEEKDAYS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PRIOR_EVENTS = 20.0
"""A queue's own patience counts as much as the centre's once so many callers gave up."""
SHORTEST_S = 1.0
"""A mean handling time under a second would be a fault of the log."""


class Handling(NamedTuple):
    """Seconds an operator is busy with a call. `by_half_hour` is weekdays × half hours.

    `error` is the relative variance of the mean itself.
    """

    mean_s: float
    deviation_s: float
    by_half_hour: Floats
    error: float


class Patience(NamedTuple):
    """`mean_s` is infinite where nobody has ever waited. `gave_up` is how many it rests on.

    `measured_left` is the share of callers who would have left by the service threshold if
    nobody answered, without any assumption (Kaplan-Meier); `model_left` the same with the
    exponential patience that Erlang A takes.
    """

    mean_s: float
    gave_up: int
    measured_left: float
    model_left: float


def handling(seconds: Floats, weekday: Ints, half_hour: Ints, weights: Floats) -> Handling:
    """Means by weekday and half hour, drawn to the mean as far as the log is thin."""
    total = float(weights.sum())
    mean = max(SHORTEST_S, float(weights @ seconds) / total)
    variance = float(weights @ (seconds - mean) ** 2) / total
    by_day = _factors(seconds, weekday, weights, WEEKDAYS, (mean, variance))
    by_hour = _factors(seconds, half_hour, weights, HALF_HOURS, (mean, variance))
    number = total**2 / float((weights**2).sum())
    return Handling(
        mean,
        math.sqrt(variance),
        np.maximum(SHORTEST_S, mean * by_day[:, None] * by_hour[None, :]),
        variance / mean**2 / number,
    )


def patience(
    waits_s: Sequence[float], gave_up: Sequence[bool], centre_rate: float, threshold_s: float
) -> Patience:
    """One queue's patience. `centre_rate` is that of all queues together, see `leaving_rate`."""
    events, waited = sum(gave_up), sum(waits_s)
    rate = 0.0
    if centre_rate > 0:
        rate = (events + PRIOR_EVENTS) / (waited + PRIOR_EVENTS / centre_rate)
    return Patience(
        1.0 / rate if rate > 0 else math.inf,
        events,
        1.0 - still_there(waits_s, gave_up, threshold_s),
        -math.expm1(-rate * threshold_s),
    )


def leaving_rate(waits_s: Sequence[float], gave_up: Sequence[bool]) -> float:
    """How often a waiting caller gives up, a second; 0 where nobody waited.

    Where people waited and nobody gave up, half an event is taken: patience is long, but not
    without end.
    """
    waited = sum(waits_s)
    return max(0.5, float(sum(gave_up))) / waited if waited > 0 else 0.0


def still_there(waits_s: Sequence[float], gave_up: Sequence[bool], at_s: float) -> float:
    """Share of callers who would wait beyond `at_s`, by Kaplan and Meier."""
    waits = np.asarray(waits_s, dtype=np.float64)
    left = np.asarray(gave_up, dtype=bool)
    order = np.sort(waits)
    moments, events = np.unique(waits[left & (waits <= at_s)], return_counts=True)
    at_risk = len(waits) - np.searchsorted(order, moments, side="left")
    return float(np.prod(1.0 - events / at_risk)) if len(moments) else 1.0


def _factors(
    seconds: Floats, group: Ints, weights: Floats, groups: int, moments: tuple[float, float]
) -> Floats:
    """What multiplies the mean in each group, drawn towards 1 (empirical Bayes)."""
    mean, variance = moments
    size = np.bincount(group, weights, groups)
    squares = np.bincount(group, weights**2, groups)
    means = np.bincount(group, weights * seconds, groups) / np.maximum(size, 1e-12)
    there = size > 0
    error = variance * squares[there] / size[there] ** 2
    apart = (means[there] - mean) ** 2
    between = max(0.0, float(np.average(apart - error, weights=size[there])))
    factors = np.ones(groups)
    keep = between / np.maximum(between + error, 1e-12)
    factors[there] = 1.0 + keep * (means[there] - mean) / mean
    return factors
