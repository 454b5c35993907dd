# ruff: noqa: ARG002 -- a dispatcher is told more than these policies look at
"""Asterisk's app_queue, as its source has it, made a little better than it is.

How app_queue really behaves: each caller is a thread of its own. The first callers of a
queue, as many as it has members free (`autofill`), try to ring the member with the
smallest metric; the others look again each second. Within a queue callers stand by
priority, then by arrival. Between queues there is no order: with equal weights, whoever
of the queues' first callers happens to look first after a member frees gets that member,
and a higher priority in another queue counts for nothing. A member's last call and number
of calls are shared over its queues (`shared_lastcall` is on by default); the place of the
round robin belongs to the queue.

What is made better here: nobody looks late (the real one takes about half a second to
notice a free member), and of several queues' first callers the oldest wins, where the
real one is a race. Members who were away longer than `SIGNED_OUT_S` have signed in anew,
which makes them new members with no calls.
"""

from collections.abc import Hashable

from routing.ranking.dispatch import Seat
from routing.simulation.baselines import Place, WorkConserving
from vocabulary.ids import QueueId

SIGNED_OUT_S = 4 * 3600.0


class _AppQueue(WorkConserving):
    """Order of callers, common to all strategies."""

    def nearness(self, place: Place) -> Place:
        """The oldest first caller of any queue, whatever its priority."""
        return (place[1], place[0], place[2])


class RoundRobinMemory(_AppQueue):
    """`rrmemory`: each queue rings on from the member behind the one it rang last."""

    def __init__(self) -> None:
        super().__init__()
        self.members: dict[QueueId, list[Hashable]] = {}
        self.at: dict[QueueId, dict[Hashable, int]] = {}
        self.turn: dict[QueueId, int] = {}

    def operator_listed(self, now: float, seat: Seat) -> None:
        """A new member stands last in the queue's order."""
        super().operator_listed(now, seat)
        for queue, members in self.members.items():
            if queue not in seat.queues and seat.operator in members:
                self._order(queue, [member for member in members if member != seat.operator])
        for queue in seat.queues:
            members = self.members.setdefault(queue, [])
            if seat.operator not in members:
                self._order(queue, [*members, seat.operator])

    def _order(self, queue: QueueId, members: list[Hashable]) -> None:
        self.members[queue] = members
        self.at[queue] = {member: place for place, member in enumerate(members)}

    def pick_operator(self, now: float, queue: QueueId) -> Hashable | None:
        """The first free member from the queue's turn on."""
        members, idle = self.members.get(queue, []), self.idle
        turn = self.turn.get(queue, 0)
        for place in range(turn, turn + len(members)):
            member = members[place % len(members)]
            if member in idle:
                return member
        return None

    def given(self, now: float, queue: QueueId, operator: Hashable) -> None:
        """The turn goes behind the member who was rung."""
        self.turn[queue] = (self.at[queue][operator] + 1) % len(self.members[queue])


class _Metric(_AppQueue):
    """A strategy by one number of the member, the same in all of its queues."""

    def __init__(self) -> None:
        super().__init__()
        self.metric: dict[Hashable, float] = {}
        self.left: dict[Hashable, float] = {}

    def operator_listed(self, now: float, seat: Seat) -> None:
        """A new member has no calls."""
        super().operator_listed(now, seat)
        self.metric.setdefault(seat.operator, 0.0)

    def operator_busy(self, now: float, operator: Hashable, working: bool) -> None:
        """Remember since when somebody is away."""
        super().operator_busy(now, operator, working)
        if not working:
            self.left[operator] = now

    def operator_free(self, now: float, operator: Hashable, idle_since: float) -> None:
        """Who was away long is a new member."""
        left = self.left.pop(operator, now)
        if now - left > SIGNED_OUT_S:
            self.metric[operator] = 0.0
        super().operator_free(now, operator, idle_since)

    def pick_operator(self, now: float, queue: QueueId) -> Hashable | None:
        """The free member with the smallest number; of equals the longest idle."""
        serves, metric = self.serves, self.metric
        best, least = None, float("inf")
        for operator in self.idle:
            if queue in serves[operator] and metric[operator] < least:
                best, least = operator, metric[operator]
        return best


class LeastRecent(_Metric):
    """`leastrecent`: whose last call ended longest ago, first those without any."""

    def handled(self, now: float, queue: QueueId, operator: Hashable, handling_s: float) -> None:
        """The last call has ended now."""
        self.metric[operator] = now


class FewestCalls(_Metric):
    """`fewestcalls`: who has had the fewest calls since signing in."""

    def handled(self, now: float, queue: QueueId, operator: Hashable, handling_s: float) -> None:
        """One call more."""
        self.metric[operator] += 1.0
