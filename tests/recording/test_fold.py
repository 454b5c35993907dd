"""What the journal alone says of recordings."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from recording.fold import (
    RESTART_AFTER,
    STOP_AGAIN_AFTER,
    Part,
    PolicyState,
    RecordingFold,
)
from recording.plan import RecordingPlan
from recording.talk import Talk, next_id, outstanding
from vocabulary import facts
from vocabulary.ids import CallId, LegId, NodeId, OperatorId, QueueId, RecordingId
from vocabulary.shelf import Shelf
from vocabulary.states import EndReason, Outcome, TransferKind

pytestmark = pytest.mark.pure

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
CALL, LEG, ANNA = CallId("call"), LegId("leg"), OperatorId("anna")
PLANS = Shelf({0: RecordingPlan()})
FIRST = RecordingId("call-1")
ARRIVED = facts.CallArrived(CALL, LEG, "100", facts.Caller())
CONNECTED = facts.CallConnected(CALL, ANNA, LegId("op"))
BORIS_CONNECTED = facts.CallConnected(CALL, OperatorId("boris"), LegId("op2"))
STARTED = facts.RecordingStarted(FIRST, CALL, ANNA)
STOPPED = facts.RecordingStopped(FIRST, CALL)
KEPT = facts.RecordingKept(FIRST, CALL, "2026/11/02/call-1.wav", 1.0, 32044)
FAILED = facts.RecordingFailed(FIRST, CALL, "why")
ENDED = facts.CallEnded(CALL, Outcome.ANSWERED, EndReason.CALLER_HUNG_UP, ANNA)


def folded(*told: facts.Fact, at: datetime = AT) -> RecordingFold:
    fold = RecordingFold(PLANS)
    for fact in told:
        fold.apply(at, fact)
    return fold


def test_nothing_is_left_of_a_call_that_is_over_and_kept() -> None:
    for order in (
        (ARRIVED, CONNECTED, STARTED, ENDED, STOPPED, KEPT),
        (ARRIVED, CONNECTED, STARTED, STOPPED, ENDED, KEPT),
        (ARRIVED, CONNECTED, STARTED, STOPPED, KEPT, ENDED),
        (ARRIVED, CONNECTED, STARTED, ENDED, FAILED),
        (ARRIVED, CONNECTED, ENDED, FAILED),
        (ARRIVED, CONNECTED, FAILED, ENDED),
        (ARRIVED, ENDED),
    ):
        fold = folded(*order)
        assert (fold.talks, fold.parts, fold.due) == ({}, {}, {})


def test_a_connected_call_waits_for_its_first_recording() -> None:
    fold = folded(ARRIVED, CONNECTED)
    talk = fold.talks[CALL]
    assert next_id(CALL, talk) == FIRST
    assert outstanding(talk, AT)
    assert fold.due == {}, "it was asked for at once"


def test_a_cut_recording_is_followed_by_another_soon() -> None:
    fold = folded(ARRIVED, CONNECTED, STARTED, STOPPED)
    talk = fold.talks[CALL]
    assert next_id(CALL, talk) == "call-2"
    assert fold.due == {CALL: AT + RESTART_AFTER}
    assert not outstanding(talk, AT)
    assert outstanding(talk, AT + RESTART_AFTER)
    assert fold.settle(AT) == ()
    assert fold.settle(AT + RESTART_AFTER) == (CALL,)
    assert fold.due == {}


@pytest.mark.parametrize("told", [(), (STARTED,)])
def test_an_ended_calls_recording_is_stopped_again_and_again(told: tuple[facts.Fact]) -> None:
    fold = folded(ARRIVED, CONNECTED, *told, ENDED)
    assert fold.due == {CALL: AT + STOP_AGAIN_AFTER}
    assert fold.settle(AT + STOP_AGAIN_AFTER) == (CALL,)
    assert fold.due == {CALL: AT + 2 * STOP_AGAIN_AFTER}


def test_who_talks_unrecorded_is_tried_anew_after_a_gap() -> None:
    fold = folded(ARRIVED, CONNECTED, FAILED)
    assert fold.due == {}
    fold.apply(AT, facts.LinesSeen(legs=2))
    assert fold.due == {CALL: AT + RESTART_AFTER}
    fold.apply(AT, ENDED)
    assert (fold.talks, fold.due) == ({}, {}), "nothing was asked for"
    never_asked = folded(ARRIVED, CONNECTED, facts.LinesSeen(legs=2))
    assert never_asked.due == {CALL: AT}


def test_a_call_that_ended_with_its_recording_waits_for_nothing() -> None:
    fold = folded(ARRIVED, CONNECTED, STARTED, STOPPED, ENDED)
    assert (fold.talks, fold.due) == ({}, {})
    assert fold.parts == {FIRST: Part(CALL, stopped=True)}


def test_the_failure_of_an_earlier_part_leaves_the_running_one() -> None:
    second = RecordingId("call-2")
    fold = folded(
        ARRIVED, CONNECTED, STARTED, STOPPED, facts.RecordingStarted(second, CALL, ANNA), FAILED
    )
    assert fold.talks[CALL] == Talk(LEG, ANNA, used=2, writing=second)
    assert set(fold.parts) == {second}


def test_a_message_of_the_fallback_waits_to_be_kept() -> None:
    imported = facts.FallbackCallImported(
        call=CALL,
        source="cdr",
        dialled="100",
        caller=facts.Caller(),
        arrived_at=AT,
        ended_at=AT + timedelta(seconds=9),
        outcome=Outcome.VOICEMAIL,
        reason=EndReason.FALLBACK_MESSAGE,
        recording=RecordingId("message"),
    )
    assert folded(imported).parts == {RecordingId("message"): Part(CALL, stopped=True)}


def test_the_lines_are_up_only_after_they_were_seen() -> None:
    seen = facts.LinesSeen(legs=0)
    assert folded(seen).lines_up
    assert not folded(seen, facts.LinesLost("gone")).lines_up
    assert not folded(seen, facts.ServiceStarted("1")).lines_up


def test_a_checkpoint_goes_through_json_with_what_is_due() -> None:
    fold = folded(ARRIVED, CONNECTED, STARTED, STOPPED, facts.LinesSeen(legs=1))
    data = msgspec.json.encode(fold.checkpoint())
    again = RecordingFold(PLANS)
    again.restore(msgspec.json.decode(data, type=PolicyState))
    assert again.checkpoint() == fold.checkpoint()
    assert again.due == fold.due
    fold.apply(AT, KEPT)
    assert again.checkpoint() != fold.checkpoint()


TALK_ENDED = facts.TalkEnded(CALL, ANNA, EndReason.OPERATOR_HUNG_UP)


def test_between_two_talks_only_the_count_is_left() -> None:
    fold = folded(ARRIVED, CONNECTED, STARTED, TALK_ENDED, STOPPED, KEPT)
    assert fold.talks == {CALL: Talk(LEG, used=1)}
    assert (fold.parts, fold.due) == ({}, {})
    fold.apply(AT, CONNECTED)
    assert next_id(CALL, fold.talks[CALL]) == "call-2"
    assert outstanding(fold.talks[CALL], AT)


def test_a_talk_that_ended_is_stopped_again_until_the_call_is_forgotten() -> None:
    fold = folded(ARRIVED, CONNECTED, STARTED, TALK_ENDED)
    assert fold.due == {CALL: AT + STOP_AGAIN_AFTER}
    fold.apply(AT, ENDED)
    assert fold.due == {CALL: AT + STOP_AGAIN_AFTER}
    fold.apply(AT, STOPPED)
    assert (fold.talks, fold.due) == ({}, {})


def test_a_message_is_open_until_it_is_taken() -> None:
    message = RecordingId("call-m1")
    spoken = facts.MessageStarted(CALL, NodeId("mailbox"), message)
    assert folded(ARRIVED, spoken).messages == {message: CALL}
    assert folded(ARRIVED, spoken, ENDED).messages == {}
    fold = folded(ARRIVED, spoken, facts.MessageTaken(CALL, message))
    assert (fold.messages, fold.parts) == ({}, {message: Part(CALL, stopped=True)})


def test_a_call_out_is_one_that_may_be_recorded() -> None:
    placed = facts.CallPlaced(
        CALL, ANNA, LegId("op"), "101", LEG, "100", facts.Caller(), 20.0, QueueId("sales"), 4
    )
    assert folded(placed).talks == {CALL: Talk(LEG, revision=4, queue=QueueId("sales"))}


PAUSED = facts.RecordingPaused(FIRST, CALL, ANNA)
RESUMED = facts.RecordingResumed(FIRST, CALL, ANNA)


def test_a_pause_is_known_as_long_as_its_recording_is_written() -> None:
    fold = folded(ARRIVED, CONNECTED, STARTED, PAUSED)
    talk = Talk(LEG, ANNA, used=1, writing=FIRST, paused=True, paused_for=ANNA)
    assert fold.talks[CALL] == talk
    stored = msgspec.json.decode(msgspec.json.encode(fold.checkpoint()), type=PolicyState)
    assert stored.talks[CALL] == talk
    assert folded(ARRIVED, CONNECTED, STARTED, PAUSED, TALK_ENDED, STOPPED).talks == {
        CALL: Talk(LEG, used=1)
    }
    assert not folded(ARRIVED, CONNECTED, STARTED, PAUSED, RESUMED).talks[CALL].paused
    other = facts.RecordingPaused(RecordingId("call-7"), CALL, ANNA)
    assert not folded(ARRIVED, CONNECTED, STARTED, other).talks[CALL].paused
    assert folded(PAUSED, RESUMED).talks == {}


def test_a_pause_is_of_the_part_of_the_operator_who_has_the_call() -> None:
    fold = folded(ARRIVED, CONNECTED, STARTED, PAUSED, CONNECTED)
    assert fold.talks[CALL].paused_for == ANNA, "who was lost is back"
    fold.apply(AT, BORIS_CONNECTED)
    talk = fold.talks[CALL]
    assert (talk.paused, talk.paused_for) == (True, None), "until the line says that it goes on"
    fold.apply(AT, CONNECTED)
    assert fold.talks[CALL].paused_for is None
    fold.apply(AT, STOPPED)
    assert not fold.talks[CALL].paused
    assert fold.due == {CALL: AT + RESTART_AFTER}


@pytest.mark.parametrize("end", [STOPPED, FAILED])
def test_nothing_follows_a_paused_recording_that_was_cut(end: facts.Fact) -> None:
    fold = folded(ARRIVED, CONNECTED, STARTED, PAUSED, end, facts.LinesSeen(legs=2))
    assert fold.due == {}
    assert not fold.talks[CALL].paused
    fold.apply(AT, RESUMED)
    assert fold.due == {CALL: AT}


def test_what_was_not_asked_for_yet_is_not_due_while_it_is_held_back() -> None:
    second = facts.RecordingPaused(RecordingId("call-2"), CALL, ANNA)
    fold = folded(ARRIVED, CONNECTED, STARTED, STOPPED, second)
    assert fold.due == {}
    assert not outstanding(fold.talks[CALL], AT + RESTART_AFTER)
    asked = folded(ARRIVED, CONNECTED, STARTED, STOPPED)
    asked.settle(AT + RESTART_AFTER)
    asked.apply(AT + RESTART_AFTER, second)
    assert outstanding(asked.talks[CALL], AT + RESTART_AFTER), "it may begin all the same"
    again = RecordingFold(PLANS)
    again.restore(asked.checkpoint())
    assert again.due == {}, "and is not asked for again"


def test_whoever_follows_is_held_back_before_the_last_recording_has_stopped() -> None:
    second = facts.RecordingPaused(RecordingId("call-2"), CALL, OperatorId("boris"))
    fold = folded(ARRIVED, CONNECTED, STARTED, PAUSED, TALK_ENDED, BORIS_CONNECTED)
    assert fold.talks[CALL].paused_for is None
    fold.apply(AT, second)
    fold.apply(AT, STOPPED)
    talk = fold.talks[CALL]
    assert (talk.operator, talk.paused_for, fold.due) == ("boris", "boris", {})
    fold.apply(AT, facts.RecordingResumed(RecordingId("call-2"), CALL, ANNA))
    assert fold.due == {CALL: AT}


def test_a_transfer_to_no_colleague_ends_the_conversation() -> None:
    away = facts.CallTransferred(CALL, ANNA, TransferKind.BLIND, queue=QueueId("sales"))
    assert folded(ARRIVED, CONNECTED, STARTED, away).talks[CALL].stays
    given = facts.CallTransferred(CALL, ANNA, TransferKind.BLIND, OperatorId("boris"))
    assert not folded(ARRIVED, CONNECTED, STARTED, given).talks[CALL].ended


def test_a_checkpoint_of_before_pauses_still_loads() -> None:
    old = (
        b'{"talks":{"call":{"caller_leg":"leg","operator":"anna","used":1,"writing":"call-1"}},'
        b'"parts":{"call-1":{"call":"call"}},"lines_up":true}'
    )
    again = RecordingFold(PLANS)
    again.restore(msgspec.json.decode(old, type=PolicyState))
    assert again.talks == folded(ARRIVED, CONNECTED, STARTED).talks


def test_a_checkpoint_of_before_messages_still_loads() -> None:
    fold = folded(ARRIVED, CONNECTED, STARTED, ENDED)
    old = msgspec.to_builtins(fold.checkpoint())
    del old["messages"]
    again = RecordingFold(PLANS)
    again.restore(msgspec.convert(old, PolicyState))
    assert again.checkpoint() == fold.checkpoint()
