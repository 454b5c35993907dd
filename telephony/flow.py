"""Between the book and the walker: leads each call by its own revision of the plan.

Keeps the ears of callers in the flow; see `telephony.ivr.scene.Ear`.
"""

from datetime import datetime, timedelta

from msgspec.structs import replace

from telephony import recovery, rules
from telephony.attendance import Attendance
from telephony.call import Call
from telephony.callers import Callers
from telephony.ivr import walker
from telephony.ivr.nodes import Transfer
from telephony.ivr.scene import Ear, Scene, Turn, step_to
from telephony.parts import TelephonyPlan
from telephony.plan import NumberPlan, Wish
from telephony.switches import Switches
from vocabulary.commands import StartMusic
from vocabulary.facts import (
    CallAnswered,
    CallArrived,
    CallFact,
    CallReturned,
    CallTransferred,
    Fact,
    FlowEnded,
    NodeEntered,
    OutsideFailed,
    QueueChosen,
    QueueLeft,
    TalkEnded,
)
from vocabulary.ids import CallId, QueueId
from vocabulary.inputs import PromptEnded
from vocabulary.ports import Decision
from vocabulary.shelf import Shelf
from vocabulary.states import CallState, Direction, EndReason, Outcome

OUTSIDE_MARGIN_S = 10.0
"""How much longer than an outside number rings we wait for the line to say so."""


def deadline_of(call: Call, ear: Ear | None) -> datetime | None:
    """When silence, of the line or of the caller, becomes something to act upon."""
    if call.state is CallState.IVR:
        since = call.visit.since
        return walker.due(ear, call.since if since is None else max(since, call.since))
    if call.state is CallState.OUTSIDE:
        until = call.visit.outside_until
        if until is None:
            return None
        return max(until, call.since) + timedelta(seconds=OUTSIDE_MARGIN_S)
    return call.deadline


class Flow:
    """Decides for callers in the flow; changes nothing but what it heard of them."""

    def __init__(
        self,
        plans: Shelf[TelephonyPlan],
        callers: Callers,
        switches: Switches,
        attendance: Attendance,
    ) -> None:
        self._plans = plans
        self._callers = callers
        self._switches = switches
        self._there = attendance
        self._ears: dict[CallId, Ear] = {}

    def ear(self, call: CallId) -> Ear | None:
        """What was heard of a caller; None before anything was."""
        return self._ears.get(call)

    def forget(self, call: CallId) -> None:
        """The call is in the flow no more."""
        self._ears.pop(call, None)

    def number(self, call: Call) -> NumberPlan | None:
        """What the call's plan says of the number that it dialled."""
        return self._plan(call).numbers.get(call.dialled)

    def music(self, call: Call) -> str:
        """What the caller hears while it waits."""
        own = self._plan(call).waiting(call.queue).music if call.queue is not None else None
        number = self.number(call)
        return own or (number.music if number else "default")

    def after_talk(self, call: Call) -> str | None:
        """Where the flow goes on once the operator has hung up."""
        if call.queue is None or call.direction is Direction.OUT:
            return None
        return self._plan(call).waiting(call.queue).after_talk

    def answered(self, call: Call) -> Decision:
        """The caller hears us: into the flow, unless it waits already."""
        answered = CallAnswered(call.id)
        if call.state is not CallState.ARRIVING:
            return Decision((answered,))
        return Decision((answered, *self._first_steps(call)))

    def lead(self, now: datetime, call: Call, fact: CallFact) -> Decision:
        """What follows a fact that moves the call."""
        match fact:
            case CallArrived():
                return self._arrived(now, call)
            case NodeEntered():
                return self._turn(call, walker.begin(self._scene(now, call, speaking=False)))
            case QueueChosen():
                return self._to_queue(now, call, fact.queue)
            case CallTransferred() if fact.queue is not None:
                return self._to_queue(now, call, fact.queue)
            case CallReturned():
                return self._returned(now, call)
            case QueueLeft():
                return Decision(step_to(call, self._plan(call), fact.to, f"left {fact.queue}"))
            case TalkEnded():
                target = self.after_talk(call) or ""
                return Decision(step_to(call, self._plan(call), target, "talked"))
            case OutsideFailed():
                node = self._plan(call).flow.get(fact.node)
                target = node.otherwise if isinstance(node, Transfer) else ""
                return Decision(step_to(call, self._plan(call), target, fact.result.value))
            case FlowEnded():
                return rules.finish(call, fact.outcome, fact.reason)
            case _:
                return rules.NOTHING

    def hear(self, now: datetime, call: Call, given: walker.Heard) -> Decision:
        """Something of a caller in the flow was heard."""
        if call.visit.node is None:
            return rules.NOTHING
        if isinstance(given, PromptEnded) and not walker.belongs(
            self._ears.get(call.id), call.visit.entered, given.token
        ):
            return rules.NOTHING
        return self._turn(call, walker.hear(self._scene(now, call), given))

    def silent(self, now: datetime, call: Call) -> Decision:
        """What was due did not come."""
        if call.visit.node is None:
            return Decision(self._first_steps(call))
        return self._turn(call, walker.silent(self._scene(now, call)))

    def again(self, now: datetime, call: Call) -> Decision:
        """The caller may not have heard its node: it hears it from the beginning."""
        if call.visit.node is None:
            return Decision(self._first_steps(call))
        before = self._ears.get(call.id, Ear())
        fresh = walker.revived(now, call.visit.entered)
        ear = replace(fresh, ahead=before.ahead, secrets=before.secrets)
        return self._turn(call, walker.begin(self._scene(now, call)._replace(ear=ear)))

    def _arrived(self, now: datetime, call: Call) -> Decision:
        """Where the number leads to an open queue, a phone may ring while we answer."""
        number = self.number(call)
        if number is None or number.queue is None or not self._is_open(now, call, number.queue):
            return rules.NOTHING
        return self._queued(now, call, number.queue)

    def _first_steps(self, call: Call) -> tuple[Fact, ...]:
        number = self.number(call)
        if number is None:
            return (FlowEnded(call.id, Outcome.INTERRUPTED, EndReason.LINE_FAILED),)
        return step_to(call, self._plan(call), number.leads_to, "start")

    def _to_queue(self, now: datetime, call: Call, queue: QueueId) -> Decision:
        if call.visit.entered > walker.STEPS_LIMIT:
            return rules.finish(call, Outcome.INTERRUPTED, EndReason.FLOW_TOO_LONG)
        closed = self._plan(call).waiting(queue).closed
        if closed is not None and not self._is_open(now, call, queue):
            return Decision(step_to(call, self._plan(call), closed, "closed"))
        return self._queued(now, call, queue)

    def _returned(self, now: datetime, call: Call) -> Decision:
        """Back to the queue where it waited before; that wait is credited."""
        if call.queue is None:
            return recovery.homeless(call)
        return self._to_queue(now, call, call.queue)

    def _queued(self, now: datetime, call: Call, queue: QueueId) -> Decision:
        fact = rules.queued(now, call, queue, self.number(call), self._wish(call))
        music = self.music(replace(call, queue=queue))
        return Decision((fact,), (StartMusic(call.leg, music),))

    def _is_open(self, now: datetime, call: Call, queue: QueueId) -> bool:
        plan = self._plan(call)
        hours = plan.waiting(queue).hours
        if hours is None:
            return True
        return not self._switches.is_closed(hours, now) and plan.hours[hours].is_open(now)

    def _plan(self, call: Call) -> TelephonyPlan:
        return self._plans.of(call.revision)

    def _wish(self, call: Call) -> Wish:
        return self._callers.wish(call.caller, self.number(call), self._plan(call).callers)

    def _scene(self, now: datetime, call: Call, *, speaking: bool = True) -> Scene:
        """`speaking`: whether a caller of whom nothing is known may be hearing something."""
        ear = self._ears.get(call.id)
        if ear is None or ear.entered != call.visit.entered:
            ear = Ear(entered=call.visit.entered, speaking=speaking)
        return Scene(
            now=now,
            call=call,
            ear=ear,
            plan=self._plan(call),
            number=self.number(call),
            callers=self._callers,
            switches=self._switches,
            there=self._there,
        )

    def _turn(self, call: Call, turn: Turn) -> Decision:
        if turn.ear is not None:
            self._ears[call.id] = turn.ear
        return Decision(turn.facts, turn.commands)
