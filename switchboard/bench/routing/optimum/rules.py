"""Rules that look at counts alone: what a centre would set up by hand.

All are work-conserving except for the operators they keep back. Where a call may go to
several pools it goes to the first free one of `Model.pools_of`.
"""

import numpy as np

from switchboard.bench.routing.optimum.chain import Rule
from switchboard.bench.routing.optimum.space import Ints, Space


def longest_queue(space: Space) -> Rule:
    """Start a call of the longest queue that somebody idle serves; ties: the lower type."""
    starts = _starts(space)

    def rule(row: Ints, waiting: Ints) -> Ints:
        can = starts[row]
        length = np.where(can >= 0, waiting, 0)
        longest = length.argmax(axis=1)
        rows = np.arange(len(row))
        return np.where(length[rows, longest] > 0, can[rows, longest], -1)

    return rule


def priority(space: Space, order: tuple[int, ...], reserve: tuple[int, ...] = ()) -> Rule:
    """Start a call of the first type of the order that waits and may go to somebody idle.

    `reserve` [types]: a call of another type goes to a pool that serves type k only if
    `reserve[k]` operators who serve k, of any pool, are idle still when it has started.
    """
    starts = _starts(space, reserve)

    def rule(row: Ints, waiting: Ints) -> Ints:
        can = starts[row]
        result = np.full(len(row), -1)
        for k in reversed(order):
            result = np.where((waiting[:, k] > 0) & (can[:, k] >= 0), can[:, k], result)
        return result

    return rule


def table(space: Space, choices: Ints) -> Rule:
    """Do what a table of all states says."""
    flat: Ints = choices.reshape(-1)
    stride = np.array(space.strides)

    def rule(row: Ints, waiting: Ints) -> Ints:
        arcs: Ints = flat[row * stride[0] + waiting @ stride[1:]]
        return arcs

    return rule


def _starts(space: Space, reserve: tuple[int, ...] = ()) -> Ints:
    """The arc by which a call of a type would start in a row, -1 for none [rows, types]."""
    model = space.model
    reserve = reserve or (0,) * model.types
    number = {(arc.type, arc.pool): a for a, arc in enumerate(model.arcs)}
    serving = [list(model.pools_of(k)) for k in range(model.types)]
    idle_for = np.stack([space.idle[:, pools].sum(axis=1) for pools in serving], axis=1)
    starts = np.full((len(space.busy), model.types), -1, dtype=np.int64)
    for k in range(model.types):
        for p in reversed(model.pools_of(k)):
            may = space.idle[:, p] > 0
            for other in model.types_of(p):
                if other != k:
                    may &= idle_for[:, other] > reserve[other]
            starts[may, k] = number[k, p]
    return starts
