"""The states of a model: who is busy with what, times how many wait.

A state is a row (a division of all operators over what they do, see `Space.busy`) and a
length of each queue, so whatever belongs to states is an array of shape
(rows, cut of type 0 + 1, cut of type 1 + 1, …).
"""

import itertools
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from switchboard.bench.routing.optimum.model import Model

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Space:
    """The states of one model and the moves between rows.

    `busy` [rows, arcs] counts who is busy, `idle` [rows, pools] who is not. `start` and
    `finish` [arcs, rows] are the row after an arc's service begins or ends, -1 if it can not.
    """

    model: Model
    busy: Ints
    idle: Ints
    start: Ints
    finish: Ints

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """Of an array over all states."""
        return (len(self.busy), *(cut + 1 for cut in self.model.cut))

    @cached_property
    def strides(self) -> tuple[int, ...]:
        """How far apart neighbours lie in a flat array: rows first, then each queue."""
        return tuple(int(np.prod(self.shape[i + 1 :])) for i in range(len(self.shape)))

    @cached_property
    def holding(self) -> Floats:
        """What one unit of time costs, by queue lengths (one row's shape)."""
        total = np.zeros(self.shape[1:])
        for k, cost in enumerate(self.model.costs):
            total += cost * self.along(k, np.arange(self.shape[k + 1]))[0]
        return total

    def along(self, type_: int, values: NDArray[Any]) -> Floats:
        """One value for each length of a queue, shaped to spread over all states."""
        shape = [1] * len(self.shape)
        shape[type_ + 1] = -1
        return values.astype(np.float64).reshape(shape)


def space_of(model: Model) -> Space:
    """Count out the states."""
    arcs = model.arcs
    by_pool = [[i for i, arc in enumerate(arcs) if arc.pool == p] for p in range(model.pools)]
    parts = [
        [
            counts
            for counts in itertools.product(range(size + 1), repeat=len(by_pool[p]))
            if sum(counts) <= size
        ]
        for p, size in enumerate(model.operators)
    ]
    order = [i for members in by_pool for i in members]
    rows = np.array([sum(chosen, ()) for chosen in itertools.product(*parts)], dtype=np.int64)
    busy = np.empty_like(rows)
    busy[:, order] = rows
    place = {tuple(row): number for number, row in enumerate(busy.tolist())}
    start, finish = (
        np.array(
            [[place.get(_moved(row, a, by), -1) for row in busy.tolist()] for a in range(len(arcs))]
        )
        for by in (1, -1)
    )
    idle = np.array(model.operators) - np.stack([busy[:, m].sum(axis=1) for m in by_pool], axis=1)
    return Space(model, busy, idle, start, finish)


def _moved(row: list[int], arc: int, by: int) -> tuple[int, ...]:
    return (*row[:arc], row[arc] + by, *row[arc + 1 :])
