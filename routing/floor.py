"""The floor: operators, who waits for them, and the offers between.

Owns every operator fact and the offers that the router makes, withdraws or lets time
out. A fold over facts; a `Policy` makes the choice. No offer is made while the line is
not surveyed, so that a restart never rings a phone twice; nor does an offer time out
meanwhile, since nobody could hear that it was answered.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from routing import changes
from routing.clicks import Clicks
from routing.plan import RoutingPlan, queue_plan
from routing.policy import FloorView, Policy
from routing.state import Operator, Waiting
from vocabulary.facts import (
    AvailabilityChanged,
    CallConnected,
    CallEnded,
    CallQueued,
    CallRequeued,
    Fact,
    LinesLost,
    LinesSeen,
    OfferEnded,
    OfferMade,
    OperatorListed,
    OperatorUnlisted,
    PhoneChanged,
    RestEnded,
    ServiceStarted,
    WrapUpEnded,
    WrapUpStarted,
)
from vocabulary.ids import CallId, MakeId, OfferId, OperatorId, operator_leg
from vocabulary.inputs import Input, Tick
from vocabulary.ports import Decision
from vocabulary.states import Activity, Availability, OfferResult, PhoneState

NOTHING = Decision()


class FloorState(msgspec.Struct, frozen=True):
    """All that the floor knows, for a checkpoint."""

    operators: tuple[Operator, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    lines_up: bool = False


class Floor:
    """Pure component of operators and waiting calls. See `vocabulary.ports.Component`."""

    def __init__(
        self,
        plan: RoutingPlan,
        policy: Policy,
        make_id: MakeId,
        state: FloorState | None = None,
    ) -> None:
        state = state or FloorState()
        self._queues = plan.queues
        self._offers = plan.offers
        self._policy = policy
        self._make_id = make_id
        self._operators = {operator.operator: operator for operator in state.operators}
        self._waiting = {call.call: call for call in state.waiting}
        self._lines_up = state.lines_up
        self._clicks = Clicks(self._operators, plan.codes)

    @property
    def operators(self) -> Mapping[OperatorId, Operator]:
        """Everybody who is or was listed and still has work."""
        return self._operators

    @property
    def waiting(self) -> Mapping[CallId, Waiting]:
        """Calls that want an operator, and those that have one and are not over."""
        return self._waiting

    def state(self) -> FloorState:
        """Everything, for a checkpoint."""
        return FloorState(
            tuple(self._operators.values()), tuple(self._waiting.values()), self._lines_up
        )

    def deadline(self) -> datetime | None:
        """The first offer to time out, wrap-up to end or rest to be over."""
        dues = (self._dues(operator) for operator in self._operators.values())
        return min((due for some in dues for due in some), default=None)

    def decide(self, now: datetime, given: Input) -> Decision:
        """Answer a click, a report of a phone, or the time."""
        if isinstance(given, Tick):
            return self._tick(now)
        return self._clicks.decide(given)

    def react(self, now: datetime, fact: Fact) -> Decision:
        """What one fact brings about for operators and for other offers."""
        match fact:
            case OfferEnded(result=OfferResult.ACCEPTED):
                return Decision(tuple(self._withdrawals(fact.call)))
            case OfferEnded(result=OfferResult.TIMED_OUT):
                return self._after_miss(fact.operator)
            case CallEnded():
                return self._after_call(now, fact)
            case WrapUpStarted() if fact.until <= now:
                return Decision((WrapUpEnded(fact.operator, fact.call),))
            case AvailabilityChanged() | PhoneChanged() | OperatorUnlisted():
                return self._after_change(fact.operator)
            case _:
                return NOTHING

    def match(self, now: datetime) -> tuple[OfferMade, ...]:
        """Offers to be made now. Each operator and each phone appears at most once."""
        open_calls = [call for call in self._waiting.values() if self._wants_phone(call)]
        if not open_calls or not self._lines_up:
            return ()
        free = [operator for operator in self._operators.values() if operator.may_take()]
        if not free:
            return ()
        view = FloorView(now, open_calls, free, self._queues)
        return tuple(
            self._offer(now, match.call, match.operator, match.why)
            for match in self._policy.choose(view)
        )

    def apply(self, at: datetime, fact: Fact) -> None:
        """Change by a fact."""
        match fact:
            case OperatorListed():
                before = self._operators.get(fact.operator)
                self._operators[fact.operator] = changes.listed(at, before, fact)
            case LinesSeen() | LinesLost() | ServiceStarted():
                self._lines_up = isinstance(fact, LinesSeen)
            case CallQueued() | CallRequeued() | CallEnded() | CallConnected():
                self._apply_call(at, fact)
            case OfferMade() | OfferEnded():
                self._apply_offer(at, fact)
            case (
                OperatorUnlisted()
                | AvailabilityChanged()
                | PhoneChanged()
                | WrapUpStarted()
                | WrapUpEnded()
                | RestEnded()
            ):
                self._apply_operator(at, fact)
            case _:
                pass

    def _apply_call(
        self, at: datetime, fact: CallQueued | CallRequeued | CallEnded | CallConnected
    ) -> None:
        match fact:
            case CallQueued():
                self._waiting[fact.call] = Waiting(
                    fact.call, fact.queue, fact.place_since, fact.priority
                )
            case CallRequeued():
                self._waiting[fact.call] = replace(self._waiting[fact.call], held=False)
                for operator in self._serving(fact.call):
                    self._operators[operator.operator] = changes.freed(at, operator)
            case CallConnected():
                for operator in self._serving(fact.call):
                    self._operators[operator.operator] = replace(operator, talked=True)
            case CallEnded():
                self._waiting.pop(fact.call, None)
                for operator in self._serving(fact.call):
                    if not operator.talked:
                        self._operators[operator.operator] = changes.freed(at, operator)

    def _apply_offer(self, at: datetime, fact: OfferMade | OfferEnded) -> None:
        operator = self._operators[fact.operator]
        call = self._waiting.get(fact.call)
        if isinstance(fact, OfferMade):
            self._operators[fact.operator] = changes.offered(operator, fact)
            if call is not None:
                self._waiting[fact.call] = replace(call, offers=call.offers | {fact.offer})
            return
        taken = fact.result is OfferResult.ACCEPTED
        if taken:
            changed = changes.accepted(operator, fact.call, call.queue if call else None)
        else:
            changed = changes.not_accepted(at, operator, fact, self._offers)
        self._operators[fact.operator] = changed
        if call is not None:
            self._waiting[fact.call] = replace(
                call, offers=call.offers - {fact.offer}, held=call.held or taken
            )

    def _apply_operator(
        self,
        at: datetime,
        fact: OperatorUnlisted
        | AvailabilityChanged
        | PhoneChanged
        | WrapUpStarted
        | WrapUpEnded
        | RestEnded,
    ) -> None:
        operator = self._operators.get(fact.operator)
        if operator is None:
            return
        match fact:
            case OperatorUnlisted():
                changed = replace(operator, unlisted=True, availability=Availability.SIGNED_OUT)
            case AvailabilityChanged():
                changed = changes.availability(at, operator, fact)
            case PhoneChanged():
                changed = replace(operator, phone=fact.phone)
            case WrapUpStarted():
                changed = changes.wrapping_up(operator, fact.call, fact.until)
            case WrapUpEnded():
                changed = changes.freed(at, operator)
            case RestEnded():
                changed = replace(operator, rest_until=None)
        self._operators[fact.operator] = changed

    def _wants_phone(self, call: Waiting) -> bool:
        return (
            not call.held and len(call.offers) < queue_plan(self._queues, call.queue).ring_at_once
        )

    def _offer(
        self, now: datetime, call: CallId, operator: OperatorId, why: tuple[str, ...]
    ) -> OfferMade:
        offer = OfferId(self._make_id())
        queue = queue_plan(self._queues, self._waiting[call].queue)
        return OfferMade(
            offer=offer,
            call=call,
            operator=operator,
            leg=operator_leg(offer),
            extension=self._operators[operator].extension,
            expires_at=now + timedelta(seconds=queue.ring_s),
            why=why,
        )

    def _serving(self, call: CallId) -> list[Operator]:
        return [
            operator
            for operator in self._operators.values()
            if operator.call == call and operator.activity is Activity.TALKING
        ]

    def _withdrawals(self, call: CallId) -> Iterable[OfferEnded]:
        for operator in self._operators.values():
            if operator.offer is not None and operator.offer.call == call:
                yield OfferEnded(
                    operator.offer.offer, call, operator.operator, OfferResult.WITHDRAWN
                )

    def _after_miss(self, operator_id: OperatorId) -> Decision:
        operator = self._operators[operator_id]
        if operator.misses < self._offers.misses_before_break:
            return NOTHING
        if operator.availability is not Availability.READY:
            return NOTHING
        return Decision(
            (AvailabilityChanged(operator_id, Availability.BREAK, "missed calls", "callwright"),)
        )

    def _after_call(self, now: datetime, fact: CallEnded) -> Decision:
        facts: list[Fact] = list(self._withdrawals(fact.call))
        for operator in self._serving(fact.call):
            until = now + timedelta(seconds=self._wrap_up_s(operator))
            facts.append(WrapUpStarted(operator.operator, fact.call, until))
        return Decision(tuple(facts))

    def _wrap_up_s(self, operator: Operator) -> float:
        return queue_plan(self._queues, operator.serves).wrap_up_s if operator.serves else 0.0

    def _after_change(self, operator_id: OperatorId) -> Decision:
        """An offer cannot stay open on somebody who left or whose phone died."""
        operator = self._operators.get(operator_id)
        if operator is None or operator.offer is None:
            return NOTHING
        if operator.phone is PhoneState.UNREACHABLE:
            result = OfferResult.UNREACHABLE
        elif operator.availability is not Availability.READY:
            result = OfferResult.WITHDRAWN
        else:
            return NOTHING
        offer = operator.offer
        return Decision((OfferEnded(offer.offer, offer.call, operator_id, result),))

    def _dues(self, operator: Operator) -> Iterable[datetime]:
        if operator.offer is not None and self._lines_up:
            yield operator.offer.expires_at
        if operator.wrap_up_until is not None:
            yield operator.wrap_up_until
        if operator.rest_until is not None:
            yield operator.rest_until

    def _tick(self, now: datetime) -> Decision:
        facts: list[Fact] = []
        for operator in self._operators.values():
            offer = operator.offer
            if offer is not None and self._lines_up and offer.expires_at <= now:
                facts.append(
                    OfferEnded(offer.offer, offer.call, operator.operator, OfferResult.TIMED_OUT)
                )
            until = operator.wrap_up_until
            if until is not None and until <= now and operator.call is not None:
                facts.append(WrapUpEnded(operator.operator, operator.call))
            if operator.rest_until is not None and operator.rest_until <= now:
                facts.append(RestEnded(operator.operator))
        return Decision(tuple(facts))
