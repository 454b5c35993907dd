"""Facts folded into the catalogue of recordings. Pure, as `storage.fold`.

    RecordingStarted, -Failed, -Kept    make a recording's row
    MessageTaken                        makes a message's row
    RecordingStopped                    changes it

A message that a caller left is known by its id. It has no RecordingStarted: its row is
made when the caller has spoken it (MessageTaken), and waits to be stored from then on.
Pauses leave no mark here: they are in the call's story.
"""

from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from vocabulary.facts import (
    MessageTaken,
    RecordingFailed,
    RecordingKept,
    RecordingStarted,
    RecordingStopped,
)
from vocabulary.ids import is_message
from vocabulary.records import RecordingRow

CataloguedFact = (
    MessageTaken | RecordingStarted | RecordingStopped | RecordingKept | RecordingFailed
)
RECORDING_FACTS = (MessageTaken, RecordingStarted, RecordingStopped, RecordingKept, RecordingFailed)


class RecordingEntry(NamedTuple):
    """A recording's row and the last step folded into it."""

    seq: int
    row: RecordingRow


def fold_recording(
    row: RecordingRow | None, at: datetime, fact: CataloguedFact
) -> RecordingRow | None:
    """The row after one fact of its recording."""
    if isinstance(fact, RecordingStopped):
        running = row is not None and row.state == "recording"
        return replace(row, state="storing") if row is not None and running else row
    if row is None:
        row = RecordingRow(
            id=fact.recording,
            call=fact.call,
            state="recording",
            started_at=at,
            channels=1 if is_message(fact.recording) else 2,
        )
    match fact:
        case MessageTaken():
            return replace(row, state="storing") if row.state == "recording" else row
        case RecordingStarted():
            return replace(row, operator=fact.operator)
        case RecordingKept():
            return replace(
                row,
                state="kept",
                path=fact.path,
                duration_s=fact.duration_s,
                size_bytes=fact.size_bytes,
                channels=fact.channels,
                why=None,
            )
        case RecordingFailed():
            return replace(row, state="failed", path=None, why=fact.why)
