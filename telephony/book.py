"""The book of calls: what the line reports becomes facts, facts become commands.

Owns every `Call…`, `Greeting…` and line-made `Offer…` fact. Who is offered which call
is not decided here: an `OfferMade` fact arrives from the router and the book rings.
Withdrawn and timed-out offers are stated by the router too; the book ends the leg.

Reports may be late, doubled or lost. A report that does not fit the present is dropped;
one that tells of an answered leg that nobody knows ends that leg. `telephony.survey`
mends what was lost. While the line is down its silence means nothing, so no deadline is
due until a survey has told what became of the calls.
"""

import heapq
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

import msgspec

from telephony import rules
from telephony.call import Call, Offer, evolve, open_call
from telephony.callers import NO_CALLERS, Callers
from telephony.plan import CallerPlan, NumberPlan, QueueLimits, Wish
from telephony.survey import mend
from vocabulary.commands import HangUpLeg
from vocabulary.facts import (
    CallArrived,
    CallConnected,
    CallFact,
    CallQueued,
    Fact,
    FallbackCallImported,
    LinesLost,
    LinesSeen,
    OfferEnded,
    OfferMade,
    OperatorListed,
    ServiceStarted,
)
from vocabulary.ids import CallId, LegId, MakeId, OperatorId, QueueId, operator_leg
from vocabulary.inputs import (
    AnswerFailed,
    CallerArrived,
    FallbackReported,
    HangUpAsked,
    Input,
    JoinFailed,
    LegAnswered,
    LegEnded,
    LegRang,
    LegsJoined,
    LinesSurveyed,
    PromptEnded,
    Tick,
)
from vocabulary.ports import Decision
from vocabulary.states import CallState, EndReason, OfferResult, Outcome

REMEMBERED = 4096
"""Finished legs and imported rows that are remembered, so that a repetition is known."""

NO_LIMITS: Mapping[QueueId, QueueLimits] = MappingProxyType({})


class BookState(msgspec.Struct, frozen=True):
    """All that the book knows, for a checkpoint."""

    calls: tuple[Call, ...] = ()
    finished: tuple[str, ...] = ()
    operators: dict[str, OperatorId] = {}
    lines_up: bool = False
    pii_last_operators: tuple[tuple[str, OperatorId], ...] = ()


class CallBook:
    """Pure component of all living calls. See `vocabulary.ports.Component`.

    `callers` are known callers by the digits of their numbers, `limits` the queues that
    overflow into others.
    """

    def __init__(
        self,
        numbers: Mapping[str, NumberPlan],
        make_id: MakeId,
        state: BookState | None = None,
        *,
        callers: Mapping[str, CallerPlan] = NO_CALLERS,
        limits: Mapping[QueueId, QueueLimits] = NO_LIMITS,
    ) -> None:
        state = state or BookState()
        self._numbers = numbers
        self._callers = Callers(callers, state.pii_last_operators)
        self._limits = limits
        self._make_id = make_id
        self._calls: dict[CallId, Call] = {}
        self._by_leg: dict[LegId, CallId] = {}
        self._due: list[tuple[datetime, CallId]] = []
        self._finished: OrderedDict[str, None] = OrderedDict.fromkeys(state.finished)
        self._operators = dict(state.operators)
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
            dict(self._operators),
            self._lines_up,
            self._callers.state(),
        )

    def deadline(self) -> datetime | None:
        """When the first call will have been silent, or will have waited, for too long."""
        while self._due and self._lines_up:
            due, call_id = self._due[0]
            call = self._calls.get(call_id)
            if call is not None and self._deadline(call) == due:
                return due
            heapq.heappop(self._due)
        return None

    def decide(self, now: datetime, given: Input) -> Decision:
        """Answer a report of the line, a click, or the time."""
        match given:
            case CallerArrived():
                return self._caller_arrived(now, given)
            case LegAnswered() | LegRang() | LegEnded() | PromptEnded() | AnswerFailed():
                return self._leg_reported(now, given)
            case LegsJoined() | JoinFailed():
                return self._join_reported(given)
            case HangUpAsked():
                return self._hang_up_asked(given)
            case LinesSurveyed():
                return mend(tuple(self._calls.values()), given, self._music, self._finished)
            case FallbackReported():
                return self._fallback_reported(given)
            case Tick():
                return self._tick(now)
            case _:
                return rules.NOTHING

    def react(self, now: datetime, fact: Fact) -> Decision:
        """Ring for a new offer; end the leg of one that is over without an answer. Let a
        call that found its queue full wait on elsewhere."""
        if isinstance(fact, CallQueued):
            return self._queued(self._calls[fact.call])
        if isinstance(fact, OfferMade):
            return rules.ring(now, self._calls[fact.call], fact)
        if isinstance(fact, OfferEnded) and fact.result is not OfferResult.ACCEPTED:
            elsewhere = fact.result is OfferResult.WITHDRAWN
            return Decision((), (HangUpLeg(operator_leg(fact.offer), elsewhere=elsewhere),))
        return rules.NOTHING

    def apply(self, at: datetime, fact: Fact) -> None:
        """Change by a fact. Raises `IllegalMove` on a fact that cannot follow."""
        match fact:
            case CallArrived():
                self._keep(open_call(at, fact))
            case FallbackCallImported():
                self._remember(fact.source)
            case OperatorListed():
                others = {
                    extension: operator
                    for extension, operator in self._operators.items()
                    if operator != fact.operator
                }
                self._operators = {**others, fact.extension: fact.operator}
            case LinesLost() | ServiceStarted():
                self._lines_up = False
            case LinesSeen():
                self._line_is_back(at)
            case _ if isinstance(fact, CallFact):
                call = self._calls.get(fact.call)
                if call is not None:
                    self._replace(call, evolve(call, at, fact))
                    if isinstance(fact, CallConnected):
                        self._callers.talked(call.caller, fact.operator)

    def _line_is_back(self, at: datetime) -> None:
        """Whatever the line still owes, it has its full time for it again."""
        waiting = [call for call in self._calls.values() if call.deadline is not None]
        if not self._lines_up:
            for call in waiting:
                self._keep(msgspec.structs.replace(call, since=at))
        self._lines_up = True

    def _replace(self, before: Call, after: Call) -> None:
        for leg in _legs(before):
            del self._by_leg[leg]
        if after.state is CallState.ENDED:
            del self._calls[before.id]
            self._remember(before.leg)
        else:
            self._keep(after)

    def _keep(self, call: Call) -> None:
        self._calls[call.id] = call
        for leg in _legs(call):
            self._by_leg[leg] = call.id
        due = self._deadline(call)
        if due is not None:
            heapq.heappush(self._due, (due, call.id))

    def _deadline(self, call: Call) -> datetime | None:
        """What the line owes; in a queue, the longest wait, while no phone rings."""
        if call.state is not CallState.WAITING:
            return call.deadline
        limits = self._limits_of(call)
        if limits is None or limits.max_wait_s is None or call.place_since is None or call.offers:
            return None
        return call.place_since + timedelta(seconds=limits.max_wait_s)

    def _limits_of(self, call: Call) -> QueueLimits | None:
        return self._limits.get(call.queue) if call.queue is not None else None

    def _queued(self, call: Call) -> Decision:
        """On into the overflow queue when enough others wait in this one."""
        limits = self._limits_of(call)
        if limits is None or limits.max_waiting is None:
            return rules.NOTHING
        others = sum(
            other.state is CallState.WAITING and other.queue == call.queue
            for other in self._calls.values()
            if other is not call
        )
        if others < limits.max_waiting:
            return rules.NOTHING
        return rules.overflow(call, limits.overflow)

    def _remember(self, done: str) -> None:
        self._finished[done] = None
        while len(self._finished) > REMEMBERED:
            self._finished.popitem(last=False)

    def _find(self, leg: LegId) -> tuple[Call | None, Offer | None]:
        call_id = self._by_leg.get(leg)
        call = self._calls[call_id] if call_id is not None else None
        return call, call.offer_on(leg) if call else None

    def _number(self, call: Call) -> NumberPlan | None:
        return self._numbers.get(call.dialled)

    def _wish(self, call: Call) -> Wish:
        return self._callers.wish(call.caller, self._number(call))

    def _music(self, call: Call) -> str:
        number = self._number(call)
        return number.music if number else "default"

    def _caller_arrived(self, now: datetime, given: CallerArrived) -> Decision:
        if given.leg in self._by_leg or given.leg in self._finished:
            return rules.NOTHING
        call, number = CallId(self._make_id()), self._numbers.get(given.dialled)
        wish = self._callers.wish(given.caller, number)
        return rules.caller_arrived(now, call, given, number, wish)

    def _leg_reported(
        self,
        now: datetime,
        given: LegAnswered | LegRang | LegEnded | PromptEnded | AnswerFailed,
    ) -> Decision:
        call, offer = self._find(given.leg)
        if call is None:
            stray = isinstance(given, LegAnswered) and given.leg not in self._finished
            return Decision((), (HangUpLeg(given.leg, elsewhere=True),)) if stray else rules.NOTHING
        if given.leg == call.leg:
            return self._caller_reported(now, call, given)
        match given:
            case LegRang() if offer is not None:
                return rules.phone_rang(call, offer)
            case LegAnswered():
                return rules.phone_answered(call, given.leg, offer)
            case LegEnded() if offer is not None:
                return rules.phone_ended(call, offer, given.cause)
            case LegEnded():
                return rules.operator_left(call, given.cause, self._music(call))
            case _:
                return rules.NOTHING

    def _caller_reported(
        self,
        now: datetime,
        call: Call,
        given: LegAnswered | LegRang | LegEnded | PromptEnded | AnswerFailed,
    ) -> Decision:
        match given:
            case LegAnswered():
                return rules.caller_answered(now, call, self._number(call), self._wish(call))
            case LegEnded():
                return rules.caller_left(call, given.cause)
            case PromptEnded() if call.state is CallState.GREETING:
                return rules.to_queue(now, call, self._number(call), self._wish(call))
            case AnswerFailed() if not call.answered:
                return rules.finish(call, Outcome.INTERRUPTED, EndReason.LINE_FAILED)
            case _:
                return rules.NOTHING

    def _join_reported(self, given: LegsJoined | JoinFailed) -> Decision:
        call = self._calls.get(given.call)
        if call is None:
            return rules.NOTHING
        if isinstance(given, LegsJoined):
            return rules.joined(call, given.leg)
        if call.state is CallState.CONNECTING and call.operator_leg == given.leg:
            return rules.join_failed(call, self._music(call))
        return rules.NOTHING

    def _hang_up_asked(self, given: HangUpAsked) -> Decision:
        call = self._calls.get(given.call)
        if call is None:
            return rules.NOTHING
        talked = call.state is CallState.TALKING
        outcome = Outcome.ANSWERED if talked else Outcome.INTERRUPTED
        return rules.finish(call, outcome, EndReason.ENDED_FROM_DESK)

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
            operator=self._operators.get(given.extension or ""),
            recording=given.recording,
        )
        return Decision((imported,))

    def _late(self, now: datetime, call: Call) -> Decision:
        limits = self._limits_of(call)
        if call.state is CallState.WAITING and limits is not None:
            return rules.overflow(call, limits.overflow)
        return rules.too_silent(now, call, self._number(call), self._wish(call))

    def _tick(self, now: datetime) -> Decision:
        if not self._lines_up:
            return rules.NOTHING
        ids = sorted({call_id for due, call_id in self._due if due <= now})
        late = [self._calls[call_id] for call_id in ids if call_id in self._calls]
        decisions = [
            self._late(now, call)
            for call in late
            if (due := self._deadline(call)) is not None and due <= now
        ]
        return Decision(
            tuple(fact for decision in decisions for fact in decision.facts),
            tuple(command for decision in decisions for command in decision.commands),
        )


def _legs(call: Call) -> list[LegId]:
    legs = [call.leg, *(offer.leg for offer in call.offers)]
    return legs if call.operator_leg is None else [*legs, call.operator_leg]
