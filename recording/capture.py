"""From two raw sides to one stereo file: the caller left, the operator right.

Asterisk writes each side as headerless signed 16-bit little-endian samples at 8 kHz.
Both begin at the same moment; the shorter one is filled up with silence. Everything may
be done again after a crash at any point: a finished file is never made anew, and the raw
sides stay until `raws.discard_raw`, which is for when the catalogue has the recording.
"""

import os
import stat
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import numpy as np

from recording.files import (
    DISK,
    Disk,
    StoreError,
    find,
    relative_path,
    write_whole,
)
from recording.raws import side_paths
from recording.wav import (
    HEADER_BYTES,
    MAX_DATA_BYTES,
    RATE_HZ,
    SAMPLE_BYTES,
    WavError,
    header,
    read_header,
)
from vocabulary.ids import RecordingId

CHUNK_SAMPLES = 1 << 16
"""Memory for one recording: 8 s of it, some 400 kB, however long it is."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A final file. `why` says what is missing in it, None when it is all there."""

    path: str
    duration_s: float
    size_bytes: int
    channels: int
    why: str | None = None


@dataclass(frozen=True, slots=True)
class _Side:
    path: Path
    samples: int
    modified_s: float


def keep(raw_dir: Path, vault_dir: Path, recording: RecordingId, disk: Disk = DISK) -> Stored:
    """Store a recording, or find it stored: what a StoreRecording command asks for.

    The day is the one on which it began, UTC. Raises StoreError.
    """
    caller, operator = _sides(raw_dir, recording)
    if caller is None or operator is None:
        # A crash may have come in the middle of `discard_raw`.
        relative = find(vault_dir, recording)
        found = describe(vault_dir, relative) if relative is not None else None
        if found is not None:
            return found
    sides = [side for side in (caller, operator) if side is not None]
    if not sides:
        raise StoreError("no audio: neither the caller's nor the operator's side was written")
    longest = max(sides, key=lambda side: side.samples)
    began_at = datetime.fromtimestamp(longest.modified_s, UTC) - timedelta(
        seconds=longest.samples / RATE_HZ
    )
    return store(raw_dir, vault_dir, recording, began_at.date(), disk)


def store(
    raw_dir: Path, vault_dir: Path, recording: RecordingId, day: date, disk: Disk = DISK
) -> Stored:
    """Make the final file of the raw sides, unless it is there already.

    A missing side is silence and is told in `why`. Raises StoreError when there is no
    audio at all, when it is too long for a WAV file, and when the disk refuses.
    """
    relative = relative_path(recording, day)
    found = describe(vault_dir, relative)
    if found is not None:
        return found
    caller, operator = _sides(raw_dir, recording)
    samples = max(side.samples if side else 0 for side in (caller, operator))
    if samples == 0:
        raise StoreError("no audio: both sides of the recording are missing or empty")
    data_bytes = samples * SAMPLE_BYTES * 2
    if data_bytes > MAX_DATA_BYTES:
        raise StoreError(
            f"{samples / RATE_HZ / 3600:.0f} hours are too long for a WAV file, its limit is "
            f"37 hours; the raw sides are still in {raw_dir}"
        )
    try:
        with ExitStack() as stack:
            files = [
                stack.enter_context(_open(side.path)) if side else None
                for side in (caller, operator)
            ]
            size_bytes = write_whole(vault_dir, relative, _mixer(files, samples), disk)
    except OSError as error:
        raise StoreError(f"cannot read the raw sides in {raw_dir}: {error.strerror}") from error
    return Stored(relative, samples / RATE_HZ, size_bytes, 2, _gap(caller, operator))


def describe(vault_dir: Path, relative: str) -> Stored | None:
    """What a final file holds; None when it is not there or is not whole."""
    path = vault_dir / relative
    try:
        with _open(path) as file:
            info = read_header(file)
            size_bytes = os.fstat(file.fileno()).st_size
    except (OSError, WavError):
        return None
    if info.data_offset != HEADER_BYTES or size_bytes != HEADER_BYTES + info.data_bytes:
        return None
    frames = info.data_bytes // (info.channels * SAMPLE_BYTES)
    return Stored(relative, frames / RATE_HZ, size_bytes, info.channels)


def _sides(raw_dir: Path, recording: RecordingId) -> tuple[_Side | None, _Side | None]:
    caller, operator = side_paths(raw_dir, recording)
    return _side(caller), _side(operator)


def _side(path: Path) -> _Side | None:
    """A side that has at least one sample. An odd last byte is no sample."""
    try:
        status = path.lstat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"cannot read {path}: {error.strerror}") from error
    samples = status.st_size // SAMPLE_BYTES
    if not stat.S_ISREG(status.st_mode) or samples == 0:
        return None
    return _Side(path, samples, status.st_mtime)


def _open(path: Path) -> BinaryIO:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    return os.fdopen(descriptor, "rb")


def _mixer(files: list[BinaryIO | None], samples: int) -> Callable[[BinaryIO], None]:
    def fill(out: BinaryIO) -> None:
        out.write(header(2, samples * SAMPLE_BYTES * 2))
        block = np.empty((CHUNK_SAMPLES, 2), dtype="<i2")
        for begin in range(0, samples, CHUNK_SAMPLES):
            size = min(CHUNK_SAMPLES, samples - begin)
            block[:size] = 0
            for column, file in enumerate(files):
                if file is None:
                    continue
                data = file.read(size * SAMPLE_BYTES)
                count = len(data) // SAMPLE_BYTES
                block[:count, column] = np.frombuffer(data, dtype="<i2", count=count)
            out.write(block[:size].data)

    return fill


def _gap(caller: _Side | None, operator: _Side | None) -> str | None:
    if caller is None:
        return "the caller's side is missing: the left channel is silent"
    if operator is None:
        return "the operator's side is missing: the right channel is silent"
    return None
