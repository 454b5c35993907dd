"""One call as the book keeps it, and how a fact changes it."""

from datetime import datetime, timedelta

import msgspec

from telephony.moves import IllegalMove, next_state
from telephony.visit import Visit, follow
from vocabulary.facts import (
    CallAnswered,
    CallArrived,
    CallConnected,
    Caller,
    CallFact,
    CallQueued,
    CallRequeued,
    OfferEnded,
    OfferMade,
    OfferRang,
    TalkEnded,
)
from vocabulary.ids import CallId, LegId, OfferId, OperatorId, QueueId
from vocabulary.states import CallState, OfferResult

STATE_LIMIT_S = {
    CallState.ARRIVING: 10.0,  # the line answers in milliseconds or not at all
    CallState.CONNECTING: 10.0,
}
"""How long a call may stay where only a reply of the line moves it on, in seconds."""


class Offer(msgspec.Struct, frozen=True):
    """One phone that rings for the call."""

    offer: OfferId
    operator: OperatorId
    leg: LegId
    rang: bool = False


class Call(msgspec.Struct, frozen=True):
    """A living call.

    `since` is when it came into its state, or when the line came back to it there.
    `revision` is the plan that it follows to its end. `talked_with` is who talked to it
    before it came back into the flow.
    """

    id: CallId
    leg: LegId
    dialled: str
    caller: Caller
    state: CallState
    arrived_at: datetime
    since: datetime
    answered: bool = False
    queue: QueueId | None = None
    place_since: datetime | None = None
    priority: int = 0
    offers: tuple[Offer, ...] = ()
    operator: OperatorId | None = None
    operator_leg: LegId | None = None
    requeued: int = 0
    credit_s: float = 0.0
    language: str = ""
    needs: tuple[tuple[str, int], ...] = ()
    preferred: OperatorId | None = None
    revision: int = 0
    visit: Visit = Visit()
    talked_with: OperatorId | None = None

    @property
    def deadline(self) -> datetime | None:
        """When the line's silence in this state becomes a failure."""
        limit_s = STATE_LIMIT_S.get(self.state)
        return None if limit_s is None else self.since + timedelta(seconds=limit_s)

    @property
    def legs(self) -> list[LegId]:
        """Every leg that the line holds for the call: the caller's first."""
        others = (self.operator_leg, self.visit.outside_leg)
        return [
            self.leg,
            *(offer.leg for offer in self.offers),
            *(leg for leg in others if leg is not None),
        ]

    def offer_on(self, leg: LegId) -> Offer | None:
        """The live offer that rings `leg`."""
        return next((offer for offer in self.offers if offer.leg == leg), None)


def open_call(at: datetime, fact: CallArrived) -> Call:
    """The call that an arrival begins."""
    return Call(
        id=fact.call,
        leg=fact.leg,
        dialled=fact.dialled,
        caller=fact.caller,
        state=CallState.ARRIVING,
        arrived_at=at,
        since=at,
        revision=fact.revision,
    )


def evolve(call: Call, at: datetime, fact: CallFact) -> Call:
    """The call after `fact`. Raises `IllegalMove`; `call` itself never changes."""
    state = next_state(call.state, fact)
    since = at if state is not call.state else call.since
    visit = follow(call.visit, at, fact)
    moved = msgspec.structs.replace(call, state=state, since=since, visit=visit)
    match fact:
        case CallAnswered():
            return msgspec.structs.replace(moved, answered=True)
        case CallQueued():
            return _queued(call, moved, fact)
        case CallRequeued():
            return msgspec.structs.replace(
                moved, operator=None, operator_leg=None, requeued=call.requeued + 1
            )
        case OfferMade():
            return _with_offer(moved, fact)
        case OfferRang():
            return msgspec.structs.replace(
                moved,
                offers=tuple(
                    msgspec.structs.replace(offer, rang=True)
                    if offer.offer == fact.offer
                    else offer
                    for offer in moved.offers
                ),
            )
        case OfferEnded():
            return _without_offer(moved, fact)
        case CallConnected():
            return msgspec.structs.replace(moved, operator=fact.operator, operator_leg=fact.leg)
        case TalkEnded():
            return msgspec.structs.replace(
                moved,
                operator=None,
                operator_leg=None,
                talked_with=fact.operator,
                place_since=None,
            )
        case _:
            return moved


def _queued(call: Call, moved: Call, fact: CallQueued) -> Call:
    """`requeued` counts failed joins of one stay in a queue."""
    if call.state is CallState.WAITING and call.queue == fact.queue:
        raise IllegalMove(f"the call waits in {fact.queue} already")
    return msgspec.structs.replace(
        moved,
        queue=fact.queue,
        place_since=fact.place_since,
        requeued=0,
        priority=fact.priority,
        credit_s=fact.credit_s,
        language=fact.language,
        needs=fact.needs,
        preferred=fact.preferred,
    )


def _with_offer(call: Call, fact: OfferMade) -> Call:
    if any(offer.operator == fact.operator for offer in call.offers):
        raise IllegalMove(f"{fact.operator} is already being rung for this call")
    made = Offer(offer=fact.offer, operator=fact.operator, leg=fact.leg)
    return msgspec.structs.replace(call, offers=(*call.offers, made))


def _without_offer(call: Call, fact: OfferEnded) -> Call:
    ended = next((offer for offer in call.offers if offer.offer == fact.offer), None)
    if ended is None:
        raise IllegalMove(f"offer {fact.offer} is not open on this call")
    left = tuple(offer for offer in call.offers if offer is not ended)
    if fact.result is OfferResult.ACCEPTED:
        return msgspec.structs.replace(
            call, offers=left, operator=ended.operator, operator_leg=ended.leg
        )
    return msgspec.structs.replace(call, offers=left)
