"""Facts folded into the ledger's rows. Pure: rows and steps in, rows out.

Each row remembers the last step folded into it (`seq`), and a step that is not newer
changes nothing. So a step may come twice, in any batches, and the rows are the same.

    CallArrived, FallbackCallImported   make a call's row
    NodeEntered .. CallEnded            change it; without a row they are passed over

Recordings have rows of their own, see `storage.catalogue`. A call shows one recording:
the newest conversation kept, else the newest message kept, else what runs.

A call's time is counted by stages: the flow, waiting, talking, or none of them. When a
stage ends, its seconds are added to those of the same kind. See `CallRow` for what counts.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from msgspec.structs import replace

from storage.catalogue import RECORDING_FACTS, RecordingEntry, fold_recording
from vocabulary.facts import (
    CallArrived,
    CallConnected,
    CallEnded,
    CallQueued,
    Fact,
    FallbackCallImported,
    LanguageChosen,
    NodeEntered,
    OfferMade,
    OutsideChosen,
    OutsideFailed,
    QueueLeft,
    RecordingFailed,
    RecordingKept,
    RecordingStarted,
    Step,
    TalkEnded,
)
from vocabulary.ids import CallId, RecordingId, is_message
from vocabulary.records import CallRow


class Stage(StrEnum):
    """What the time of a living call counts as."""

    NONE = ""
    FLOW = "flow"
    WAITING = "waiting"
    TALKING = "talking"


class CallEntry(NamedTuple):
    """A call's row, the last step folded into it, and the stage that is not counted yet."""

    seq: int
    row: CallRow
    stage: Stage = Stage.NONE
    since: datetime | None = None


_STAGES: dict[type[Fact], Stage] = {
    NodeEntered: Stage.FLOW,
    OutsideChosen: Stage.NONE,
    OutsideFailed: Stage.FLOW,
    CallQueued: Stage.WAITING,
    QueueLeft: Stage.NONE,
    CallConnected: Stage.TALKING,
    TalkEnded: Stage.NONE,
    CallEnded: Stage.NONE,
}


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
        before = entry
        for fact in step.facts:
            if call_of(fact) == call:
                entry = fold_call(entry, step.at, fact)
        if entry is not None and entry != before:
            self._calls[call] = entry._replace(seq=step.seq)
            self._changed_calls.add(call)

    def _fold_recording(
        self, recording: RecordingId, entry: RecordingEntry | None, step: Step
    ) -> None:
        before = row = entry.row if entry else None
        for fact in step.facts:
            if isinstance(fact, RECORDING_FACTS) and fact.recording == recording:
                row = fold_recording(row, step.at, fact)
        if row is not None and row != before:
            self._recordings[recording] = RecordingEntry(step.seq, row)
            self._changed_recordings.add(recording)


def fold_call(entry: CallEntry | None, at: datetime, fact: Fact) -> CallEntry | None:
    """The entry after one fact of its call. None while the call has no row."""
    match fact:
        case CallArrived():
            return entry or CallEntry(0, _arrived(at, fact))
        case FallbackCallImported():
            return entry or CallEntry(0, _imported(fact))
    if entry is None:
        return None
    entry = _fold_stage(entry, at, fact)
    row = _fold_visit(_fold_queueing(entry.row, fact), at, fact)
    return entry._replace(row=_fold_recording_link(row, fact))


def _fold_stage(entry: CallEntry, at: datetime, fact: Fact) -> CallEntry:
    stage = _STAGES.get(type(fact))
    if stage is None:
        return entry
    since = at if stage is not Stage.NONE else None
    if isinstance(fact, CallQueued) and entry.row.queued_at is None:
        since = fact.place_since
    return entry._replace(row=_counted(entry, at), stage=stage, since=since)


def _counted(entry: CallEntry, at: datetime) -> CallRow:
    """The row with the seconds of the stage that ends."""
    row, seconds = entry.row, _between(entry.since, at) or 0.0
    match entry.stage:
        case Stage.FLOW if row.queued_at is None and row.answered_at is None:
            return replace(row, menu_s=(row.menu_s or 0.0) + seconds)
        case Stage.WAITING if row.answered_at is None:
            return replace(row, waited_s=(row.waited_s or 0.0) + seconds)
        case Stage.TALKING:
            return replace(row, talked_s=(row.talked_s or 0.0) + seconds)
        case _:
            return row


def _fold_queueing(row: CallRow, fact: Fact) -> CallRow:
    match fact:
        case NodeEntered():
            return replace(row, node=fact.node)
        case LanguageChosen():
            return replace(row, language=fact.language)
        case CallQueued():
            return replace(
                row,
                queue=fact.queue,
                priority=fact.priority,
                queued_at=fact.place_since if row.answered_at is None else row.queued_at,
                language=fact.language or row.language,
            )
        case QueueLeft():
            return replace(row, left_queue=fact.why)
        case _:
            return row


def _fold_visit(row: CallRow, at: datetime, fact: Fact) -> CallRow:
    match fact:
        case OfferMade():
            return replace(row, offers=row.offers + 1)
        case CallConnected():
            answered_at = row.answered_at or at
            return replace(row, operator=fact.operator, answered_at=answered_at, talk_ended_at=None)
        case TalkEnded():
            return replace(row, talk_ended_at=at)
        case CallEnded():
            return replace(
                row,
                operator=fact.operator or row.operator,
                ended_at=at,
                outcome=fact.outcome,
                end_reason=fact.reason,
            )
        case _:
            return row


def _fold_recording_link(row: CallRow, fact: Fact) -> CallRow:
    match fact:
        case RecordingStarted() if row.recording is None:
            return replace(row, recording=fact.recording)
        case RecordingKept() if not _outranked(row, fact.recording):
            return replace(row, recording=fact.recording)
        case RecordingFailed() if row.recording == fact.recording:
            return replace(row, recording=None)
        case _:
            return row


def _outranked(row: CallRow, recording: RecordingId) -> bool:
    """Whether this is a message and the row shows a conversation."""
    shown = row.recording
    conversation = shown is not None and not is_message(shown)
    return conversation and is_message(recording)


def _arrived(at: datetime, fact: CallArrived) -> CallRow:
    return CallRow(
        id=fact.call,
        arrived_at=at,
        dialled=fact.dialled,
        pii_caller=fact.caller.pii_number,
        pii_caller_name=fact.caller.pii_name,
        revision=fact.revision,
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
