"""The book of calls: what the line reports becomes facts, facts become commands.

Owns every `Call…` and line-made `Offer…` fact and all that is stated of callers in the
flow (`telephony.ivr`). Who is offered which call is not decided here: an `OfferMade` fact
arrives from the router and the book rings. When a waiting call leaves its queue is not
either: a `QueueLeft` fact arrives from the waiting room and the book leads the call on.

Reports may be late, doubled or lost. A report that does not fit the present is dropped;
one that tells of an answered leg that nobody knows ends that leg. `telephony.survey`
mends what was lost. While the line is down its silence means nothing, so no deadline is
due until a survey has told what became of the calls.

State is a fold over facts, with one exception: the ears, what was heard of a caller and
not understood yet (`telephony.ivr.scene.Ear`). After a restart the caller hears its node
again, and digits that it had typed are in no journal.
"""

import heapq
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime

import msgspec

from telephony import rules
from telephony.attendance import Attendance, Attendant
from telephony.call import Call, open_call, place_call
from telephony.callers import Callers
from telephony.directory import Directory
from telephony.evolve import evolve
from telephony.flow import Flow, deadline_of
from telephony.outgoing import Dial, Dials
from telephony.parts import TelephonyPlan
from telephony.reports import LegReport, Reports
from telephony.survey import mend
from telephony.switches import Switches, SwitchesState
from telephony.talking import Around, Asked, Talking
from vocabulary.commands import HangUpLeg
from vocabulary.facts import (
    CallArrived,
    CallConnected,
    CallFact,
    CallPlaced,
    CallTransferred,
    ConsultStarted,
    Fact,
    FallbackCallImported,
    LinesLost,
    LinesSeen,
    OfferEnded,
    OfferMade,
    PlanPublished,
    ServiceStarted,
)
from vocabulary.ids import CallId, LegId, MakeId, OperatorId, call_of_message, operator_leg
from vocabulary.inputs import (
    AnswerFailed,
    CallerArrived,
    DigitPressed,
    DispositionAsked,
    FallbackReported,
    HangUpAsked,
    Input,
    JoinFailed,
    LegAnswered,
    LegEnded,
    LegRang,
    LegsJoined,
    LinesSurveyed,
    LookUpDone,
    MessageEnded,
    PromptEnded,
    Tick,
)
from vocabulary.ports import Decision, together
from vocabulary.shelf import Shelf
from vocabulary.states import CallState, OfferResult

REMEMBERED = 4096
"""Finished legs and imported rows that are remembered, so that a repetition is known."""


class BookState(msgspec.Struct, frozen=True):
    """All that the book knows, for a checkpoint."""

    calls: tuple[Call, ...] = ()
    finished: tuple[str, ...] = ()
    operators: dict[str, OperatorId] = {}
    lines_up: bool = False
    pii_last_operators: tuple[tuple[str, OperatorId], ...] = ()
    revision: int = 0
    switches: SwitchesState = SwitchesState()
    attendance: dict[OperatorId, Attendant] = {}
    pii_dials: tuple[Dial, ...] = ()
    wrapping: tuple[OperatorId, ...] = ()


class CallBook:
    """Pure component of all living calls. See `vocabulary.ports.Component`."""

    def __init__(
        self, plans: Shelf[TelephonyPlan], make_id: MakeId, state: BookState | None = None
    ) -> None:
        state = state or BookState()
        self._plans = plans
        self._make_id = make_id
        self._revision = state.revision
        self._callers = Callers(state.pii_last_operators)
        self._switches = Switches(state.switches)
        self._attendance = Attendance(state.attendance)
        self._flow = Flow(plans, self._callers, self._switches, self._attendance)
        self._calls: dict[CallId, Call] = {}
        self._dials = Dials(state.pii_dials)
        self._directory = Directory(self._calls, self._attendance, state.operators, state.wrapping)
        around = Around(
            self._calls, plans, self._flow, self._directory, self._dials, lambda: self._revision
        )
        self._talking = Talking(around, make_id)
        self._reports = Reports(self._flow, self._directory)
        self._by_leg: dict[LegId, CallId] = {}
        self._due: list[tuple[datetime, CallId]] = []
        self._finished: OrderedDict[str, None] = OrderedDict.fromkeys(state.finished)
        self._lines_up = state.lines_up
        for call in state.calls:
            self._keep(call)

    @property
    def calls(self) -> Mapping[CallId, Call]:
        """The living calls."""
        return self._calls

    def state(self) -> BookState:
        """Everything, for a checkpoint."""
        return BookState(
            tuple(self._calls.values()),
            tuple(self._finished),
            self._directory.state(),
            self._lines_up,
            self._callers.state(),
            self._revision,
            self._switches.state(),
            self._attendance.state(),
            self._dials.state(),
            self._directory.wrapping(),
        )

    def may_dial(self, now: datetime, operator: OperatorId, pii_typed: str) -> str:
        """The number in the form in which an operator may call it. Raises `DialRefused`."""
        return self._talking.may_dial(now, operator, pii_typed)

    def deadline(self) -> datetime | None:
        """When the first call will have been silent for too long."""
        while self._due and self._lines_up:
            due, call_id = self._due[0]
            call = self._calls.get(call_id)
            if call is not None and deadline_of(call, self._flow.ear(call_id)) == due:
                return due
            heapq.heappop(self._due)
        return None

    def decide(self, now: datetime, given: Input) -> Decision:
        """Answer a report of the line, a click, or the time."""
        match given:
            case CallerArrived():
                return self._caller_arrived(given)
            case (
                LegAnswered()
                | LegRang()
                | LegEnded()
                | PromptEnded()
                | DigitPressed()
                | AnswerFailed()
            ):
                return self._leg_reported(now, given)
            case MessageEnded():
                return self._heard(now, call_of_message(given.recording), given)
            case LookUpDone():
                return self._heard(now, given.call, given)
            case LegsJoined() | JoinFailed():
                return self._join_reported(given)
            case LinesSurveyed():
                return self._surveyed(now, given)
            case FallbackReported():
                return self._fallback_reported(given)
            case Tick():
                return self._tick(now)
            case _ if isinstance(given, Asked):
                return self._asked(now, given)
            case _:
                return rules.NOTHING

    def react(self, now: datetime, fact: Fact) -> Decision:
        """Ring for a new offer; end the leg of one that is over without an answer; lead a
        call on that came to a node or left its queue."""
        if isinstance(fact, OfferMade):
            return rules.ring(now, self._calls[fact.call], fact)
        if isinstance(fact, OfferEnded) and fact.result is not OfferResult.ACCEPTED:
            elsewhere = fact.result is OfferResult.WITHDRAWN
            return Decision((), (HangUpLeg(operator_leg(fact.offer), elsewhere=elsewhere),))
        if not isinstance(fact, CallFact):
            return rules.NOTHING
        call = self._calls.get(fact.call)
        return (
            rules.NOTHING
            if call is None
            else self._kept_due(call, self._flow.lead(now, call, fact))
        )

    def apply(self, at: datetime, fact: Fact) -> None:
        """Change by a fact. Raises `IllegalMove` on a fact that cannot follow."""
        self._switches.apply(fact)
        self._attendance.apply(fact)
        self._directory.apply(fact)
        match fact:
            case CallArrived():
                self._keep(open_call(at, fact))
            case CallPlaced():
                self._keep(place_call(at, fact))
                self._dials.placed(at, fact.operator, fact.caller.pii_number)
            case FallbackCallImported():
                self._remember(fact.source)
            case PlanPublished():
                self._revision = fact.revision
            case LinesLost() | ServiceStarted():
                self._lines_up = False
            case LinesSeen():
                self._line_is_back(at)
            case _ if isinstance(fact, CallFact):
                call = self._calls.get(fact.call)
                if call is not None:
                    self._count_outside(at, call, fact)
                    self._replace(call, evolve(call, at, fact))
                    if isinstance(fact, CallConnected):
                        self._callers.talked(call.caller, fact.operator)

    def _count_outside(self, at: datetime, call: Call, fact: CallFact) -> None:
        """A number that an operator has rung for a call in hand is a call out as well."""
        if not isinstance(fact, ConsultStarted | CallTransferred) or call.operator is None:
            return
        if call.party is None and fact.leg is not None and fact.pii_number:
            self._dials.placed(at, call.operator, fact.pii_number)

    def _line_is_back(self, at: datetime) -> None:
        """Whatever the line still owes, it has its full time for it again."""
        if not self._lines_up:
            for call in tuple(self._calls.values()):
                if deadline_of(call, None) is not None:
                    self._keep(msgspec.structs.replace(call, since=at))
        self._lines_up = True

    def _replace(self, before: Call, after: Call) -> None:
        for leg in before.legs:
            self._by_leg.pop(leg, None)
        if after.state is not CallState.IVR:
            self._flow.forget(before.id)
        if after.state is CallState.ENDED:
            del self._calls[before.id]
            self._remember(before.leg)
        else:
            self._keep(after)

    def _keep(self, call: Call) -> None:
        self._calls[call.id] = call
        for leg in call.legs:
            self._by_leg[leg] = call.id
        self._push_due(call)

    def _push_due(self, call: Call) -> None:
        due = deadline_of(call, self._flow.ear(call.id))
        if due is not None:
            heapq.heappush(self._due, (due, call.id))

    def _kept_due(self, call: Call, decision: Decision) -> Decision:
        """What is owed may be due at another moment now."""
        self._push_due(call)
        return decision

    def _remember(self, done: str) -> None:
        self._finished[done] = None
        while len(self._finished) > REMEMBERED:
            self._finished.popitem(last=False)

    def _caller_arrived(self, given: CallerArrived) -> Decision:
        if given.leg in self._by_leg or given.leg in self._finished:
            return rules.NOTHING
        number = self._plans.of(self._revision).numbers.get(given.dialled)
        return rules.caller_arrived(CallId(self._make_id()), given, number, self._revision)

    def _leg_reported(self, now: datetime, given: LegReport) -> Decision:
        call_id = self._by_leg.get(given.leg)
        if call_id is None:
            stray = isinstance(given, LegAnswered) and given.leg not in self._finished
            return Decision((), (HangUpLeg(given.leg, elsewhere=True),)) if stray else rules.NOTHING
        call = self._calls[call_id]
        if given.leg == call.leg and isinstance(given, PromptEnded | DigitPressed):
            return self._heard(now, call.id, given)
        return self._reports.of_leg(now, call, given)

    def _heard(
        self,
        now: datetime,
        call_id: CallId | None,
        given: PromptEnded | DigitPressed | MessageEnded | LookUpDone,
    ) -> Decision:
        call = self._calls.get(call_id) if call_id is not None else None
        if call is None or call.state is not CallState.IVR:
            return rules.NOTHING
        return self._kept_due(call, self._flow.hear(now, call, given))

    def _join_reported(self, given: LegsJoined | JoinFailed) -> Decision:
        call = self._calls.get(given.call)
        return rules.NOTHING if call is None else self._reports.joined(call, given)

    def _asked(self, now: datetime, given: Asked) -> Decision:
        """A click, or what a phone did by itself; nothing is begun while the line is down."""
        if not self._lines_up and not isinstance(given, HangUpAsked | DispositionAsked):
            return rules.NOTHING
        return self._talking.asked(now, given)

    def _surveyed(self, now: datetime, given: LinesSurveyed) -> Decision:
        """What the gap changed; callers in the flow hear their node once more."""
        calls = tuple(self._calls.values())
        mended = mend(calls, given, self._flow.music, self._finished)
        seen = {leg.leg for leg in given.legs}
        walking = (call for call in calls if call.state is CallState.IVR and call.leg in seen)
        again = [self._kept_due(call, self._flow.again(now, call)) for call in walking]
        return together([mended, *again])

    def _fallback_reported(self, given: FallbackReported) -> Decision:
        if given.source in self._finished or given.source in self._by_leg:
            return rules.NOTHING
        imported = FallbackCallImported(
            call=CallId(self._make_id()),
            source=given.source,
            dialled=given.dialled,
            caller=given.caller,
            arrived_at=given.arrived_at,
            ended_at=given.ended_at,
            outcome=given.outcome,
            reason=given.reason,
            answered_at=given.answered_at,
            operator=self._directory.operator_at(given.extension or ""),
            recording=given.recording,
        )
        return Decision((imported,))

    def _late(self, now: datetime, call: Call) -> Decision:
        if call.state is CallState.IVR:
            return self._kept_due(call, self._flow.silent(now, call))
        return self._reports.silent(call)

    def _tick(self, now: datetime) -> Decision:
        if not self._lines_up:
            return rules.NOTHING
        ids = sorted({call_id for due, call_id in self._due if due <= now})
        late = [self._calls[call_id] for call_id in ids if call_id in self._calls]
        return together(
            [
                self._late(now, call)
                for call in late
                if (due := deadline_of(call, self._flow.ear(call.id))) is not None and due <= now
            ]
        )
