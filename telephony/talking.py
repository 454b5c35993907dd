"""Between the book and what operators do in calls: finds the call, the target, the plan.

Answers clicks, and what a phone does by itself. Changes nothing.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from telephony import placing, recovery, rules, talk
from telephony.call import Call
from telephony.directory import Directory
from telephony.flow import Flow
from telephony.outgoing import Dials
from telephony.parts import TelephonyPlan
from telephony.talk import Target
from vocabulary.commands import HangUpLeg
from vocabulary.facts import DispositionChosen
from vocabulary.ids import CallId, LegId, MakeId, OperatorId
from vocabulary.inputs import (
    ConsultMoveAsked,
    DeclineAsked,
    DialAsked,
    DispositionAsked,
    HangUpAsked,
    HoldAsked,
    MuteAsked,
    PhoneHeld,
    PhoneLeft,
    PhoneReferred,
    PhoneReported,
    TakeBackAsked,
    TransferAsked,
)
from vocabulary.ports import Decision, DialRefused, together
from vocabulary.shelf import Shelf
from vocabulary.states import (
    CallState,
    ConsultMove,
    EndReason,
    Outcome,
    PhoneState,
)

DOUBLE_CLICK_S = 1.5
RING_S = 25.0
"""How long a colleague's phone rings for a call that is given to it."""

OfCall = HoldAsked | MuteAsked | TransferAsked | ConsultMoveAsked | HangUpAsked
OfPhone = PhoneReported | PhoneLeft | TakeBackAsked | PhoneHeld | PhoneReferred
Asked = OfCall | OfPhone | DialAsked | DeclineAsked | DispositionAsked


class Around(NamedTuple):
    """What the decisions look at. `calls` is a live view, `revision` tells the plan in force."""

    calls: Mapping[CallId, Call]
    plans: Shelf[TelephonyPlan]
    flow: Flow
    directory: Directory
    dials: Dials
    revision: Callable[[], int]


class Talking:
    """Decides for calls that operators have."""

    def __init__(self, around: Around, make_id: MakeId) -> None:
        self._calls = around.calls
        self._plans = around.plans
        self._flow = around.flow
        self._directory = around.directory
        self._dials = around.dials
        self._revision = around.revision
        self._make_id = make_id

    # -- clicks --------------------------------------------------------------------------

    def asked(self, now: datetime, given: Asked) -> Decision:
        """Answer a click, or what a phone did by itself."""
        match given:
            case DialAsked():
                return self._dial(now, given)
            case DeclineAsked():
                return self._decline(given.operator)
            case DispositionAsked():
                fact = DispositionChosen(given.call, given.operator, given.codes, given.by)
                return Decision((fact,))
            case PhoneReported() | PhoneLeft() | TakeBackAsked() | PhoneHeld() | PhoneReferred():
                return self._of_phone(now, given)
            case _:
                call = self._calls.get(given.call)
                return talk.NOTHING if call is None else self._of_call(now, call, given)

    def _of_call(self, now: datetime, call: Call, given: OfCall) -> Decision:
        if isinstance(given, HangUpAsked):
            return self._hang_up(now, call, given.by)
        if call.state is not CallState.TALKING:
            return talk.NOTHING
        match given:
            case HoldAsked(held=True):
                return talk.hold(call, self._flow.music(call))
            case HoldAsked():
                return talk.resume(call)
            case MuteAsked():
                return talk.mute(call, given.muted)
            case TransferAsked():
                return self._transfer(now, call, given)
            case ConsultMoveAsked():
                return self._move(now, call, given.move)

    def _hang_up(self, now: datetime, call: Call, by: str) -> Decision:
        """Whoever has a third party in its call is led back to the caller, or out of the
        conference; anybody else ends the call."""
        own = call.operator == by and call.state is CallState.TALKING
        if own and call.party is None and _just_let_go(now, call):
            return talk.NOTHING  # a double click: the first one let the party go
        if call.party is not None and own:
            if call.party.conference:
                return talk.complete(now, call, self._flow.music(call))
            return talk.cancel(call)
        talked = {CallState.TALKING, CallState.RECOVERING, CallState.TRANSFERRING}
        outcome = Outcome.ANSWERED if call.state in talked else Outcome.INTERRUPTED
        if call.state is CallState.DIALLING:
            outcome = Outcome.UNREACHED
        if call.state is CallState.OUTSIDE and call.visit.outside_until is None:
            outcome = Outcome.TRANSFERRED
        return rules.finish(call, outcome, EndReason.ENDED_FROM_DESK)

    def _transfer(self, now: datetime, call: Call, given: TransferAsked) -> Decision:
        music = self._flow.music(call)
        if call.party is not None:
            return talk.NOTHING
        if given.queue is not None:
            known = given.queue in self._plans.of(call.revision).queues
            return talk.transfer_to_queue(call, given.queue, music) if known else talk.NOTHING
        target = self._target(now, call, given)
        if target is None:
            return talk.NOTHING
        act = talk.consult if given.consult else talk.transfer
        return act(now, call, target, music)

    def _target(self, now: datetime, call: Call, given: TransferAsked) -> Target | None:
        if given.to is not None:
            extension = self._directory.may_be_rung(given.to)
            return None if extension is None else Target(RING_S, given.to, extension)
        plan = self._plans.of(self._revision())  # a number that was withdrawn since is not rung
        number = given.pii_number
        if number not in plan.outside:
            try:
                number = self.may_dial(now, call.operator or OperatorId(""), number)
            except DialRefused:
                return None
        shown = plan.outgoing.shown_for(call.queue) or call.dialled
        return Target(plan.outgoing.ring_s, pii_number=number, pii_shown=shown)

    def _move(self, now: datetime, call: Call, move: ConsultMove) -> Decision:
        match move:
            case ConsultMove.COMPLETE:
                return talk.complete(now, call, self._flow.music(call))
            case ConsultMove.CANCEL:
                return talk.cancel(call)
            case ConsultMove.CONFERENCE:
                return talk.conference(call)

    def _decline(self, operator: OperatorId) -> Decision:
        """A colleague refuses what it is asked; an offer is refused at the floor."""
        for call in self._calls.values():
            party = call.party
            if party is not None and party.to == operator and not party.answered:
                return talk.party_declined(call, party)
        return talk.NOTHING

    def _dial(self, now: datetime, given: DialAsked) -> Decision:
        extension = self._directory.may_be_rung(given.operator)
        if extension is None:
            return talk.NOTHING
        try:
            number = self.may_dial(now, given.operator, given.pii_number)
        except DialRefused:
            return talk.NOTHING
        revision = self._revision()
        plan = self._plans.of(revision).outgoing
        queue = given.queue or self._directory.first_queue(given.operator)
        return placing.place(
            CallId(self._make_id()),
            given.operator,
            extension,
            number,
            shown=plan.shown_for(queue),
            ring_s=plan.ring_s,
            queue=queue,
            revision=revision,
        )

    def may_dial(self, now: datetime, operator: OperatorId, pii_typed: str) -> str:
        """The number in the form that is dialled. Raises `DialRefused`."""
        plan = self._plans.of(self._revision()).outgoing
        number = plan.number(pii_typed)
        self._dials.check(now, plan, operator, number)
        return number

    # -- phones --------------------------------------------------------------------------

    def _of_phone(self, now: datetime, given: OfPhone) -> Decision:
        match given:
            case PhoneHeld():
                call = self._talk_on(given.leg)
                return talk.NOTHING if call is None else talk.held_by_phone(call, given.held)
            case PhoneReferred():
                call = self._talk_on(given.leg)
                return talk.NOTHING if call is None else self._referred(now, call, given)
            case PhoneLeft():
                return self._phone_left(now, given.extension)
            case PhoneReported():
                return self._phone_reported(given)
            case TakeBackAsked():
                return self._take_back(now, given.operator)

    def _talk_on(self, leg: LegId) -> Call | None:
        return next(
            (
                call
                for call in self._calls.values()
                if call.operator_leg == leg and call.state is CallState.TALKING
            ),
            None,
        )

    def _referred(self, now: datetime, call: Call, given: PhoneReferred) -> Decision:
        """An extension, a number of ours that leads to a queue, or an outside number."""
        plan = self._plans.of(call.revision)
        operator = self._directory.operator_at(given.pii_target)
        number = plan.numbers.get(given.pii_target)
        queue = None if number is None else number.queue
        typed = given.pii_target if operator is None and queue is None else ""
        asked = TransferAsked(call.id, "phone", to=operator, queue=queue, pii_number=typed)
        return self._transfer(now, call, asked)

    def _phone_left(self, now: datetime, extension: str) -> Decision:
        operator = self._directory.operator_at(extension)
        if operator is None:
            return talk.NOTHING
        call = self._directory.call_of(operator)
        if call is None:
            return self._party_left(operator)
        if call.state is CallState.TALKING:
            return recovery.lost(now, call, self._flow.music(call))
        rung = call.state in {CallState.RECOVERING, CallState.CONNECTING, CallState.DIALLING}
        if rung and call.operator_leg is not None:
            return Decision((), (HangUpLeg(call.operator_leg),))
        return talk.NOTHING

    def _party_left(self, operator: OperatorId) -> Decision:
        """Whoever was asked is gone: its leg ends, and with it the rest."""
        legs = [
            call.party.leg
            for call in self._calls.values()
            if call.party is not None and call.party.to == operator
        ]
        return Decision((), tuple(HangUpLeg(leg) for leg in legs))

    def _phone_reported(self, given: PhoneReported) -> Decision:
        """A phone that is free again gets the call back that was lost with it."""
        if given.phone is not PhoneState.FREE:
            return talk.NOTHING
        operator = self._directory.operator_at(given.extension)
        call = None if operator is None else self._directory.call_of(operator)
        if call is None or call.state is not CallState.RECOVERING or call.operator_leg is not None:
            return talk.NOTHING
        # Our own ringing makes a phone busy and free again: that must not go on for ever.
        if operator is None or not recovery.may_ring(call) or not self._directory.works(operator):
            return talk.NOTHING
        return recovery.ring(call, given.extension, call.rung + 1)

    def _take_back(self, now: datetime, operator: OperatorId) -> Decision:
        call = self._directory.call_of(operator)
        extension = self._directory.extension_of(operator)
        if call is None or extension is None or not self._directory.works(operator):
            return talk.NOTHING
        if call.state is CallState.TALKING:
            before = recovery.lost(now, call, self._flow.music(call))
            if call.party is not None and call.party.conference:
                return before
        elif call.state is CallState.RECOVERING:
            music = self._flow.music(call)
            rings = call.operator_leg is not None
            before = recovery.again_in_vain(call, music, hang_up=True) if rings else talk.NOTHING
        else:
            return talk.NOTHING
        return together([before, recovery.ring(call, extension, call.rung + 1)])


def _just_let_go(now: datetime, call: Call) -> bool:
    at = call.let_go_at
    return at is not None and (now - at).total_seconds() < DOUBLE_CLICK_S
