"""Facts folded into the ledger's rows. Pure: rows and steps in, rows out.

Each row remembers the last step folded into it (`seq`), and a step that is not newer
changes nothing. So a step may come twice, in any batches, and the rows are the same.

    CallArrived, CallPlaced, FallbackCallImported   make a call's row
    NodeEntered .. CallEnded, DispositionChosen     change it; without a row they are passed over

Recordings have rows of their own, see `storage.catalogue`. A call shows one recording:
the newest conversation kept, else the newest message kept, else what runs. Who had the call
is told by its talks, see `storage.talks`; what its time counts as, by `storage.stages`.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from storage.catalogue import RECORDING_FACTS, RecordingEntry, fold_recording
from storage.stages import IN_TALK, Stage, between, counted, stage_after
from storage.talks import Talks, count, fold_talks, imported
from vocabulary.facts import (
    CallArrived,
    CallConnected,
    CallEnded,
    CallPlaced,
    CallQueued,
    CallReturned,
    CallTransferred,
    DispositionChosen,
    Fact,
    FallbackCallImported,
    LanguageChosen,
    NodeEntered,
    OfferMade,
    QueueLeft,
    RecordingFailed,
    RecordingKept,
    RecordingStarted,
    Step,
    TalkEnded,
)
from vocabulary.ids import CallId, RecordingId, is_message
from vocabulary.records import CallRow, TalkRow
from vocabulary.states import Direction


class CallEntry(NamedTuple):
    """A call's row, the last step folded into it, the stage that is not counted yet, and its
    talks: all of them while it lives and was answered."""

    seq: int
    row: CallRow
    stage: Stage = Stage.NONE
    since: datetime | None = None
    talks: Talks = ()


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
        self._changed_talks: dict[tuple[CallId, int], TalkRow] = {}
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

    def changed_talks(self) -> tuple[TalkRow, ...]:
        """The talks' rows to write."""
        return tuple(self._changed_talks[key] for key in sorted(self._changed_talks))

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
            if entry.talks:
                self._note_talks(call, before.talks if before else (), entry.talks)

    def _note_talks(self, call: CallId, before: Talks, talks: Talks) -> None:
        for index, talk in enumerate(talks):
            if index >= len(before) or talk is not before[index]:
                self._changed_talks[call, talk.n] = talk

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
        case CallPlaced():
            return entry or CallEntry(0, _placed(at, fact))
        case FallbackCallImported():
            return entry or _imported(fact)
    if entry is None:
        return None
    entry = _fold_stage(entry, at, fact)
    fold = _FOLDS.get(type(fact))
    return entry._replace(row=fold(entry.row, at, fact)) if fold else entry


def _fold_stage(entry: CallEntry, at: datetime, fact: Fact) -> CallEntry:
    stage = stage_after(entry.row, entry.stage, fact)
    if stage is None:
        return entry
    since = at if stage is not Stage.NONE else None
    if isinstance(fact, CallQueued) and entry.row.queued_at is None:
        since = fact.place_since
    seconds, talks = between(entry.since, at) or 0.0, entry.talks
    if entry.stage in IN_TALK:
        talks = count(talks, seconds, held=entry.stage is Stage.HELD)
    return CallEntry(
        entry.seq,
        counted(entry.row, entry.stage, seconds),
        stage,
        since,
        fold_talks(talks, at, fact),
    )


def _fold_queueing(row: CallRow, _: datetime, fact: Fact) -> CallRow:
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


def _fold_work(row: CallRow, at: datetime, fact: Fact) -> CallRow:
    match fact:
        case CallTransferred():
            return replace(row, transfers=row.transfers + 1, talk_ended_at=at)
        case CallReturned() if row.answered_at is not None and row.talk_ended_at is None:
            return replace(row, talk_ended_at=at)
        case DispositionChosen():
            return replace(row, disposition=fact.codes)
        case _:
            return row


def _fold_recording_link(row: CallRow, _: datetime, fact: Fact) -> CallRow:
    match fact:
        case RecordingStarted() if row.recording is None:
            return replace(row, recording=fact.recording)
        case RecordingKept() if not _outranked(row, fact.recording):
            return replace(row, recording=fact.recording)
        case RecordingFailed() if row.recording == fact.recording:
            return replace(row, recording=None)
        case _:
            return row


_FOLDS: dict[type[Fact], Callable[[CallRow, datetime, Fact], CallRow]] = {
    **dict.fromkeys((NodeEntered, LanguageChosen, CallQueued, QueueLeft), _fold_queueing),
    **dict.fromkeys((OfferMade, CallConnected, TalkEnded, CallEnded), _fold_visit),
    **dict.fromkeys((CallTransferred, CallReturned, DispositionChosen), _fold_work),
    **dict.fromkeys((RecordingStarted, RecordingKept, RecordingFailed), _fold_recording_link),
}
"""By kind: most facts change nothing here, and asking each fold would take its time."""


def _outranked(row: CallRow, recording: RecordingId) -> bool:
    """Whether this is a message and the row shows a conversation."""
    shown = row.recording
    conversation = shown is not None and not is_message(shown)
    return conversation and is_message(recording)


def _arrived(at: datetime, fact: CallArrived | CallPlaced) -> CallRow:
    return CallRow(
        id=fact.call,
        arrived_at=at,
        dialled=fact.dialled,
        pii_caller=fact.caller.pii_number,
        pii_caller_name=fact.caller.pii_name,
        revision=fact.revision,
    )


def _placed(at: datetime, fact: CallPlaced) -> CallRow:
    """Whoever calls out has the call from the first moment, also where nobody answers."""
    return replace(
        _arrived(at, fact), queue=fact.queue, operator=fact.operator, direction=Direction.OUT
    )


def _imported(fact: FallbackCallImported) -> CallEntry:
    """In the fallback all phones ring from the first moment: the wait begins on arrival."""
    talked_s = between(fact.answered_at, fact.ended_at)
    row = CallRow(
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
        waited_s=between(fact.arrived_at, fact.answered_at or fact.ended_at),
        talked_s=talked_s,
        recording=fact.recording,
        source="fallback",
    )
    return CallEntry(0, row, talks=imported(fact, talked_s))
