"""Files that appear whole or not at all, under names made of our own ids.

A final file is written under `<name>.part`, flushed to the disk and only then renamed,
and the rename itself is flushed. So whatever stops us, a file without `.part` is whole,
and doing it all again is safe.
"""

import errno
import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import BinaryIO

from vocabulary.ids import RecordingId

PART_SUFFIX = ".part"
ORPHANS = "orphans"
ID_PATTERN = re.compile(r"[A-Za-z0-9_-]{1,64}")
FINAL_PATTERN = re.compile(r"[0-9]{4}/[0-9]{2}/[0-9]{2}/([A-Za-z0-9_-]{1,64})\.wav")

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class StoreError(Exception):
    """A recording could not be stored: one sentence for the catalogue's `why`."""


class Disk:
    """The steps that make a file last. A test passes its own to stop between two."""

    def fsync(self, descriptor: int) -> None:
        """Flush a file or folder to the disk."""
        os.fsync(descriptor)

    def replace(self, source: Path, target: Path) -> None:
        """Rename over what may be there."""
        source.replace(target)

    def unlink(self, path: Path) -> None:
        """Remove a file that may be gone already."""
        path.unlink(missing_ok=True)


DISK = Disk()


def checked(recording: RecordingId) -> RecordingId:
    """The id, fit to be a file's name. Raises StoreError."""
    if ID_PATTERN.fullmatch(recording) is None:
        raise StoreError(
            f"the recording id {recording[:80]!r} cannot name a file: 1 to 64 letters, digits, "
            "_ and - are allowed"
        )
    return recording


def relative_path(recording: RecordingId, day: date) -> str:
    """Where a recording of that day is kept, relative to the recordings' folder."""
    return f"{day.year:04}/{day.month:02}/{day.day:02}/{checked(recording)}.wav"


def finals(vault_dir: Path) -> Iterator[str]:
    """Relative paths of all final files, latest day first. Links are passed over."""
    for year in _folders(vault_dir, 4):
        for month in _folders(vault_dir / year, 2):
            for day in _folders(vault_dir / year / month, 2):
                for name in _names(vault_dir / year / month / day):
                    relative = f"{year}/{month}/{day}/{name}"
                    if FINAL_PATTERN.fullmatch(relative):
                        yield relative


def find(vault_dir: Path, recording: RecordingId) -> str | None:
    """The relative path of a recording whose day is not known; None when it is not there."""
    name = f"{checked(recording)}.wav"
    for year in _folders(vault_dir, 4):
        for month in _folders(vault_dir / year, 2):
            for day in _folders(vault_dir / year / month, 2):
                path = vault_dir / year / month / day / name
                if path.is_file() and not path.is_symlink():
                    return f"{year}/{month}/{day}/{name}"
    return None


def write_whole(
    vault_dir: Path, relative: str, fill: Callable[[BinaryIO], None], disk: Disk = DISK
) -> int:
    """Make a final file and answer its size in bytes.

    Raises StoreError when the disk refuses; then nothing of it is left.
    """
    final = vault_dir / relative
    part = final.with_name(final.name + PART_SUFFIX)
    try:
        make_folders(vault_dir, final.parent, disk)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
        with os.fdopen(os.open(part, flags, 0o600), "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            fill(file)
            file.flush()
            size = os.fstat(file.fileno()).st_size
            disk.fsync(file.fileno())
        disk.replace(part, final)
        flush_folder(final.parent, disk)
    except OSError as error:
        with suppress(OSError):
            disk.unlink(part)
        raise StoreError(_refused(vault_dir, error)) from error
    return size


def make_folders(root: Path, folder: Path, disk: Disk = DISK) -> None:
    """Make `folder` and what is missing above it, down from `root`, for us alone."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    below = root
    for name in folder.relative_to(root).parts:
        above, below = below, below / name
        if not below.is_dir():
            below.mkdir(mode=0o700, exist_ok=True)
            flush_folder(above, disk)


def flush_folder(folder: Path, disk: Disk = DISK) -> None:
    """Make renames and removals in a folder last."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        disk.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refused(vault_dir: Path, error: OSError) -> str:
    if error.errno in _FULL:
        return f"the disk of {vault_dir} is full: free some space; the raw sides are still there"
    return (
        f"cannot store under {vault_dir}: {error.strerror or error}; the raw sides are still there"
    )


def _folders(parent: Path, digits: int) -> list[str]:
    """Names of so many digits, latest first."""
    try:
        with os.scandir(parent) as entries:
            names = [
                entry.name
                for entry in entries
                if len(entry.name) == digits
                and entry.name.isascii()
                and entry.name.isdecimal()
                and entry.is_dir(follow_symlinks=False)
            ]
    except FileNotFoundError:
        return []
    return sorted(names, reverse=True)


def _names(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if entry.is_file(follow_symlinks=False))
    except FileNotFoundError:
        return []
