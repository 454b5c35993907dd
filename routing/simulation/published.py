"""The routing that published example models were computed with."""

from collections.abc import Hashable, Mapping, Sequence

import numpy as np

from routing.simulation.baselines import Place, WorkConserving
from vocabulary.ids import QueueId


class OrderedGroups(WorkConserving):
    """One FIFO over all types; a new call tries the groups of its type in their order.

    Group of an operator: the set of queues it serves. `groups[queue]` lists those sets.
    """

    def __init__(self, groups: Mapping[QueueId, Sequence[frozenset[QueueId]]]) -> None:
        super().__init__()
        self.groups = groups

    def nearness(self, place: Place) -> Place:
        """Arrival alone."""
        return (place[1], place[2], 0)

    def pick_operator(self, now: float, queue: QueueId) -> Hashable | None:
        """The longest idle of the first group that has somebody free."""
        for group in self.groups[queue]:
            for operator in self.idle:
                if self.serves[operator] == group:
                    return operator
        return None


class RandomOperator(WorkConserving):
    """One FIFO over all types; a new call gets anybody of the free who serve it."""

    def __init__(self, rng: np.random.Generator) -> None:
        super().__init__()
        self.rng = rng

    def nearness(self, place: Place) -> Place:
        """Arrival alone."""
        return (place[1], place[2], 0)

    def pick_operator(self, now: float, queue: QueueId) -> Hashable | None:
        """Each with the same chance."""
        able = [operator for operator in self.idle if queue in self.serves[operator]]
        return able[int(self.rng.integers(len(able)))] if able else None

