"""Messages that callers left, recorded by the dialplan while the service could not, or for
the flow: brought in as kept files.

Asterisk writes them as mono WAV and fixes the header only when it closes the file. Where
it died before, the header says nothing of the length, so the file's own length counts.
"""

import errno
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from recording.capture import Stored, describe
from recording.files import DISK, Disk, StoreError, find, relative_path, write_whole
from recording.wav import (
    MAX_DATA_BYTES,
    RATE_HZ,
    SAMPLE_BYTES,
    WavError,
    WavInfo,
    header,
    read_header,
)
from vocabulary.ids import RecordingId

CHUNK_BYTES = 1 << 17


def bring_in(
    source: Path,
    vault_dir: Path,
    recording: RecordingId,
    disk: Disk = DISK,
    *,
    day: date | None = None,
) -> Stored:
    """Copy a message into the vault, or find it there. The source stays.

    `day`: where it is to be kept; else the day on which it began, UTC. Raises StoreError
    when it cannot be read, holds no sound or does not fit.
    """
    try:
        descriptor = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        relative = find(vault_dir, recording)
        found = describe(vault_dir, relative) if relative is not None else None
        if found is None:
            raise StoreError(f"the message {source} is not there: nothing was written") from None
        return found
    except OSError as error:
        raise StoreError(f"cannot read the message {source}: {error.strerror}") from error
    with os.fdopen(descriptor, "rb") as file:
        data_bytes, began_on = _measure(file, source)
        relative = relative_path(recording, day or began_on)
        return _copied(file, data_bytes, vault_dir, relative, disk)


def _measure(file: BinaryIO, source: Path) -> tuple[int, date]:
    """How much sound the file holds, and the day on which it began."""
    info = _read(file, source)
    status = os.fstat(file.fileno())
    there = status.st_size - info.data_offset
    said = info.data_bytes if 0 < info.data_bytes <= there else there
    data_bytes = said - said % SAMPLE_BYTES
    if data_bytes <= 0:
        raise StoreError(f"the message {source} holds no sound")
    if data_bytes > MAX_DATA_BYTES:
        raise StoreError(f"the message {source} is too long for a WAV file")
    length = timedelta(seconds=data_bytes / SAMPLE_BYTES / RATE_HZ)
    return data_bytes, (datetime.fromtimestamp(status.st_mtime, UTC) - length).date()


def _copied(file: BinaryIO, data_bytes: int, vault_dir: Path, relative: str, disk: Disk) -> Stored:
    found = describe(vault_dir, relative)
    if found is not None:
        return found

    def fill(out: BinaryIO) -> None:
        out.write(header(1, data_bytes))
        left = data_bytes
        while left and (chunk := file.read(min(left, CHUNK_BYTES))):
            out.write(chunk)
            left -= len(chunk)
        if left:
            raise OSError(errno.EIO, "the message became shorter while it was read")

    size_bytes = write_whole(vault_dir, relative, fill, disk)
    return Stored(relative, data_bytes / SAMPLE_BYTES / RATE_HZ, size_bytes, 1)


def _read(file: BinaryIO, source: Path) -> WavInfo:
    try:
        info = read_header(file)
    except (OSError, WavError) as error:
        raise StoreError(f"the message {source} cannot be used: {error}") from error
    if (info.channels, info.rate_hz, info.sample_bytes) != (1, RATE_HZ, SAMPLE_BYTES):
        raise StoreError(
            f"the message {source} cannot be used: it has {info.channels} channels of "
            f"{info.sample_bytes * 8} bit at {info.rate_hz} Hz, not one of 16 bit at {RATE_HZ} Hz"
        )
    return info
