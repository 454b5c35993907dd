"""The helpers that every integration test leans on."""

import wave
from pathlib import Path

import pytest

from switchboard.testcall.audio import decode, tone_second
from switchboard.testcall.sdp import PCMU
from tests.support.audio import read_recording
from tests.support.waiting import until


async def test_waiting_answers_what_was_found_or_says_what_was_not() -> None:
    seen: list[int] = []

    def grows() -> int | None:
        seen.append(1)
        return len(seen) if len(seen) > 2 else None

    assert await until(grows, 5, "three looks") == 3

    async def never() -> bool:
        return False

    with pytest.raises(AssertionError, match=r"not within 0\.05 s: pigs fly"):
        await until(never, 0.05, "pigs fly")


def test_a_recording_is_heard_by_channel(tmp_path: Path) -> None:
    left = decode(tone_second(440, PCMU), PCMU)
    right = [0] * 4000 + decode(tone_second(660, PCMU), PCMU)[:4000]
    path = tmp_path / "r.wav"
    with wave.open(str(path), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(8000)
        pairs = zip(left, right, strict=True)
        out.writeframes(b"".join(v.to_bytes(2, "little", signed=True) for p in pairs for v in p))
    recording = read_recording(path)
    assert recording.duration_s == 1.0
    assert recording.tone_share(0, 440) > 0.9
    assert recording.tone_share(0, 660) < 0.1
    assert recording.tone_seconds(0, 440) == pytest.approx(1.0)
    assert recording.tone_seconds(1, 660) == pytest.approx(0.5)
    assert not recording.is_silent(1)
