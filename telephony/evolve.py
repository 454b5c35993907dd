"""How each fact changes a call: old call in, new call out."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from telephony import party
from telephony.call import MARGIN_S, RING_BACK_S, Call, Offer
from telephony.moves import IllegalMove, next_state
from telephony.visit import follow
from vocabulary.facts import (
    CallAnswered,
    CallConnected,
    CallFact,
    CallHeld,
    CallQueued,
    CallRequeued,
    CallResumed,
    CallReturned,
    CallTransferred,
    ConsultAnswered,
    ConsultEnded,
    ConsultStarted,
    MuteChanged,
    OfferEnded,
    OfferMade,
    OfferRang,
    OperatorLost,
    OperatorPickedUp,
    OperatorRung,
    OutsideConnected,
    TalkEnded,
)
from vocabulary.states import CallState, OfferResult


def evolve(call: Call, at: datetime, fact: CallFact) -> Call:
    """The call after `fact`. Raises `IllegalMove`; `call` itself never changes."""
    state = next_state(call.state, fact)
    since = at if state is not call.state else call.since
    visit = follow(call.visit, at, fact)
    third = party.follow(call.party, fact)
    moved = replace(call, state=state, since=since, visit=visit, party=third)
    match fact:
        case CallAnswered() | CallQueued() | CallRequeued() | TalkEnded():
            return _led(call, moved, fact)
        case OfferMade() | OfferRang() | OfferEnded():
            return _offered(moved, fact)
        case CallConnected() | CallTransferred() | CallReturned() | OutsideConnected():
            return _handed(at, call, moved, fact)
        case CallHeld() | CallResumed() | MuteChanged() | ConsultStarted():
            return _in_talk(moved, fact)
        case ConsultAnswered() | ConsultEnded():
            return _asked(at, moved, fact)
        case OperatorLost() | OperatorRung() | OperatorPickedUp():
            return _at_the_phone(at, moved, fact)
        case _:
            return moved


def _led(
    call: Call, moved: Call, fact: CallAnswered | CallQueued | CallRequeued | TalkEnded
) -> Call:
    match fact:
        case CallAnswered():
            return replace(moved, answered=True)
        case CallQueued():
            return _queued(call, moved, fact)
        case CallRequeued():
            return replace(moved, operator=None, operator_leg=None, requeued=call.requeued + 1)
        case TalkEnded():
            return replace(_alone(moved), talked_with=fact.operator, place_since=None)


def _offered(moved: Call, fact: OfferMade | OfferRang | OfferEnded) -> Call:
    match fact:
        case OfferMade():
            return _with_offer(moved, fact)
        case OfferRang():
            offers = tuple(
                replace(offer, rang=True) if offer.offer == fact.offer else offer
                for offer in moved.offers
            )
            return replace(moved, offers=offers)
        case OfferEnded():
            return _without_offer(moved, fact)


def _handed(
    at: datetime,
    call: Call,
    moved: Call,
    fact: CallConnected | CallTransferred | CallReturned | OutsideConnected,
) -> Call:
    """From one hand to another."""
    match fact:
        case CallConnected():
            free = _alone(replace(moved, party=None, until=None, let_go_at=None))
            waited_s = max(call.waited_s, _waited_s(at, call))
            return replace(free, operator=fact.operator, operator_leg=fact.leg, waited_s=waited_s)
        case CallTransferred():
            rung = call.rung + (moved.party is not None and call.party is None)
            given = replace(moved, rung=rung, talked_with=fact.operator, place_since=None)
            return _alone(given)
        case CallReturned():
            before = call.operator or call.talked_with
            back = replace(moved, party=None, until=None, talked_with=before, place_since=None)
            return _alone(back)
        case OutsideConnected():
            return replace(moved, party=None)


def _waited_s(at: datetime, call: Call) -> float:
    """How long the caller has waited, if nobody has talked to it yet."""
    first = call.state is CallState.CONNECTING and call.talked_with is None
    if not first or call.place_since is None:
        return 0.0
    return (at - call.place_since).total_seconds()


def _alone(call: Call) -> Call:
    """No operator has the call."""
    return replace(
        call, operator=None, operator_leg=None, held=False, held_by_phone=False, muted=False
    )


def _asked(at: datetime, moved: Call, fact: ConsultAnswered | ConsultEnded) -> Call:
    """Joining whoever picked up has its own time; a party that was let go is remembered."""
    if isinstance(fact, ConsultAnswered):
        return replace(moved, since=at)
    withdrawn = fact.result is OfferResult.WITHDRAWN
    return replace(moved, let_go_at=at) if withdrawn else moved


def _in_talk(moved: Call, fact: CallHeld | CallResumed | MuteChanged | ConsultStarted) -> Call:
    match fact:
        case CallHeld(by_phone=True):
            return replace(moved, held_by_phone=True)
        case CallHeld():
            return replace(moved, held=True)
        case CallResumed(by_phone=True):
            return replace(moved, held_by_phone=False)
        case CallResumed():
            return replace(moved, held=False)
        case MuteChanged():
            return replace(moved, muted=fact.muted)
        case ConsultStarted():
            return replace(moved, rung=moved.rung + 1)


def _at_the_phone(
    at: datetime, moved: Call, fact: OperatorLost | OperatorRung | OperatorPickedUp
) -> Call:
    match fact:
        case OperatorLost():
            lost = replace(_alone(moved), operator=fact.operator, party=None, until=fact.until)
            return lost if moved.until is not None else replace(lost, rung_at_loss=moved.rung)
        case OperatorRung():
            until = at + timedelta(seconds=RING_BACK_S)
            until = until if moved.until is None else max(until, moved.until)
            return replace(moved, operator_leg=fact.leg, rung=moved.rung + 1, until=until)
        case OperatorPickedUp():
            until = at + timedelta(seconds=moved.ring_s + MARGIN_S)
            return replace(moved, picked_up=True, until=until)


def _queued(call: Call, moved: Call, fact: CallQueued) -> Call:
    """`requeued` counts failed joins of one stay in a queue."""
    if call.state is CallState.WAITING and call.queue == fact.queue:
        raise IllegalMove(f"the call waits in {fact.queue} already")
    return replace(
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
    return replace(call, offers=(*call.offers, made))


def _without_offer(call: Call, fact: OfferEnded) -> Call:
    ended = next((offer for offer in call.offers if offer.offer == fact.offer), None)
    if ended is None:
        raise IllegalMove(f"offer {fact.offer} is not open on this call")
    left = tuple(offer for offer in call.offers if offer is not ended)
    if fact.result is OfferResult.ACCEPTED:
        return replace(call, offers=left, operator=ended.operator, operator_leg=ended.leg)
    return replace(call, offers=left)
