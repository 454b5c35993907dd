"""An operator whose phone is gone, and its way back into the call."""

import pytest

from telephony import recovery
from telephony.recovery import BACK_WITHIN_S
from tests.support.playbook import Playbook, Wait, arrives, like
from tests.telephony.test_talk import (
    ANNA,
    BORIS,
    CALL,
    HOLD,
    IN,
    PLAN,
    SUPPORT,
    THIRD,
    conference,
    consulting,
    talking,
)
from vocabulary.commands import (
    CloseCall,
    HangUpLeg,
    HoldLeg,
    JoinLegs,
    RingOperator,
    StartMusic,
)
from vocabulary.facts import (
    CallConnected,
    CallEnded,
    CallQueued,
    CallReturned,
    CallTransferred,
    ConsultEnded,
    OperatorLost,
    OperatorRung,
    PhoneChanged,
    WrapUpStarted,
)
from vocabulary.ids import LegId
from vocabulary.inputs import (
    JoinFailed,
    LegAnswered,
    LegEnded,
    LegSeen,
    LegsJoined,
    LinesSurveyed,
    PhoneLeft,
    PhoneReported,
    TakeBackAsked,
)
from vocabulary.states import CallState, EndCause, EndReason, OfferResult, Outcome, PhoneState

SECOND = LegId("leg-id1-2")


def lost() -> Playbook:
    return talking().run(PhoneLeft("101"))


def test_the_caller_of_a_page_that_is_closed_hears_music() -> None:
    play = talking()
    phone = play.leg("anna")
    assert (
        play
        >> PhoneLeft("101")
        << OperatorLost(CALL, ANNA, play.since_start(BACK_WITHIN_S))
        << HangUpLeg(phone)
        << HOLD
        >> PhoneLeft("101")
        >> LegEnded(phone, EndCause.HANG_UP)
    )
    assert play.engine.book.calls[CALL].state is CallState.RECOVERING


def test_a_phone_that_is_back_gets_its_call_back() -> None:
    play = lost().run(PhoneReported("101", PhoneState.UNREACHABLE))
    assert (
        play
        >> PhoneReported("101", PhoneState.FREE)
        << OperatorRung(CALL, ANNA, THIRD)
        << like(PhoneChanged)
        << like(RingOperator, leg=THIRD, extension="101", at_once=True)
        >> PhoneReported("101", PhoneState.BUSY)
        >> LegAnswered(THIRD)
        << JoinLegs(CALL, IN, THIRD)
        >> LegsJoined(CALL, THIRD)
        << CallConnected(CALL, ANNA, THIRD)
    )


def test_a_page_that_finds_itself_without_its_call_takes_it_back_at_once() -> None:
    play = talking()
    phone = play.leg("anna")
    assert (
        play
        >> TakeBackAsked(ANNA)
        << like(OperatorLost)
        << OperatorRung(CALL, ANNA, THIRD)
        << HangUpLeg(phone)
        << HOLD
        << like(RingOperator, leg=THIRD, at_once=True)
        >> LegAnswered(THIRD)
        << JoinLegs(CALL, IN, THIRD)
        >> LegsJoined(CALL, THIRD)
        << CallConnected(CALL, ANNA, THIRD)
    )


def test_a_page_that_is_loaded_again_while_it_is_rung_is_rung_anew() -> None:
    play = lost().run(TakeBackAsked(ANNA))
    assert (
        play
        >> TakeBackAsked(ANNA)
        << like(OperatorLost)
        << OperatorRung(CALL, ANNA, SECOND)
        << HangUpLeg(THIRD)
        << HOLD
        << like(RingOperator, leg=SECOND)
    )


@pytest.mark.parametrize("cause", list(EndCause))
def test_only_a_leg_that_nobody_hung_up_is_waited_for(cause: EndCause) -> None:
    play = talking()
    play.run(LegEnded(play.leg("anna"), cause))
    assert bool(play.facts(OperatorLost)) is (cause in recovery.LOST)
    assert bool(play.facts(CallEnded)) is (cause not in recovery.LOST)


def test_a_leg_that_is_lost_needs_no_hanging_up() -> None:
    play = talking().run(PhoneReported("101", PhoneState.UNREACHABLE))
    assert (
        play
        >> LegEnded(play.leg("anna"), EndCause.FAILED)
        << like(OperatorLost)
        << HoldLeg(CALL, IN, "default")
    )


def test_a_phone_that_is_not_there_after_all_may_still_come() -> None:
    play = lost().run(TakeBackAsked(ANNA))
    assert (
        play
        >> LegEnded(THIRD, EndCause.UNREACHABLE)
        << OperatorLost(CALL, ANNA, play.since_start(BACK_WITHIN_S))
        >> TakeBackAsked(ANNA)
        << OperatorRung(CALL, ANNA, SECOND)
        << like(RingOperator, leg=SECOND)
        >> LegAnswered(SECOND)
        << JoinLegs(CALL, IN, SECOND)
        >> JoinFailed(CALL, SECOND, "no")
        << like(OperatorLost)
        << HangUpLeg(SECOND)
        << HOLD
    )


def test_an_operator_who_does_not_come_back_loses_the_caller_to_the_queue() -> None:
    play = lost()
    assert (
        play
        >> Wait(BACK_WITHIN_S)
        << CallReturned(CALL, OfferResult.UNREACHABLE, ANNA)
        << like(CallQueued, queue=SUPPORT, place_since=play.since_start(BACK_WITHIN_S))
        << like(WrapUpStarted, operator=ANNA)
        << StartMusic(IN, "default")
    )


def test_a_caller_who_does_not_wait_for_that_was_answered() -> None:
    assert (
        lost()
        >> LegEnded(IN, EndCause.HANG_UP)
        << CallEnded(CALL, Outcome.ANSWERED, EndReason.LEFT_ON_HOLD, ANNA)
        << like(WrapUpStarted)
        << CloseCall(CALL)
    )


def test_a_consultation_ends_with_the_phone_of_whoever_asked() -> None:
    play = consulting()
    phone = play.leg("anna")
    assert (
        play
        >> PhoneLeft("101")
        << ConsultEnded(CALL, THIRD, OfferResult.WITHDRAWN, BORIS)
        << like(OperatorLost)
        << HangUpLeg(phone)
        << HangUpLeg(THIRD, elsewhere=True)
        << HOLD
    )


def test_in_a_conference_the_others_talk_on() -> None:
    play = conference()
    assert (
        play
        >> PhoneLeft("101")
        << like(CallTransferred, to=BORIS)
        << like(WrapUpStarted, operator=ANNA)
        << like(HangUpLeg)
        << JoinLegs(CALL, IN, THIRD)
    )


def test_a_page_that_is_closed_while_it_is_joined_sends_the_caller_back() -> None:
    play = Playbook(PLAN).run(arrives("in-1"), LegAnswered(IN))
    phone = play.leg("anna")
    play.run(LegAnswered(phone))
    assert play >> PhoneLeft("101") << HangUpLeg(phone)


def test_nobody_is_lost_who_has_no_call() -> None:
    play = Playbook(PLAN)
    assert play >> PhoneLeft("101") >> PhoneLeft("999") >> TakeBackAsked(ANNA)


def test_after_a_restart_of_the_service_the_caller_still_waits_for_its_operator() -> None:
    play = lost()
    answer = (play >> LinesSurveyed((LegSeen(IN, answered=True),))).rest()
    assert HOLD in answer
    assert play.engine.book.calls[CALL].state is CallState.RECOVERING
