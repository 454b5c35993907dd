"""One call under facts."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from telephony.call import MARGIN_S, STATE_LIMIT_S, Call, Offer, open_call
from telephony.evolve import evolve
from telephony.moves import IllegalMove
from vocabulary.facts import (
    CallAnswered,
    CallArrived,
    CallConnected,
    Caller,
    CallFact,
    CallQueued,
    CallRequeued,
    GreetingStarted,
    OfferEnded,
    OfferMade,
    OfferRang,
    QueueLeft,
)
from vocabulary.ids import CallId, LegId, OfferId, OperatorId, QueueId, operator_leg
from vocabulary.states import CallState, OfferResult, QueueExit

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
CALL, ANNA, BORIS = CallId("c"), OperatorId("anna"), OperatorId("boris")
ONE, TWO = OfferId("o1"), OfferId("o2")
ARRIVED = CallArrived(CALL, LegId("in"), "100", Caller("+49"))
QUEUED = CallQueued(CALL, QueueId("support"), AT + timedelta(seconds=5), 3)


def made(offer: OfferId, operator: OperatorId) -> OfferMade:
    return OfferMade(offer, CALL, operator, operator_leg(offer), "101", AT)


def ended(offer: OfferId, result: OfferResult) -> OfferEnded:
    return OfferEnded(offer, CALL, ANNA if offer == ONE else BORIS, result)


def after(*facts: CallFact) -> Call:
    """The call after facts one second apart."""
    call = open_call(AT, ARRIVED)
    for second, fact in enumerate(facts, start=1):
        call = evolve(call, AT + timedelta(seconds=second), fact)
    return call


def test_an_arrival_opens_a_call() -> None:
    call = after()
    assert (call.id, call.leg, call.dialled, call.caller) == (CALL, "in", "100", Caller("+49"))
    assert (call.state, call.arrived_at, call.answered) == (CallState.ARRIVING, AT, False)


def test_since_moves_with_the_state_only() -> None:
    assert after(CallAnswered(CALL)).since == AT
    assert after(CallAnswered(CALL), GreetingStarted(CALL, "x")).since == AT + timedelta(seconds=2)
    assert after(QUEUED, made(ONE, ANNA)).since == AT + timedelta(seconds=1)


def test_a_queued_call_keeps_its_place_whatever_happens() -> None:
    call = after(
        QUEUED,
        made(ONE, ANNA),
        ended(ONE, OfferResult.DECLINED),
        made(TWO, BORIS),
        ended(TWO, OfferResult.ACCEPTED),
        CallRequeued(CALL),
    )
    assert (call.state, call.queue, call.priority) == (CallState.WAITING, "support", 3)
    assert call.place_since == AT + timedelta(seconds=5)
    assert (call.operator, call.operator_leg, call.requeued) == (None, None, 1)


def test_offers_open_ring_and_close() -> None:
    call = after(QUEUED, made(ONE, ANNA), made(TWO, BORIS), OfferRang(TWO, CALL, BORIS))
    assert call.offers == (
        Offer(ONE, ANNA, LegId("op-o1")),
        Offer(TWO, BORIS, LegId("op-o2"), rang=True),
    )
    assert call.offer_on(LegId("op-o2")) == call.offers[1]
    assert call.offer_on(LegId("in")) is None
    left = evolve(call, AT, ended(TWO, OfferResult.TIMED_OUT))
    assert [offer.offer for offer in left.offers] == [ONE]


def test_the_accepted_offer_becomes_the_operator() -> None:
    call = after(QUEUED, made(ONE, ANNA), made(TWO, BORIS), ended(TWO, OfferResult.ACCEPTED))
    assert (call.state, call.operator, call.operator_leg) == (
        CallState.CONNECTING,
        BORIS,
        "op-o2",
    )
    assert [offer.offer for offer in call.offers] == [ONE]
    talk = evolve(call, AT, CallConnected(CALL, BORIS, LegId("op-o2")))
    assert (talk.state, talk.operator) == (CallState.TALKING, BORIS)


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        ((QUEUED, made(ONE, ANNA)), made(TWO, ANNA)),
        ((QUEUED,), ended(ONE, OfferResult.DECLINED)),
        ((QUEUED, made(ONE, ANNA)), ended(TWO, OfferResult.ACCEPTED)),
        (
            (QUEUED, made(ONE, ANNA), made(TWO, BORIS), ended(ONE, OfferResult.ACCEPTED)),
            ended(TWO, OfferResult.ACCEPTED),
        ),
        ((), CallRequeued(CALL)),
        ((QUEUED,), QUEUED),
    ],
)
def test_an_impossible_fact_raises_and_changes_nothing(
    facts: tuple[CallFact, ...], wrong: CallFact
) -> None:
    call, same = after(*facts), after(*facts)
    with pytest.raises(IllegalMove):
        evolve(call, AT, wrong)
    assert call == same


@pytest.mark.parametrize("state", CallState)
def test_only_states_that_wait_for_the_line_have_a_deadline(state: CallState) -> None:
    call = Call(CALL, LegId("in"), "100", Caller(), state, AT, AT)
    limit_s = STATE_LIMIT_S.get(state)
    if state is CallState.TRANSFERRING:  # to whoever picked up and is being joined
        limit_s = MARGIN_S
    assert call.deadline == (None if limit_s is None else AT + timedelta(seconds=limit_s))
    assert set(STATE_LIMIT_S) == {CallState.ARRIVING, CallState.CONNECTING}


def test_failed_joins_are_counted_in_each_queue_anew() -> None:
    accepted = (made(ONE, ANNA), ended(ONE, OfferResult.ACCEPTED), CallRequeued(CALL))
    left = QueueLeft(CALL, QUEUED.queue, QueueExit.KEY, "sales")
    elsewhere = msgspec.structs.replace(QUEUED, queue=QueueId("sales"))
    assert after(QUEUED, *accepted).requeued == 1
    assert after(QUEUED, *accepted, left, elsewhere).requeued == 0
