"""When the centre gets to a call: what its operators will finish against what comes first.

`supply(t)` is how many calls the operators who serve the queue are expected to finish (or to
be ready for) within t seconds, `need(t)` how many of these go to calls ahead, plus one.
With the variance of the number finished, `spread(t)`, the call is reached by t with chance
Phi((supply - need + 1/2) / sqrt(spread)). For one operator that is nearly exact; for the
first place before a large pool the told P50 is reached with chance .39, for the fifth with
.47, and the told P90 with .92 and .91: what calibration is for.
"""

import numpy as np
from numpy.typing import NDArray

from routing.prediction.handling import AHEAD_S

Floats = NDArray[np.float64]

Z50, Z90 = 0.0, 1.2816
Z_OF_MEAN = (-1.2816, -0.5244, 0.0, 0.5244, 1.2816)


def overlaps(skilled: Floats) -> Floats:
    """For each queue (row), what share of each queue's work its operators do.

    `skilled` is (operator, queue) from 0 to 1. A call of another queue that is ahead takes
    an operator from this one's callers about so often.
    """
    together = skilled.T @ skilled
    whole = skilled.sum(axis=0)
    shared: Floats = np.where(whole > 0, together / np.maximum(whole, 1e-9), 0.0)
    np.fill_diagonal(shared, 1.0)
    return shared


def overlap(skilled: Floats, queue: int) -> Floats:
    """The row of `overlaps` for one queue."""
    whole = skilled.sum(axis=0)
    together = skilled[:, queue] @ skilled
    shared: Floats = np.where(whole > 0, together / np.maximum(whole, 1e-9), 0.0)
    shared[queue] = 1.0
    return shared


def reached(supply: Floats, spread: Floats, need: Floats, z: float) -> Floats:
    """Seconds until the call is reached with the chance of which `z` is the normal quantile.

    `supply`, `spread` and `need` are (call, moment of AHEAD_S); the last moment where never.
    """
    surplus = supply - need + 0.5 - z * np.sqrt(spread)
    above = surplus >= 0.0
    first = above.argmax(axis=1)
    calls = np.arange(len(surplus))
    before = np.maximum(first - 1, 0)
    low, high = surplus[calls, before], surplus[calls, first]
    part = np.where(high > low, -low / np.where(high > low, high - low, 1.0), 0.0)
    times = AHEAD_S[before] + part * (AHEAD_S[first] - AHEAD_S[before])
    found: Floats = np.where(above.any(axis=1), np.maximum(times, 0.0), AHEAD_S[-1])
    return found


def mean_time(supply: Floats, spread: Floats, need: Floats) -> Floats:
    """About the mean of the time in `reached`, over five of its quantiles."""
    mean: Floats = np.stack([reached(supply, spread, need, z) for z in Z_OF_MEAN]).mean(axis=0)
    return mean
