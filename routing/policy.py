"""The choice itself, behind one interface.

A policy sees who waits and who could serve, and answers with matches. It keeps no
state and makes no offer: `routing.floor` asks it whenever a call arrives or widens, or
an operator frees, and states the offers as facts.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from routing.plan import QueuePlan, queue_plan
from routing.state import Operator, Waiting
from vocabulary.ids import CallId, OperatorId, QueueId


class Match(NamedTuple):
    """Offer this call to this operator. `why` is the decision in stable words."""

    call: CallId
    operator: OperatorId
    why: tuple[str, ...]


class FloorView(NamedTuple):
    """What a policy may look at. `free` are operators who may take a call now.

    `waiting` lists calls that may be rung on one more phone, in no special order.
    """

    now: datetime
    waiting: Sequence[Waiting]
    free: Sequence[Operator]
    queues: Mapping[QueueId, QueuePlan]


class Policy(Protocol):
    """Chooses. Each operator appears at most once in the answer."""

    def choose(self, view: FloorView) -> tuple[Match, ...]:
        """Matches to be offered now; none when nobody fits."""
        ...


class LongestIdle:
    """First come, first served, by the operator who has been idle longest.

    Calls go by priority, then by the place they hold; operators by idle time, then by
    name, so that ties are stable.
    """

    def choose(self, view: FloorView) -> tuple[Match, ...]:
        """Give each call, in order, the longest idle operator of its queue."""
        free = sorted(view.free, key=lambda operator: (operator.idle_since, operator.operator))
        calls = sorted(view.waiting, key=lambda call: (-call.priority, call.place_since, call.call))
        matches: list[Match] = []
        for call in calls:
            room = queue_plan(view.queues, call.queue).ring_at_once - len(call.offers)
            fit = [operator for operator in free if _serves(operator, call, view.queues)]
            fit = fit[: max(0, room)]
            for operator in fit:
                free.remove(operator)
                why = ("longest_idle", f"of_free:{len(view.free)}")
                matches.append(Match(call.call, operator.operator, why))
            if not free:
                break
        return tuple(matches)


def _serves(operator: Operator, call: Waiting, queues: Mapping[QueueId, QueuePlan]) -> bool:
    """Operators of the queue; anybody at all when the queue left the plan: no caller is stuck."""
    return call.queue in operator.queues or call.queue not in queues
