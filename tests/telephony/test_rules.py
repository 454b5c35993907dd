"""What one report means for one call: phones that fail, joins that fail."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from telephony import rules
from telephony.call import Call, Offer
from telephony.plan import NumberPlan, Wish
from telephony.visit import Visit
from tests.support.playbook import Playbook, Wait, arrives, like
from vocabulary.commands import AnswerCaller, CloseCall, HangUpLeg, JoinLegs, RingOperator
from vocabulary.commands import StartMusic as Music
from vocabulary.facts import (
    CallArrived,
    CallConnected,
    CallEnded,
    Caller,
    CallRequeued,
    OfferEnded,
    OfferMade,
    TalkEnded,
)
from vocabulary.ids import CallId, LegId, OfferId, OperatorId, QueueId
from vocabulary.inputs import JoinFailed, LegAnswered, LegEnded, LegsJoined
from vocabulary.states import CallState, EndCause, EndReason, OfferResult, Outcome

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
CALL, ANNA = CallId("id1"), OperatorId("anna")
IN, PHONE = LegId("in-1"), LegId("op-id2")
NUMBER = NumberPlan(number="100", queue=QueueId("support"), music="calm", priority=4)


def call_in(state: CallState, *, requeued: int = 0) -> Call:
    connected = state in (CallState.CONNECTING, CallState.TALKING)
    return Call(
        id=CALL,
        leg=IN,
        dialled="100",
        caller=Caller("+49", "Ada"),
        state=state,
        arrived_at=AT,
        since=AT,
        answered=True,
        operator=ANNA if connected else None,
        operator_leg=PHONE if connected else None,
        requeued=requeued,
    )


def connecting() -> Playbook:
    play = Playbook().run(arrives("in-1"), LegAnswered(IN))
    return play.run(LegAnswered(play.leg("anna")))


@pytest.mark.parametrize("cause", EndCause)
def test_every_cause_of_a_phone_has_its_result(cause: EndCause) -> None:
    results = {
        EndCause.BUSY: OfferResult.BUSY,
        EndCause.DECLINED: OfferResult.DECLINED,
        EndCause.HANG_UP: OfferResult.DECLINED,
        EndCause.NO_ANSWER: OfferResult.TIMED_OUT,
        EndCause.UNREACHABLE: OfferResult.UNREACHABLE,
        EndCause.GONE: OfferResult.UNREACHABLE,
        EndCause.LINE_LOST: OfferResult.FAILED,
        EndCause.FAILED: OfferResult.FAILED,
    }
    play = Playbook().run(arrives("in-1"))
    assert (
        play
        >> LegEnded(PHONE, cause)
        << OfferEnded(OfferId("id2"), CALL, ANNA, results[cause])
        << like(HangUpLeg, leg=PHONE, elsewhere=False)
        >> LegEnded(PHONE, cause)
    )


@pytest.mark.parametrize("failure", ["join failed", "operator gone"])
def test_a_failed_join_returns_the_caller_to_its_place(failure: str) -> None:
    play = connecting()
    failed = JoinFailed(CALL, PHONE, "422")
    gone = LegEnded(PHONE, EndCause.HANG_UP)
    assert (
        play
        >> (failed if failure == "join failed" else gone)
        << CallRequeued(CALL)
        << like(OfferMade, call=CALL)
        << CloseCall(CALL)
        << HangUpLeg(PHONE)
        << Music(IN, "default")
        << like(RingOperator)
        >> failed
        >> gone
        >> LegsJoined(CALL, PHONE)
    )
    assert play.engine.floor.waiting[CALL].place_since == play.since_start(0)


def test_a_requeued_caller_goes_before_whoever_came_later() -> None:
    play = connecting().run(Wait(1), arrives("in-2"))
    play.run(JoinFailed(CALL, PHONE, "422"))
    assert [fact.call for fact in play.facts(OfferMade)] == ["id1", "id1"]


def test_joins_that_fail_again_and_again_end_the_call_as_our_failure() -> None:
    play = connecting()
    for _ in range(rules.REQUEUE_LIMIT):
        play.run(JoinFailed(CALL, play.leg("anna"), "422"))
        play.run(LegAnswered(play.leg("anna")))
    last = play.leg("anna")
    assert (
        play
        >> JoinFailed(CALL, last, "422")
        << CallEnded(CALL, Outcome.INTERRUPTED, EndReason.LINE_FAILED)
        << like(HangUpLeg, leg=IN)
        << like(HangUpLeg, leg=last)
        << CloseCall(CALL)
    )
    assert len(play.facts(CallRequeued)) == rules.REQUEUE_LIMIT


def test_a_join_report_of_another_leg_is_not_ours() -> None:
    assert (
        connecting()
        >> LegsJoined(CALL, LegId("op-other"))
        >> JoinFailed(CALL, LegId("op-other"), "late")
        >> LegsJoined(CALL, PHONE)
        << CallConnected(CALL, ANNA, PHONE)
        >> JoinFailed(CALL, PHONE, "late")
    )


@pytest.mark.parametrize(
    ("state", "cause", "outcome", "reason"),
    [
        (CallState.TALKING, EndCause.GONE, Outcome.ANSWERED, EndReason.LEFT_WHILE_AWAY),
        (CallState.WAITING, EndCause.GONE, Outcome.ABANDONED, EndReason.LEFT_WHILE_AWAY),
        (CallState.TALKING, EndCause.LINE_LOST, Outcome.INTERRUPTED, EndReason.ASTERISK_LOST),
        (CallState.IVR, EndCause.LINE_LOST, Outcome.INTERRUPTED, EndReason.ASTERISK_LOST),
    ],
)
def test_a_caller_who_left_unseen(
    state: CallState, cause: EndCause, outcome: Outcome, reason: EndReason
) -> None:
    operator = ANNA if state is CallState.TALKING else None
    facts = rules.caller_left(call_in(state), cause).facts
    assert facts == (CallEnded(CALL, outcome, reason, operator),)


@pytest.mark.parametrize(
    ("cause", "outcome", "reason"),
    [
        (EndCause.HANG_UP, Outcome.ANSWERED, EndReason.OPERATOR_HUNG_UP),
        (EndCause.GONE, Outcome.ANSWERED, EndReason.LEFT_WHILE_AWAY),
        (EndCause.LINE_LOST, Outcome.INTERRUPTED, EndReason.ASTERISK_LOST),
    ],
)
def test_an_operator_who_left_in_the_talk(
    cause: EndCause, outcome: Outcome, reason: EndReason
) -> None:
    decision = rules.operator_left(call_in(CallState.TALKING), cause, "calm", goes_on=False)
    assert decision.facts == (CallEnded(CALL, outcome, reason, ANNA),)
    assert HangUpLeg(IN, reason=reason) in decision.commands
    assert CloseCall(CALL) in decision.commands


def test_an_operator_who_hung_up_leaves_the_caller_to_the_flow_where_it_goes_on() -> None:
    talking = call_in(CallState.TALKING)
    decision = rules.operator_left(talking, EndCause.HANG_UP, "calm", goes_on=True)
    assert decision.facts == (TalkEnded(CALL, ANNA, EndReason.OPERATOR_HUNG_UP),)
    assert decision.commands == (CloseCall(CALL),)


def test_every_number_of_the_plan_is_answered_under_the_revision_in_force() -> None:
    decision = rules.caller_arrived(CALL, arrives("in-1"), NUMBER, 3)
    assert decision.facts == (CallArrived(CALL, IN, "100", Caller("+4930123", "Ada"), 3),)
    assert decision.commands == (AnswerCaller(CALL, IN),)


def test_what_a_call_asks_for_is_of_the_number_the_caller_and_the_flow() -> None:
    visit = Visit(priority=2, needs=(("x", 5),), preferred=OperatorId("vera"))
    call = replace(call_in(CallState.IVR), visit=visit, place_since=AT)
    number = NUMBER.model_copy(update={"needs": {"x": 3, "y": 1}, "language": "de"})
    later = AT + timedelta(seconds=9)
    queued = rules.queued(later, call, QueueId("support"), number, Wish(1, 9.0, "", ANNA))
    assert (queued.priority, queued.credit_s, queued.language) == (7, 9.0, "de")
    assert queued.needs == (("x", 5), ("y", 1))
    assert queued.preferred == "vera"
    assert queued.place_since == AT


@pytest.mark.parametrize(
    ("visit", "talked_with", "outcome"),
    [
        (Visit(), None, Outcome.ABANDONED),
        (Visit(messages_taken=1), None, Outcome.VOICEMAIL),
        (Visit(callback_asked=True), None, Outcome.CALLBACK),
        (Visit(callback_asked=True), ANNA, Outcome.ANSWERED),
    ],
)
def test_what_the_caller_got_counts_however_it_ends(
    visit: Visit, talked_with: OperatorId | None, outcome: Outcome
) -> None:
    call = replace(call_in(CallState.IVR), visit=visit, talked_with=talked_with)
    (ended,) = rules.finish(call, Outcome.ABANDONED, EndReason.LEFT_IN_MENU).facts
    assert ended == CallEnded(CALL, outcome, EndReason.LEFT_IN_MENU, talked_with)


@pytest.mark.parametrize(("left_s", "ring_s"), [(15.0, 25), (0.2, 11), (-3.0, 11)])
def test_the_line_rings_a_little_longer_than_the_offer_lasts(left_s: float, ring_s: int) -> None:
    offer = OfferMade(OfferId("o"), CALL, ANNA, PHONE, "101", AT + timedelta(seconds=left_s))
    (ring,) = rules.ring(AT, call_in(CallState.WAITING), offer).commands
    assert ring == RingOperator(CALL, PHONE, "101", ring_s, "+49", "Ada")


def test_a_phone_that_answers_late_hears_that_somebody_else_has_the_call() -> None:
    offer = Offer(OfferId("o"), ANNA, PHONE)
    for state in (CallState.CONNECTING, CallState.TALKING):
        late = rules.phone_answered(call_in(state), PHONE, offer)
        assert late.facts == ()
        assert late.commands == (HangUpLeg(PHONE, elsewhere=True),)
    in_time = rules.phone_answered(call_in(CallState.WAITING), PHONE, offer)
    assert in_time.commands == (JoinLegs(CALL, IN, PHONE),)


@pytest.mark.parametrize("state", [CallState.ARRIVING, CallState.IVR, CallState.WAITING])
def test_a_call_without_an_operator_has_nothing_to_close(state: CallState) -> None:
    ended = rules.finish(call_in(state), Outcome.ABANDONED, EndReason.LEFT_IN_QUEUE)
    assert ended.commands == (HangUpLeg(IN, reason=EndReason.LEFT_IN_QUEUE),)
