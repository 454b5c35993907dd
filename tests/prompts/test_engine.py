"""espeak-ng and a program of the settings speak; the text is never an order to them."""

import io
import shlex
import sys

import numpy as np
import pytest
import soundfile

from prompts.engine import Command, Engine, Espeak, Manner
from vocabulary.ports import CannotSpeak

_ECHO = (
    "import json, sys; sys.stdout.write("
    "json.dumps([sys.argv[1:], sys.stdin.buffer.read().decode()]))"
)


def command(code: str, *arguments: str) -> Command:
    return Command(shlex.join([sys.executable, "-c", code, *arguments]))


def seconds(wav: bytes) -> float:
    samples, rate = soundfile.read(io.BytesIO(wav))
    assert np.abs(samples).max() > 0.05
    return float(len(samples) / rate)


async def test_espeak_speaks(espeak: Engine) -> None:
    english = await espeak.say("Welcome to the example shop.", Manner("en"))
    assert 1.0 < seconds(english) < 3.0
    russian = await espeak.say("Добро пожаловать.", Manner("ru"))
    assert 0.8 < seconds(russian) < 3.0
    again = await espeak.say("Welcome to the example shop.", Manner("en"))
    assert again == english


async def test_speed_and_voice_are_heard(espeak: Engine) -> None:
    text = "All our operators are still busy."
    usual = await espeak.say(text, Manner("en"))
    slow = await espeak.say(text, Manner("en", speed=0.5))
    assert seconds(slow) > 1.6 * seconds(usual)
    assert await espeak.say(text, Manner("en", "en-gb+f3")) != usual


async def test_text_is_no_markup_and_no_option(espeak: Engine) -> None:
    text = "--help -w out.wav ; $(reboot) `reboot` | cat"
    assert seconds(await espeak.say(text, Manner("en"))) > 1.0


async def test_a_language_with_a_country_is_spoken_as_the_language(espeak: Engine) -> None:
    assert seconds(await espeak.say("Привет.", Manner("ru-BY"))) > 0.2


@pytest.mark.parametrize("manner", [Manner("en", "nonsense"), Manner("xq"), Manner("xq-ZZ")])
async def test_a_voice_that_is_not_there(espeak: Engine, manner: Manner) -> None:
    with pytest.raises(CannotSpeak, match=r"name one under speech\.voices"):
        await espeak.say("Hello.", manner)


async def test_a_program_that_is_gone() -> None:
    with pytest.raises(CannotSpeak, match="cannot be started"):
        await Espeak(["/nowhere/espeak-ng"], "1").say("Hello.", Manner("en", "en"))


async def test_a_command_gets_the_text_on_standard_input_only() -> None:
    said = await command(_ECHO, "--model", "m/{voice}.onnx", "{language}-{speed}").say(
        "$(reboot) {voice} 'quoted'", Manner("en", "amy", 1.5)
    )
    assert said == b'[["--model", "m/amy.onnx", "en-1.5"], "$(reboot) {voice} \'quoted\'\\n"]'


async def test_a_command_without_a_voice_is_told_the_language() -> None:
    assert b'["ru"]' in await command(_ECHO, "{voice}").say("x", Manner("ru"))


async def test_a_command_that_fails() -> None:
    with pytest.raises(CannotSpeak, match="no model"):
        await command("import sys; sys.exit('no model')").say("x", Manner("en"))
    with pytest.raises(CannotSpeak, match="wrote no sound"):
        await command("pass").say("x", Manner("en"))


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "is empty"), ("  ", "is empty"), ("piper {text}", "unknown blank {text}"), ("'", "quot")],
)
def test_a_command_that_cannot_be_used(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Command(text)


def test_versions_tell_engines_apart(espeak: Engine) -> None:
    assert len({espeak.version, Command("a").version, Command("b").version}) == 3
