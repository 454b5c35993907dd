import asyncio
from pathlib import Path

import numpy as np
import pytest

from desk.calls import peaks
from desk.calls.peaks import NotReadable, Peaks, peaks_of
from desk.errors import Refusal
from tests.support.desk_fakes import write_wav


def test_left_and_right(tmp_path: Path) -> None:
    samples = np.zeros((8000, 2), "<i2")
    samples[1000, 0] = 16384
    samples[7999, 1] = -32768
    made = peaks_of(write_wav(tmp_path / "a.wav", samples), 8)
    assert made == {
        "buckets": 8,
        "left": [0, 0.5, 0, 0, 0, 0, 0, 0],
        "right": [0, 0, 0, 0, 0, 0, 0, 1],
        "duration_s": 1.0,
    }


def test_pieces_join_without_a_seam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    samples = rng.integers(-32768, 32767, (10_007, 2)).astype("<i2")
    path = write_wav(tmp_path / "a.wav", samples)
    whole = peaks_of(path, 300)
    monkeypatch.setattr(peaks, "PIECE_FRAMES", 97)
    assert peaks_of(path, 300) == whole
    bucket = np.arange(10_007) * 300 // 10_007
    loud = np.abs(samples.astype(np.float32) / 32768)
    expected = [round(float(loud[bucket == i, 0].max()), 4) for i in range(300)]
    assert np.allclose(whole["left"], expected, atol=1e-4)  # type: ignore[arg-type]  # a list of numbers


def test_mono_short_and_empty(tmp_path: Path) -> None:
    mono = write_wav(tmp_path / "mono.wav", np.full((3, 1), 255, np.uint8), width=1)
    made = peaks_of(mono, 800)
    assert made["buckets"] == 3
    assert made["left"] == made["right"] == [0.9922] * 3
    empty = peaks_of(write_wav(tmp_path / "empty.wav", np.zeros((0, 2), "<i2")), 800)
    assert empty == {"buckets": 1, "left": [0], "right": [0], "duration_s": 0.0}


def test_what_is_no_wav(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    for data in (b"", b"RIFF", b"no sound at all" * 100, b"RIFF\x10\0\0\0WAVEfmt "):
        path.write_bytes(data)
        with pytest.raises(NotReadable):
            peaks_of(path, 10)
    write_wav(path, np.zeros((8, 1), "<i4"), width=4)
    with pytest.raises(NotReadable, match="32 bits"):
        peaks_of(path, 10)


async def test_answers_are_kept_and_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_wav(tmp_path / "a.wav", np.ones((100, 2), "<i2"))
    service = Peaks()
    first = await service.answer("r", path, 10)
    path.unlink()
    assert await service.answer("r", path, 10) is first
    with pytest.raises(Refusal) as refused:
        await service.answer("r", path, 11)
    assert refused.value.status == 410
    monkeypatch.setattr(peaks, "KEPT_ANSWERS", 1)
    write_wav(path, np.ones((100, 2), "<i2"))
    await service.answer("r", path, 12)
    await service.answer("r", path, 13)
    path.unlink()
    with pytest.raises(Refusal):
        await service.answer("r", path, 12)


async def test_too_many_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peaks, "WAITING_LIMIT", 2)
    path = write_wav(tmp_path / "a.wav", np.ones((100, 2), "<i2"))
    service = Peaks()
    told = await asyncio.gather(
        *(service.answer("r", path, n) for n in range(1, 6)), return_exceptions=True
    )
    assert [isinstance(one, Refusal) for one in told] == [False, False, True, True, True]
