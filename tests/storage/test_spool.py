"""The journal on disk: what was acknowledged is there again, whatever happened."""

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import spool
from storage.spool import JournalDamaged, JournalFull, Spool
from vocabulary.codec import encode_step
from vocabulary.facts import ServiceStarted, Step

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


def step(seq: int, text: str = "1.0 ü") -> Step:
    return Step(seq, AT + timedelta(seconds=seq), (ServiceStarted(text),))


def opened(folder: Path) -> Spool:
    journal = Spool(folder)
    journal.recover()
    return journal


def written(folder: Path, count: int) -> Path:
    """A journal of `count` steps, closed; its one segment."""
    journal = opened(folder)
    for seq in range(1, count + 1):
        journal.append(step(seq))
    journal.close()
    (segment,) = folder.glob("*.jsonl")
    return segment


def steps_in(folder: Path) -> list[int]:
    return [one.seq for one in Spool(folder).recover().steps]


@contextmanager
def no_file_larger_than(size_bytes: int) -> Iterator[None]:
    """As on a full disk: a write is taken in part and the next one not at all."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_an_empty_folder_is_a_new_journal_that_only_its_owner_reads(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "journal"
    found = Spool(folder).recover()
    assert (found.seq, found.state, found.steps) == (0, None, ())
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for path in folder.iterdir()] == [0o600]


def test_what_was_appended_is_there_again(tmp_path: Path) -> None:
    segment = written(tmp_path, 3)
    found = Spool(tmp_path).recover()
    assert found.steps == (step(1), step(2), step(3))
    assert segment.read_bytes().splitlines()[2] == encode_step(step(2))


def test_a_second_life_goes_on_where_the_first_ended(tmp_path: Path) -> None:
    written(tmp_path, 3)
    journal = opened(tmp_path)
    assert journal.seq == 3
    journal.append(step(4))
    journal.close()
    assert steps_in(tmp_path) == [1, 2, 3, 4]


@pytest.mark.parametrize("seq", [0, 1, 2, 4, 5])
def test_a_step_out_of_order_is_refused(tmp_path: Path, seq: int) -> None:
    written(tmp_path, 2)
    journal = opened(tmp_path)
    with pytest.raises(ValueError, match=f"step {seq} cannot follow step 2"):
        journal.append(step(seq))
    journal.append(step(3))


def test_a_torn_last_line_is_left_out_wherever_it_was_cut(tmp_path: Path) -> None:
    whole = written(tmp_path, 3).read_bytes()
    last = len(encode_step(step(3))) + 1
    for cut in range(1, last + 1):
        folder = tmp_path / f"cut-{cut}"
        folder.mkdir()
        (folder / "steps-000000000000.jsonl").write_bytes(whole[:-cut])
        journal = opened(folder)
        assert journal.seq == 2, f"cut by {cut}"
        journal.append(step(3))
        journal.close()
        assert steps_in(folder) == [1, 2, 3], f"cut by {cut}"


@pytest.mark.parametrize("rubbish", [b"", b"{", b"\xff\xfe", b"null", b'{"at":1}', b"\x00" * 9])
@pytest.mark.parametrize("line", [1, 2, 3, 4])
def test_a_damaged_line_is_told_with_file_line_and_mend(
    tmp_path: Path, line: int, rubbish: bytes
) -> None:
    segment = written(tmp_path, 3)
    lines = segment.read_bytes().splitlines()
    lines[line - 1] = rubbish
    segment.write_bytes(b"\n".join(lines) + b"\n")
    with pytest.raises(JournalDamaged, match="move the journal folder aside") as damaged:
        Spool(tmp_path).recover()
    assert f"{segment}, line {line}:" in str(damaged.value)
    assert "\n" not in str(damaged.value)


def test_a_step_of_a_newer_version_is_not_half_understood(tmp_path: Path) -> None:
    segment = written(tmp_path, 1)
    text = segment.read_text().replace("ServiceStarted", "CallTeleported")
    segment.write_text(text)
    with pytest.raises(JournalDamaged, match="newer version"):
        Spool(tmp_path).recover()


@pytest.mark.parametrize("missing", [2, 3])
def test_a_step_that_is_missing_in_the_middle_is_damage(tmp_path: Path, missing: int) -> None:
    segment = written(tmp_path, 3)
    lines = segment.read_bytes().splitlines(keepends=True)
    segment.write_bytes(b"".join(lines[: missing - 1] + lines[missing:]))
    with pytest.raises(
        JournalDamaged,
        match=f"line {missing}: step {missing} stands where step {missing - 1} belongs",
    ):
        Spool(tmp_path).recover()


def test_a_format_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    segment = written(tmp_path, 1)
    segment.write_bytes(segment.read_bytes().replace(b'"format":1', b'"format":2'))
    with pytest.raises(JournalDamaged, match="line 1: its format is 2, not 1"):
        Spool(tmp_path).recover()


@pytest.mark.parametrize("content", [b"", b'{"seq":0,"state":nu'])
def test_a_segment_without_its_header_is_damage(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "steps-000000000000.jsonl").write_bytes(content)
    with pytest.raises(JournalDamaged, match="line 1: the file is cut short"):
        Spool(tmp_path).recover()


def test_a_checkpoint_is_all_that_a_restart_reads(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    for seq in range(1, 4):
        journal.append(step(seq))
    journal.checkpoint(b'{"core":[1,2]}')
    for seq in range(4, 6):
        journal.append(step(seq))
    journal.close()
    found = Spool(tmp_path).recover()
    assert (found.seq, found.state) == (3, b'{"core":[1,2]}')
    assert [one.seq for one in found.steps] == [4, 5]


def test_a_checkpoint_where_nothing_happened_since_is_no_new_segment(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    journal.append(step(1))
    for _ in range(3):
        journal.checkpoint(b'{"a":1}')
    journal.append(step(2))
    journal.close()
    assert len(list(tmp_path.glob("*.jsonl"))) == 2
    assert steps_in(tmp_path) == [2]


def test_prune_keeps_what_is_not_folded_and_the_newest(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    for seq in range(1, 10):
        journal.append(step(seq))
        if seq % 3 == 0:
            journal.checkpoint(b"{}")
    names = [path.name for path in sorted(tmp_path.glob("*.jsonl"))]
    assert names == [f"steps-{seq:012d}.jsonl" for seq in (0, 3, 6, 9)]
    journal.prune(5)
    assert len(list(tmp_path.glob("*.jsonl"))) == 3
    journal.prune(100)
    assert [path.name for path in tmp_path.glob("*.jsonl")] == ["steps-000000000009.jsonl"]
    journal.append(step(10))
    journal.close()
    assert steps_in(tmp_path) == [10]


def test_rubbish_of_a_checkpoint_that_was_cut_short_does_no_harm(tmp_path: Path) -> None:
    written(tmp_path, 2)
    (tmp_path / "steps-000000000002.part").write_bytes(b'{"seq":2,"sta')
    journal = opened(tmp_path)
    assert journal.seq == 2
    journal.checkpoint(b"{}")
    journal.close()
    assert Spool(tmp_path).recover().seq == 2


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    journal.append(step(1))
    with no_file_larger_than(journal.segment_bytes + 40):
        for seq in range(2, 6):
            journal.append(step(seq))
        assert journal.trouble is not None
        assert "cannot be written" in journal.trouble
        assert [one.seq for one in journal.read(0, 9)] == [1, 2, 3, 4, 5]
        assert journal.seq == 5
        # What a kill would leave now is whole, only shorter.
        assert steps_in(tmp_path) == [1]
    journal.append(step(6))
    assert journal.trouble is None
    journal.close()
    assert steps_in(tmp_path) == [1, 2, 3, 4, 5, 6]


def test_closing_writes_what_still_waited(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    with no_file_larger_than(journal.segment_bytes):
        journal.append(step(1))
    journal.close()
    journal.close()
    assert steps_in(tmp_path) == [1]


def test_memory_for_a_full_disk_has_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "UNWRITTEN_LIMIT", 3)
    journal = opened(tmp_path)
    with no_file_larger_than(journal.segment_bytes):
        for seq in range(1, 4):
            journal.append(step(seq))
        with pytest.raises(JournalFull, match="3 steps could not be written"):
            journal.append(step(4))
    journal.checkpoint(b"{}")
    journal.append(step(4))
    journal.close()
    assert steps_in(tmp_path) == [4]


def test_a_checkpoint_waits_for_steps_that_wait_for_the_disk(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    with no_file_larger_than(journal.segment_bytes):
        journal.append(step(1))
        journal.checkpoint(b"{}")
    journal.close()
    assert steps_in(tmp_path) == [1]


def test_a_checkpoint_that_the_disk_takes_in_part_only_changes_nothing(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    journal.append(step(1))
    with no_file_larger_than(journal.segment_bytes + 500):
        journal.checkpoint(json.dumps("x" * 5000).encode())
        assert journal.trouble is not None
        assert "new segment" in journal.trouble
        journal.append(step(2))
    journal.append(step(3))
    assert journal.trouble is None
    journal.close()
    assert [path.name for path in tmp_path.iterdir()] == ["steps-000000000000.jsonl"]
    assert steps_in(tmp_path) == [1, 2, 3]


def test_a_checkpoint_that_cannot_begin_changes_nothing(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    journal.append(step(1))
    obstacle = tmp_path / "steps-000000000001.part"
    obstacle.mkdir()
    journal.checkpoint(b"{}")
    assert journal.trouble is not None
    journal.append(step(2))
    obstacle.rmdir()
    journal.checkpoint(b"{}")
    journal.append(step(3))
    journal.close()
    assert steps_in(tmp_path) == [3]


def test_a_disk_that_breaks_altogether_does_not_break_the_loop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = opened(tmp_path)
    journal.append(step(1))

    def broken(*_: object) -> int:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as disk:
        disk.setattr(os, "write", broken)
        disk.setattr(os, "ftruncate", broken)
        journal.append(step(2))
        journal.append(step(3))
        assert journal.trouble is not None
        assert "Input/output error" in journal.trouble
    journal.append(step(4))
    assert journal.trouble is None
    journal.close()
    assert steps_in(tmp_path) == [1, 2, 3, 4]


def test_half_a_line_that_could_not_be_taken_back_is_taken_back_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = opened(tmp_path)
    really = os.write

    def half(handle: int, line: bytes) -> int:
        return really(handle, line[: len(line) // 2])

    def broken(*_: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as disk:
        disk.setattr(os, "write", half)
        disk.setattr(os, "ftruncate", broken)
        journal.append(step(1))
    journal.append(step(2))
    journal.close()
    assert steps_in(tmp_path) == [1, 2]


def test_a_folder_that_cannot_be_written_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        Spool(tmp_path / "file" / "journal").recover()


def test_flush_brings_the_steps_to_the_disk_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    journal = opened(tmp_path)
    monkeypatch.setattr(os, "fdatasync", synced.append)
    journal.append(step(1))
    journal.flush()
    journal.flush()
    assert len(synced) == 1


def test_a_disk_that_does_not_flush_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = opened(tmp_path)
    journal.append(step(1))

    def broken(_handle: int) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as disk:
        disk.setattr(os, "fdatasync", broken)
        with pytest.raises(OSError, match="Input/output"):
            journal.flush()
    synced: list[int] = []
    monkeypatch.setattr(os, "fdatasync", synced.append)
    journal.flush()
    assert len(synced) == 1


WRITER = """
import sys
from pathlib import Path
from tests.storage.test_spool import opened, step
journal = opened(Path(sys.argv[1]))
seq = journal.seq
while True:
    seq += 1
    journal.append(step(seq))
    print(seq, flush=True)
    if seq % 50 == 0:
        journal.checkpoint(b"{}")
"""


@pytest.mark.parametrize("heard", [1, 49, 50, 51, 333])
def test_a_kill_loses_nothing_that_was_acknowledged(tmp_path: Path, heard: int) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as writer:
        assert writer.stdout is not None
        for _ in range(heard):
            writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
        rest = [line for line in writer.stdout.read().split("\n")[:-1] if line]
    acknowledged = int(rest[-1]) if rest else heard
    journal = opened(tmp_path)
    assert journal.seq >= acknowledged
    assert [one.seq for one in journal.read(0, 10**6)] == list(range(1, journal.seq + 1))


@settings(max_examples=60, deadline=None)
@given(
    plan=st.lists(st.sampled_from(["append"] * 6 + ["checkpoint", "reopen", "flush"]), max_size=60),
    after=st.integers(0, 70),
    limit=st.integers(0, 70),
    kept=st.integers(1, 12),
)
def test_reading_is_a_slice_of_all_steps(
    plan: list[str], after: int, limit: int, kept: int
) -> None:
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patched:
        patched.setattr(spool, "KEPT_STEPS", kept)
        folder, everything = Path(name), list[Step]()
        journal = opened(folder)
        for action in plan:
            match action:
                case "append":
                    everything.append(step(journal.seq + 1))
                    journal.append(everything[-1])
                case "checkpoint":
                    journal.checkpoint(b"{}")
                case "flush":
                    journal.flush()
                case _:
                    journal.close()
                    journal = opened(folder)
        assert journal.seq == len(everything)
        assert list(journal.read(after, limit)) == everything[after : after + limit]
        journal.close()
