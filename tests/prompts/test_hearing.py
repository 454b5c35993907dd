"""Prompts say what they are to say: a recogniser hears them.

Thirty sentences of a telephone go through everything that a caller's sentence goes
through (blanks, voice, levelling, resampling, file) and are heard from the 16 kHz file.
The listener knows the words of these sentences, of the built-in prompts, of numbers,
days and months; any word may follow any other. See docs/prompts.md for the figures.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from prompts.builtins import builtin
from prompts.files import with_ending
from prompts.spoken.english import English
from tests.prompts.conftest import MakeSpeaker
from tests.prompts.hearing import Listener, right
from vocabulary.commands import Utterance

Given = tuple[tuple[str, str], ...]

SENTENCES: Mapping[tuple[str, Given], str] = {
    (text, given): said
    for text, given, said in (
        ("Welcome to the example shop.", (), ""),
        (
            "You are number {n:number} in the queue.",
            (("n", "3"),),
            "You are number three in the queue.",
        ),
        ("You are next.", (), ""),
        (
            "Your wait will be less than {n:minutes}.",
            (("n", "5"),),
            "Your wait will be less than five minutes.",
        ),
        (
            "Your wait will be between {a:number} and {b:minutes}.",
            (("a", "10"), ("b", "15")),
            "Your wait will be between ten and fifteen minutes.",
        ),
        ("Our office is closed now.", (), ""),
        (
            "We are open from {a:time} to {b:time}.",
            (("a", "09:00"), ("b", "18:00")),
            "We are open from nine o'clock in the morning to six o'clock in the evening.",
        ),
        ("Please leave a message after the tone.", (), ""),
        ("Press one for sales, press two for support.", (), ""),
        ("To hear this again, press nine.", (), ""),
        ("All our operators are busy, please stay on the line.", (), ""),
        ("Please type your order number, then press the hash key.", (), ""),
        ("You typed {d:digits}.", (("d", "4719"),), "You typed four seven one nine."),
        ("If that is right, press one.", (), ""),
        ("To type it again, press two.", (), ""),
        (
            "We can call you back at {d:digits}.",
            (("d", "555 1234"),),
            "We can call you back at five five five one two three four.",
        ),
        ("Thank you for your call.", (), ""),
        ("Goodbye.", (), ""),
        ("Please hold while we connect you.", (), ""),
        (
            "Your order will arrive on {d:date}.",
            (("d", "2026-12-24"),),
            "Your order will arrive on the twenty fourth of December.",
        ),
        (
            "The amount is {m:money}.",
            (("m", "12.50 EUR"),),
            "The amount is twelve euros and fifty cents.",
        ),
        ("We did not understand your choice.", (), ""),
        ("Nobody is here to take your call at the moment.", (), ""),
        ("Your message has been saved.", (), ""),
        ("We will call you back as soon as an operator is free.", (), ""),
        (
            "You are the {n:ordinal} caller in the queue.",
            (("n", "2"),),
            "You are the second caller in the queue.",
        ),
        (
            "Your appointment is at {t:time}.",
            (("t", "14:30"),),
            "Your appointment is at two thirty in the afternoon.",
        ),
        ("This call may be recorded.", (), ""),
        (
            "The shop will open again on Monday at {t:time}.",
            (("t", "08:30"),),
            "The shop will open again on Monday at eight thirty in the morning.",
        ),
        ("This number cannot be used at the moment.", (), ""),
    )
}
SAID = [said or text for (text, _), said in SENTENCES.items()]
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_MONTHS = "January February March April May June July August September October November December"


def house_sentences() -> list[str]:
    """All that the listener knows: these sentences among many others and many numbers."""
    english = English()
    built_in = [text for prompt in builtin().values() for _, text in prompt.texts()]
    numbers = [english.number(n) for n in range(100)] + [english.ordinal(n) for n in range(1, 32)]
    return [
        *SAID,
        *(text.partition("{")[0] for text in built_in if text.isascii()),
        *numbers,
        *_DAYS.split(),
        *_MONTHS.split(),
    ]


async def spoken(make_speaker: MakeSpeaker) -> list[Path]:
    """The 16 kHz files of all sentences."""
    prompts = {f"s{at}": {"en": text} for at, (text, _) in enumerate(SENTENCES)}
    speaker = make_speaker(prompts)
    say = [Utterance(f"s{at}", given) for at, (_, given) in enumerate(SENTENCES)]
    media = await speaker.media(say, "en", 1)
    return [with_ending(Path(each.removeprefix("sound:")), ".sln16") for each in media]


async def test_at_least_nine_of_ten_words_are_heard_right(
    tmp_path: Path, make_speaker: MakeSpeaker
) -> None:
    assert len(SAID) == 30
    files = await spoken(make_speaker)
    listener = Listener(tmp_path, house_sentences())
    heard = [listener.hears(file) for file in files]
    told = "\n".join(f"{a!r} → {b!r}" for a, b in zip(SAID, heard, strict=True))
    share = right(zip(SAID, heard, strict=True))
    print(f"{share:.1%} of the words were heard right")  # noqa: T201 - shown with -s
    assert share >= 0.9, told
    # The test can fail: what was heard is not what any other sentence says.
    others = right(zip(SAID[1:] + SAID[:1], heard, strict=True))
    assert others < 0.5


async def test_the_listener_does_not_make_it_up(tmp_path: Path, make_speaker: MakeSpeaker) -> None:
    """The same sounds backwards are as loud and as long, and say nothing."""
    listener = Listener(tmp_path, house_sentences())
    heard = []
    for file in (await spoken(make_speaker))[:10]:
        backwards = tmp_path / file.name
        backwards.write_bytes(np.frombuffer(file.read_bytes(), "<i2")[::-1].tobytes())
        heard.append(listener.hears(backwards))
    assert right(zip(SAID[:10], heard, strict=True)) < 0.5


async def test_a_number_is_not_taken_for_another(tmp_path: Path, make_speaker: MakeSpeaker) -> None:
    """The listener has no reason to expect one number more than another."""
    text = "You are number {n:number} in the queue."
    english = English()
    said = [text.replace("{n:number}", english.number(n)) for n in range(1, 13)]
    speaker = make_speaker({"place": {"en": text}})
    say = [Utterance("place", (("n", str(n)),)) for n in range(1, 13)]
    media = await speaker.media(say, "en", 1)
    listener = Listener(tmp_path, said)
    heard = [
        listener.hears(with_ending(Path(each.removeprefix("sound:")), ".sln16")) for each in media
    ]
    same = sum(a.lower().rstrip(".") == b for a, b in zip(said, heard, strict=True))
    assert same >= 11, heard


def test_words_are_counted_as_they_are() -> None:
    assert right([("one two three four", "one two three four")]) == 1.0
    assert right([("one two three four", "one too three")]) == 0.5
    assert right([("one two", "")]) == 0.0


@pytest.mark.parametrize("said", ["You are next.", "Goodbye."])
def test_silence_is_not_heard_as_a_prompt(tmp_path: Path, said: str) -> None:
    quiet = tmp_path / "quiet.sln16"
    quiet.write_bytes(bytes(32000))
    assert right([(said, Listener(tmp_path, [said, *SAID]).hears(quiet))]) < 0.5
