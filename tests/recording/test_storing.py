"""Conversations and messages become final files by the same words."""

import os
import wave
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from recording.files import StoreError
from recording.raws import message_path, side_paths
from recording.storing import keep, make_again
from recording.wav import header
from vocabulary.ids import CallId, RecordingId, message_of

TALK, MESSAGE = RecordingId("call-1"), message_of(CallId("call"), 1)
SOUND = bytes(range(200)) * 80  # one second
AT_S = datetime(2026, 11, 2, 12, tzinfo=UTC).timestamp()


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    return folder


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return tmp_path / "vault"


def write_message(raw: Path, data: bytes = header(1, len(SOUND)) + SOUND) -> None:
    path = message_path(raw, MESSAGE)
    path.write_bytes(data)
    os.utime(path, (AT_S, AT_S))


def test_a_message_is_one_channel_on_the_day_on_which_it_began(raw: Path, vault: Path) -> None:
    write_message(raw)
    stored = keep(raw, vault, MESSAGE)
    assert (stored.path, stored.channels, stored.duration_s) == ("2026/11/02/call-m1.wav", 1, 1.0)
    with wave.open(str(vault / stored.path)) as file:
        assert (file.getnchannels(), file.readframes(8000)) == (1, SOUND)
    assert keep(raw, vault, MESSAGE) == stored
    message_path(raw, MESSAGE).unlink()
    assert keep(raw, vault, MESSAGE) == stored, "found where it is kept"


def test_a_conversation_has_two_channels(raw: Path, vault: Path) -> None:
    for path in side_paths(raw, TALK):
        path.write_bytes(SOUND)
    assert keep(raw, vault, TALK).channels == 2


def test_a_message_of_which_there_is_nothing_is_one_sentence(raw: Path, vault: Path) -> None:
    with pytest.raises(StoreError, match=r"call-m1-message\.wav is not there: nothing was written"):
        keep(raw, vault, MESSAGE)
    write_message(raw, header(1, 0))
    with pytest.raises(StoreError, match="holds no sound"):
        keep(raw, vault, MESSAGE)
    write_message(raw, b"")
    with pytest.raises(StoreError, match="cannot be used"):
        keep(raw, vault, MESSAGE)


@pytest.mark.parametrize("recording", [TALK, MESSAGE])
def test_a_lost_file_is_made_again_on_its_old_day(
    raw: Path, vault: Path, recording: RecordingId
) -> None:
    day = date(2026, 10, 31)
    with pytest.raises(StoreError):
        make_again(raw, vault, recording, day)
    write_message(raw)
    for path in side_paths(raw, TALK):
        path.write_bytes(SOUND)
    assert make_again(raw, vault, recording, day).path == f"2026/10/31/{recording}.wav"
