"""Operators and calls as the router is told of them: which columns, which seats, which claims.

A seat is what an operator can do: the facts say whom it serves, the plan how. A claim is
what a call asks for. While calls wait under an older revision, its queues have columns of
their own; who serves those comes from that revision.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from routing.plan import OperatorPlan, QueuePlan
from routing.ranking.columns import Origin
from routing.ranking.dispatch import Claim, Membership, Seat
from routing.revisions import USUAL, Revisions, crew
from routing.state import Operator, Waiting
from vocabulary.ids import CallId, OperatorId, QueueId

ANY_QUEUE = QueuePlan.model_construct(queue=QueueId(""), name="")
"""For calls of whose queue no plan knows: everybody serves it, so that no caller is stuck.
Its name is none that a plan can have."""


def seconds_of(at: datetime) -> float:
    """A moment as the router counts it."""
    return at.timestamp()


class Seating:
    """Columns, seats and claims under the plan in force and the older ones still `followed`.

    `older` are the queues of those by column, the latest revision first; `crews` who of
    those who are listed serves each.
    """

    def __init__(
        self,
        plans: Revisions,
        operators: Mapping[OperatorId, Operator],
        waiting: Mapping[CallId, Waiting],
    ) -> None:
        self._plans = plans
        self._operators = operators
        self.followed = self.wanted(waiting.values())
        self.older = {
            one.key: one
            for revision in sorted(self.followed, reverse=True)
            for one in plans.older(revision).values()
        }
        self.crews = self._manned()

    def wanted(self, waiting: Iterable[Waiting]) -> set[int]:
        """Older revisions that waiting calls follow."""
        return {call.revision for call in waiting if self.is_older(call)}

    def is_older(self, call: Waiting) -> bool:
        """Whether a call is served otherwise than the plan in force says."""
        return call.queue in self._plans.older(call.revision)

    def columns(self) -> tuple[dict[QueueId, QueuePlan], dict[QueueId, Origin]]:
        """The queues of the router by their keys, and what the older ones stand for."""
        queues = {**self._plans.now.queues, ANY_QUEUE.queue: ANY_QUEUE}
        for key, older in self.older.items():
            queues[key] = older.plan.model_copy(update={"queue": key})
        return queues, {key: Origin(one.queue, one.revision) for key, one in self.older.items()}

    def man(self) -> bool:
        """Somebody came or went. Whether others serve older queues now."""
        before, self.crews = self.crews, self._manned()
        return before != self.crews

    def seat(self, operator: Operator) -> Seat:
        """Whoever is unlisted keeps the slot, so that slots are the same after a restart."""
        if operator.unlisted:
            return Seat(operator.operator, {})
        can = self._plans.now.operators.get(operator.operator) or OperatorPlan()
        queues = {ANY_QUEUE.queue: Membership(rank=99)}
        for queue in sorted(operator.queues & self._plans.now.queues.keys()):
            how = can.queues.get(queue, USUAL)
            queues[queue] = Membership(how.rank, how.delay_s)
        for key, older in self.older.items():
            if operator.operator in self.crews[key]:
                how = older.members.get(operator.operator, USUAL)
                queues[key] = Membership(how.rank, how.delay_s)
        return Seat(operator.operator, queues, can.skills, frozenset(can.languages), can.reserve_s)

    def claim(self, call: Waiting, room: int) -> Claim:
        """What a call asks for, with room for so many phones more."""
        since = seconds_of(call.place_since)
        return Claim(
            call=call.call,
            queue=self._key(call),
            since=since,
            priority=call.priority,
            credit_s=call.credit_s,
            needs=call.needs,
            language=call.language,
            preferred=call.preferred,
            held_until=since + self._plans.queue(call.queue, call.revision).hold_preferred_s,
            room=room,
        )

    def room(self, call: Waiting) -> int:
        """How many phones more may ring for a call."""
        if call.held:
            return 0
        return self._plans.queue(call.queue, call.revision).ring_at_once - len(call.offers)

    def _key(self, call: Waiting) -> QueueId:
        """The column of a call."""
        older = self._plans.older(call.revision).get(call.queue)
        if older is not None:
            return older.key
        return call.queue if call.queue in self._plans.now.queues else ANY_QUEUE.queue

    def _manned(self) -> dict[QueueId, Collection[OperatorId]]:
        """Who of those who are listed serves the older queues."""
        if not self.older:
            return {}
        listed = [one.operator for one in self._operators.values() if not one.unlisted]
        return {key: crew(older.plan, listed) for key, older in self.older.items()}
