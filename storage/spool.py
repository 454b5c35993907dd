"""The journal on disk: one step a line, written before its commands go out.

A segment `steps-<seq>.jsonl` begins with a header that holds the core's whole state
after step `seq`; the steps after it follow. A restart reads the newest segment only.

A write goes to the kernel in the loop's own thread (microseconds): it survives a kill
of the service. `flush` brings it to the disk and belongs into a thread of its own, so
that no call waits for a disk. When the disk refuses a write, steps are kept in memory,
up to a limit, and written as soon as it takes them; `trouble` says so meanwhile.
"""

import contextlib
import errno
import os
from collections import deque
from collections.abc import Iterator
from itertools import count, pairwise
from pathlib import Path
from typing import NamedTuple

import msgspec

from vocabulary.codec import CodecError, decode_step, encode_step
from vocabulary.facts import Step

KEPT_STEPS = 4096
"""Newest steps that are kept in memory for whoever reads behind the line."""

UNWRITTEN_LIMIT = 200_000
"""Steps that wait in memory for a full disk: hours of a busy centre, some 100 MB."""


class JournalDamaged(RuntimeError):
    """A journal that cannot be read; the message says where and what to do."""


class JournalFull(RuntimeError):
    """The disk refused writes for so long that memory must not grow any further."""


FORMAT = 1

_NO_STATE = b"null"


class _Header(msgspec.Struct, frozen=True):
    """First line of a segment. `state` is the core's own, opaque here."""

    seq: int
    state: msgspec.Raw = msgspec.Raw(_NO_STATE)
    format: int = FORMAT


class Recovered(NamedTuple):
    """What a restart finds: the state of the checkpoint and the steps after it."""

    seq: int
    state: bytes | None
    steps: tuple[Step, ...]


class Spool:
    """The journal of one service. Exactly one process has it open (the home's lock)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._handle: int | None = None
        self._size = 0
        self._dirty = False
        self._seq = 0
        self._recent: deque[Step] = deque(maxlen=KEPT_STEPS)
        self._unwritten: deque[bytes] = deque()
        self.trouble: str | None = None

    @property
    def seq(self) -> int:
        """The newest step."""
        return self._seq

    @property
    def segment_bytes(self) -> int:
        """Size of the segment that is being written."""
        return self._size

    def recover(self) -> Recovered:
        """Open for writing and read what is there. Raises `JournalDamaged`."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        segments = self._segments()
        if not segments:
            self._begin(_Header(seq=0))
            return Recovered(0, None, ())
        header, steps, good = _read_segment(segments[-1], last=True)
        self._handle = os.open(segments[-1], os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        os.ftruncate(self._handle, good)
        self._size = good
        self._seq = steps[-1].seq if steps else header.seq
        self._recent.extend(steps)
        state = None if bytes(header.state) == _NO_STATE else bytes(header.state)
        return Recovered(header.seq, state, tuple(steps))

    def append(self, step: Step) -> None:
        """Write one step. Raises `JournalFull` when neither disk nor memory takes it."""
        if step.seq != self._seq + 1:
            raise ValueError(f"step {step.seq} cannot follow step {self._seq}")
        if len(self._unwritten) >= UNWRITTEN_LIMIT:
            raise JournalFull(f"{UNWRITTEN_LIMIT} steps could not be written: {self.trouble}")
        self._seq = step.seq
        self._recent.append(step)
        self._unwritten.append(encode_step(step) + b"\n")
        self._drain()

    def flush(self) -> None:
        """Bring everything to the disk. For a thread; waits as long as the disk does."""
        handle = self._handle
        if self._dirty and handle is not None:
            self._dirty = False
            try:
                os.fdatasync(handle)
            except OSError:
                self._dirty = True
                raise

    def checkpoint(self, state: bytes) -> None:
        """Begin a new segment with the core's state after the newest step.

        Put off while steps wait for the disk: they belong to the old segment. Where the disk
        refuses the new one, the old one goes on and `trouble` says so.
        """
        self._drain()
        if self._unwritten:
            return
        previous = self._handle
        try:
            self._begin(_Header(seq=self._seq, state=msgspec.Raw(state)))
        except OSError as error:
            self.trouble = f"the journal cannot begin a new segment: {error}"
            return
        if previous is not None:
            os.close(previous)

    def prune(self, folded: int) -> None:
        """Remove segments whose steps are all in the database up to `folded`."""
        segments = self._segments()
        for segment, following in pairwise(segments):
            if _first_seq(following) <= folded:
                segment.unlink(missing_ok=True)

    def read(self, after: int, limit: int) -> tuple[Step, ...]:
        """At most `limit` steps after `after`, from memory or from the segments."""
        if after >= self._seq:
            return ()
        if self._recent and self._recent[0].seq <= after + 1:
            skip = after + 1 - self._recent[0].seq
            return tuple(step for _, step in zip(range(skip + limit), self._recent, strict=False))[
                skip:
            ]
        return tuple(self._read_segments(after, limit))

    def close(self) -> None:
        """Write what can be written and let go of the file."""
        self._drain()
        if self._handle is not None:
            with contextlib.suppress(OSError):
                os.fdatasync(self._handle)
            os.close(self._handle)
            self._handle = None

    def _drain(self) -> None:
        handle = self._handle
        while self._unwritten and handle is not None:
            line = self._unwritten[0]
            try:
                if self.trouble is not None:
                    os.ftruncate(handle, self._size)  # half a line may stand there
                _write(handle, line)
            except OSError as error:
                self.trouble = f"the journal cannot be written: {error}"
                with contextlib.suppress(OSError):
                    os.ftruncate(handle, self._size)
                return
            self._unwritten.popleft()
            self._size += len(line)
            self._dirty = True
        self.trouble = None

    def _begin(self, header: _Header) -> None:
        path = self._folder / f"steps-{header.seq:012d}.jsonl"
        if path.exists():  # nothing happened since the last checkpoint
            handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
            self._handle, self._size = handle, path.stat().st_size
            return
        line = msgspec.json.encode(header) + b"\n"
        part = path.with_suffix(".part")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
        try:
            _write(handle, line)
            os.fdatasync(handle)
            part.rename(path)
        except OSError:
            os.close(handle)
            part.unlink(missing_ok=True)
            raise
        self._handle, self._size = handle, len(line)

    def _segments(self) -> list[Path]:
        return sorted(self._folder.glob("steps-*.jsonl"))

    def _read_segments(self, after: int, limit: int) -> Iterator[Step]:
        segments = self._segments()
        left = limit
        for index, segment in enumerate(segments):
            last = index == len(segments) - 1
            if not last and _first_seq(segments[index + 1]) <= after:
                continue
            _, steps, _ = _read_segment(segment, last=last)
            for step in steps:
                if step.seq > after and left > 0:
                    left -= 1
                    yield step


def _write(handle: int, line: bytes) -> None:
    """The whole line or an error. Raises `OSError`; part of the line may then stand there."""
    written = os.write(handle, line)
    if written != len(line):
        raise OSError(errno.ENOSPC, f"{written} of {len(line)} bytes were taken")


def _first_seq(segment: Path) -> int:
    return int(segment.stem.removeprefix("steps-"))


def _read_segment(path: Path, *, last: bool) -> tuple[_Header, list[Step], int]:
    """Header, steps and the length of the readable part.

    Only the very last line of the newest segment may be torn: its step was never
    carried out, so it is left out.
    """
    data = path.read_bytes()
    end = data.rfind(b"\n") + 1
    lines = data[:end].split(b"\n")[:-1]
    if not lines or (end != len(data) and not last):
        raise JournalDamaged(_damage(path, 1, "the file is cut short"))
    try:
        header = msgspec.json.decode(lines[0], type=_Header)
        steps = [decode_step(line) for line in lines[1:]]
    except (msgspec.DecodeError, CodecError) as error:
        raise JournalDamaged(_damage(path, _bad_line(lines), str(error))) from error
    if header.format != FORMAT:
        raise JournalDamaged(_damage(path, 1, f"its format is {header.format}, not {FORMAT}"))
    for line, (step, expected) in enumerate(zip(steps, count(header.seq + 1)), start=2):
        if step.seq != expected:
            why = f"step {step.seq} stands where step {expected} belongs"
            raise JournalDamaged(_damage(path, line, why))
    return header, steps, end


def _bad_line(lines: list[bytes]) -> int:
    for number, line in enumerate(lines[1:], start=2):
        try:
            decode_step(line)
        except CodecError:
            return number
    return 1


def _damage(path: Path, line: int, why: str) -> str:
    return (
        f"journal {path}, line {line}: {why}. If a newer version wrote it, run that version; "
        "otherwise move the journal folder aside and start again: finished calls are in the "
        "database and stay there"
    )
