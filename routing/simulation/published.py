# ruff: noqa: ARG002 -- a dispatcher is told more than these policies look at
"""The routing that published example models were computed with."""

from collections.abc import Hashable, Mapping, Sequence
from heapq import heappop, heappush

import numpy as np

from routing.ranking.dispatch import NEVER, Claim, Membership, Pair, Seat
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


class Rerouting(WorkConserving):
    """Strict ranks and delays of the operators' memberships, and nothing else.

    A freed operator takes the first call of its nearest queue, however long others wait. A
    call reaches an operator only after that membership's delay. With type 0 before 1 in the
    first group, type 1 (after 0.2 minutes) before 2 in the second, this is in effect the
    published rerouting variant of SimpleMSK.
    """

    def __init__(self) -> None:
        super().__init__()
        self.members: dict[Hashable, Mapping[QueueId, Membership]] = {}
        self.delays: dict[QueueId, set[float]] = {}
        self.timers: list[tuple[float, int, Claim]] = []

    def operator_listed(self, now: float, seat: Seat) -> None:
        """Note ranks and delays."""
        super().operator_listed(now, seat)
        self.members[seat.operator] = dict(
            sorted(seat.queues.items(), key=lambda item: item[1].rank)
        )
        for queue, membership in seat.queues.items():
            if membership.delay_s > 0:
                self.delays.setdefault(queue, set()).add(membership.delay_s)

    def call_waits(self, now: float, claim: Claim) -> None:
        """Note when the call reaches further operators."""
        super().call_waits(now, claim)
        for delay in self.delays.get(claim.queue, ()):
            heappush(self.timers, (claim.since + delay, self._told, claim))

    def due(self) -> float:
        """The next call that reaches further operators."""
        while self.timers and self.timers[0][2].call not in self.waiting:
            heappop(self.timers)
        return self.timers[0][0] if self.timers else NEVER

    def choose(self, now: float) -> Sequence[Pair]:
        """Then whoever reaches further operators by now."""
        pairs = list(super().choose(now))
        while self.due() <= now:
            claim = heappop(self.timers)[2]
            operator = self._reached(claim.queue, now - claim.since)
            if operator is not None:
                pairs.append(self.give(now, claim.call, operator, claim.queue))
        return pairs

    def pick_operator(self, now: float, queue: QueueId) -> Hashable | None:
        """The longest idle of those whom a new call reaches at once."""
        return self._reached(queue, 0.0)

    def _reached(self, queue: QueueId, waited: float) -> Hashable | None:
        for operator in self.idle:
            membership = self.members[operator].get(queue)
            if membership is not None and membership.delay_s <= waited:
                return operator
        return None

    def pick_call(self, now: float, operator: Hashable) -> tuple[Hashable, QueueId] | None:
        """The first call of the nearest queue that reaches the operator."""
        for queue, membership in self.members[operator].items():
            head = self.head(queue)
            if head is not None and now - head[0][1] >= membership.delay_s:
                return head[1], queue
        return None
