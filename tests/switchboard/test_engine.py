"""The flow of a call through the whole core, line by line, and how the engine decides."""

from datetime import datetime

import pytest

from recording.policy import RecordingPolicy
from routing.floor import Floor
from switchboard import engine
from switchboard.engine import Engine, RunawayStep
from switchboard.shelves import Shelves
from telephony.book import CallBook
from telephony.standing import Standing
from telephony.waiting.room import WaitingRoom
from tests.support.ids import Ids
from tests.support.playbook import START, Playbook, Wait, arrives, chooses, like, plan_with
from vocabulary.commands import (
    AnswerCaller,
    CloseCall,
    HangUpLeg,
    JoinLegs,
    PlayPrompt,
    RingOperator,
    StartMusic,
    StartRecording,
    StopRecording,
    StoreRecording,
    Utterance,
)
from vocabulary.facts import (
    AvailabilityChanged,
    CallAnswered,
    CallArrived,
    CallConnected,
    CallEnded,
    CallQueued,
    Fact,
    LinesLost,
    LinesSeen,
    NodeEntered,
    OfferEnded,
    OfferMade,
    OfferRang,
    QueueChosen,
    RecordingKept,
    RecordingStarted,
    RecordingStopped,
    RestEnded,
    ServiceStarted,
    ServiceStopped,
    WrapUpEnded,
    WrapUpStarted,
)
from vocabulary.ids import CallId, LegId, NodeId, QueueId, RecordingId
from vocabulary.inputs import (
    LegAnswered,
    LegEnded,
    LegRang,
    LegSeen,
    LegsJoined,
    LinesDropped,
    LinesSurveyed,
    PromptEnded,
    RecordingBegan,
    RecordingFinished,
    RecordingStored,
    Starting,
    Stopping,
    Tick,
)
from vocabulary.ports import Decision
from vocabulary.states import Availability, EndCause, EndReason, OfferResult, Outcome

IN = LegId("in-1")
IN2 = LegId("in-2")
TWO_AT_ONCE = "{queue: support, name: Support, ring_at_once: 2, wrap_up_s: 10}"


def talking(play: Playbook, leg: str = "in-1", operator: str = "anna") -> Playbook:
    """A caller and an operator who hear each other."""
    play.run(arrives(leg), LegAnswered(LegId(leg)))
    phone = play.leg(operator)
    call = next(call.id for call in play.engine.book.calls.values() if call.leg == leg)
    return play.run(LegAnswered(phone), LegsJoined(call, phone))


def test_a_whole_call_with_greeting_music_talk_recording_and_wrap_up() -> None:
    play = Playbook(recording=True)
    recording, call = RecordingId("id1-1"), CallId("id1")
    assert (
        play
        >> arrives("in-1", "200")
        << like(CallArrived, call="id1", leg="in-1", dialled="200")
        << AnswerCaller(call, IN)
        >> LegAnswered(IN)
        << CallAnswered(call)
        << NodeEntered(call, NodeId("hello"), "say", "start")
        << PlayPrompt(IN, "1.1", (Utterance("hello"),), "en", 0)
        >> Wait(4)
        >> PromptEnded(IN, "1.1")
        << QueueChosen(call, QueueId("support"), "next")
        << like(CallQueued, queue="support", place_since=play.since_start(4), priority=0)
        << like(OfferMade, operator="anna", expires_at=play.since_start(19))
        << StartMusic(IN, "calm")
        << like(RingOperator, extension="101", ring_s=25, pii_number="+4930123", pii_name="Ada")
        >> LegRang(play.leg("anna"))
        << like(OfferRang, operator="anna")
        >> LegAnswered(play.leg("anna"))
        << like(OfferEnded, operator="anna", result=OfferResult.ACCEPTED)
        << JoinLegs(call, IN, play.leg("anna"))
        >> LegsJoined(call, play.leg("anna"))
        << like(CallConnected, call="id1", operator="anna")
        << StartRecording(recording, call, IN)
        >> RecordingBegan(recording)
        << like(RecordingStarted, recording=recording)
        >> Wait(60)
        >> LegEnded(play.leg("anna"), EndCause.HANG_UP)
        << like(CallEnded, outcome=Outcome.ANSWERED, reason=EndReason.OPERATOR_HUNG_UP)
        << like(WrapUpStarted, operator="anna", until=play.since_start(74))
        << like(HangUpLeg, leg="in-1")
        << CloseCall(call)
        << StopRecording(recording)
        >> RecordingFinished(recording)
        << like(RecordingStopped, recording=recording)
        << StoreRecording(recording, call)
        >> RecordingStored(recording, "a.wav", 60.0, 44, 2)
        << like(RecordingKept, path="a.wav", duration_s=60.0)
        >> Wait(10)
        << like(WrapUpEnded, operator="anna", early=False)
    )


def test_without_a_greeting_the_phone_rings_while_the_line_still_answers() -> None:
    play = Playbook()
    assert (
        play
        >> arrives("in-1")
        << like(CallArrived)
        << like(CallQueued, place_since=play.since_start(0))
        << like(OfferMade, operator="anna")
        << like(AnswerCaller)
        << StartMusic(IN, "default")
        << like(RingOperator)
        >> LegAnswered(play.leg("anna"))
        << like(OfferEnded, result=OfferResult.ACCEPTED)
        << like(JoinLegs)
        >> LegAnswered(IN)
        << like(CallAnswered)
        >> LegsJoined(CallId("id1"), play.leg("anna"))
        << like(CallConnected)
    )


def test_the_caller_hangs_up_first() -> None:
    play = talking(Playbook())
    assert (
        play
        >> LegEnded(IN, EndCause.HANG_UP)
        << like(CallEnded, outcome=Outcome.ANSWERED, reason=EndReason.CALLER_HUNG_UP)
        << like(WrapUpStarted, operator="anna")
        << like(HangUpLeg, leg="op-id2", elsewhere=False)
        << like(CloseCall)
    )


@pytest.mark.parametrize(
    ("first", "reason"),
    [("in-1", EndReason.CALLER_HUNG_UP), ("op-id2", EndReason.OPERATOR_HUNG_UP)],
)
def test_both_hang_up_at_once_and_the_first_report_counts(first: str, reason: EndReason) -> None:
    second = LegId("op-id2" if first == "in-1" else "in-1")
    play = talking(Playbook())
    assert (
        play
        >> LegEnded(LegId(first), EndCause.HANG_UP)
        << like(CallEnded, outcome=Outcome.ANSWERED, reason=reason)
        << like(WrapUpStarted)
        << like(HangUpLeg, leg=second)
        << like(CloseCall)
        >> LegEnded(second, EndCause.HANG_UP)
        >> LegEnded(LegId(first), EndCause.HANG_UP)
    )


def test_the_caller_leaves_in_the_moment_the_operator_answers() -> None:
    play = Playbook().run(arrives("in-1"))
    phone = play.leg("anna")
    assert (
        play
        >> LegEnded(IN, EndCause.HANG_UP)
        << like(CallEnded, outcome=Outcome.ABANDONED, reason=EndReason.LEFT_IN_QUEUE)
        << like(OfferEnded, result=OfferResult.WITHDRAWN)
        << HangUpLeg(phone, elsewhere=True)
        >> LegAnswered(phone)
        << HangUpLeg(phone, elsewhere=True)
        >> LegEnded(phone, EndCause.HANG_UP)
    )


def test_the_operator_answers_in_the_moment_the_caller_leaves() -> None:
    play = Playbook().run(arrives("in-1"))
    assert (
        play
        >> LegAnswered(play.leg("anna"))
        << like(OfferEnded, result=OfferResult.ACCEPTED)
        << like(JoinLegs)
        >> LegEnded(IN, EndCause.HANG_UP)
        << like(CallEnded, outcome=Outcome.ABANDONED, reason=EndReason.LEFT_WHILE_CONNECTING)
        << like(HangUpLeg, leg="op-id2")
        << like(CloseCall)
        >> LegsJoined(CallId("id1"), LegId("op-id2"))
        >> arrives("in-2")  # no wrap-up without a talk: anna may be rung at once
        << like(CallArrived)
        << like(CallQueued)
        << like(OfferMade, operator="anna", call="id3")
        << like(AnswerCaller)
        << like(StartMusic)
        << like(RingOperator)
    )


def test_two_callers_for_one_operator_are_served_in_their_order() -> None:
    play = Playbook()
    assert (
        play
        >> arrives("in-1")
        << like(CallArrived, call="id1")
        << like(CallQueued)
        << like(OfferMade, call="id1")
        << like(AnswerCaller)
        << like(StartMusic)
        << like(RingOperator)
        >> Wait(1)
        >> arrives("in-2")
        << like(CallArrived, call="id3")
        << like(CallQueued)
        << like(AnswerCaller)
        << like(StartMusic)
        >> LegAnswered(play.leg("anna"))
        << like(OfferEnded, result=OfferResult.ACCEPTED)
        << like(JoinLegs, caller_leg="in-1")
        >> LegsJoined(CallId("id1"), LegId("op-id2"))
        << like(CallConnected)
        >> LegEnded(IN, EndCause.HANG_UP)
        << like(CallEnded, call="id1")
        << like(WrapUpStarted)
        << like(HangUpLeg)
        << like(CloseCall)
        >> Wait(10)
        << like(WrapUpEnded)
        << like(OfferMade, call="id3", operator="anna")
        << like(RingOperator)
    )


def test_two_phones_answer_at_once_and_only_the_first_is_joined() -> None:
    play = Playbook(plan_with(TWO_AT_ONCE), ready=("anna", "boris"))
    play.run(arrives("in-1"))
    late = play.leg("boris")
    assert (
        play
        >> LegAnswered(play.leg("anna"))
        << like(OfferEnded, operator="anna", result=OfferResult.ACCEPTED)
        << like(OfferEnded, operator="boris", result=OfferResult.WITHDRAWN)
        << like(JoinLegs, operator_leg="op-id2")
        << HangUpLeg(late, elsewhere=True)
        >> LegAnswered(late)
        << HangUpLeg(late, elsewhere=True)
        >> LegEnded(late, EndCause.HANG_UP)
        >> LegsJoined(CallId("id1"), LegId("op-id2"))
        << like(CallConnected, operator="anna")
        >> LegsJoined(CallId("id1"), late)
    )


def test_the_second_phone_is_free_for_the_next_caller_at_once() -> None:
    play = Playbook(plan_with(TWO_AT_ONCE), ready=("anna", "boris"))
    play.run(arrives("in-1"), Wait(1), arrives("in-2"))
    assert (
        play
        >> LegAnswered(play.leg("boris"))
        << like(OfferEnded, operator="boris", result=OfferResult.ACCEPTED)
        << like(OfferEnded, operator="anna", result=OfferResult.WITHDRAWN)
        << like(OfferMade, operator="anna", call="id4")
        << like(JoinLegs, caller_leg="in-1")
        << like(HangUpLeg, leg="op-id2")
        << like(RingOperator, extension="101")
    )


def test_a_caller_who_leaves_takes_all_ringing_phones_with_it() -> None:
    play = Playbook(plan_with(TWO_AT_ONCE), ready=("anna", "boris")).run(arrives("in-1"))
    assert (
        play
        >> LegEnded(IN, EndCause.HANG_UP)
        << like(CallEnded, outcome=Outcome.ABANDONED)
        << like(OfferEnded, operator="anna", result=OfferResult.WITHDRAWN)
        << like(OfferEnded, operator="boris", result=OfferResult.WITHDRAWN)
        << like(HangUpLeg, leg="op-id2", elsewhere=True)
        << like(HangUpLeg, leg="op-id3", elsewhere=True)
    )


def test_a_break_while_the_phone_rings_passes_the_caller_on_at_its_old_place() -> None:
    play = Playbook(ready=("anna", "boris")).run(arrives("in-1"))
    assert (
        play
        >> Wait(5)
        >> chooses("anna", Availability.BREAK, "lunch")
        << like(AvailabilityChanged, operator="anna", availability=Availability.BREAK)
        << like(OfferEnded, operator="anna", result=OfferResult.WITHDRAWN)
        << like(OfferMade, operator="boris", call="id1")
        << like(HangUpLeg, leg="op-id2")
        << like(RingOperator, extension="102")
    )
    assert play.engine.floor.waiting[CallId("id1")].place_since == play.since_start(0)


def test_a_place_is_kept_over_a_newcomer_on_every_new_offer() -> None:
    play = Playbook(ready=("anna",)).run(arrives("in-1"), Wait(1), arrives("in-2"))
    for refused in range(3):
        offer = play.leg("anna")
        assert (
            play
            >> LegEnded(offer, EndCause.DECLINED)
            << like(OfferEnded, call="id1", result=OfferResult.DECLINED)
            << like(HangUpLeg, leg=offer)
            >> arrives(f"in-new-{refused}")
            << like(CallArrived)
            << like(CallQueued)
            << like(AnswerCaller)
            << like(StartMusic)
            >> Wait(5)
            << like(RestEnded, operator="anna")
            << like(OfferMade, call="id1", operator="anna")
            << like(RingOperator)
        )


def test_no_offer_is_made_while_the_line_is_not_surveyed() -> None:
    play = Playbook().run(LinesDropped("gone"), arrives("in-1"), Wait(60))
    assert not play.facts(OfferMade)
    assert (
        play
        >> LinesSurveyed((LegSeen(IN, answered=True),))
        << LinesSeen(1)
        << like(CallAnswered)
        << like(OfferMade, operator="anna", call="id1")
        << like(StartMusic)
        << like(RingOperator)
    )


def test_the_service_tells_its_own_story() -> None:
    assert (
        Playbook(ready=())
        >> Starting("2.0")
        << ServiceStarted("2.0")
        >> LinesSurveyed((), restarted=True)
        << LinesSeen(0, restarted=True)
        >> LinesDropped("websocket closed")
        << LinesLost("websocket closed")
        >> Stopping("asked to stop")
        << ServiceStopped("asked to stop")
    )


def test_what_changes_nothing_makes_no_step() -> None:
    play = Playbook()
    before = play.engine.seq
    play.run(Tick(), LegAnswered(LegId("in-9")), LegEnded(LegId("in-9"), EndCause.GONE))
    assert play.engine.seq == before
    play.run(arrives("in-1"))
    assert play.engine.seq == before + 1
    assert [step.seq for step in play.journal] == list(range(1, before + 2))


def test_a_step_holds_the_moment_it_was_decided_at() -> None:
    play = Playbook().run(Wait(2.5), arrives("in-1"))
    assert play.journal[-1].at == play.since_start(2.5)


class _Endless(RecordingPolicy):
    """A component with the mistake that the limit is for."""

    def react(self, now: datetime, fact: Fact) -> Decision:
        return Decision((ServiceStarted("again"),))


def test_facts_without_end_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "FACTS_LIMIT", 50)
    shelves, ids = Shelves.of({0: plan_with()}), Ids()
    core = Engine(
        Standing(shelves.telephony),
        CallBook(shelves.telephony, ids),
        WaitingRoom(shelves.telephony),
        Floor(shelves.routing, ids),
        _Endless(shelves.recording),
    )
    with pytest.raises(RunawayStep, match="ServiceStarted after 50 facts"):
        core.step(START, Starting("1"))
