"""Prompts become sound: text by a voice, Asterisk's own sounds, uploaded ones."""

import asyncio
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from prompts import files
from prompts.book import PromptBook
from prompts.cache import PromptCache
from prompts.engine import Command, Espeak, Manner
from prompts.levels import loudness
from prompts.plan import PromptPlan, SpeechPlan
from prompts.sound import WIDE_HZ
from prompts.speaker import Speaker
from prompts.uploads import Uploads
from recording.wav import read_header
from tests.prompts.conftest import MakeSpeaker
from tests.prompts.test_hearing import SAID
from tests.prompts.test_sound import encoded
from vocabulary.commands import Utterance
from vocabulary.ports import CannotSpeak, Speech


class Recorded:
    """A voice that notes what it is to say and makes a tone of it."""

    def __init__(self) -> None:
        self.said: list[tuple[str, Manner]] = []
        self.busy = self.most_busy = 0

    @property
    def version(self) -> str:
        return "recorded 1"

    async def say(self, text: str, manner: Manner) -> bytes:
        self.said.append((text, manner))
        self.busy += 1
        self.most_busy = max(self.most_busy, self.busy)
        await asyncio.sleep(0)
        self.busy -= 1
        return encoded(seconds=0.3, channels=1)


def stem_of(address: str) -> Path:
    assert address.startswith("sound:/")
    return Path(address.removeprefix("sound:"))


async def test_sounds_files_and_texts_in_order(make_speaker: MakeSpeaker, uploads: Uploads) -> None:
    uploaded = await uploads.keep(encoded())
    speaker: Speech = make_speaker(
        {
            "tone": {"en": {"sound": "beep"}},
            "jingle": {"en": {"file": uploaded}},
            "hello": {"en": "Hello {name}.", "ru": "Здравствуйте, {name}."},
        },
        ("en", "ru"),
    )
    tone, jingle, hello, again = await speaker.media(
        [
            Utterance("tone"),
            Utterance("jingle"),
            Utterance("hello", (("name", "Anna"),)),
            Utterance("hello", (("name", "Anna"),), language="ru"),
        ],
        "en",
        1,
    )
    assert tone == "sound:beep"
    assert stem_of(jingle) == uploads.stem(uploaded)
    assert files.is_there(stem_of(hello))
    assert files.is_there(stem_of(again))
    assert hello != again


async def test_whoever_plays_prompts_is_given_a_speaker(make_speaker: MakeSpeaker) -> None:
    assert isinstance(make_speaker({"hello": {"en": "Hello."}}), Speaker)


async def test_a_sentence_is_said_in_one_breath(make_speaker: MakeSpeaker) -> None:
    voice = Recorded()
    speaker = make_speaker(
        speech=SpeechPlan(voices={"en": "en-gb"}, speed=1.5), engines={"espeak": voice}
    )
    say = [Utterance("wait_range", (("from", "2"), ("to", "5")))]
    first = await speaker.media(say, "en-US", 1)
    assert await speaker.media(say, "en-US", 1) == first
    assert voice.said == [
        (
            "You will probably wait between two and five minutes.",
            Manner("en", "en-gb", 1.5),
        )
    ]


async def test_a_call_hears_its_own_revision(make_speaker: MakeSpeaker) -> None:
    voice = Recorded()
    speaker = make_speaker({"hello": {"en": "One."}}, engines={"espeak": voice})
    second = PromptBook({"hello": PromptPlan.model_validate({"en": "Two."})})
    speaker.put(2, second)
    for revision in (1, 2):
        await speaker.media([Utterance("hello")], "en", revision)
    assert [text for text, _ in voice.said] == ["One.", "Two."]
    speaker.keep([2])
    await speaker.media([Utterance("hello")], "en", 1)  # gone: the newest
    assert len(voice.said) == 2


async def test_everything_that_needs_no_values_is_made_ahead(
    make_speaker: MakeSpeaker, cache: PromptCache
) -> None:
    voice = Recorded()
    prompts = {f"p{n}": {"en": f"Prompt {n}."} for n in range(20)}
    speaker = make_speaker(prompts, ("en", "ru"), engines={"espeak": voice})
    told: list[tuple[int, int]] = []
    done = await speaker.prepare(1, lambda ready, of: told.append((ready, of)))
    assert done.ready == len(voice.said) == told[-1][1]
    assert not done.failed
    assert [ready for ready, _ in told] == list(range(1, done.ready + 1))
    assert voice.most_busy <= 2
    count = len(voice.said)
    assert (await speaker.prepare(1)).ready == count
    await speaker.media([Utterance("p3"), Utterance("goodbye", language="ru")], "en", 1)
    assert len(voice.said) == count
    assert cache.total_bytes > 0


async def test_what_tells_of_a_caller_is_not_kept(
    make_speaker: MakeSpeaker, cache: PromptCache, tmp_path: Path
) -> None:
    speaker = make_speaker(engines={"espeak": Recorded()})
    (address,) = await speaker.media([Utterance("read_back", (("digits", "4719"),))], "en", 1)
    assert stem_of(address).parent == tmp_path / "cache" / "passing"
    (address,) = await speaker.media([Utterance("place", (("place", "3"),))], "en", 1)
    assert stem_of(address).is_relative_to(tmp_path / "cache" / "kept")
    await cache.close()
    assert not list((tmp_path / "cache" / "passing").iterdir())


async def test_without_a_voice_sounds_still_play(make_speaker: MakeSpeaker) -> None:
    speaker = make_speaker({"tone": {"en": {"sound": "beep"}}}, engines={})
    assert await speaker.media([Utterance("tone")], "en", 1) == ("sound:beep",)
    with pytest.raises(CannotSpeak, match="apt-get install espeak-ng"):
        await speaker.media([Utterance("goodbye")], "en", 1)
    done = await speaker.prepare(1)
    assert done.ready == 0
    assert "goodbye in en: there is no espeak-ng" in "\n".join(done.failed)
    other = make_speaker(speech=SpeechPlan(engine="command"), engines={"espeak": Recorded()})
    with pytest.raises(CannotSpeak, match="the settings name no speech_command"):
        await other.media([Utterance("goodbye")], "en", 1)


@pytest.mark.parametrize(
    ("utterance", "says"),
    [
        (Utterance("nothing"), "no prompt nothing in this plan"),
        (Utterance("place"), "place in en: the blank {place} has no value"),
        (Utterance("gone"), "gone in en: there is no uploaded sound"),
    ],
)
async def test_what_cannot_be_said_is_told(
    make_speaker: MakeSpeaker, utterance: Utterance, says: str
) -> None:
    speaker = make_speaker({"gone": {"en": {"file": "0" * 32}}}, engines={"espeak": Recorded()})
    with pytest.raises(CannotSpeak) as told:
        await speaker.media([utterance], "en", 1)
    assert says in str(told.value)


async def test_a_voice_that_writes_no_sound_is_told(make_speaker: MakeSpeaker) -> None:
    speaker = make_speaker(
        speech=SpeechPlan(engine="command"), engines={"command": Command("echo nonsense")}
    )
    with pytest.raises(CannotSpeak, match="goodbye in en: the speech program's sound"):
        await speaker.media([Utterance("goodbye")], "en", 1)


async def test_one_can_listen_to_a_text(make_speaker: MakeSpeaker) -> None:
    voice = Recorded()
    speaker = make_speaker(engines={"espeak": voice})
    wav = await speaker.wav("Dear {first_name}, it is {n:minutes}.", "en")
    info = read_header(io.BytesIO(wav))
    assert (info.channels, info.rate_hz) == (1, WIDE_HZ)
    assert voice.said[0][0] == "Dear first name, it is n."
    for text, says in (("{", "no partner"), ("x" * 2001, "the limit is 2000")):
        with pytest.raises(CannotSpeak, match=says):
            await speaker.wav(text, "en")


def levels(stems: Sequence[Path]) -> list[float]:
    return [
        loudness(
            np.frombuffer(files.with_ending(stem, ".sln16").read_bytes(), "<i2").astype(np.float32)
            / np.float32(32768),
            WIDE_HZ,
        )
        for stem in stems
    ]


async def test_all_prompts_are_equally_loud(
    make_speaker: MakeSpeaker, uploads: Uploads, espeak: Espeak
) -> None:
    """Thirty sentences of two voices, quiet and loud uploads: within 3 dB of each other."""
    prompts = {f"s{at}": {"en": text} for at, text in enumerate(SAID)}
    speaker = make_speaker(prompts, speech=SpeechPlan(voices={"en": "en-gb"}))
    say = [Utterance(name) for name in prompts]
    stems = [stem_of(each) for each in await speaker.media(say, "en", 1)]
    speaker.put(2, PromptBook({}, ("ru",)))
    static = ["goodbye", "nobody_there", "closed_now", "place_next"]
    russian = await speaker.media([Utterance(name) for name in static], "ru", 2)
    stems += [stem_of(each) for each in russian]
    for amplitude in (0.005, 0.9):
        stems.append(uploads.stem(await uploads.keep(encoded(amplitude=amplitude))))
    found = levels(stems)
    assert len(found) == 36
    assert max(found) - min(found) < 3.0, found
