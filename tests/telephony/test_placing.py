"""Calls out: the operator's own phone first, then the number."""

import pytest

from telephony import placing
from telephony.call import MARGIN_S, PICK_UP_S
from tests.support.playbook import Playbook, Wait, arrives, like, plan_with
from vocabulary.commands import (
    CloseCall,
    HangUpLeg,
    JoinLegs,
    RingOperator,
    RingOutside,
    StartRinging,
)
from vocabulary.facts import (
    CallAnswered,
    CallConnected,
    CallEnded,
    Caller,
    CallPlaced,
    OfferMade,
    OperatorPickedUp,
    WrapUpStarted,
)
from vocabulary.ids import CallId, LegId, OperatorId, QueueId
from vocabulary.inputs import (
    DialAsked,
    JoinFailed,
    LegAnswered,
    LegEnded,
    LegSeen,
    LegsJoined,
    LinesSurveyed,
)
from vocabulary.ports import Decision
from vocabulary.states import EndCause, EndReason, Outcome

CALL = CallId("id1")
OWN, OUT = LegId("leg-id1-1"), LegId("out-id1-1")
ANNA = OperatorId("anna")
PLAN = plan_with(
    numbers='\n  - {number: "100", queue: support}',
    more='outgoing: {allow: ["+49"], region: DE, shown: "+4930100", per_operator_day: 2, '
    "per_number_day: 1}",
)
DIAL = DialAsked(ANNA, "030 555123", "anna", QueueId("support"))


def dialling(*, picked_up: bool = False, answered: bool = False) -> Playbook:
    play = Playbook(PLAN).run(DIAL)
    if picked_up or answered:
        play.run(LegAnswered(OWN))
    return play.run(LegAnswered(OUT)) if answered else play


def test_the_operators_phone_rings_first_and_then_the_number() -> None:
    assert (
        Playbook(PLAN)
        >> DIAL
        << CallPlaced(
            CALL,
            ANNA,
            OWN,
            "101",
            OUT,
            "+4930100",
            Caller("+4930555123"),
            45.0,
            QueueId("support"),
            0,
        )
        << like(RingOperator, leg=OWN, extension="101", at_once=True, pii_number="+4930555123")
        >> LegAnswered(OWN)
        << OperatorPickedUp(CALL, ANNA)
        << StartRinging(OWN)
        << RingOutside(CALL, OUT, 45, "+4930555123", "+4930100")
        >> LegAnswered(OWN)
        >> LegAnswered(OUT)
        << CallAnswered(CALL)
        << JoinLegs(CALL, OUT, OWN)
        >> LegsJoined(CALL, OWN)
        << CallConnected(CALL, ANNA, OWN)
        >> LegEnded(OUT, EndCause.HANG_UP)
        << CallEnded(CALL, Outcome.ANSWERED, EndReason.CALLER_HUNG_UP, ANNA)
        << like(WrapUpStarted, operator=ANNA)
        << HangUpLeg(OWN, reason=EndReason.CALLER_HUNG_UP)
        << CloseCall(CALL)
    )


@pytest.mark.parametrize(
    ("cause", "reason"),
    [
        (EndCause.BUSY, EndReason.CALLEE_BUSY),
        (EndCause.NO_ANSWER, EndReason.CALLEE_SILENT),
        (EndCause.DECLINED, EndReason.CALLEE_DECLINED),
        (EndCause.HANG_UP, EndReason.CALLEE_DECLINED),
        (EndCause.UNREACHABLE, EndReason.CALLEE_UNREACHABLE),
        (EndCause.LINE_LOST, EndReason.ASTERISK_LOST),
    ],
)
def test_why_nobody_was_reached_is_said(cause: EndCause, reason: EndReason) -> None:
    assert (
        dialling(picked_up=True)
        >> LegEnded(OUT, cause)
        << CallEnded(CALL, Outcome.UNREACHED, reason, ANNA)
        << HangUpLeg(OWN, reason=reason)
        << CloseCall(CALL)
    )


def test_an_operator_who_hangs_up_first_gave_up() -> None:
    gave_up = EndReason.OPERATOR_GAVE_UP
    assert (
        dialling(picked_up=True)
        >> LegEnded(OWN, EndCause.HANG_UP)
        << CallEnded(CALL, Outcome.UNREACHED, gave_up, ANNA)
        << HangUpLeg(OUT, reason=gave_up)
        << CloseCall(CALL)
    )
    assert (
        dialling()
        >> LegEnded(OWN, EndCause.UNREACHABLE)
        << CallEnded(CALL, Outcome.UNREACHED, EndReason.OPERATOR_SILENT, ANNA)
        << HangUpLeg(OUT, reason=EndReason.OPERATOR_SILENT)
        << CloseCall(CALL)
    )


def test_no_phone_rings_for_ever() -> None:
    play = dialling()
    play.run(Wait(PICK_UP_S + MARGIN_S))
    assert play.facts(CallEnded)[-1].reason is EndReason.OPERATOR_SILENT
    play = dialling(picked_up=True)
    play.run(Wait(45 + MARGIN_S))
    assert play.facts(CallEnded)[-1].reason is EndReason.CALLEE_SILENT


def test_two_who_cannot_be_joined_have_not_reached_each_other() -> None:
    play = dialling(answered=True)
    play.run(JoinFailed(CALL, OWN, "no"))
    assert play.facts(CallEnded)[-1].outcome is Outcome.UNREACHED


def test_whoever_calls_out_is_offered_nothing() -> None:
    play = dialling().run(arrives("in-1"))
    assert not play.facts(OfferMade)
    assert play >> DIAL
    play.run(LegEnded(OWN, EndCause.HANG_UP))
    assert play.facts(OfferMade)[-1].operator == ANNA


@pytest.mark.parametrize("number", ["+1 212 5551234", "0900 123456", "100", "", "sip:x@y"])
def test_what_may_not_be_called_is_not(number: str) -> None:
    assert Playbook(PLAN) >> DialAsked(ANNA, number, "anna")


def test_the_caps_of_the_plan_hold_for_24_hours() -> None:
    play = dialling().run(LegEnded(OWN, EndCause.HANG_UP))
    assert play >> DIAL  # the same number
    other = DialAsked(ANNA, "030 555124", "anna")
    play.run(other, LegEnded(LegId("leg-id2-1"), EndCause.HANG_UP))
    assert play >> DialAsked(ANNA, "030 555125", "anna")  # as many as an operator may
    play.run(Wait(24 * 3600), DIAL)
    assert len(play.facts(CallPlaced)) == 3


def test_after_a_gap_a_number_is_not_rung_twice() -> None:
    play = dialling()
    assert not play.run(LinesSurveyed((LegSeen(OWN, answered=False),))).facts(CallEnded)
    play.run(LinesSurveyed((LegSeen(OWN, answered=True),)))
    assert play.facts(OperatorPickedUp)
    play.run(LinesSurveyed((LegSeen(OWN, answered=True), LegSeen(OUT, answered=False))))
    assert not play.facts(CallEnded)
    play.run(LinesSurveyed((LegSeen(OWN, answered=True), LegSeen(OUT, answered=True))))
    assert play.facts(CallAnswered)
    play.run(LinesSurveyed((LegSeen(OWN, answered=True),)))
    assert play.facts(CallEnded)[-1].reason is EndReason.LEFT_WHILE_AWAY


def test_a_call_out_knows_when_it_may_be_joined() -> None:
    call = dialling().engine.book.calls[CALL]
    assert placing.joined(call) == Decision()
