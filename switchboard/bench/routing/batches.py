"""Means of simulated figures with their 95 % intervals, from batches or independent runs."""

from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BATCHES = 20
_STUDENT = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086),
)
"""Quantiles of Student's t for 95 %, from one degree of freedom."""


def student(freedom: int) -> float:
    """The quantile for so many degrees of freedom; 2 is near enough beyond twenty."""
    return _STUDENT[freedom - 1] if freedom <= len(_STUDENT) else 2.0


def mean(values: Floats) -> tuple[float, list[float]]:
    """Mean and interval of independent values; without an interval there is no measure.

    Raises ValueError for fewer than two values.
    """
    return ratio(values, np.ones(len(values)))


def ratio(amounts: Floats, sizes: Floats) -> tuple[float, list[float]]:
    """All amounts over all sizes, and the interval from how the batches differ."""
    count = len(amounts)
    if count < 2:
        raise ValueError("an interval needs at least two batches")
    value = float(amounts.sum() / sizes.sum())
    spread = sqrt(float(((amounts - value * sizes) ** 2).sum()) / (count - 1) / count)
    half = student(count - 1) * spread / float(sizes.mean())
    return value, [value - half, value + half]


def in_batches(amounts: Floats, sizes: Floats, count: int = BATCHES) -> tuple[float, list[float]]:
    """The same for a long run, cut into batches of neighbours that are nearly independent."""
    cut = (len(amounts) // count) * count
    if not cut:
        raise ValueError(f"{len(amounts)} values are too few for {count} batches")
    return ratio(
        amounts[:cut].reshape(count, -1).sum(axis=1), sizes[:cut].reshape(count, -1).sum(axis=1)
    )


def differences(ours: Floats, other: Floats, sizes: Floats) -> dict[str, Any]:
    """Ours minus the other by pairs of runs with the same callers."""
    diff, ci95 = ratio(ours - other, sizes)
    return {"diff": diff, "ci95": ci95}


def controlled(values: Floats, control: Floats, exact: float) -> Floats:
    """Values less what the luck of their run explains, known from a figure whose exact mean
    is known (control variate; the slope is that of least squares)."""
    off = control - control.mean()
    square = float(off @ off)
    slope = float(off @ values) / square if square else 0.0
    return values - slope * (control - exact)
