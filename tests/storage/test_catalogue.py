"""The catalogue of recordings."""

from storage.catalogue import RECORDING_FACTS, CataloguedFact, fold_recording
from tests.storage.stories import ANNA, NOON, after
from tests.support.structs import members
from vocabulary.facts import (
    MessageTaken,
    RecordingFact,
    RecordingFailed,
    RecordingKept,
    RecordingPaused,
    RecordingResumed,
    RecordingStarted,
    RecordingStopped,
)
from vocabulary.ids import CallId, RecordingId, message_of
from vocabulary.records import RecordingRow

CALL = CallId("c1")
FIRST = RecordingId("r1")
MESSAGE = message_of(CALL, 1)
KEPT = {FIRST: RecordingKept(FIRST, CALL, "r1.wav", 60.0, 1000)}


def recording_after(*facts: CataloguedFact) -> RecordingRow | None:
    row: RecordingRow | None = None
    for seconds, fact in enumerate(facts):
        row = fold_recording(row, after(seconds), fact)
    return row


def test_the_life_of_a_recording() -> None:
    started, stopped = RecordingStarted(FIRST, CALL, ANNA), RecordingStopped(FIRST, CALL)
    failed = RecordingFailed(FIRST, CALL, "the disk is full")
    states = {
        (started,): "recording",
        (started, stopped): "storing",
        (started, stopped, KEPT[FIRST]): "kept",
        (started, stopped, KEPT[FIRST], stopped): "kept",
        (started, failed): "failed",
        (failed,): "failed",
        (started, failed, KEPT[FIRST]): "kept",
    }
    for facts, state in states.items():
        row = recording_after(*facts)
        assert row is not None
        assert row.state == state
        assert (row.path is not None) == (state == "kept")
        assert (row.why == "the disk is full") == (state == "failed")
        assert row.started_at == NOON
    assert recording_after(stopped) is None


def test_a_message_needs_no_start() -> None:
    kept = RecordingKept(MESSAGE, CALL, "m1.wav", 12.0, 600, channels=1)
    assert recording_after(kept) == RecordingRow(
        id=MESSAGE,
        call=CALL,
        state="kept",
        started_at=NOON,
        path="m1.wav",
        duration_s=12.0,
        size_bytes=600,
        channels=1,
    )
    failed = recording_after(RecordingFailed(MESSAGE, CALL, "the disk is full"))
    assert failed is not None
    assert (failed.state, failed.operator, failed.channels) == ("failed", None, 1)


def test_a_message_waits_to_be_stored_once_it_was_spoken() -> None:
    taken = MessageTaken(CALL, MESSAGE)
    row = recording_after(taken)
    assert row is not None
    assert (row.state, row.channels, row.operator) == ("storing", 1, None)
    kept = recording_after(taken, RecordingKept(MESSAGE, CALL, "m1.wav", 1.0, 9, 1), taken)
    assert kept is not None
    assert kept.state == "kept"


def test_every_fact_of_a_recording_is_folded() -> None:
    pauses = {RecordingPaused, RecordingResumed}
    assert set(RECORDING_FACTS) == {MessageTaken, *members(RecordingFact)} - pauses
