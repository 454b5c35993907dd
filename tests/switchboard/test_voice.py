"""The voice of this installation."""

import io
import shutil
import sys
import wave
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from prompts.book import PromptBook
from prompts.plan import PromptPlan, SpeechPlan
from switchboard import voice as voice_module
from switchboard.home import Home
from switchboard.voice import Voice
from telephony.asterisk import tools
from telephony.asterisk.faults import RuntimeUnavailable
from telephony.asterisk.tools import Tool
from tests.support.waiting import until
from vocabulary.commands import Utterance
from vocabulary.plans import EditRefused
from vocabulary.ports import CannotSpeak

SPEAKER = """
import math, struct, sys, wave
text = sys.stdin.read()
with wave.open(sys.stdout.buffer, "wb") as file:
    file.setnchannels(1); file.setsampwidth(2); file.setframerate(16000)
    tone = (int(9000 * math.sin(at / 5)) for at in range(8000))
    file.writeframes(b"".join(struct.pack("<h", each) for each in tone))
"""
PROMPTS = {"welcome": PromptPlan.model_validate({"en": "Welcome", "ru": {"sound": "beep"}})}


def is_sound(address: str) -> bool:
    return Path(f"{address.removeprefix('sound:')}.wav").is_file()


def book(prompts: Mapping[str, PromptPlan] = PROMPTS) -> PromptBook:
    return PromptBook(prompts, ("en",), SpeechPlan(engine="command"))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    def unavailable(cache: Path, progress: object) -> Tool:
        raise RuntimeUnavailable("There is no espeak-ng here.", "Install it.")

    monkeypatch.setattr(tools, "espeak", unavailable)
    made = Home(tmp_path / "home")
    made.prepare()
    return made


@pytest.fixture
async def voice(home: Home, tmp_path: Path) -> AsyncIterator[Voice]:
    script = tmp_path / "speak.py"
    script.write_text(SPEAKER)
    made = Voice(home, {1: book()}, command=f"{sys.executable} {script}", cache=tmp_path)
    yield made
    await made.close()


async def test_a_command_of_the_settings_speaks(voice: Voice) -> None:
    assert not voice.can_speak
    with capture_logs() as logs:
        await voice.begin()
    assert any("cannot be spoken" in each["event"] for each in logs)  # espeak is not here
    assert voice.can_speak
    assert voice.detail == "the command of the settings"
    (address,) = await voice.media((Utterance("welcome"),), "en", 1)
    assert is_sound(address)
    assert await voice.media((Utterance("welcome"),), "ru", 1) == ("sound:beep",)


async def test_a_text_can_be_listened_to(voice: Voice) -> None:
    await voice.begin()
    with wave.open(io.BytesIO(await voice.speak("Hello {name}", "en"))) as heard:
        assert heard.getnframes() > 1000


async def test_before_a_voice_is_found_callers_wait_a_moment_and_no_longer(
    voice: Voice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice_module, "PATIENCE_S", 0.01)
    with pytest.raises(CannotSpeak, match="looked for"):
        await voice.media((Utterance("welcome"),), "en", 1)


async def test_a_new_revision_is_prepared_and_an_old_one_forgotten(voice: Voice) -> None:
    await voice.begin()
    more = {**PROMPTS, "extra": PromptPlan.model_validate({"en": "Extra"})}
    with capture_logs() as logs:
        voice.keep([1])
        voice.put(2, book(more))
        await until(lambda: any(each.get("revision") == 2 for each in logs), 20, "it is prepared")
    assert await voice.media((Utterance("extra"),), "en", 2)
    with pytest.raises(CannotSpeak):
        await voice.media((Utterance("extra"),), "en", 1)
    voice.keep([])
    assert await voice.media((Utterance("extra"),), "en", 1)  # the newest stands for it


async def test_what_is_published_before_a_voice_is_found_is_prepared_with_it(voice: Voice) -> None:
    voice.put(2, book())
    voice.keep([1, 2])
    await voice.begin()
    assert await voice.media((Utterance("welcome"),), "en", 2)


async def test_without_any_voice_sounds_are_still_heard(home: Home, tmp_path: Path) -> None:
    mute = Voice(home, {1: book()}, command=None, cache=tmp_path)
    await mute.begin()
    assert not mute.can_speak
    assert "no espeak-ng" in mute.detail
    assert await mute.media((Utterance("welcome"),), "ru", 1) == ("sound:beep",)
    with pytest.raises(CannotSpeak):
        await mute.media((Utterance("welcome"),), "en", 1)
    await mute.close()


async def test_sounds_are_uploaded_or_refused(voice: Voice) -> None:
    data = io.BytesIO()
    with wave.open(data, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\x01\x02" * 8000)
    kept = await voice.upload(data.getvalue(), "hello.wav", "ada")
    assert voice.uploads.has(kept)
    with pytest.raises(EditRefused):
        await voice.upload(b"no sound at all", "x.wav", "ada")


async def test_espeak_speaks_where_it_is(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    echo = shutil.which("true")
    assert echo is not None
    found = Tool((echo,), "eSpeak NG text-to-speech: 1.52.0  Data at: /a/secret/path", "path")
    monkeypatch.setattr(tools, "espeak", lambda cache, progress: found)
    made = Voice(home, {1: PromptBook(PROMPTS)}, command=None, cache=tmp_path)
    with capture_logs():
        await made.begin()
    assert made.detail == "espeak-ng 1.52.0 (path)"
    await made.close()
