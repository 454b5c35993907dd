"""Telephony's whole part of one revision of the plan."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from hours.calendar import Calendar
from telephony.ivr.nodes import Node
from telephony.outgoing import CLOSED, OutgoingPlan
from telephony.plan import CallerPlan, NumberPlan
from telephony.waiting.plan import WaitingPlan
from vocabulary.ids import NodeId, QueueId

USUAL = WaitingPlan()


class TelephonyPlan(NamedTuple):
    """What telephony follows. `hours` are calendars by name, `incidents` prompts that may
    be switched on, `outside` numbers to which a caller may be led, `outgoing` those that
    operators may call. The first of `languages` is the usual one."""

    numbers: Mapping[str, NumberPlan]
    queues: Mapping[QueueId, WaitingPlan] = MappingProxyType({})
    callers: Mapping[str, CallerPlan] = MappingProxyType({})
    flow: Mapping[NodeId, Node] = MappingProxyType({})
    hours: Mapping[str, Calendar] = MappingProxyType({})
    languages: tuple[str, ...] = ("en",)
    incidents: frozenset[str] = frozenset()
    outside: frozenset[str] = frozenset()
    outgoing: OutgoingPlan = CLOSED

    def waiting(self, queue: QueueId) -> WaitingPlan:
        """How callers wait in a queue; the usual way, if the plan does not know it."""
        return self.queues.get(queue, USUAL)
