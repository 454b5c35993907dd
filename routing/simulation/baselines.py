# ruff: noqa: ARG002 -- a dispatcher is told more than these policies look at
"""Dispatchers to compare with: no call waits while somebody who serves its queue is free.

They look at who serves which queue and at nothing else: no levels, no delays, no
languages. What differs is which operator a new call gets and which call a freed operator
takes; each policy fills in these two.
"""

from collections.abc import Hashable, Iterator, Sequence
from heapq import heappop, heappush

from routing.ranking.dispatch import NEVER, Claim, Pair, Seat
from vocabulary.ids import QueueId

Place = tuple[float, float, int]
"""Order of waiting calls: smaller goes first; the number of the telling parts equals."""


class WorkConserving:
    """What all baselines share.

    `idle` holds the free operators, longest idle first. `waiting` holds the place of each
    waiting call; the heaps of the queues may hold calls that have gone, and are cleaned
    when looked at.
    """

    def __init__(self) -> None:
        self.serves: dict[Hashable, frozenset[QueueId]] = {}
        self.idle: dict[Hashable, float] = {}
        self.waiting: dict[Hashable, Place] = {}
        self.heaps: dict[QueueId, list[tuple[Place, Hashable]]] = {}
        self._new_calls: list[Claim] = []
        self._new_idle: list[Hashable] = []
        self._told = 0

    # The two choices.

    def pick_operator(self, now: float, queue: QueueId) -> Hashable | None:
        """Who of the free takes a call of this queue; None when nobody serves it.

        Here: the longest idle.
        """
        serves = self.serves
        for operator in self.idle:
            if queue in serves[operator]:
                return operator
        return None

    def pick_call(self, now: float, operator: Hashable) -> tuple[Hashable, QueueId] | None:
        """Which call a freed operator takes, and its queue; None when none may be taken."""
        best: tuple[Place, Hashable, QueueId] | None = None
        for queue in self.serves[operator]:
            head = self.head(queue)
            if head is not None:
                nearness = self.nearness(head[0])
                if best is None or nearness < best[0]:
                    best = nearness, head[1], queue
        return None if best is None else best[1:]

    def place(self, claim: Claim) -> Place:
        """The order among waiting calls. Here: priority, then arrival."""
        return (-claim.priority, claim.since, self._told)

    def nearness(self, place: Place) -> Place:
        """The order among the first calls of different queues. Here: the same order."""
        return place

    def given(self, now: float, queue: QueueId, operator: Hashable) -> None:
        """An operator has been chosen for a call of this queue."""

    # The protocol.

    def operator_listed(self, now: float, seat: Seat) -> None:
        """See `Dispatcher`."""
        self.serves[seat.operator] = frozenset(seat.queues)
        for queue in seat.queues:
            self.heaps.setdefault(queue, [])
        if seat.operator in self.idle:
            self._new_idle.append(seat.operator)

    def operator_gone(self, now: float, operator: Hashable) -> None:
        """See `Dispatcher`."""
        self.idle.pop(operator, None)
        self.serves.pop(operator, None)

    def operator_free(self, now: float, operator: Hashable, idle_since: float) -> None:
        """See `Dispatcher`."""
        idle = self.idle
        late = idle and idle_since < next(reversed(idle.values()))
        idle[operator] = idle_since
        if late:
            self.idle = dict(sorted(idle.items(), key=lambda item: item[1]))
        self._new_idle.append(operator)

    def operator_busy(self, now: float, operator: Hashable, working: bool) -> None:
        """See `Dispatcher`."""
        self.idle.pop(operator, None)

    def call_waits(self, now: float, claim: Claim) -> None:
        """See `Dispatcher`."""
        self._told += 1
        self.waiting[claim.call] = self.place(claim)
        self._new_calls.append(claim)

    def call_gone(self, now: float, call: Hashable) -> None:
        """See `Dispatcher`."""
        self.waiting.pop(call, None)

    def handled(self, now: float, queue: QueueId, operator: Hashable, handling_s: float) -> None:
        """See `Dispatcher`."""

    def due(self) -> float:
        """See `Dispatcher`: nothing here depends on time alone."""
        return NEVER

    def choose(self, now: float) -> Sequence[Pair]:
        """See `Dispatcher`. Freed operators take from those who waited, new calls from the
        free; only the new ones can find somebody, as nobody else was left together."""
        pairs = list(self._freed(now)) if self._new_idle else []
        if self._new_calls:
            pairs.extend(self._arrived(now))
        return pairs

    def _freed(self, now: float) -> Iterator[Pair]:
        freed = self._new_idle
        self._new_idle = []
        if not self.waiting:
            return
        for claim in self._new_calls:
            self._push(claim)
        for operator in sorted(freed, key=lambda one: self.idle.get(one, NEVER)):
            if operator not in self.idle or not self.waiting:
                continue
            found = self.pick_call(now, operator)
            if found is not None:
                yield self.give(now, found[0], operator, found[1])

    def _arrived(self, now: float) -> Iterator[Pair]:
        claims = self._new_calls
        self._new_calls = []
        if len(claims) > 1:
            claims.sort(key=lambda claim: self.waiting.get(claim.call, (NEVER, NEVER, 0)))
        for claim in claims:
            if claim.call not in self.waiting:
                continue
            operator = self.pick_operator(now, claim.queue) if self.idle else None
            if operator is None:
                self._push(claim)
            else:
                yield self.give(now, claim.call, operator, claim.queue)

    def give(self, now: float, call: Hashable, operator: Hashable, queue: QueueId) -> Pair:
        """The pair, noted as done."""
        del self.waiting[call]
        del self.idle[operator]
        self.given(now, queue, operator)
        return Pair(call, operator)

    def _push(self, claim: Claim) -> None:
        place = self.waiting.get(claim.call)
        if place is not None:
            heappush(self.heaps.setdefault(claim.queue, []), (place, claim.call))

    def head(self, queue: QueueId) -> tuple[Place, Hashable] | None:
        """The first waiting call of a queue with its place."""
        heap = self.heaps[queue]
        while heap:
            head = heap[0]
            if self.waiting.get(head[1]) == head[0]:
                return head
            heappop(heap)
        return None


class LongestIdleFirstCome(WorkConserving):
    """Strict priority, then first come first served; the operator who is idle longest."""
