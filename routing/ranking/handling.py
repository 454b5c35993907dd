"""How long a call of each queue keeps each operator: the queue's own mean, and the
operator's shrunk to it where little is known (an empirical Bayes mean)."""

from math import inf

import numpy as np
from numpy.typing import NDArray

from routing.ranking.memory import FIRST_GUESS_S, Mean

QUEUE_PRIOR_CALLS = 5.0
OPERATOR_PRIOR_CALLS = 20.0
MEMORY_CALLS = 400.0
"""Older calls fade once so many are remembered, so that a change is noticed."""


class HandlingTimes:
    """Means in seconds by queue and slot, learnt call by call."""

    def __init__(self, queues: int, slots: int) -> None:
        self._queue_sum = np.full(queues, FIRST_GUESS_S * QUEUE_PRIOR_CALLS)
        self._queue_n = np.full(queues, QUEUE_PRIOR_CALLS)
        self._own_sum = np.zeros((slots, queues))
        self._own_n = np.zeros((slots, queues))
        self.of_queue = np.full(queues, FIRST_GUESS_S)
        self.of_centre = FIRST_GUESS_S
        self.relative = np.ones((slots, queues))
        """The operator's mean as a multiple of the queue's."""

    def grow(self, slots: int) -> None:
        """Room for more operators."""
        more = slots - len(self.relative)
        if more <= 0:
            return
        empty = np.zeros((more, self.relative.shape[1]))
        self._own_sum = np.concatenate([self._own_sum, empty])
        self._own_n = np.concatenate([self._own_n, empty])
        self.relative = np.concatenate([self.relative, np.ones_like(empty)])

    def forget(self, slot: int) -> None:
        """Somebody else takes the slot."""
        self._own_sum[slot] = 0.0
        self._own_n[slot] = 0.0
        self.relative[slot] = 1.0

    def observe(self, queue: int, slot: int, handling_s: float) -> None:
        """One call more. What cannot be a duration teaches nothing."""
        if not 0.0 <= handling_s < inf:
            return
        kept = 1.0 - 1.0 / MEMORY_CALLS
        if self._queue_n[queue] >= MEMORY_CALLS:
            self._queue_sum[queue] *= kept
            self._queue_n[queue] *= kept
        if self._own_n[slot, queue] >= MEMORY_CALLS:
            self._own_sum[slot, queue] *= kept
            self._own_n[slot, queue] *= kept
        self._queue_sum[queue] += handling_s
        self._queue_n[queue] += 1.0
        self._own_sum[slot, queue] += handling_s
        self._own_n[slot, queue] += 1.0
        mean = self._queue_sum[queue] / self._queue_n[queue]
        self.of_queue[queue] = mean
        self.of_centre += (handling_s - self.of_centre) / MEMORY_CALLS
        own = self._own_sum[slot, queue] + OPERATOR_PRIOR_CALLS * mean
        ratio = own / (self._own_n[slot, queue] + OPERATOR_PRIOR_CALLS) / max(mean, 1e-9)
        self.relative[slot, queue] = ratio

    def copy(self, queue: int, other: int) -> None:
        """What is known of one column is known of another."""
        for column in (self._queue_sum, self._queue_n, self.of_queue):
            column[other] = column[queue]
        for table in (self._own_sum, self._own_n, self.relative):
            table[:, other] = table[:, queue]

    def mean_of(self, queue: int) -> Mean:
        """What is known of a queue."""
        return Mean(float(self._queue_sum[queue]), float(self._queue_n[queue]))

    def own_means(self, slot: int) -> dict[int, Mean]:
        """What is known of an operator, by queue, where anything is."""
        return {
            int(queue): Mean(
                float(self._own_sum[slot, queue]),
                float(self._own_n[slot, queue]),
                float(self.relative[slot, queue]),
            )
            for queue in np.flatnonzero(self._own_n[slot])
        }

    def remember(self, queue: int, mean: Mean) -> None:
        """Inverse of `mean_of`."""
        self._queue_sum[queue] = mean.sum_s
        self._queue_n[queue] = mean.n
        self.of_queue[queue] = mean.sum_s / mean.n

    def remember_own(self, slot: int, queue: int, mean: Mean) -> None:
        """One entry of `own_means`, put back."""
        self._own_sum[slot, queue] = mean.sum_s
        self._own_n[slot, queue] = mean.n
        self.relative[slot, queue] = mean.relative

    def expected_s(self, slot: int) -> NDArray[np.float64]:
        """By queue, for one operator."""
        return np.asarray(self.of_queue * self.relative[slot])
