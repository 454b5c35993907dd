import asyncio
import time
import wave
from pathlib import Path

import numpy as np

from switchboard.bench.screens_ear import (
    BEEP_HZ,
    BEEP_S,
    PAUSE_S,
    Ear,
    is_beep,
    open_caller,
    write_microphone,
)
from switchboard.testcall import audio
from switchboard.testcall.media import Media
from switchboard.testcall.sdp import PCMU
from tests.support.ports import free_sip_port
from tests.support.waiting import until


def frame(hz: int, loudness: float = 0.25) -> tuple[int, ...]:
    """A packet's samples as a listener gets them."""
    return tuple(audio.decode(audio.tone_second(hz, PCMU, loudness)[: audio.FRAME], PCMU))


def test_a_beep_is_the_operators_tone_and_loud() -> None:
    assert is_beep(frame(BEEP_HZ))
    assert not is_beep(frame(440)), "the caller's own tone"
    assert not is_beep(frame(BEEP_HZ, 0.004)), "too quiet to be heard"
    mixed = tuple(a + b for a, b in zip(frame(BEEP_HZ), frame(600), strict=True))
    assert not is_beep(mixed), "music has other tones beside it"


async def test_an_ear_notes_when_it_heard_the_operator_and_nothing_else() -> None:
    loop = asyncio.get_running_loop()
    _, ear = await loop.create_datagram_endpoint(lambda: Ear(440), local_addr=("127.0.0.1", 0))
    began = time.time()
    music, operator = await Media.open("127.0.0.1", 523), await Media.open("127.0.0.1", BEEP_HZ)
    try:
        music.start(ear.local)
        await until(lambda: ear.received > 3, 5, "the music comes")
        assert (ear.beeps, ear.first_after(began)) == ([], None)
        music.close()
        operator.start(ear.local)
        await until(lambda: len(ear.beeps) > 2, 5, "the operator is heard")
    finally:
        for media in (music, operator, ear):
            media.close()
    assert ear.first_after(began) == ear.beeps[0] > began
    assert ear.first_after(ear.beeps[0]) == ear.beeps[1]
    assert ear.first_after(time.time()) is None


async def test_a_caller_comes_with_its_ear() -> None:
    caller, ear = await open_caller("127.0.0.1", free_sip_port(), "600000001")
    async with caller:
        assert caller.media is ear
        assert caller.number == "600000001"


def test_the_microphone_beeps_and_pauses_without_end(tmp_path: Path) -> None:
    write_microphone(tmp_path / "microphone.wav")
    with wave.open(str(tmp_path / "microphone.wav")) as file:
        rate = file.getframerate()
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16)
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
    whole, on = round((BEEP_S + PAUSE_S) * rate), round(BEEP_S * rate)
    assert len(samples) % whole == 0, "the end goes over into the beginning"
    turns = samples.reshape(-1, whole)
    assert (turns == turns[0]).all()
    assert not turns[0][on:].any()
    assert audio.tone_share([int(each) for each in turns[0][:on]], BEEP_HZ, rate) > 0.99
