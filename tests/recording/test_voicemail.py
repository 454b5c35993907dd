"""Messages of the fallback become kept files."""

import os
import wave
from datetime import UTC, datetime
from pathlib import Path

import pytest

from recording.files import StoreError
from recording.voicemail import bring_in
from recording.wav import header
from vocabulary.ids import RecordingId

REC = RecordingId("message-1")
SOUND = bytes(range(200)) * 80  # one second


@pytest.fixture
def message(tmp_path: Path) -> Path:
    path = tmp_path / "msg0000.wav"
    path.write_bytes(header(1, len(SOUND)) + SOUND)
    at_s = datetime(2026, 11, 2, 12, tzinfo=UTC).timestamp()
    os.utime(path, (at_s, at_s))
    return path


def heard(path: Path) -> bytes:
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8000)
        return bytes(file.readframes(file.getnframes()))


def test_a_message_is_copied_whole(message: Path, tmp_path: Path) -> None:
    stored = bring_in(message, tmp_path / "vault", REC)
    assert (stored.path, stored.channels, stored.duration_s) == ("2026/11/02/message-1.wav", 1, 1.0)
    assert heard(tmp_path / "vault" / stored.path) == SOUND
    assert stored.size_bytes == 44 + len(SOUND)
    assert message.exists()


def test_again_and_without_the_source_it_is_the_same(message: Path, tmp_path: Path) -> None:
    first = bring_in(message, tmp_path / "vault", REC)
    inode = (tmp_path / "vault" / first.path).stat().st_ino
    assert bring_in(message, tmp_path / "vault", REC) == first
    message.unlink()
    assert bring_in(message, tmp_path / "vault", REC) == first
    assert (tmp_path / "vault" / first.path).stat().st_ino == inode


@pytest.mark.parametrize("said", [0, 2**32 - 1 - 36])
def test_a_header_that_was_never_finished_is_mended(tmp_path: Path, said: int) -> None:
    path = tmp_path / "cut.wav"
    path.write_bytes(header(1, said) + SOUND + b"x")
    stored = bring_in(path, tmp_path / "vault", REC)
    assert heard(tmp_path / "vault" / stored.path) == SOUND


def test_what_follows_the_sound_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "tail.wav"
    path.write_bytes(header(1, len(SOUND)) + SOUND + b"LIST\x04\0\0\0abcd")
    stored = bring_in(path, tmp_path / "vault", REC)
    assert heard(tmp_path / "vault" / stored.path) == SOUND


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"not a wav", "cannot be used: the file does not begin"),
        (header(2, 4) + b"abcd", "2 channels"),
        (header(1, 0), "holds no sound"),
        (header(1, 1) + b"a", "holds no sound"),
    ],
)
def test_what_is_no_message_is_one_sentence(tmp_path: Path, data: bytes, why: str) -> None:
    path = tmp_path / "bad.wav"
    path.write_bytes(data)
    with pytest.raises(StoreError, match=why):
        bring_in(path, tmp_path / "vault", REC)
    assert not (tmp_path / "vault").exists()


def test_a_message_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is not there"):
        bring_in(tmp_path / "gone.wav", tmp_path / "vault", REC)


def test_a_link_is_no_message(message: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.wav"
    link.symlink_to(message)
    with pytest.raises(StoreError, match="cannot read"):
        bring_in(link, tmp_path / "vault", REC)


def test_a_message_longer_than_a_wav_may_be(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    path.write_bytes(header(1, 0))
    os.truncate(path, 2**32 + 100)
    with pytest.raises(StoreError, match="too long"):
        bring_in(path, tmp_path / "vault", REC)
