"""A birth-death chain carried over a span of time: what `transient` moves a day forward with.

Uniformisation adds up positive terms only, so small chances stay exact.
"""

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST_DENSE = 100
"""States up to which whole kernels are multiplied; above, steps with one vector are faster."""
PIECES = 32
FEW_STEPS = 64.0
NO_WEIGHT = 1e-18


def flow(state: Floats, up: Floats, down: Floats, duration: float) -> tuple[Floats, Floats]:
    """Mean chances over the time, and those at its end."""
    rate = float((up + down).max())
    if duration <= 0.0 or rate <= 0.0:
        return state, state
    if len(state) > MOST_DENSE or rate * duration < FEW_STEPS:
        mean, end = _stepped(state, up, down, duration)
    else:  # few states, much time: the kernel of a short time, doubled, then applied in a row
        doublings = math.ceil(math.log2(rate * duration / PIECES))
        pieces = PIECES * 2**doublings
        mean_kernel, end_kernel = _stepped(np.eye(len(state)), up, down, duration / pieces)
        for _ in range(doublings):
            mean_kernel = 0.5 * (mean_kernel + end_kernel @ mean_kernel)
            end_kernel = end_kernel @ end_kernel
        mean, end = np.zeros_like(state), state
        for _ in range(PIECES):
            mean += end @ mean_kernel
            end = end @ end_kernel
    return mean / mean.sum(), end / end.sum()


def _stepped(state: Floats, up: Floats, down: Floats, duration: float) -> tuple[Floats, Floats]:
    """Uniformisation: chances after 0, 1, … steps, weighted by how many steps the time holds.

    States stand on the last axis.
    """
    rate = float((up + down).max())
    weights, tails = poisson(rate * duration)
    tails /= rate * duration
    rise, fall = up[:-1] / rate, down[1:] / rate
    stay = 1.0 - (up + down) / rate
    mean, end = np.zeros_like(state), np.zeros_like(state)
    now, moved = state.copy(), np.empty_like(state)
    part = np.empty_like(state)
    for weight, tail in zip(weights.tolist(), tails.tolist(), strict=True):
        if weight > NO_WEIGHT:
            end += np.multiply(now, weight, out=part)
        mean += np.multiply(now, tail, out=part)
        np.multiply(now, stay, out=moved)
        moved[..., 1:] += np.multiply(now[..., :-1], rise, out=part[..., 1:])
        moved[..., :-1] += np.multiply(now[..., 1:], fall, out=part[..., :-1])
        now, moved = moved, now
    return mean, end


def poisson(mean: float) -> tuple[Floats, Floats]:
    """Poisson chances of 0, 1, … and of more than that, to float's precision."""
    most = math.ceil(mean + 8.0 * math.sqrt(mean) + 12.0)
    logs = np.concatenate(([0.0], np.cumsum(np.log(mean / np.arange(1.0, most + 1)))))
    weights: Floats = np.exp(logs - logs.max())
    weights /= weights.sum()
    tails = np.concatenate((np.cumsum(weights[::-1])[::-1][1:], [0.0]))
    return weights, tails
