from pathlib import Path

import msgspec
import pytest

from desk.calls import audio
from desk.errors import Refusal
from tests.support.desk_fakes import Centre
from vocabulary.records import RecordingRow


@pytest.fixture
def row(centre: Centre) -> RecordingRow:
    return centre.ledger.recordings["r-anna"]


async def test_a_kept_recording_has_its_file(centre: Centre, row: RecordingRow) -> None:
    assert await audio.locate(centre.vault, row) == centre.vault.root / "anna.wav"


async def test_a_folder_is_no_recording(centre: Centre, row: RecordingRow, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="no longer there"):
        await audio.locate(centre.vault, msgspec.structs.replace(row, path="."))


async def test_a_failed_one_says_why(centre: Centre, row: RecordingRow) -> None:
    failed = msgspec.structs.replace(row, state="failed", why="the disk was full")
    with pytest.raises(Refusal, match="the disk was full"):
        await audio.locate(centre.vault, failed)


def test_it_is_wav_and_never_cached(tmp_path: Path) -> None:
    made = audio.serve(tmp_path / "a.wav")
    assert made.headers["Content-Type"] == "audio/wav"
    assert made.headers["Cache-Control"] == "no-store"
