"""The plan's revisions side by side: the one in force, and older ones that calls follow.

A call is served as the revision says under which it came: what its queue asks for, who
serves it, how phones are rung, how long the wrap-up is. What operators can do, the
weights, what follows a refusal and the feature codes are the centre's own present, as
the revision in force has them.
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import NamedTuple

from routing.plan import MembershipPlan, QueuePlan, RoutingPlan, queue_plan
from vocabulary.ids import OperatorId, QueueId
from vocabulary.shelf import Shelf

USUAL = MembershipPlan()


class OlderQueue(NamedTuple):
    """A queue as an older revision has it. `members`: how operators serve it."""

    queue: QueueId
    revision: int
    plan: QueuePlan
    members: Mapping[OperatorId, MembershipPlan]

    @property
    def key(self) -> QueueId:
        """What it is called among the router's columns: no queue of a plan has such a name."""
        return QueueId(f"{self.queue}@{self.revision}")


NO_QUEUES: Mapping[QueueId, OlderQueue] = MappingProxyType({})


class Revisions:
    """What the floor serves by. `revision` is in force until another is published.

    A revision that is not on the shelf counts as the one in force.
    """

    def __init__(self, plans: Shelf[RoutingPlan], revision: int) -> None:
        self._plans = plans
        self.publish(revision)

    def publish(self, revision: int) -> None:
        """A revision is in force from now on."""
        self._revision = revision
        self._now = self._plans.of(revision)
        self._older: dict[int, Mapping[QueueId, OlderQueue]] = {}

    @property
    def revision(self) -> int:
        """The revision in force."""
        return self._revision

    @property
    def is_known(self) -> bool:
        """Whether the revision in force is there; else the newest stands for it."""
        return self._revision in self._plans

    @property
    def now(self) -> RoutingPlan:
        """The plan in force."""
        return self._now

    def of(self, revision: int) -> RoutingPlan:
        """The plan of a call that came under a revision."""
        if revision == self._revision or revision not in self._plans:
            return self._now
        return self._plans.of(revision)

    def queue(self, queue: QueueId, revision: int) -> QueuePlan:
        """A queue as a revision has it; the usual one if it has none of that name."""
        return queue_plan(self.of(revision).queues, queue)

    def older(self, revision: int) -> Mapping[QueueId, OlderQueue]:
        """The queues of a revision whose calls are served otherwise than the plan in force says.

        None for calls that are served as by the plan in force.
        """
        plan = self.of(revision)
        if plan is self._now:
            return NO_QUEUES
        if revision not in self._older:
            alike = _serves_alike(plan, self._now)
            self._older[revision] = NO_QUEUES if alike else _queues_of(revision, plan)
        return self._older[revision]


def crew(plan: QueuePlan, listed: Collection[OperatorId]) -> frozenset[OperatorId]:
    """Who of all listed operators serves a queue of an older revision.

    Everybody, once none of those whom it names is there any more: no caller is stuck.
    """
    everybody = frozenset(listed)
    if plan.operators == "all":
        return everybody
    return everybody.intersection(plan.operators) or everybody


def _queues_of(revision: int, plan: RoutingPlan) -> dict[QueueId, OlderQueue]:
    members: dict[QueueId, dict[OperatorId, MembershipPlan]] = {}
    for operator, can in plan.operators.items():
        for queue, how in can.queues.items():
            members.setdefault(queue, {})[operator] = how
    return {
        queue: OlderQueue(queue, revision, how, members.get(queue, {}))
        for queue, how in plan.queues.items()
    }


def _serves_alike(plan: RoutingPlan, other: RoutingPlan) -> bool:
    """Most changes of a plan are none of its queues: then there is but one to serve by."""
    return plan.queues == other.queues and _members(plan) == _members(other)


def _members(plan: RoutingPlan) -> dict[OperatorId, dict[QueueId, MembershipPlan]]:
    return {operator: can.queues for operator, can in plan.operators.items() if can.queues}
