"""The voice of the house: what is to be said, made into sound that Asterisk can play."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from prompts.blanks import BlankError, blanks
from prompts.book import PromptBook, Said
from prompts.cache import PromptCache, key
from prompts.engine import Engine, Manner
from prompts.files import with_ending
from prompts.plan import TEXT_LIMIT, SpeechPlan
from prompts.sound import WIDE_ENDING, Prompt, SoundRefused, listenable, prompt
from prompts.spoken.sentence import Unfilled, passing, plain, sentence
from prompts.uploads import Uploads
from vocabulary.commands import Utterance
from vocabulary.ports import CannotSpeak
from vocabulary.shelf import Shelf

Progress = Callable[[int, int], None]
"""Told how many prompts are ready, of how many."""

_AT_ONCE = 2
_LONGEST_S = 600.0
_MADE_AS = 1  # raised when the same words are made into sound otherwise
NO_VOICE: Mapping[str, str] = {
    "espeak": (
        "there is no espeak-ng on this machine, so no text can be spoken: install it "
        "(apt-get install espeak-ng) and start again, or give the prompt a sound or a file"
    ),
    "command": (
        "the plan says speech.engine: command, but the settings name no speech_command: "
        "name one and start again, or write engine: espeak"
    ),
}


class Prepared(NamedTuple):
    """How many prompts of a revision are ready, and why others are not, a sentence each."""

    ready: int
    failed: tuple[str, ...] = ()


class Speaker:
    """Says the prompts of every revision on its shelf. Implements `vocabulary.ports.Speech`."""

    def __init__(
        self,
        books: Mapping[int, PromptBook],
        cache: PromptCache,
        uploads: Uploads,
        engines: Mapping[str, Engine],
    ) -> None:
        """`engines` by their name in `speech.engine`; one that cannot be had is not there."""
        self._books: Shelf[PromptBook] = Shelf(books)
        self._cache = cache
        self._uploads = uploads
        self._engines = dict(engines)
        self._working = asyncio.Semaphore(_AT_ONCE)

    def put(self, revision: int, book: PromptBook) -> None:
        """Take up a revision. One that is there already stays as it is."""
        self._books.put(revision, book)

    def keep(self, revisions: Iterable[int]) -> None:
        """Forget every revision but these and the newest."""
        self._books.keep(revisions)

    async def media(
        self, say: Sequence[Utterance], language: str, revision: int
    ) -> tuple[str, ...]:
        """Addresses for Asterisk, in order. Raises `CannotSpeak`."""
        book = self._books.of(revision)
        return tuple(
            await asyncio.gather(
                *(self._one(book, each, each.language or language) for each in say)
            )
        )

    async def prepare(self, revision: int, progress: Progress | None = None) -> Prepared:
        """Make every prompt of a revision that needs no values, so that no caller waits.

        Never raises: what cannot be said is told in the answer.
        """
        book = self._books.of(revision)
        static = [
            (name, said)
            for name, said in book.everything()
            if said.wording.text is not None and not blanks(said.wording.text)
        ]
        failed: list[str] = []
        done = 0

        async def one(name: str, said: Said) -> None:
            nonlocal done
            try:
                await self._spoken(book.speech, said, ())
            except CannotSpeak as error:
                failed.append(f"{name} in {said.language}: {error}")
            done += 1
            if progress is not None:
                progress(done, len(static))

        await _each(one, static)
        return Prepared(len(static) - len(failed), tuple(failed))

    async def wav(self, text: str, language: str, speech: SpeechPlan | None = None) -> bytes:
        """A WAV of a text as callers would hear it, for listening on a screen.

        Blanks are said as their names. `speech`: that of the newest revision. Raises
        `CannotSpeak`.
        """
        if len(text) > TEXT_LIMIT:
            raise CannotSpeak(f"the text has {len(text)} signs and the limit is {TEXT_LIMIT}")
        try:
            named = [(blank.name, blank.name.replace("_", " ")) for blank in blanks(text)]
            said = sentence(text, named, language)
        except BlankError as error:
            raise CannotSpeak(str(error)) from error
        book = self._books.of(self._books.newest)
        stem = await self._kept(speech or book.speech, said, language, keep=not named)
        wide = await asyncio.to_thread(with_ending(stem, WIDE_ENDING).read_bytes)
        return await asyncio.to_thread(listenable, wide)

    async def _one(self, book: PromptBook, utterance: Utterance, language: str) -> str:
        try:
            said = book.said(utterance.prompt, language)
        except LookupError as error:
            raise CannotSpeak(f"{error} in this plan") from error
        if said.wording.sound is not None:
            return f"sound:{said.wording.sound}"
        try:
            if said.wording.file is not None:
                stem = await asyncio.to_thread(self._uploads.stem, said.wording.file)
                return f"sound:{stem}"
            return f"sound:{await self._spoken(book.speech, said, utterance.values)}"
        except (LookupError, CannotSpeak) as error:
            raise CannotSpeak(f"{utterance.prompt} in {said.language}: {error}") from error

    async def _spoken(
        self, speech: SpeechPlan, said: Said, values: Sequence[tuple[str, str]]
    ) -> Path:
        text = said.wording.text or ""
        try:
            words = sentence(text, values, said.language)
        except Unfilled as error:
            raise CannotSpeak(str(error)) from error
        return await self._kept(speech, words, said.language, keep=not passing(text, values))

    async def _kept(self, speech: SpeechPlan, words: str, language: str, *, keep: bool) -> Path:
        engine = self._engines.get(speech.engine)
        voice = speech.voices.get(language, speech.voices.get(language.partition("-")[0], ""))
        manner = Manner(language, voice, speech.speed)
        if engine is None:
            raise CannotSpeak(NO_VOICE[speech.engine])
        name = key(_MADE_AS, engine.version, *manner, words)
        return await self._cache.get(
            name, lambda: self._make(engine, words, manner), passing=not keep
        )

    async def _make(self, engine: Engine, words: str, manner: Manner) -> Prompt:
        async with self._working:
            heard = await engine.say(plain(words), manner)
            try:
                return await asyncio.to_thread(prompt, heard, _LONGEST_S)
            except SoundRefused as error:
                raise CannotSpeak(f"the speech program's sound cannot be used: {error}") from error


async def _each(
    one: Callable[[str, Said], Awaitable[None]], static: Sequence[tuple[str, Said]]
) -> None:
    """A few at a time: a caller's sentence must find its turn between them."""
    for at in range(0, len(static), _AT_ONCE):
        await asyncio.gather(*(one(name, said) for name, said in static[at : at + _AT_ONCE]))
