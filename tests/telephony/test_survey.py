"""After a gap: every state against everything that may be found on the line."""

import pytest

from telephony.survey import mend
from tests.support.playbook import Playbook, Wait, arrives, like, plan_with
from tests.telephony.test_talk import conference, consulting, talking
from vocabulary.commands import (
    AnswerCaller,
    CloseCall,
    GatherLegs,
    HangUpLeg,
    HoldLeg,
    JoinLegs,
    PlayPrompt,
    RingOperator,
    Utterance,
)
from vocabulary.commands import StartMusic as Music
from vocabulary.facts import (
    CallAnswered,
    CallArrived,
    CallConnected,
    CallEnded,
    CallQueued,
    CallRequeued,
    CallResumed,
    ConsultAnswered,
    ConsultEnded,
    LinesSeen,
    NodeEntered,
    OfferEnded,
    OfferMade,
    RestEnded,
    WrapUpStarted,
)
from vocabulary.ids import CallId, LegId, NodeId, OperatorId
from vocabulary.inputs import (
    HoldAsked,
    LegAnswered,
    LegEnded,
    LegSeen,
    LegsJoined,
    LinesDropped,
    LinesSurveyed,
    Starting,
    TakeBackAsked,
    TransferAsked,
)
from vocabulary.ports import Decision
from vocabulary.states import CallState, EndCause, EndReason, OfferResult, Outcome

CALL, IN, PHONE = CallId("id1"), LegId("in-1"), LegId("op-id2")
LIVING = [state for state in CallState if state is not CallState.ENDED]
WITH_PHONE = [CallState.WAITING, CallState.CONNECTING, CallState.TALKING]
JOINED = [CallState.CONNECTING, CallState.TALKING]


def in_state(state: CallState) -> Playbook:
    """One caller, brought into a state, and then the line is gone."""
    play = Playbook()
    if state in (CallState.ARRIVING, CallState.IVR):
        play.run(arrives("in-1", "200"))
        if state is CallState.IVR:
            play.run(LegAnswered(IN))
    else:
        play.run(arrives("in-1"), LegAnswered(IN))
    if state in JOINED:
        play.run(LegAnswered(PHONE))
    if state is CallState.TALKING:
        play.run(LegsJoined(CALL, PHONE))
    return play.run(Starting("again"), LinesDropped("gone"))


def found(*legs: LegSeen, restarted: bool = False) -> LinesSurveyed:
    return LinesSurveyed(legs, restarted=restarted)


def caller(*, answered: bool = True, joined: bool = False) -> LegSeen:
    return LegSeen(IN, answered, CALL if joined else None)


def phone(*, answered: bool = True, joined: bool = False) -> LegSeen:
    return LegSeen(PHONE, answered, CALL if joined else None)


@pytest.mark.parametrize("state", LIVING)
@pytest.mark.parametrize("phone_lives", [True, False])
def test_a_missing_caller_has_left_and_its_phones_are_let_go(
    state: CallState, phone_lives: bool
) -> None:
    play = in_state(state)
    legs = [phone(answered=state in JOINED)] if phone_lives and state in WITH_PHONE else []
    _ = play >> found(*legs)
    talked = state is CallState.TALKING
    (ended,) = play.facts(CallEnded)
    assert ended.outcome is (Outcome.ANSWERED if talked else Outcome.ABANDONED)
    assert ended.reason is EndReason.LEFT_WHILE_AWAY
    commands = play.rest()
    if state in WITH_PHONE:
        assert PHONE in {out.leg for out in commands if isinstance(out, HangUpLeg)}
    assert (CloseCall(CALL) in commands) == (state in JOINED)
    assert len(play.facts(WrapUpStarted)) == talked
    assert not play.engine.floor.waiting


@pytest.mark.parametrize("state", LIVING)
def test_a_restarted_asterisk_has_taken_every_call_with_it(state: CallState) -> None:
    play = in_state(state).run(found(restarted=True))
    (ended,) = play.facts(CallEnded)
    assert (ended.outcome, ended.reason) == (Outcome.INTERRUPTED, EndReason.ASTERISK_LOST)
    assert not play.engine.book.calls


def test_a_missing_ringing_phone_ends_its_offer_and_the_caller_waits_on() -> None:
    assert (
        in_state(CallState.WAITING)
        >> found(caller())
        << LinesSeen(1)
        << like(OfferEnded, operator="anna", result=OfferResult.UNREACHABLE)
        << Music(IN, "default")
        << like(HangUpLeg, leg=PHONE)
        >> Wait(5)
        << like(RestEnded)
        << like(OfferMade, call=CALL, operator="anna")
        << like(RingOperator)
    )


def test_a_missing_operator_before_the_talk_sends_the_caller_back() -> None:
    play = in_state(CallState.CONNECTING)
    assert (
        play
        >> found(caller(joined=True))
        << LinesSeen(1)
        << CallRequeued(CALL)
        << like(OfferMade, call=CALL)
        << CloseCall(CALL)
        << HangUpLeg(PHONE)
        << like(Music)
        << like(RingOperator)
    )
    assert play.engine.floor.waiting[CALL].place_since == play.since_start(0)


def test_a_missing_operator_in_the_talk_frees_the_caller() -> None:
    assert (
        in_state(CallState.TALKING)
        >> found(caller(joined=True))
        << LinesSeen(1)
        << like(CallEnded, outcome=Outcome.ANSWERED, reason=EndReason.LEFT_WHILE_AWAY)
        << like(WrapUpStarted, operator="anna")
        << like(HangUpLeg, leg=IN)
        << CloseCall(CALL)
    )


@pytest.mark.parametrize("state", JOINED)
@pytest.mark.parametrize(("caller_in", "phone_in"), [(False, False), (True, False), (False, True)])
def test_legs_that_are_not_joined_are_joined_again(
    state: CallState, caller_in: bool, phone_in: bool
) -> None:
    assert (
        in_state(state)
        >> found(caller(joined=caller_in), phone(joined=phone_in))
        << LinesSeen(2)
        << JoinLegs(CALL, IN, PHONE)
    )


def test_a_join_that_was_done_in_the_gap_is_a_talk() -> None:
    assert (
        in_state(CallState.CONNECTING)
        >> found(caller(joined=True), phone(joined=True))
        << LinesSeen(2)
        << CallConnected(CALL, OperatorId("anna"), PHONE)
    )


def test_a_talk_that_goes_on_is_left_alone() -> None:
    assert (
        in_state(CallState.TALKING)
        >> found(caller(joined=True), phone(joined=True))
        << LinesSeen(2)
        >> Wait(600)
    )


def test_a_phone_that_answered_in_the_gap_is_joined_even_after_its_time() -> None:
    play = in_state(CallState.WAITING)
    assert (
        play
        >> Wait(60)
        >> found(caller(), phone())
        << LinesSeen(2)
        << like(OfferEnded, operator="anna", result=OfferResult.ACCEPTED)
        << Music(IN, "default")
        << JoinLegs(CALL, IN, PHONE)
    )


def test_a_phone_that_rings_on_is_given_up_when_its_time_is_over() -> None:
    assert (
        in_state(CallState.WAITING)
        >> Wait(60)
        >> found(caller(), phone(answered=False))
        << LinesSeen(2)
        << Music(IN, "default")
        >> Wait(0)
        << like(OfferEnded, result=OfferResult.TIMED_OUT)
        << like(HangUpLeg, leg=PHONE)
    )


def test_two_phones_that_answered_in_the_gap_are_still_one_talk() -> None:
    two = plan_with("{queue: support, name: Support, ring_at_once: 2}")
    play = Playbook(two, ready=("anna", "boris")).run(arrives("in-1"), LinesDropped("gone"))
    legs = (LegSeen(LegId(f"op-id{n}"), answered=True) for n in (2, 3))
    assert (
        play
        >> found(caller(), *legs)
        << LinesSeen(3)
        << like(CallAnswered)
        << like(OfferEnded, operator="anna", result=OfferResult.ACCEPTED)
        << like(OfferEnded, operator="boris", result=OfferResult.WITHDRAWN)
        << Music(IN, "default")
        << JoinLegs(CALL, IN, PHONE)
        << HangUpLeg(LegId("op-id3"), elsewhere=True)
        << HangUpLeg(LegId("op-id3"), elsewhere=True)
    )


def test_a_caller_answered_in_the_gap_hears_the_greeting_now() -> None:
    assert (
        in_state(CallState.ARRIVING)
        >> found(caller())
        << LinesSeen(1)
        << CallAnswered(CALL)
        << NodeEntered(CALL, NodeId("hello"), "say", "start")
        << like(PlayPrompt, leg=IN, token="1.1", say=(Utterance("hello"),))
    )


def test_a_caller_not_answered_yet_is_answered_again() -> None:
    assert (
        in_state(CallState.ARRIVING)
        >> found(caller(answered=False))
        << LinesSeen(1)
        << AnswerCaller(CALL, IN)
    )


def test_a_greeting_whose_end_may_be_lost_is_heard_again() -> None:
    assert (
        in_state(CallState.IVR)
        >> found(caller())
        << LinesSeen(1)
        << like(PlayPrompt, leg=IN, say=(Utterance("hello"),))
    )


@pytest.mark.parametrize("restarted", [True, False])
def test_a_caller_whose_arrival_was_lost_arrives_now(restarted: bool) -> None:
    survey = LinesSurveyed((caller(answered=False),), (), restarted, (arrives("in-1"),))
    assert (
        Playbook(ready=()).run(LinesDropped("gone"))
        >> survey
        << like(LinesSeen)
        << like(CallArrived, leg=IN, dialled="100")
        << like(CallQueued)
        << AnswerCaller(CALL, IN)
        << like(Music)
    )


def test_an_arrival_that_is_known_is_not_told_again() -> None:
    play = in_state(CallState.WAITING)
    legs = (caller(), phone(answered=False))
    play.run(LinesSurveyed(legs, arrivals=(arrives("in-1"),)))
    assert len(play.facts(CallArrived)) == 1


def test_legs_that_nobody_owns_are_ended() -> None:
    strays = (LegSeen(LegId("op-old"), answered=True), LegSeen(LegId("op-rings"), answered=False))
    assert (
        in_state(CallState.TALKING)
        >> found(caller(joined=True), phone(joined=True), *strays)
        << LinesSeen(4)
        << HangUpLeg(LegId("op-old"))
        << HangUpLeg(LegId("op-rings"))
    )


def test_a_finished_callers_living_leg_is_ended_and_is_no_new_call() -> None:
    play = Playbook().run(arrives("in-1"), LegEnded(IN, EndCause.HANG_UP), LinesDropped("gone"))
    assert (
        play
        >> LinesSurveyed((caller(),), arrivals=(arrives("in-1"),))
        << LinesSeen(1)
        << HangUpLeg(IN)
    )


def test_many_calls_are_each_mended_on_their_own() -> None:
    play = Playbook(ready=("anna", "boris"))
    play.run(arrives("in-1"), arrives("in-2"), arrives("in-3"), LinesDropped("gone"))
    seen = [LegSeen(LegId(leg), answered=True) for leg in ("in-2", "in-3", "op-id4")]
    play.run(found(*seen))
    assert {call.leg for call in play.engine.book.calls.values()} == {"in-2", "in-3"}
    assert [fact.call for fact in play.facts(CallEnded)] == ["id1"]
    states = {call.leg: call.state for call in play.engine.book.calls.values()}
    assert states == {"in-2": CallState.CONNECTING, "in-3": CallState.WAITING}


def test_an_empty_line_and_an_empty_book_need_no_mending() -> None:
    assert mend((), found(), lambda _call: "default", ()) == Decision()


# -- calls that operators have ---------------------------------------------------------------


def seen(leg: str, *, answered: bool = True, joined: bool = False, aside: bool = False) -> LegSeen:
    return LegSeen(LegId(leg), answered, TALK if joined else None, TALK if aside else None)


TALK = CallId("id1")
THIRD = "leg-id1-1"


def test_a_caller_on_hold_is_put_on_hold_again_and_not_taken_off() -> None:
    play = talking().run(HoldAsked(TALK, held=True, by="anna"))
    phone = play.leg("anna")
    both = (seen("in-1", joined=True), seen(phone, joined=True))
    answer = (play >> LinesSurveyed(both)).rest()
    assert HoldLeg(TALK, LegId("in-1"), "default") in answer
    assert not play.facts(CallResumed)


def test_a_consultation_is_put_together_again() -> None:
    play = consulting()
    phone = play.leg("anna")
    answer = (play >> LinesSurveyed((seen("in-1"), seen(phone), seen(THIRD)))).rest()
    assert HoldLeg(TALK, LegId("in-1"), "default") in answer
    assert GatherLegs(TALK, (phone, LegId(THIRD)), aside=True) in answer


def test_a_colleague_who_picked_up_in_the_gap_is_heard() -> None:
    play = consulting(answered=False)
    phone = play.leg("anna")
    play.run(LinesSurveyed((seen("in-1"), seen(phone), seen(THIRD))))
    assert play.facts(ConsultAnswered)


def test_a_colleague_who_left_in_the_gap_leaves_the_two() -> None:
    play = consulting()
    play.run(LinesSurveyed((seen("in-1"), seen(play.leg("anna")))))
    assert play.facts(ConsultEnded)
    assert not play.facts(CallEnded)


def test_a_conference_is_gathered_again() -> None:
    play = conference()
    phone = play.leg("anna")
    both = (seen("in-1", joined=True), seen(phone, joined=True), seen(THIRD))
    answer = (play >> LinesSurveyed(both)).rest()
    assert GatherLegs(TALK, (LegId("in-1"), phone, LegId(THIRD))) in answer


def test_a_transfer_that_was_answered_in_the_gap_is_joined() -> None:
    play = talking().run(TransferAsked(TALK, "anna", to=OperatorId("boris")))
    answer = (play >> LinesSurveyed((seen("in-1"), seen(THIRD)))).rest()
    assert JoinLegs(TALK, LegId("in-1"), LegId(THIRD)) in answer


def test_an_operator_who_came_back_in_the_gap_is_joined_and_the_caller_not_held() -> None:
    play = talking().run(TakeBackAsked(OperatorId("anna")))
    both = (seen("in-1", joined=True), seen(THIRD, joined=True))
    answer = (play >> LinesSurveyed(both)).rest()
    assert HoldLeg(TALK, LegId("in-1"), "default") not in answer
    assert play.facts(CallConnected)[-1].leg == THIRD
