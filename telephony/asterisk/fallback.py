"""Read back whom the dialplan served while the service could not.

The dialplan appends one `begin` line when a caller falls through and one `end` line when
the caller is gone; a caller who left during the claim has an `end` line only. A reader
keeps its place in a small file that is written after the rows were taken over, so a row
can be read twice after a kill, and never not at all.
"""

import contextlib
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

from telephony.asterisk.config import write_private
from vocabulary.facts import Caller
from vocabulary.inputs import FallbackReported
from vocabulary.states import EndReason, Outcome

_BEGIN_FIELDS, _END_FIELDS = 7, 11
_MESSAGE_LEAST_BYTES = 8044  # a WAV header and half a second
_READ_MOST_BYTES = 1024 * 1024  # at once; the rest comes with the next reading
_TURN_OVER_BYTES = 4 * 1024 * 1024
_REJECTED_MOST_BYTES = 1024 * 1024


class RowRejected(ValueError):
    """A line of the ledger that says nothing we understand."""


@dataclass(frozen=True)
class Row:
    """One line. `answered_at` and `extension` tell when which phone took the call."""

    kind: str
    source: str
    at: datetime
    arrived_at: datetime
    dialled: str
    caller: Caller
    stage: str = ""
    answered_at: datetime | None = None
    extension: str | None = None


@dataclass(frozen=True)
class Batch:
    """What one reading found. Hand it to `confirm` once the reports are safe.

    `messages` are the callers' recorded messages by source. `rejected` are lines that
    were not understood; they are kept in the `.rejected` file.
    """

    reports: tuple[FallbackReported, ...]
    messages: tuple[tuple[str, Path], ...]
    rejected: tuple[str, ...]
    more: bool = False
    places: dict[str, int] = field(default_factory=dict, repr=False)
    waiting: tuple[str, ...] = field(default=(), repr=False)


def parse_row(line: str) -> Row:
    """One line of the ledger. Raises `RowRejected`."""
    parts = line.split("|")
    if (parts[0], len(parts)) not in {("begin", _BEGIN_FIELDS), ("end", _END_FIELDS)}:
        raise RowRejected("neither a begin nor an end line")
    kind, source, at, arrived, dialled, number, name = parts[:_BEGIN_FIELDS]
    if not source or len(source) > 150 or not all(c.isalnum() or c in ".-" for c in source):
        raise RowRejected("no id of a call")
    moment = _moment(at)
    caller = Caller(pii_number=unquote(number), pii_name=unquote(name))
    arrived_at = min(_moment(arrived or source.rsplit("-", 1)[-1].split(".")[0]), moment)
    if kind == "begin":
        return Row(kind, source, moment, arrived_at, dialled, caller)
    stage, answered, extension, _record_status = parts[_BEGIN_FIELDS:]
    return Row(
        kind,
        source,
        moment,
        arrived_at,
        dialled,
        caller,
        stage=stage,
        answered_at=min(_moment(answered), moment) if answered else None,
        extension=extension if answered else None,
    )


def _moment(text: str) -> datetime:
    try:
        return datetime.fromtimestamp(float(text), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise RowRejected(f"no time: {text[:40]!r}") from error


class FallbackLedger:
    """The ledger of one home folder."""

    def __init__(self, ledger: Path, voicemail_dir: Path) -> None:
        self._ledger = ledger
        self._voicemail_dir = voicemail_dir
        self._state_file = ledger.with_suffix(".state")
        self._rejected_file = ledger.with_suffix(".rejected")
        self._old = ledger.with_suffix(".old")

    def read(self, now: datetime, asterisk_started_at: datetime | None) -> Batch:
        """The rows that finished since the last confirmed reading.

        `asterisk_started_at`: when the living Asterisk started, None when none lives. A
        caller who began before that and has no end was cut off with the old one.
        """
        places, began = self._state()
        lines, places, more = self._new_lines(places)
        waiting = {row.source: (line, row) for line, row in _understood(began)}
        reports: list[FallbackReported] = []
        messages: list[tuple[str, Path]] = []
        rejected: list[str] = []
        for line in lines:
            try:
                row = parse_row(line)
            except RowRejected:
                rejected.append(line)
                continue
            if row.kind == "begin":
                waiting[row.source] = (line, row)
                continue
            waiting.pop(row.source, None)
            report, message = self._report(row)
            reports.append(report)
            messages.extend([(row.source, message)] if message else [])
        if not more:
            for source, (_, row) in list(waiting.items()):
                if asterisk_started_at is None or row.at < asterisk_started_at:
                    reports.append(_interrupted(row, now))
                    del waiting[source]
        return Batch(
            tuple(reports),
            tuple(messages),
            tuple(rejected),
            more,
            places,
            tuple(line for line, _ in waiting.values()),
        )

    def confirm(self, batch: Batch) -> None:
        """The batch is safe: go on behind it, and begin a new file when this one is long."""
        if batch.rejected:
            self._keep_rejected(batch.rejected)
        state = {"places": batch.places, "waiting": list(batch.waiting)}
        write_private(self._state_file, json.dumps(state) + "\n")
        self._turn_over(batch)

    def _state(self) -> tuple[dict[str, int], list[str]]:
        try:
            state = json.loads(self._state_file.read_text())
            places = {str(inode): int(place) for inode, place in state["places"].items()}
            return places, [str(line) for line in state["waiting"]]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}, []  # all rows are read again; their ids keep them from counting twice

    def _new_lines(self, places: dict[str, int]) -> tuple[list[str], dict[str, int], bool]:
        """Whole lines behind the known places, the new places, and whether more follow.

        Places belong to inodes: a file keeps its place when it becomes the old one.
        """
        lines: list[str] = []
        reached: dict[str, int] = {}
        more = False
        for path in (self._old, self._ledger):
            try:
                file = path.open("rb")
            except FileNotFoundError:
                continue
            with file:
                inode = str(os.fstat(file.fileno()).st_ino)
                if inode in reached:  # killed in the middle of turning over
                    continue
                place = places.get(inode, 0)
                if place > file.seek(0, os.SEEK_END):
                    place = 0
                file.seek(place)
                data = file.read(_READ_MOST_BYTES)
            whole = data[: data.rfind(b"\n") + 1]
            more = more or (bool(whole) and len(data) == _READ_MOST_BYTES)
            lines.extend(whole.decode(errors="replace").split("\n")[:-1])
            reached[inode] = place + len(whole)
        return lines, reached, more

    def _turn_over(self, batch: Batch) -> None:
        """Begin a new file. The long one stays readable: a row may just be on its way to it.

        The ledger's name always leads to a file, or Asterisk would lose a row.
        """
        size = self._ledger.stat().st_size if self._ledger.exists() else 0
        if batch.more or size < _TURN_OVER_BYTES:
            return
        self._old.unlink(missing_ok=True)
        self._old.hardlink_to(self._ledger)
        handle, fresh = tempfile.mkstemp(prefix=".ledger-", dir=self._ledger.parent)
        os.close(handle)
        Path(fresh).replace(self._ledger)

    def _report(self, row: Row) -> tuple[FallbackReported, Path | None]:
        message = self._message(row)
        outcome, reason = Outcome.ABANDONED, EndReason.FALLBACK_LEFT
        if row.answered_at is not None:
            outcome, reason = Outcome.ANSWERED, EndReason.FALLBACK_ANSWERED
        elif message is not None:
            outcome, reason = Outcome.VOICEMAIL, EndReason.FALLBACK_MESSAGE
        report = FallbackReported(
            source=row.source,
            dialled=row.dialled,
            caller=row.caller,
            arrived_at=row.arrived_at,
            ended_at=row.at,
            outcome=outcome,
            reason=reason,
            answered_at=row.answered_at,
            extension=row.extension,
        )
        return report, message

    def _message(self, row: Row) -> Path | None:
        """The recorded message, unless it is too short to hold a word."""
        if row.stage != "message":
            return None
        path = self._voicemail_dir / f"{row.source}.wav"
        try:
            return path if path.stat().st_size >= _MESSAGE_LEAST_BYTES else None
        except OSError:
            return None

    def _keep_rejected(self, lines: tuple[str, ...]) -> None:
        with contextlib.suppress(OSError):
            if self._rejected_file.stat().st_size > _REJECTED_MOST_BYTES:
                self._rejected_file.replace(self._rejected_file.with_suffix(".rejected.old"))
        handle = os.open(self._rejected_file, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)


def _understood(lines: list[str]) -> Iterator[tuple[str, Row]]:
    """The begin lines that were kept for want of their end."""
    for line in lines:
        with contextlib.suppress(RowRejected):
            yield line, parse_row(line)


def _interrupted(row: Row, now: datetime) -> FallbackReported:
    """A caller who was cut off with an Asterisk that is no more; when is not known."""
    return FallbackReported(
        source=row.source,
        dialled=row.dialled,
        caller=row.caller,
        arrived_at=row.arrived_at,
        ended_at=max(row.at, now),
        outcome=Outcome.INTERRUPTED,
        reason=EndReason.ASTERISK_LOST,
    )
