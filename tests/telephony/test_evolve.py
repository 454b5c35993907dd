"""How facts change a call that an operator has."""

from datetime import timedelta

import pytest

from telephony.call import MARGIN_S, PICK_UP_S, Call, place_call
from telephony.evolve import evolve
from telephony.moves import IllegalMove
from tests.telephony.test_party import ANNA, AT, BORIS, CALL, LEG, STARTED
from vocabulary.facts import (
    CallAnswered,
    CallConnected,
    Caller,
    CallFact,
    CallHeld,
    CallPlaced,
    CallResumed,
    CallReturned,
    CallTransferred,
    ConsultAnswered,
    DispositionChosen,
    MuteChanged,
    OperatorLost,
    OperatorPickedUp,
    OperatorRung,
    OutsideConnected,
)
from vocabulary.ids import LegId
from vocabulary.states import CallState, Direction, OfferResult, TransferKind

OWN, OUT = LegId("leg-c-0"), LegId("out-c-1")
PLACED = CallPlaced(CALL, ANNA, OWN, "101", OUT, "7", Caller("+49"), 20.0)
UP = (OperatorPickedUp(CALL, ANNA), CallAnswered(CALL), CallConnected(CALL, ANNA, OWN))


def after(*facts: CallFact) -> Call:
    call = place_call(AT, PLACED)
    for fact in facts:
        call = evolve(call, AT, fact)
    return call


def test_a_call_out_waits_first_for_the_phone_and_then_for_the_number() -> None:
    placed = after()
    assert (placed.state, placed.direction) == (CallState.DIALLING, Direction.OUT)
    assert placed.deadline == AT + timedelta(seconds=PICK_UP_S + MARGIN_S)
    picked_up = after(*UP[:1])
    assert picked_up.picked_up
    assert picked_up.deadline == AT + timedelta(seconds=20 + MARGIN_S)
    talking = after(*UP)
    assert (talking.state, talking.deadline) == (CallState.TALKING, None)


def test_holds_of_ours_and_of_the_phone_are_told_apart() -> None:
    both = after(*UP, CallHeld(CALL, ANNA), CallHeld(CALL, ANNA, by_phone=True))
    assert (both.held, both.held_by_phone) == (True, True)
    ours = evolve(both, AT, CallResumed(CALL, ANNA, by_phone=True))
    assert (ours.held, ours.held_by_phone) == (True, False)
    assert not evolve(ours, AT, CallResumed(CALL, ANNA)).held


def test_whoever_gave_the_call_away_has_it_no_more() -> None:
    muted = after(*UP, MuteChanged(CALL, ANNA, muted=True), CallHeld(CALL, ANNA))
    given = CallTransferred(CALL, ANNA, TransferKind.BLIND, to=BORIS, leg=LEG, until=AT)
    call = evolve(muted, AT, given)
    assert (call.operator, call.operator_leg, call.talked_with) == (None, None, ANNA)
    assert (call.held, call.muted, call.rung) == (False, False, 2)
    assert call.deadline == AT + timedelta(seconds=MARGIN_S)
    got = evolve(evolve(call, AT, ConsultAnswered(CALL, LEG)), AT, CallConnected(CALL, BORIS, LEG))
    assert (got.operator, got.party, got.state) == (BORIS, None, CallState.TALKING)
    outside = evolve(call, AT, OutsideConnected(CALL, LEG))
    assert (outside.party, outside.visit.outside_leg) == (None, LEG)
    back = evolve(call, AT, CallReturned(CALL, OfferResult.BUSY))
    assert (back.party, back.talked_with) == (None, ANNA)


def test_an_operator_who_was_lost_is_still_awaited() -> None:
    until = AT + timedelta(seconds=30)
    lost = after(*UP, STARTED, OperatorLost(CALL, ANNA, until))
    assert (lost.operator, lost.operator_leg, lost.party) == (ANNA, None, None)
    assert (lost.state, lost.deadline) == (CallState.RECOVERING, until)
    rung = evolve(lost, AT, OperatorRung(CALL, ANNA, LegId("leg-c-3")))
    assert (rung.operator_leg, rung.rung) == ("leg-c-3", 3)
    back = evolve(rung, AT, CallConnected(CALL, ANNA, LegId("leg-c-3")))
    assert (back.state, back.until) == (CallState.TALKING, None)


def test_what_a_call_came_to_changes_nothing_of_it() -> None:
    call = after(*UP)
    assert evolve(call, AT, DispositionChosen(CALL, ANNA, ("sold",), ANNA)) == call


def test_a_call_is_not_held_before_it_is_talked() -> None:
    with pytest.raises(IllegalMove):
        after(CallHeld(CALL, ANNA))
