"""The fitted model of waits: mean, median and 90 % quantile from what was known at arrival."""

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.prediction.boosting import Bins, Booster, Cuts, Settings, fit
from routing.prediction.conformal import FLOOR_S, Tracker

Floats = NDArray[np.float64]

LEAST_WAIT_S = 1.0
P50_STEP, P90_STEP = 0.015, 0.04
CALIBRATION_EVERY, CALIBRATION_AT = 6, 4
FIT_AGAIN_BELOW = 40_000
LEAST_ROWS = 200
"""Fewer outcomes than this make no model."""

SETTINGS = Settings(trees=300, rate=0.035, depth=4, least_rows=60, row_share=0.5, feature_share=0.2)
DEPTHS = ((10_000, 4), (40_000, 5))
DEEPEST = 6
"""The more rows, the deeper the trees: (fewer rows than, depth)."""

FEW_ROWS = 4_000
FEW = replace(SETTINGS, trees=120, rate=0.07, depth=4, least_rows=40)

MEAN_SHARE = 1.0 / 3.0


class Waits(NamedTuple):
    """Forecasts in seconds, one entry a row. `point` lies between mean and median (a
    third of the way from the median): it loses little in squared and in absolute error."""

    point: Floats
    mean: Floats
    p50: Floats
    p90: Floats


class WaitModel:
    """Three boosted models over the same bins, and the trackers that keep them calibrated."""

    def __init__(self) -> None:
        self.cuts = Cuts()
        self.mean = Booster(0.0, SETTINGS.depth)
        self.p50 = Booster(0.0, SETTINGS.depth)
        self.p90 = Booster(0.0, SETTINGS.depth)
        self.track50 = Tracker(0.5, P50_STEP, debt_share=0.0)
        self.track90 = Tracker(0.9, P90_STEP)

    def fit(
        self,
        rows: NDArray[Any],
        waited_s: Floats,
        groups: NDArray[Any],
        days: NDArray[np.int64],
        settings: Settings | None = None,
    ) -> None:
        """Fit on `rows` (one row an outcome); every sixth day is kept apart to calibrate on.

        `groups` names the queue of each row. Where there are few rows, all of them are used
        for the final fit; the calibration stays that of the days apart. Raises ValueError
        when there are too few rows.
        """
        if len(waited_s) < LEAST_ROWS:
            raise ValueError(f"{len(waited_s)} waits are too few to fit a model ({LEAST_ROWS})")
        if settings is None:
            settings = fitting(len(rows))
        place = np.searchsorted(np.unique(days), days)
        apart = place % CALIBRATION_EVERY == CALIBRATION_AT
        self.cuts = Cuts.of(rows[~apart])
        bins = self.cuts.bins(rows)
        self._fit(bins[:, ~apart], waited_s[~apart], groups[~apart], settings)
        told = self._of(bins[:, apart])
        self.track50.start(groups[apart], told.p50, waited_s[apart])
        self.track90.start(groups[apart], told.p90, waited_s[apart])
        if apart.any() and len(rows) < FIT_AGAIN_BELOW:
            self._fit(bins, waited_s, groups, settings)

    def _fit(self, bins: Bins, waited_s: Floats, groups: NDArray[Any], settings: Settings) -> None:
        self.mean = fit(bins, waited_s, _queue_weights(groups, waited_s), settings)
        ones = np.ones(len(waited_s))
        logs = np.log(waited_s + FLOOR_S)
        self.p50 = fit(bins, logs, ones, replace(settings, quantile=0.5))
        self.p90 = fit(bins, logs, ones, replace(settings, quantile=0.9))

    def predict(self, rows: NDArray[Any]) -> Waits:
        """Forecasts before calibration, for these rows."""
        return self._of(self.cuts.bins(rows))

    def predict_few(self, rows: NDArray[Any]) -> Waits:
        """The same as `predict`, faster for a handful of rows."""
        bins = self.cuts.bins(rows)
        return _waits(*(each.predict_few(bins) for each in (self.mean, self.p50, self.p90)))

    def promise(self, group: str, raw: tuple[float, float, float]) -> tuple[float, float, float]:
        """Point, P50 and P90 of one caller of this queue from raw mean, P50 and P90."""
        mean, p50, p90 = raw
        p50 = self.track50.promise(group, p50)
        p90 = max(self.track90.promise(group, p90), p50)
        return p50 + MEAN_SHARE * (mean - p50), p50, p90

    def learn(self, group: str, p50_s: float, p90_s: float, waited_s: float) -> None:
        """What was promised to a caller of this queue, and what came of it."""
        self.track50.learn(group, p50_s, waited_s)
        self.track90.learn(group, p90_s, waited_s)

    def _of(self, bins: Bins) -> Waits:
        return _waits(*(each.predict(bins) for each in (self.mean, self.p50, self.p90)))

    def to_dict(self) -> dict[str, Any]:
        """Everything, as plain lists and numbers that JSON keeps exactly."""
        return {
            "cuts": [edges.tolist() for edges in self.cuts.edges],
            "mean": self.mean.to_dict(),
            "p50": self.p50.to_dict(),
            "p90": self.p90.to_dict(),
            "track50": self.track50.to_dict(),
            "track90": self.track90.to_dict(),
        }

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> "WaitModel":
        """What `to_dict` has kept."""
        self = cls()
        self.cuts = Cuts([np.array(edges, dtype=float) for edges in kept["cuts"]])
        self.mean = Booster.from_dict(kept["mean"])
        self.p50 = Booster.from_dict(kept["p50"])
        self.p90 = Booster.from_dict(kept["p90"])
        self.track50 = Tracker.from_dict(kept["track50"])
        self.track90 = Tracker.from_dict(kept["track90"])
        return self


def fitting(rows: int) -> Settings:
    """How to boost for so many rows."""
    if rows < FEW_ROWS:
        return FEW
    depths = (depth for limit, depth in DEPTHS if rows < limit)
    return replace(SETTINGS, depth=next(depths, DEEPEST))


def _waits(mean: Floats, log50: Floats, log90: Floats) -> Waits:
    mean = np.maximum(mean, LEAST_WAIT_S)
    p50 = np.maximum(np.exp(log50) - FLOOR_S, LEAST_WAIT_S)
    p90 = np.maximum(np.exp(log90) - FLOOR_S, p50)
    return Waits(p50 + MEAN_SHARE * (mean - p50), mean, p50, p90)


def _queue_weights(groups: NDArray[Any], waited_s: Floats) -> Floats:
    """Squared seconds count less in queues with long waits, so that no queue is drowned."""
    names, place = np.unique(groups, return_inverse=True)
    n = np.bincount(place, minlength=len(names))
    mean = (np.bincount(place, waited_s, len(names)) + 20 * waited_s.mean()) / (n + 20)
    weight = 1.0 / mean[place]
    scaled: Floats = weight / weight.mean()
    return scaled
