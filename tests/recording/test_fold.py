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
    Talk,
    next_id,
    outstanding,
)
from recording.plan import RecordingPlan
from vocabulary import facts
from vocabulary.ids import CallId, LegId, NodeId, OperatorId, RecordingId
from vocabulary.shelf import Shelf
from vocabulary.states import EndReason, Outcome

pytestmark = pytest.mark.pure

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
CALL, LEG, ANNA = CallId("call"), LegId("leg"), OperatorId("anna")
PLANS = Shelf({0: RecordingPlan()})
FIRST = RecordingId("call-1")
ARRIVED = facts.CallArrived(CALL, LEG, "100", facts.Caller())
CONNECTED = facts.CallConnected(CALL, ANNA, LegId("op"))
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


def test_a_checkpoint_of_before_messages_still_loads() -> None:
    fold = folded(ARRIVED, CONNECTED, STARTED, ENDED)
    old = msgspec.to_builtins(fold.checkpoint())
    del old["messages"]
    again = RecordingFold(PLANS)
    again.restore(msgspec.convert(old, PolicyState))
    assert again.checkpoint() == fold.checkpoint()
