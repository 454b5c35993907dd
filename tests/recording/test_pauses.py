"""What an operator does not want written is not, in a call with all its parts."""

import pytest

from recording import pauses
from recording.talk import Talk
from tests.support.playbook import Playbook, Wait, arrives, like
from vocabulary.commands import PauseRecording, StartRecording, StopRecording, StoreRecording
from vocabulary.facts import RecordingPaused, RecordingResumed, RecordingStarted, RecordingStopped
from vocabulary.ids import CallId, LegId, OperatorId, RecordingId
from vocabulary.inputs import (
    Input,
    LegAnswered,
    LegSeen,
    LegsJoined,
    LinesSurveyed,
    PhoneLeft,
    PhoneReported,
    RecordingBegan,
    RecordingFinished,
    RecordingPauseAsked,
    RecordingTurned,
)
from vocabulary.ports import Decision
from vocabulary.states import PhoneState

pytestmark = pytest.mark.pure

IN, CALL, ANNA = LegId("in-1"), CallId("id1"), OperatorId("anna")
FIRST, SECOND = RecordingId("id1-1"), RecordingId("id1-2")
PAUSE, GO_ON = RecordingPauseAsked(CALL, True, ANNA), RecordingPauseAsked(CALL, False, ANNA)


def connected() -> Playbook:
    play = Playbook(recording=True).run(arrives("in-1"), LegAnswered(IN))
    phone = play.leg("anna")
    return play.run(LegAnswered(phone), LegsJoined(CALL, phone))


def recorded(*given: Input) -> Playbook:
    return connected().run(RecordingBegan(FIRST), *given)


def surveyed(play: Playbook) -> Playbook:
    legs = LegSeen(IN, True, CALL), LegSeen(play.leg("anna"), True, CALL)
    return play >> LinesSurveyed(legs, (FIRST,))


def test_a_pause_is_stated_once_the_line_says_so() -> None:
    assert (
        recorded()
        >> PAUSE
        << PauseRecording(FIRST, True, ANNA)
        >> RecordingTurned(FIRST, True, ANNA)
        << RecordingPaused(FIRST, CALL, ANNA)
        >> RecordingTurned(FIRST, True, ANNA)
        >> GO_ON
        << PauseRecording(FIRST, False, ANNA)
        >> RecordingTurned(FIRST, False, ANNA)
        << RecordingResumed(FIRST, CALL, ANNA)
    )


def test_a_pause_between_two_parts_of_a_recording_counts() -> None:
    assert (
        recorded()
        >> RecordingFinished(FIRST)
        << RecordingStopped(FIRST, CALL)
        << StoreRecording(FIRST, CALL)
        >> PAUSE
        << RecordingPaused(SECOND, CALL, ANNA)
        >> Wait(3)
        >> GO_ON
        << RecordingResumed(SECOND, CALL, ANNA)
        >> Wait(0)
        << like(StartRecording, recording=SECOND)
    )


def test_a_pause_just_before_a_recording_begins_counts() -> None:
    assert (
        connected()
        >> PAUSE
        << RecordingPaused(FIRST, CALL, ANNA)
        >> RecordingBegan(FIRST)
        << RecordingStarted(FIRST, CALL, ANNA)
        << PauseRecording(FIRST, True, ANNA)
        >> RecordingTurned(FIRST, True, ANNA)
        << RecordingPaused(FIRST, CALL, ANNA)
    )


def test_a_pause_that_the_line_made_and_nobody_heard_of_can_be_taken_back() -> None:
    play = surveyed(recorded(PAUSE))
    assert PauseRecording(FIRST, False, ANNA) in play.rest(), "nothing says that it is paused"
    assert play >> GO_ON << PauseRecording(FIRST, False, ANNA)


def test_a_pause_that_was_stated_is_told_to_the_line_after_a_gap() -> None:
    play = surveyed(recorded(PAUSE, RecordingTurned(FIRST, True, ANNA)))
    assert PauseRecording(FIRST, True, ANNA) in play.rest()


def test_a_pause_outlives_the_reload_of_the_page_of_who_paused() -> None:
    play = recorded(PAUSE, RecordingTurned(FIRST, True, ANNA), PhoneLeft("101"))
    play.run(PhoneReported("101", PhoneState.FREE))
    back = play.leg("anna")
    play.run(LegAnswered(back)) >> LegsJoined(CALL, back)
    turns = PauseRecording, StartRecording, StopRecording
    assert not [out for out in play.rest() if isinstance(out, turns)]


def test_nobody_pauses_a_call_in_which_nobody_is_recorded() -> None:
    for talk in (Talk(IN), Talk(IN, ANNA, used=1, writing=FIRST, ended=True), Talk(IN, ANNA, 20)):
        assert pauses.asked(PAUSE, talk) == Decision()
    assert pauses.asked(GO_ON, Talk(IN, ANNA, 1)) == Decision()
    assert pauses.asked(PAUSE, Talk(IN, ANNA, 19)).facts != ()
