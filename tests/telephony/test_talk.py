"""Hold, mute, asking a third party, giving a call away, talking with all three."""

import pytest

from telephony import talk
from tests.support.playbook import Playbook, Wait, arrives, like, plan_with
from vocabulary.commands import (
    CloseCall,
    GatherLegs,
    HangUpLeg,
    HoldLeg,
    JoinLegs,
    MuteLeg,
    RingOperator,
    RingOutside,
    StartMusic,
    StartRinging,
    StopRinging,
)
from vocabulary.facts import (
    CallConnected,
    CallEnded,
    CallHeld,
    CallQueued,
    CallResumed,
    CallReturned,
    CallTransferred,
    ConferenceStarted,
    ConsultAnswered,
    ConsultEnded,
    ConsultStarted,
    MuteChanged,
    OfferEnded,
    OfferMade,
    OutsideConnected,
    WrapUpEnded,
    WrapUpStarted,
)
from vocabulary.ids import CallId, LegId, OperatorId, QueueId
from vocabulary.inputs import (
    ConsultMoveAsked,
    DeclineAsked,
    HangUpAsked,
    HoldAsked,
    JoinFailed,
    LegAnswered,
    LegEnded,
    LegsJoined,
    MuteAsked,
    PhoneHeld,
    TransferAsked,
)
from vocabulary.states import (
    CallState,
    ConsultMove,
    EndCause,
    EndReason,
    OfferResult,
    Outcome,
    TransferKind,
)

CALL = CallId("id1")
IN = LegId("in-1")
ANNA, BORIS = OperatorId("anna"), OperatorId("boris")
THIRD = LegId("leg-id1-1")
SUPPORT, SALES = QueueId("support"), QueueId("sales")
PLAN = plan_with(
    "{queue: support, name: Support, ring_s: 15, wrap_up_s: 10}\n"
    "{queue: sales, name: Sales, operators: [vera], wrap_up_s: 10}",
    numbers='\n  - {number: "100", queue: support}',
    more='outside: ["+4930555"]\noutgoing: {allow: ["+49"], shown: "+4930100"}',
)
HOLD = HoldLeg(CALL, IN, "default")


def talking() -> Playbook:
    """Anna talks with the caller on `in-1`."""
    play = Playbook(PLAN).run(arrives("in-1"), LegAnswered(IN))
    phone = play.leg("anna")
    return play.run(LegAnswered(phone), LegsJoined(CALL, phone))


def consulting(answered: bool = True) -> Playbook:
    """Anna asks Boris, while the caller is on hold."""
    play = talking().run(TransferAsked(CALL, "anna", consult=True, to=BORIS))
    return play.run(LegAnswered(THIRD), LegsJoined(CALL, THIRD)) if answered else play


# -- hold and mute ---------------------------------------------------------------------------


def test_a_caller_on_hold_hears_music_until_the_two_are_joined_again() -> None:
    play = talking()
    phone = play.leg("anna")
    assert (
        play
        >> HoldAsked(CALL, held=True, by="anna")
        << CallHeld(CALL, ANNA)
        << HOLD
        >> HoldAsked(CALL, held=True, by="anna")
        << HOLD
        >> HoldAsked(CALL, held=False, by="anna")
        << JoinLegs(CALL, IN, phone)
        >> LegsJoined(CALL, phone)
        << CallResumed(CALL, ANNA)
        >> HoldAsked(CALL, held=False, by="anna")
        << JoinLegs(CALL, IN, phone)
        >> LegsJoined(CALL, phone)
    )


def test_a_caller_who_hangs_up_on_hold_was_answered_and_it_is_said_where_it_left() -> None:
    play = talking().run(HoldAsked(CALL, held=True, by="anna"))
    phone = play.leg("anna")
    assert (
        play
        >> LegEnded(IN, EndCause.HANG_UP)
        << CallEnded(CALL, Outcome.ANSWERED, EndReason.LEFT_ON_HOLD, ANNA)
        << like(WrapUpStarted)
        << HangUpLeg(phone, reason=EndReason.LEFT_ON_HOLD)
        << CloseCall(CALL)
    )


def test_a_phone_that_holds_by_itself_needs_no_command() -> None:
    play = talking()
    phone = play.leg("anna")
    assert (
        play
        >> PhoneHeld(phone, held=True)
        << CallHeld(CALL, ANNA, by_phone=True)
        >> PhoneHeld(phone, held=True)
        >> PhoneHeld(phone, held=False)
        << CallResumed(CALL, ANNA, by_phone=True)
    )


def test_an_operator_who_is_muted_is_not_heard() -> None:
    play = talking()
    phone = play.leg("anna")
    assert (
        play
        >> MuteAsked(CALL, muted=True, by="anna")
        << MuteChanged(CALL, ANNA, muted=True)
        << MuteLeg(phone, muted=True)
        >> MuteAsked(CALL, muted=True, by="anna")
        >> MuteAsked(CALL, muted=False, by="anna")
        << MuteChanged(CALL, ANNA, muted=False)
        << MuteLeg(phone, muted=False)
    )


@pytest.mark.parametrize(
    "given",
    [
        HoldAsked(CALL, held=True, by="anna"),
        MuteAsked(CALL, muted=True, by="anna"),
        TransferAsked(CALL, "anna", to=BORIS),
        ConsultMoveAsked(CALL, ConsultMove.COMPLETE, "anna"),
    ],
)
def test_there_is_nothing_to_do_with_a_call_that_nobody_has(given: HoldAsked) -> None:
    play = Playbook(PLAN, ready=()).run(arrives("in-1"), LegAnswered(IN))
    assert play >> given


# -- asking a third party --------------------------------------------------------------------


def test_a_colleague_is_asked_while_the_caller_is_on_hold() -> None:
    play = talking()
    phone = play.leg("anna")
    until = play.since_start(25)
    assert (
        play
        >> TransferAsked(CALL, "anna", consult=True, to=BORIS)
        << CallHeld(CALL, ANNA)
        << ConsultStarted(CALL, ANNA, THIRD, until, BORIS, "102")
        << HOLD
        << StartRinging(phone)
        << like(RingOperator, leg=THIRD, extension="102", pii_number="+4930123", at_once=False)
        >> LegAnswered(THIRD)
        << ConsultAnswered(CALL, THIRD, BORIS)
        << GatherLegs(CALL, (phone, THIRD), aside=True)
        >> LegsJoined(CALL, THIRD)
    )


def test_after_a_consultation_the_caller_is_given_to_the_colleague() -> None:
    play = consulting()
    phone = play.leg("anna")
    assert (
        play
        >> ConsultMoveAsked(CALL, ConsultMove.COMPLETE, "anna")
        << like(CallTransferred, operator=ANNA, kind=TransferKind.CONSULTED, to=BORIS, leg=THIRD)
        << like(WrapUpStarted, operator=ANNA)
        << HangUpLeg(phone)
        << JoinLegs(CALL, IN, THIRD)
        >> LegEnded(phone, EndCause.HANG_UP)
        >> LegsJoined(CALL, THIRD)
        << CallConnected(CALL, BORIS, THIRD)
        >> LegEnded(THIRD, EndCause.HANG_UP)
        << CallEnded(CALL, Outcome.ANSWERED, EndReason.OPERATOR_HUNG_UP, BORIS)
        << like(WrapUpStarted, operator=BORIS)
        << HangUpLeg(IN, reason=EndReason.OPERATOR_HUNG_UP)
        << CloseCall(CALL)
    )


def test_an_operator_who_hangs_up_in_a_consultation_has_given_the_call_away() -> None:
    play = consulting()
    phone = play.leg("anna")
    assert (
        play
        >> LegEnded(phone, EndCause.HANG_UP)
        << like(CallTransferred, kind=TransferKind.CONSULTED, to=BORIS)
        << like(WrapUpStarted, operator=ANNA)
        << JoinLegs(CALL, IN, THIRD)
    )


def test_an_operator_who_leaves_while_the_colleague_rings_has_transferred_blindly() -> None:
    play = consulting(answered=False)
    phone = play.leg("anna")
    assert (
        play
        >> LegEnded(phone, EndCause.HANG_UP)
        << like(CallTransferred, kind=TransferKind.BLIND, to=BORIS, leg=THIRD)
        << like(WrapUpStarted, operator=ANNA)
        << HOLD
        >> LegAnswered(THIRD)
        << ConsultAnswered(CALL, THIRD, BORIS)
        << JoinLegs(CALL, IN, THIRD)
        >> LegsJoined(CALL, THIRD)
        << CallConnected(CALL, BORIS, THIRD)
    )


def test_a_consultation_is_called_off_and_the_caller_is_back() -> None:
    play = consulting()
    phone = play.leg("anna")
    assert (
        play
        >> ConsultMoveAsked(CALL, ConsultMove.CANCEL, "anna")
        << ConsultEnded(CALL, THIRD, OfferResult.WITHDRAWN, BORIS)
        << HangUpLeg(THIRD)
        << JoinLegs(CALL, IN, phone)
        >> LegEnded(THIRD, EndCause.HANG_UP)
        >> LegsJoined(CALL, phone)
        << CallResumed(CALL, ANNA)
    )


def test_hanging_up_in_a_consultation_means_the_colleague() -> None:
    play = consulting()
    assert (
        play
        >> HangUpAsked(CALL, "anna")
        << like(ConsultEnded, result=OfferResult.WITHDRAWN)
        << HangUpLeg(THIRD)
        << like(JoinLegs)
    )


@pytest.mark.parametrize(
    ("cause", "result"),
    [
        (EndCause.BUSY, OfferResult.BUSY),
        (EndCause.DECLINED, OfferResult.DECLINED),
        (EndCause.UNREACHABLE, OfferResult.UNREACHABLE),
    ],
)
def test_a_colleague_who_does_not_pick_up_leaves_the_caller_on_hold(
    cause: EndCause, result: OfferResult
) -> None:
    play = consulting(answered=False)
    phone = play.leg("anna")
    assert (
        play
        >> LegEnded(THIRD, cause)
        << ConsultEnded(CALL, THIRD, result, BORIS)
        << StopRinging(phone)
        >> HoldAsked(CALL, held=False, by="anna")
        << JoinLegs(CALL, IN, phone)
    )


def test_a_colleague_may_refuse_from_the_screen() -> None:
    play = consulting(answered=False)
    phone = play.leg("anna")
    assert (
        play
        >> DeclineAsked(OperatorId("vera"), "vera")
        >> DeclineAsked(BORIS, "boris")
        << ConsultEnded(CALL, THIRD, OfferResult.DECLINED, BORIS)
        << StopRinging(phone)
        << HangUpLeg(THIRD)
    )


def test_a_colleague_whose_phone_rings_for_too_long_is_given_up() -> None:
    play = consulting(answered=False)
    assert (
        play
        >> Wait(36)
        << ConsultEnded(CALL, THIRD, OfferResult.TIMED_OUT, BORIS)
        << StopRinging(play.leg("anna"))
        << HangUpLeg(THIRD)
    )


def test_a_colleague_who_hangs_up_leaves_the_two_to_each_other() -> None:
    play = consulting()
    assert (
        play >> LegEnded(THIRD, EndCause.HANG_UP) << like(ConsultEnded, result=OfferResult.ACCEPTED)
    )


def test_a_caller_who_leaves_ends_the_consultation() -> None:
    play = consulting()
    phone = play.leg("anna")
    assert (
        play
        >> LegEnded(IN, EndCause.HANG_UP)
        << ConsultEnded(CALL, THIRD, OfferResult.ACCEPTED, BORIS)
        << CallEnded(CALL, Outcome.ANSWERED, EndReason.LEFT_ON_HOLD, ANNA)
        << like(WrapUpStarted, operator=ANNA)
        << HangUpLeg(phone, reason=EndReason.LEFT_ON_HOLD)
        << HangUpLeg(THIRD, reason=EndReason.LEFT_ON_HOLD)
        << CloseCall(CALL)
    )


def test_a_colleague_who_cannot_be_joined_is_let_go() -> None:
    play = talking().run(TransferAsked(CALL, "anna", consult=True, to=BORIS), LegAnswered(THIRD))
    assert (
        play
        >> JoinFailed(CALL, THIRD, "no")
        << ConsultEnded(CALL, THIRD, OfferResult.ACCEPTED, BORIS)
        << HangUpLeg(THIRD)
        << HOLD
    )


# -- all three -------------------------------------------------------------------------------


def conference() -> Playbook:
    play = consulting().run(ConsultMoveAsked(CALL, ConsultMove.CONFERENCE, "anna"))
    return play.run(LegsJoined(CALL, THIRD))


def test_in_a_conference_all_three_hear_each_other() -> None:
    play = consulting()
    phone = play.leg("anna")
    assert (
        play
        >> ConsultMoveAsked(CALL, ConsultMove.CONFERENCE, "anna")
        << ConferenceStarted(CALL, ANNA, THIRD, BORIS)
        << GatherLegs(CALL, (IN, phone, THIRD))
        >> LegsJoined(CALL, THIRD)
        << CallResumed(CALL, ANNA)
        >> ConsultMoveAsked(CALL, ConsultMove.CONFERENCE, "anna")
    )


def test_whoever_leaves_a_conference_leaves_two_who_talk_on() -> None:
    play = conference()
    assert (
        play >> LegEnded(THIRD, EndCause.HANG_UP) << like(ConsultEnded, result=OfferResult.ACCEPTED)
    )
    assert play.engine.book.calls[CALL].operator == ANNA
    play = conference()
    assert (
        play
        >> LegEnded(play.leg("anna"), EndCause.HANG_UP)
        << like(CallTransferred, kind=TransferKind.CONSULTED, to=BORIS)
        << like(WrapUpStarted, operator=ANNA)
        << JoinLegs(CALL, IN, THIRD)
        >> LegsJoined(CALL, THIRD)
        << CallConnected(CALL, BORIS, THIRD)
    )


def test_hanging_up_in_a_conference_leaves_it() -> None:
    play = conference()
    phone = play.leg("anna")
    assert (
        play
        >> HangUpAsked(CALL, "anna")
        << like(CallTransferred, to=BORIS)
        << like(WrapUpStarted)
        << HangUpLeg(phone)
        << JoinLegs(CALL, IN, THIRD)
    )


def test_whoever_is_not_in_the_call_ends_it_for_all() -> None:
    for play in (consulting(), conference()):
        play.run(HangUpAsked(CALL, "vera"))
        assert not play.engine.book.calls


def test_an_outside_number_may_be_the_third() -> None:
    play = talking()
    phone = play.leg("anna")
    assert (
        play
        >> TransferAsked(CALL, "anna", consult=True, pii_number="+4930555")
        << CallHeld(CALL, ANNA)
        << like(ConsultStarted, leg=THIRD, to=None, pii_number="+4930555")
        << HOLD
        << StartRinging(phone)
        << RingOutside(CALL, THIRD, 45, "+4930555", "+4930100")
        >> LegAnswered(THIRD)
        << ConsultAnswered(CALL, THIRD)
        << like(GatherLegs, aside=True)
        >> ConsultMoveAsked(CALL, ConsultMove.COMPLETE, "anna")
        << like(CallTransferred, pii_number="+4930555", to=None)
        << like(WrapUpStarted)
        << HangUpLeg(phone)
        << JoinLegs(CALL, IN, THIRD)
        >> LegsJoined(CALL, THIRD)
        << OutsideConnected(CALL, THIRD)
        >> LegEnded(THIRD, EndCause.HANG_UP)
        << CallEnded(CALL, Outcome.ANSWERED, EndReason.OUTSIDE_ENDED, ANNA)
        << HangUpLeg(IN, reason=EndReason.OUTSIDE_ENDED)
        << HangUpLeg(THIRD, reason=EndReason.OUTSIDE_ENDED)
        << CloseCall(CALL)
    )


# -- giving away at once ---------------------------------------------------------------------


def test_a_call_is_given_to_a_colleague_at_once() -> None:
    play = talking()
    phone = play.leg("anna")
    assert (
        play
        >> TransferAsked(CALL, "anna", to=BORIS)
        << like(CallTransferred, kind=TransferKind.BLIND, to=BORIS, leg=THIRD, extension="102")
        << like(WrapUpStarted, operator=ANNA)
        << HangUpLeg(phone)
        << HOLD
        << like(RingOperator, leg=THIRD, extension="102")
        >> LegEnded(phone, EndCause.HANG_UP)
        >> LegAnswered(THIRD)
        << ConsultAnswered(CALL, THIRD, BORIS)
        << JoinLegs(CALL, IN, THIRD)
        >> LegsJoined(CALL, THIRD)
        << CallConnected(CALL, BORIS, THIRD)
    )


def test_a_colleague_who_declines_sends_the_caller_back() -> None:
    play = talking().run(TransferAsked(CALL, "anna", to=BORIS))
    arrived = play.since_start(0)
    assert (
        play
        >> LegEnded(THIRD, EndCause.DECLINED)
        << ConsultEnded(CALL, THIRD, OfferResult.DECLINED, BORIS)
        << CallReturned(CALL, OfferResult.DECLINED)
        << like(CallQueued, queue=SUPPORT, place_since=arrived)
        << StartMusic(IN, "default")
    )
    assert play.engine.book.calls[CALL].state is CallState.WAITING
    assert (
        play
        >> Wait(10)
        << like(WrapUpEnded, operator=ANNA)
        << like(OfferMade, operator=ANNA)
        << like(RingOperator)
    )


def test_a_call_is_given_to_a_queue() -> None:
    play = talking()
    phone = play.leg("anna")
    assert (
        play
        >> TransferAsked(CALL, "anna", queue=SALES)
        << CallTransferred(CALL, ANNA, TransferKind.BLIND, queue=SALES)
        << like(CallQueued, queue=SALES, place_since=play.since_start(0))
        << like(WrapUpStarted, operator=ANNA)
        << HangUpLeg(phone)
        << HOLD
        << StartMusic(IN, "default")
    )
    assert (
        play
        >> LegEnded(IN, EndCause.HANG_UP)
        << CallEnded(CALL, Outcome.ANSWERED, EndReason.LEFT_IN_QUEUE, ANNA)
        << CloseCall(CALL)
    )


def test_a_caller_who_leaves_in_a_transfer_was_answered() -> None:
    play = talking().run(TransferAsked(CALL, "anna", to=BORIS))
    assert (
        play
        >> LegEnded(IN, EndCause.HANG_UP)
        << ConsultEnded(CALL, THIRD, OfferResult.WITHDRAWN, BORIS)
        << CallEnded(CALL, Outcome.ANSWERED, EndReason.LEFT_IN_TRANSFER, ANNA)
        << HangUpLeg(THIRD, reason=EndReason.LEFT_IN_TRANSFER)
        << CloseCall(CALL)
    )


@pytest.mark.parametrize(
    "asked",
    [
        TransferAsked(CALL, "anna", to=OperatorId("nobody")),
        TransferAsked(CALL, "anna", to=ANNA),
        TransferAsked(CALL, "anna", queue=QueueId("nowhere")),
        TransferAsked(CALL, "anna", pii_number="+19005551234"),
        TransferAsked(CALL, "anna", pii_number="101@evil"),
    ],
)
def test_whoever_cannot_have_the_call_is_not_rung(asked: TransferAsked) -> None:
    assert talking() >> asked


def test_a_colleague_who_is_in_a_call_is_not_rung() -> None:
    play = Playbook(PLAN, ready=("anna", "boris")).run(arrives("in-1"), LegAnswered(IN))
    phone = play.leg("anna")
    play.run(LegAnswered(phone), LegsJoined(CALL, phone), arrives("in-2"))
    assert play.facts(OfferMade)[-1].operator == BORIS
    assert play >> TransferAsked(CALL, "anna", to=BORIS)
    play.run(LegAnswered(play.leg("boris")))
    assert play >> TransferAsked(CALL, "anna", to=BORIS)
    assert play.facts(OfferEnded)[-1].result is not OfferResult.WITHDRAWN


def test_the_rules_of_talk_do_nothing_for_a_call_without_operator() -> None:
    call = Playbook(PLAN, ready=()).run(arrives("in-1")).engine.book.calls[CALL]
    assert talk.hold(call, "m") == talk.resume(call) == talk.cancel(call) == talk.NOTHING
    assert talk.mute(call, True) == talk.conference(call) == talk.resumed(call) == talk.NOTHING
