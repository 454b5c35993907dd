"""What follows for operators: from facts, and from time alone.

Answers over a live view of the operators; changes none of them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from routing.revisions import Revisions
from routing.state import Operator
from vocabulary.facts import (
    AvailabilityChanged,
    CallConnected,
    CallEnded,
    CallPlaced,
    CallReturned,
    CallTransferred,
    ConsultStarted,
    Fact,
    OfferEnded,
    OperatorUnlisted,
    PhoneChanged,
    QueueLeft,
    RestEnded,
    TalkEnded,
    WrapUpEnded,
    WrapUpStarted,
)
from vocabulary.ids import CallId, OperatorId
from vocabulary.ports import Decision
from vocabulary.states import Activity, Availability, OfferResult, PhoneState

NOTHING = Decision()


class Follows:
    """Offers to withdraw, wrap-ups to begin and end, breaks after missed calls."""

    def __init__(self, operators: Mapping[OperatorId, Operator], plans: Revisions) -> None:
        self._operators = operators
        self._plans = plans

    def react(self, now: datetime, fact: Fact) -> Decision:
        """What one fact brings about for operators and for other offers."""
        match fact:
            case OfferEnded(result=OfferResult.ACCEPTED) | QueueLeft():
                return Decision(tuple(self._withdrawals(fact.call)))
            case OfferEnded(result=OfferResult.TIMED_OUT):
                return self._after_miss(fact.operator)
            case TalkEnded() | CallEnded():
                return self._after_call(now, fact)
            case CallTransferred():
                gave = self._wrap_ups(now, fact.call, self._leaving(fact.call))
                return Decision((*gave, *self._own_offer(fact.to)))
            case CallReturned():
                return Decision(tuple(self._wrap_ups(now, fact.call, self._leaving(fact.call))))
            case CallPlaced() | CallConnected():
                return Decision(tuple(self._own_offer(fact.operator)))
            case ConsultStarted():
                return Decision(tuple(self._own_offer(fact.to)))
            case WrapUpStarted() if fact.until <= now:
                return Decision((WrapUpEnded(fact.operator, fact.call),))
            case AvailabilityChanged() | PhoneChanged() | OperatorUnlisted():
                return self._after_change(fact.operator)
            case _:
                return NOTHING

    def serving(self, call: CallId) -> list[Operator]:
        """Operators who talk in a call, or are being joined to it; never who is only asked."""
        return [
            operator
            for operator in self._operators.values()
            if operator.call == call
            and operator.activity is Activity.TALKING
            and not operator.aside
        ]

    def _leaving(self, call: CallId) -> list[Operator]:
        """Operators who left a call that goes on, and whose wrap-up is to be stated."""
        return [
            operator
            for operator in self._operators.values()
            if operator.call == call
            and operator.activity is Activity.WRAPPING_UP
            and operator.wrap_up_until is None
        ]

    def _withdrawals(self, call: CallId) -> Iterable[OfferEnded]:
        for operator in self._operators.values():
            if operator.offer is not None and operator.offer.call == call:
                yield OfferEnded(
                    operator.offer.offer, call, operator.operator, OfferResult.WITHDRAWN
                )

    def _own_offer(self, operator_id: OperatorId | None) -> Iterable[OfferEnded]:
        """An offer cannot stay open on somebody who is in a call by another way."""
        operator = self._operators.get(operator_id) if operator_id is not None else None
        if operator is not None and operator.call is not None and operator.offer is not None:
            offer = operator.offer
            yield OfferEnded(offer.offer, offer.call, operator.operator, OfferResult.WITHDRAWN)

    def _after_miss(self, operator_id: OperatorId) -> Decision:
        operator = self._operators[operator_id]
        if operator.misses < self._plans.now.offers.misses_before_break:
            return NOTHING
        if operator.availability is not Availability.READY:
            return NOTHING
        return Decision(
            (AvailabilityChanged(operator_id, Availability.BREAK, "missed calls", "callwright"),)
        )

    def _after_call(self, now: datetime, fact: TalkEnded | CallEnded) -> Decision:
        wrap_ups = self._wrap_ups(now, fact.call, self.serving(fact.call))
        return Decision((*self._withdrawals(fact.call), *wrap_ups))

    def _wrap_ups(
        self, now: datetime, call: CallId, operators: Iterable[Operator]
    ) -> Iterable[WrapUpStarted]:
        for operator in operators:
            until = now + timedelta(seconds=self._wrap_up_s(operator))
            yield WrapUpStarted(operator.operator, call, until)

    def _wrap_up_s(self, operator: Operator) -> float:
        """As the call's revision says."""
        if operator.serves is None:
            return 0.0
        return self._plans.queue(operator.serves, operator.revision).wrap_up_s

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

    def dues(self, lines_up: bool) -> Iterable[datetime]:
        """When something follows from time alone. No offer times out while the line is down."""
        for operator in self._operators.values():
            yield from self._dues_of(operator, lines_up)

    def _dues_of(self, operator: Operator, lines_up: bool) -> Iterable[datetime]:
        if operator.offer is not None and lines_up:
            yield operator.offer.expires_at
        if operator.wrap_up_until is not None:
            yield operator.wrap_up_until
        if operator.rest_until is not None:
            yield operator.rest_until

    def tick(self, now: datetime, lines_up: bool) -> Decision:
        """What is over by now: offers, wrap-ups and rests."""
        facts: list[Fact] = []
        for operator in self._operators.values():
            offer = operator.offer
            if offer is not None and lines_up and offer.expires_at <= now:
                facts.append(
                    OfferEnded(offer.offer, offer.call, operator.operator, OfferResult.TIMED_OUT)
                )
            until = operator.wrap_up_until
            if until is not None and until <= now and operator.call is not None:
                facts.append(WrapUpEnded(operator.operator, operator.call))
            if operator.rest_until is not None and operator.rest_until <= now:
                facts.append(RestEnded(operator.operator))
        return Decision(tuple(facts))
