"""Raw files: what Asterisk writes for a recording, before it is kept.

A conversation has two sides, `<recording>-in.sln` (caller) and `<recording>-out.sln`
(operator). A message that a caller leaves is one file, `<recording>-message.wav`. Which
of the two a recording is follows from its id: telephony counts messages apart.
"""

from collections.abc import Iterator
from pathlib import Path

from recording.files import DISK, ID_PATTERN, Disk, checked, flush_folder
from vocabulary.ids import RecordingId, is_message

CALLER_SUFFIX = "-in.sln"
OPERATOR_SUFFIX = "-out.sln"
MESSAGE_SUFFIX = "-message.wav"


def side_paths(raw_dir: Path, recording: RecordingId) -> tuple[Path, Path]:
    """The caller's and the operator's raw file, whether they are there or not."""
    name = checked(recording)
    return raw_dir / f"{name}{CALLER_SUFFIX}", raw_dir / f"{name}{OPERATOR_SUFFIX}"


def message_path(raw_dir: Path, recording: RecordingId) -> Path:
    """The raw file of a message, whether it is there or not."""
    return raw_dir / f"{checked(recording)}{MESSAGE_SUFFIX}"


def raw_paths(raw_dir: Path, recording: RecordingId) -> tuple[Path, ...]:
    """All raw files of a recording, whether they are there or not."""
    if is_message(recording):
        return (message_path(raw_dir, recording),)
    return side_paths(raw_dir, recording)


def raw_ids(raw_dir: Path) -> Iterator[RecordingId]:
    """Whose raw files are there, in order; files of another form are passed over."""
    ids = {
        RecordingId(name)
        for suffix in (CALLER_SUFFIX, OPERATOR_SUFFIX, MESSAGE_SUFFIX)
        for path in raw_dir.glob(f"*{suffix}")
        if ID_PATTERN.fullmatch(name := path.name.removesuffix(suffix))
        and is_message(RecordingId(name)) == (suffix == MESSAGE_SUFFIX)
    }
    yield from sorted(ids)


def discard_raw(raw_dir: Path, recording: RecordingId, disk: Disk = DISK) -> None:
    """Remove the raw files. Only once the fact that the recording is kept is journaled."""
    for path in raw_paths(raw_dir, recording):
        disk.unlink(path)
    if raw_dir.is_dir():
        flush_folder(raw_dir, disk)
