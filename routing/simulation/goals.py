"""What a search for better weights is after: one score for each day, more is better."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from routing.simulation.statistics import Daily, Figures, Rules, figures, waits_beyond


class Goal(StrEnum):
    """What counts most. In each, abandoned calls count against."""

    BALANCED = "balanced"  # service level, long waits and even work alike
    SERVICE_LEVEL = "service_level"
    WAIT = "wait"  # the mean wait
    EVEN = "even"  # the spread of occupancy


_PARTS = {
    Goal.BALANCED: (1.0, 1.0, 0.0, 1.0),
    Goal.SERVICE_LEVEL: (1.0, 0.0, 0.0, 0.0),
    Goal.WAIT: (0.0, 0.0, 1.0, 0.0),
    Goal.EVEN: (0.2, 0.2, 0.0, 4.0),
}
"""Weights of: answered in time, waits beyond the present nine-of-ten, waiting, spread."""


class Scorer:
    """Scores days against the figures that the present plan has on the same days."""

    def __init__(self, goal: Goal, present: Daily, rules: Rules) -> None:
        found: Figures = figures(present, rules)
        self._parts = _PARTS[goal]
        self._long_s = found.wait_p90_s or 0.0
        self._calls = float(present.counts[:, (0, 2)].sum(axis=1).mean()) or 1.0
        self._threshold_s = float(np.median(rules.threshold_s))

    def score(self, daily: Daily) -> NDArray[np.float64]:
        """In calls per call of a usual day; the spread as a Gini coefficient."""
        in_time, long_waits, waiting, spread = self._parts
        of_calls = (
            in_time * daily.counts[:, 1]
            - long_waits * waits_beyond(daily, self._long_s)
            - waiting * daily.wait_s / self._threshold_s
            - daily.counts[:, 2]
        )
        uneven = daily.spread / np.maximum(daily.staffed_s, 1.0)
        return np.asarray(of_calls / self._calls - spread * uneven)
