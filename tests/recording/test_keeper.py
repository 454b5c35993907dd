"""The keeper: commands in, inputs out, and the disk watched."""

import asyncio
import wave
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from recording.files import StoreError
from recording.keeper import Keeper
from recording.raws import raw_paths
from recording.wav import header
from vocabulary.commands import StoreRecording
from vocabulary.facts import RecordingKept, Step
from vocabulary.ids import CallId, RecordingId, message_of
from vocabulary.inputs import DiskReported, Input, RecordingBroke, RecordingStored
from vocabulary.ports import Listener
from vocabulary.records import RecordingRow

CALL = CallId("call")
REC = RecordingId("call-1")
SOUND = b"ab" * 8000


class Box:
    """An inbox that lets a test wait for what comes."""

    def __init__(self) -> None:
        self.given: list[Input] = []
        self.came = asyncio.Event()

    def put(self, given: Input) -> None:
        self.given.append(given)
        self.came.set()

    async def until(self, enough: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not enough():
                self.came.clear()
                await self.came.wait()

    def about(self, recording: RecordingId) -> list[Input]:
        kinds = (RecordingStored, RecordingBroke)
        return [g for g in self.given if isinstance(g, kinds) and g.recording == recording]

    async def answer(self, recording: RecordingId) -> Input:
        await self.until(lambda: bool(self.about(recording)))
        return self.about(recording)[0]


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
async def keeper(box: Box, tmp_path: Path) -> AsyncIterator[Keeper]:
    keeper = Keeper(box, tmp_path / "raw", tmp_path / "vault", watch_every_s=0.01)
    await keeper.start()
    yield keeper
    await keeper.stop()


def write_raw(tmp_path: Path, recording: RecordingId = REC) -> None:
    for path in raw_paths(tmp_path / "raw", recording):
        path.write_bytes(SOUND)


def kept(stored: RecordingStored) -> Step:
    fact = RecordingKept(
        stored.recording, CALL, stored.path, stored.duration_s, stored.size_bytes, stored.channels
    )
    return Step(1, datetime.now(UTC), (fact,))


async def test_a_recording_is_stored_and_its_raw_sides_go_once_it_is_journaled(
    keeper: Keeper, box: Box, tmp_path: Path
) -> None:
    write_raw(tmp_path)
    keeper.submit(StoreRecording(REC, CALL))
    keeper.submit(StoreRecording(REC, CALL))
    stored = await box.answer(REC)
    assert isinstance(stored, RecordingStored)
    assert (stored.duration_s, stored.channels) == (1.0, 2)
    with wave.open(str(tmp_path / "vault" / stored.path)) as file:
        assert file.getnframes() == 8000
    assert all(path.exists() for path in raw_paths(tmp_path / "raw", REC))
    listener: Listener = keeper.on_step
    listener(kept(stored))
    await box.until(lambda: not any(path.exists() for path in raw_paths(tmp_path / "raw", REC)))
    keeper.submit(StoreRecording(REC, CALL))
    await box.until(lambda: len(box.about(REC)) == 2)
    assert box.about(REC) == [stored, stored]


async def test_what_cannot_be_stored_breaks_with_one_sentence(keeper: Keeper, box: Box) -> None:
    keeper.submit(StoreRecording(REC, CALL))
    assert await box.answer(REC) == RecordingBroke(
        REC, "no audio: neither the caller's nor the operator's side was written"
    )
    evil = RecordingId("../../evil")
    keeper.submit(StoreRecording(evil, CALL))
    broke = await box.answer(evil)
    assert isinstance(broke, RecordingBroke) and "cannot name a file" in broke.why


async def test_a_message_of_the_flow_is_stored_and_its_raw_file_goes(
    keeper: Keeper, box: Box, tmp_path: Path
) -> None:
    message = message_of(CALL, 1)
    (raw,) = raw_paths(tmp_path / "raw", message)
    keeper.submit(StoreRecording(message, CALL))
    broke = await box.answer(message)
    assert isinstance(broke, RecordingBroke) and "nothing was written" in broke.why
    raw.write_bytes(header(1, len(SOUND)) + SOUND)
    keeper.submit(StoreRecording(message, CALL))
    await box.until(lambda: len(box.about(message)) == 2)
    stored = box.about(message)[1]
    assert isinstance(stored, RecordingStored)
    assert (stored.channels, stored.duration_s) == (1, 1.0)
    keeper.on_step(kept(stored))
    await box.until(lambda: not raw.exists())


async def test_the_disk_is_reported_again_and_again(keeper: Keeper, box: Box) -> None:
    def shares() -> list[float]:
        return [given.free_share for given in box.given if isinstance(given, DiskReported)]

    await box.until(lambda: len(shares()) >= 3)
    assert all(0 <= share <= 1 for share in shares())


async def test_a_disk_that_does_not_answer_is_a_full_one(box: Box, tmp_path: Path) -> None:
    keeper = Keeper(box, tmp_path / "raw", tmp_path / "vault", watch_every_s=0.01)
    await keeper.start()
    (tmp_path / "vault").rmdir()
    await box.until(lambda: DiskReported(0.0) in box.given)
    await keeper.stop()


async def test_a_stop_finishes_what_runs_and_forgets_what_waits(box: Box, tmp_path: Path) -> None:
    keeper = Keeper(box, tmp_path / "raw", tmp_path / "vault")
    await keeper.start()
    names = [RecordingId(f"call-{number}") for number in range(30)]
    for name in names:
        write_raw(tmp_path, name)
        keeper.submit(StoreRecording(name, CALL))
    await keeper.stop()
    keeper.submit(StoreRecording(REC, CALL))
    keeper.on_step(Step(1, datetime.now(UTC), ()))
    assert list((tmp_path / "vault").rglob("*.part")) == []
    again = Keeper(box, tmp_path / "raw", tmp_path / "vault")
    for name in names:
        again.submit(StoreRecording(name, CALL))
    await box.until(lambda: all(box.about(name) for name in names))
    await again.stop()
    assert all(isinstance(box.about(name)[0], RecordingStored) for name in names)


async def test_a_message_is_brought_in_and_then_stored_as_any_other(
    keeper: Keeper, box: Box, tmp_path: Path
) -> None:
    source = tmp_path / "msg0000.wav"
    source.write_bytes(header(1, len(SOUND)) + SOUND)
    stored = await keeper.import_voicemail(source, REC)
    assert (stored.channels, stored.duration_s) == (1, 1.0)
    keeper.submit(StoreRecording(REC, CALL))
    assert await box.answer(REC) == stored
    with pytest.raises(StoreError, match="is not there"):
        await keeper.import_voicemail(tmp_path / "gone.wav", RecordingId("other"))


async def test_files_and_catalogue_are_made_to_agree(
    keeper: Keeper, box: Box, tmp_path: Path
) -> None:
    write_raw(tmp_path)
    keeper.submit(StoreRecording(REC, CALL))
    await box.answer(REC)
    stranger = tmp_path / "vault/2026/11/02/stranger.wav"
    stranger.parent.mkdir(parents=True, exist_ok=True)
    stranger.write_bytes(header(2, 4) + b"abcd")
    row = RecordingRow(
        RecordingId("lost"), CALL, "kept", datetime.now(UTC), path="2026/11/02/lost.wav"
    )
    found = await keeper.reconcile([row])
    assert found.missing == ("lost",)
    assert found.orphans == ("orphans/stranger.wav",), "what was stored just now stays"
