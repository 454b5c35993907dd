"""Making the final file of whatever was recorded: a conversation or a message."""

from datetime import date
from pathlib import Path

from recording import capture, voicemail
from recording.capture import Stored
from recording.files import DISK, Disk, StoreError
from recording.raws import message_path
from vocabulary.ids import RecordingId, is_message


def keep(raw_dir: Path, vault_dir: Path, recording: RecordingId, disk: Disk = DISK) -> Stored:
    """Store a recording, or find it stored: what a StoreRecording command asks for.

    The day is the one on which it began, UTC. Safe to repeat. Raises StoreError.
    """
    if is_message(recording):
        return voicemail.bring_in(message_path(raw_dir, recording), vault_dir, recording, disk)
    return capture.keep(raw_dir, vault_dir, recording, disk)


def make_again(
    raw_dir: Path, vault_dir: Path, recording: RecordingId, day: date, disk: Disk = DISK
) -> Stored:
    """Make the final file of a day anew, from raw files that are still there.

    Raises StoreError when they are not.
    """
    if not is_message(recording):
        return capture.store(raw_dir, vault_dir, recording, day, disk)
    source = message_path(raw_dir, recording)
    if not source.is_file():
        raise StoreError(f"the message {source} is not there")
    return voicemail.bring_in(source, vault_dir, recording, disk, day=day)
