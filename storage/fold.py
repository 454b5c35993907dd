"""Facts folded into the ledger's rows. Pure: rows and steps in, rows out.

Each row remembers the last step folded into it (`seq`), and a step that is not newer
changes nothing. So a step may come twice, in any batches, and the rows are the same.

    CallArrived, FallbackCallImported   make a call's row
    CallQueued .. CallEnded             change it; without a row they are passed over
    RecordingStarted, -Failed, -Kept    make a recording's row
    RecordingStopped                    changes it

A call shows one recording: the newest one kept, else the one that runs.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from vocabulary.facts import (
    CallArrived,
    CallConnected,
    CallEnded,
    CallQueued,
    Fact,
    FallbackCallImported,
    OfferMade,
    RecordingFailed,
    RecordingKept,
    RecordingStarted,
    RecordingStopped,
    Step,
)
from vocabulary.ids import CallId, RecordingId
from vocabulary.records import CallRow, RecordingRow


class CallEntry(NamedTuple):
    """A call's row and the last step folded into it."""

    seq: int
    row: CallRow


class RecordingEntry(NamedTuple):
    """A recording's row and the last step folded into it."""

    seq: int
    row: RecordingRow


_RECORDING_FACTS = (RecordingStarted, RecordingStopped, RecordingKept, RecordingFailed)


def call_of(fact: Fact) -> CallId | None:
    """The call that a fact tells of."""
    call: CallId | None = getattr(fact, "call", None)
    return call


def recording_of(fact: Fact) -> RecordingId | None:
    """The recording that a fact tells of."""
    recording: RecordingId | None = getattr(fact, "recording", None)
    return recording


def calls_in(step: Step) -> set[CallId]:
    """The calls that a step tells of."""
    return {call for fact in step.facts if (call := call_of(fact)) is not None}


def recordings_in(step: Step) -> set[RecordingId]:
    """The recordings that a step tells of."""
    return {found for fact in step.facts if (found := recording_of(fact)) is not None}


class LedgerFold:
    """The rows that a run of steps touches: filled with those that exist, then changed."""

    def __init__(
        self, calls: Iterable[CallEntry] = (), recordings: Iterable[RecordingEntry] = ()
    ) -> None:
        self._calls = {entry.row.id: entry for entry in calls}
        self._recordings = {entry.row.id: entry for entry in recordings}
        self._changed_calls: set[CallId] = set()
        self._changed_recordings: set[RecordingId] = set()

    def apply(self, step: Step) -> None:
        """Fold one step in. Steps come in order; one that a row knows leaves it alone."""
        for call in calls_in(step):
            entry = self._calls.get(call)
            if entry is None or entry.seq < step.seq:
                self._fold_call(call, entry, step)
        for recording in recordings_in(step):
            known = self._recordings.get(recording)
            if known is None or known.seq < step.seq:
                self._fold_recording(recording, known, step)

    def changed_calls(self) -> tuple[CallEntry, ...]:
        """The calls' rows to write."""
        return tuple(self._calls[call] for call in sorted(self._changed_calls))

    def changed_recordings(self) -> tuple[RecordingEntry, ...]:
        """The recordings' rows to write."""
        return tuple(self._recordings[key] for key in sorted(self._changed_recordings))

    def _fold_call(self, call: CallId, entry: CallEntry | None, step: Step) -> None:
        before = row = entry.row if entry else None
        for fact in step.facts:
            if call_of(fact) == call:
                row = fold_call(row, step.at, fact)
        if row is not None and row != before:
            self._calls[call] = CallEntry(step.seq, row)
            self._changed_calls.add(call)

    def _fold_recording(
        self, recording: RecordingId, entry: RecordingEntry | None, step: Step
    ) -> None:
        before = row = entry.row if entry else None
        for fact in step.facts:
            if isinstance(fact, _RECORDING_FACTS) and fact.recording == recording:
                row = fold_recording(row, step.at, fact)
        if row is not None and row != before:
            self._recordings[recording] = RecordingEntry(step.seq, row)
            self._changed_recordings.add(recording)


def fold_call(row: CallRow | None, at: datetime, fact: Fact) -> CallRow | None:
    """The row after one fact of its call. None while the call has no row."""
    match fact:
        case CallArrived():
            return row or _arrived(at, fact)
        case FallbackCallImported():
            return row or _imported(fact)
    if row is None:
        return None
    return _fold_recording_link(_fold_visit(row, at, fact), fact)


def _fold_visit(row: CallRow, at: datetime, fact: Fact) -> CallRow:
    match fact:
        case CallQueued():
            return replace(
                row, queue=fact.queue, priority=fact.priority, queued_at=fact.place_since
            )
        case OfferMade():
            return replace(row, offers=row.offers + 1)
        case CallConnected():
            if row.answered_at is not None:
                return replace(row, operator=fact.operator)
            return replace(
                row, operator=fact.operator, answered_at=at, waited_s=_between(row.queued_at, at)
            )
        case CallEnded():
            waited_s = _between(row.queued_at, at) if row.answered_at is None else row.waited_s
            return replace(
                row,
                operator=fact.operator or row.operator,
                ended_at=at,
                outcome=fact.outcome,
                end_reason=fact.reason,
                waited_s=waited_s,
                talked_s=_between(row.answered_at, at),
            )
        case _:
            return row


def _fold_recording_link(row: CallRow, fact: Fact) -> CallRow:
    match fact:
        case RecordingStarted() if row.recording is None:
            return replace(row, recording=fact.recording)
        case RecordingKept():
            return replace(row, recording=fact.recording)
        case RecordingFailed() if row.recording == fact.recording:
            return replace(row, recording=None)
        case _:
            return row


def fold_recording(
    row: RecordingRow | None,
    at: datetime,
    fact: RecordingStarted | RecordingStopped | RecordingKept | RecordingFailed,
) -> RecordingRow | None:
    """The row after one fact of its recording."""
    if isinstance(fact, RecordingStopped):
        running = row is not None and row.state == "recording"
        return replace(row, state="storing") if row is not None and running else row
    if row is None:
        row = RecordingRow(id=fact.recording, call=fact.call, state="recording", started_at=at)
    match fact:
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


def _arrived(at: datetime, fact: CallArrived) -> CallRow:
    return CallRow(
        id=fact.call,
        arrived_at=at,
        dialled=fact.dialled,
        pii_caller=fact.caller.pii_number,
        pii_caller_name=fact.caller.pii_name,
    )


def _imported(fact: FallbackCallImported) -> CallRow:
    """In the fallback all phones ring from the first moment: the wait begins on arrival."""
    return CallRow(
        id=fact.call,
        arrived_at=fact.arrived_at,
        dialled=fact.dialled,
        pii_caller=fact.caller.pii_number,
        pii_caller_name=fact.caller.pii_name,
        operator=fact.operator,
        answered_at=fact.answered_at,
        ended_at=fact.ended_at,
        outcome=fact.outcome,
        end_reason=fact.reason,
        waited_s=_between(fact.arrived_at, fact.answered_at or fact.ended_at),
        talked_s=_between(fact.answered_at, fact.ended_at),
        recording=fact.recording,
        source="fallback",
    )


def _between(since: datetime | None, until: datetime) -> float | None:
    """Seconds, never less than none: a clock may step back over a restart."""
    return max(0.0, (until - since).total_seconds()) if since is not None else None
