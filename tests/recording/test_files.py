"""Files that appear whole or not at all."""

import os
import stat
from datetime import date
from pathlib import Path

import pytest

from recording.files import (
    Disk,
    StoreError,
    checked,
    finals,
    find,
    flush_folder,
    make_folders,
    relative_path,
    write_whole,
)
from vocabulary.ids import RecordingId


@pytest.mark.parametrize("good", ["a", "A-1_b", "x" * 64])
def test_our_own_ids_name_files(good: str) -> None:
    assert checked(RecordingId(good)) == good


@pytest.mark.parametrize(
    "bad", ["", "../x", "a/b", "a\0", "a b", "x" * 65, "ä", "a\n", ".", "a.wav", "${SHELL(id)}"]
)
def test_other_ids_do_not(bad: str) -> None:
    with pytest.raises(StoreError, match="cannot name a file"):
        relative_path(RecordingId(bad), date(2026, 11, 2))


def test_a_file_is_for_us_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        size = write_whole(tmp_path / "vault", "2026/11/02/a.wav", lambda out: _write(out, b"abc"))
    finally:
        os.umask(before)
    final = tmp_path / "vault/2026/11/02/a.wav"
    assert (size, final.read_bytes()) == (3, b"abc")
    assert stat.S_IMODE(final.stat().st_mode) == 0o600
    for folder in final.parents[:4]:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def _write(out: object, data: bytes) -> None:
    assert hasattr(out, "write")
    out.write(data)


def test_a_disk_that_refuses_leaves_nothing(tmp_path: Path) -> None:
    def refuse(_out: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(StoreError, match=r"the disk of .* is full: free some space"):
        write_whole(tmp_path, "2026/11/02/a.wav", refuse)
    assert list(tmp_path.rglob("*.*")) == []


def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "2026").write_text("a file where a folder should be")
    with pytest.raises(StoreError, match="cannot store under"):
        write_whole(tmp_path, "2026/11/02/a.wav", lambda out: _write(out, b"abc"))


def test_a_link_in_the_place_of_the_part_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "2026/11/02"
    folder.mkdir(parents=True)
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (folder / "a.wav.part").symlink_to(victim)
    with pytest.raises(StoreError):
        write_whole(tmp_path, "2026/11/02/a.wav", lambda out: _write(out, b"abc"))
    assert victim.read_text() == "precious"


def test_all_is_flushed_before_and_after_the_rename(tmp_path: Path) -> None:
    class Watching(Disk):
        def __init__(self) -> None:
            self.done: list[str] = []

        def fsync(self, descriptor: int) -> None:
            is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
            self.done.append("folder" if is_folder else "file")
            super().fsync(descriptor)

        def replace(self, source: Path, target: Path) -> None:
            self.done.append("rename")
            super().replace(source, target)

    disk = Watching()
    write_whole(tmp_path, "2026/11/02/a.wav", lambda out: _write(out, b"abc"), disk)
    assert disk.done == ["folder", "folder", "folder", "file", "rename", "folder"]


def test_finals_are_found_and_nothing_else(tmp_path: Path) -> None:
    for path in ("2026/11/02/b.wav", "2026/11/02/a.wav", "2025/01/01/c.wav"):
        write_whole(tmp_path, path, lambda out: _write(out, b"x"))
    for other in ("2026/11/02/d.wav.part", "2026/11/02/.e.wav", "2026/11/f.wav", "orphans/g.wav"):
        make_folders(tmp_path, (tmp_path / other).parent)
        (tmp_path / other).write_bytes(b"x")
    (tmp_path / "2026/11/02/link.wav").symlink_to(tmp_path / "2025/01/01/c.wav")
    (tmp_path / "2027").symlink_to(tmp_path / "2026")
    assert list(finals(tmp_path)) == ["2026/11/02/a.wav", "2026/11/02/b.wav", "2025/01/01/c.wav"]
    assert find(tmp_path, RecordingId("c")) == "2025/01/01/c.wav"
    assert find(tmp_path, RecordingId("link")) is None
    assert find(tmp_path, RecordingId("g")) is None
    assert list(finals(tmp_path / "nowhere")) == []


def test_flushing_a_folder_that_is_not_there_raises(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        flush_folder(tmp_path / "nowhere")
