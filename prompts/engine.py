"""Who speaks: espeak-ng, or a program that the settings name.

Both are programs of their own that read the text on standard input and write a WAV file
to standard output. The text is never an argument, and never markup.
"""

import re
import shlex
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from prompts.processes import ProgramFailed, converse
from vocabulary.ports import CannotSpeak

TIMEOUT_S = 10.0
LIMIT_BYTES = 64 * 1024 * 1024
_WORDS_PER_MINUTE = 150
_VOICES: Mapping[str, str] = {"en": "en-us"}
"""Where espeak-ng's usual voice of a language is not the one that is understood best."""
_BLANKS = ("voice", "language", "speed")


class Manner(NamedTuple):
    """How a text is to be spoken. `voice` empty: the engine's usual one of the language."""

    language: str
    voice: str = ""
    speed: float = 1.0


class Engine(Protocol):
    """Somebody who speaks."""

    @property
    def version(self) -> str:
        """Changes whenever the same text may sound otherwise."""
        ...

    async def say(self, text: str, manner: Manner) -> bytes:
        """A sound file. Raises `CannotSpeak`."""
        ...


class Espeak:
    """espeak-ng, started by `argv` (further arguments are appended)."""

    def __init__(self, argv: Sequence[str], version: str) -> None:
        self._argv = tuple(argv)
        self._version = version

    @property
    def version(self) -> str:
        """What the program says of itself, and how it is asked."""
        return f"espeak {self._version} {_WORDS_PER_MINUTE}"

    async def say(self, text: str, manner: Manner) -> bytes:
        """A WAV file. Raises `CannotSpeak`, for one when there is no such voice."""
        base = manner.language.partition("-")[0]
        voice = manner.voice or _VOICES.get(manner.language) or manner.language
        arguments = ["-s", str(round(_WORDS_PER_MINUTE * manner.speed)), "-b", "1", "-z"]
        argv = [*self._argv, "-v", voice, *arguments, "--stdin", "--stdout"]
        try:
            return await _heard(argv, text)
        except CannotSpeak as error:
            if manner.voice or base == manner.language:
                raise CannotSpeak(
                    f"{error}. Is there a voice '{voice}'? `espeak-ng --voices` lists them; "
                    "name one under speech.voices"
                ) from error
        return await self.say(text, manner._replace(language=base))


class Command:
    """A program of the settings, such as `piper --model {voice}.onnx --output_file -`.

    `{voice}`, `{language}` and `{speed}` stand for what the plan says; each is filled into
    one argument and no shell is asked.
    """

    def __init__(self, command: str) -> None:
        """Raises `ValueError` for a command that cannot be used."""
        self._template = tuple(shlex.split(command))
        if not self._template:
            raise ValueError("speech_command is empty: name a program that reads text")
        for blank in re.findall(r"\{([^{}]*)\}", command):
            if blank not in _BLANKS:
                raise ValueError(
                    f"speech_command has the unknown blank {{{blank}}}; there are "
                    + ", ".join(f"{{{each}}}" for each in _BLANKS)
                )
        self._version = f"command {command}"

    @property
    def version(self) -> str:
        """The command as it is written."""
        return self._version

    async def say(self, text: str, manner: Manner) -> bytes:
        """A sound file. Raises `CannotSpeak`."""
        filled = {
            "{voice}": manner.voice or manner.language,
            "{language}": manner.language,
            "{speed}": f"{manner.speed:g}",
        }
        return await _heard([_fill(part, filled) for part in self._template], text)


def _fill(part: str, filled: Mapping[str, str]) -> str:
    for blank, value in filled.items():
        part = part.replace(blank, value)
    return part


async def _heard(argv: Sequence[str], text: str) -> bytes:
    try:
        said = await converse(argv, f"{text}\n".encode(), limit=LIMIT_BYTES, timeout_s=TIMEOUT_S)
    except ProgramFailed as error:
        raise CannotSpeak(str(error)) from error
    if not said:
        raise CannotSpeak("the speech program wrote no sound")
    return said
