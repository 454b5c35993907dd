"""Raw files by name: two sides of a conversation, one of a message."""

from pathlib import Path

import pytest

from recording.files import StoreError
from recording.raws import discard_raw, message_path, raw_ids, raw_paths, side_paths
from vocabulary.ids import CallId, RecordingId, is_message, message_of

TALK, MESSAGE = RecordingId("call-1"), message_of(CallId("call"), 1)


def test_a_message_is_told_from_a_conversation_by_its_id() -> None:
    assert is_message(MESSAGE)
    assert is_message(message_of(CallId("a-m1"), 12))
    assert not is_message(TALK)
    assert not is_message(RecordingId("call-m1-1"))
    assert not is_message(RecordingId("-m1"))


def test_each_kind_has_its_own_files(tmp_path: Path) -> None:
    assert [path.name for path in raw_paths(tmp_path, TALK)] == ["call-1-in.sln", "call-1-out.sln"]
    assert raw_paths(tmp_path, TALK) == side_paths(tmp_path, TALK)
    assert raw_paths(tmp_path, MESSAGE) == (message_path(tmp_path, MESSAGE),)
    assert message_path(tmp_path, MESSAGE).name == "call-m1-message.wav"


def test_files_of_another_form_are_nobodys(tmp_path: Path) -> None:
    names = ("call-1-in.sln", "call-2-out.sln", "call-m1-message.wav")
    others = ("call-m2-in.sln", "call-3-message.wav", "not ours-in.sln", "call-4.wav")
    for name in (*names, *others):
        (tmp_path / name).write_bytes(b"x")
    assert list(raw_ids(tmp_path)) == ["call-1", "call-2", "call-m1"]
    assert list(raw_ids(tmp_path / "gone")) == []


def test_what_is_kept_needs_its_raw_files_no_more(tmp_path: Path) -> None:
    for recording in (TALK, MESSAGE):
        for path in raw_paths(tmp_path, recording):
            path.write_bytes(b"x")
    discard_raw(tmp_path, MESSAGE)
    assert list(raw_ids(tmp_path)) == [TALK]
    discard_raw(tmp_path, TALK)
    discard_raw(tmp_path, TALK)
    assert list(tmp_path.iterdir()) == []


def test_an_id_of_somebody_elses_making_is_refused(tmp_path: Path) -> None:
    for bad in ("../../etc/x", "../x-m1", ""):
        with pytest.raises(StoreError, match="cannot name a file"):
            raw_paths(tmp_path, RecordingId(bad))
