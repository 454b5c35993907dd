"""The voice of this installation: who speaks here, and the sounds that people brought.

A start does not wait for it: where the speech program has to be fetched first, callers
meanwhile hear only what needs no speaking.
"""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import structlog

from prompts.book import PromptBook
from prompts.cache import PromptCache
from prompts.engine import Command, Engine, Espeak
from prompts.sound import SoundRefused
from prompts.speaker import Speaker
from prompts.uploads import Uploads
from switchboard.home import Home
from telephony.asterisk import tools
from telephony.asterisk.faults import AsteriskFault
from telephony.asterisk.runtime import default_cache
from vocabulary.commands import Utterance
from vocabulary.plans import EditRefused
from vocabulary.ports import CannotSpeak

log = structlog.get_logger(__name__)

PATIENCE_S = 5.0
"""How long a caller's sentence waits for a voice that is still being found."""
ESPEAK, COMMAND = "espeak", "command"


class Voice:
    """`vocabulary.ports.Speech`, and the office's studio.

    `command` is the program of the settings. `cache` is where fetched programs are kept.
    """

    def __init__(
        self,
        home: Home,
        books: Mapping[int, PromptBook],
        *,
        command: str | None,
        cache: Path | None,
    ) -> None:
        self.uploads = Uploads(home.sounds)
        self._made = PromptCache(home.prompts)
        self._books = dict(books)
        self._command = command
        self._cache = cache
        self._speaker: Speaker | None = None
        self._found = asyncio.Event()
        self._names: dict[str, str] = {}
        self._missing = "the speech program is being looked for"
        self._preparing: set[asyncio.Task[None]] = set()

    @property
    def detail(self) -> str:
        """Who speaks, in words for whoever asks how the service is."""
        return ", ".join(self._names.values()) or self._missing

    @property
    def can_speak(self) -> bool:
        """Whether texts can be spoken."""
        return bool(self._names)

    async def begin(self) -> None:
        """Find who speaks, and prepare what is known already. Never raises."""
        engines: dict[str, Engine] = {}
        try:
            tool = await asyncio.to_thread(tools.espeak, self._cache or default_cache(), _quietly)
        except AsteriskFault as fault:
            self._missing = f"no espeak-ng: {fault}"
            log.error("texts cannot be spoken", why=str(fault))
        else:
            engines[ESPEAK] = Espeak(tool.argv, tool.version)
            self._names[ESPEAK] = f"espeak-ng {_short(tool.version)} ({tool.origin})"
        if self._command is not None:
            engines[COMMAND] = Command(self._command)
            self._names[COMMAND] = "the command of the settings"
        self._speaker = Speaker(self._books, self._made, self.uploads, engines)
        self._found.set()
        for revision in self._books:
            await self._prepare(revision)

    async def media(
        self, say: Sequence[Utterance], language: str, revision: int
    ) -> tuple[str, ...]:
        """Addresses for Asterisk, in order. Raises `CannotSpeak`."""
        speaker = await self._speaking()
        return await speaker.media(say, language, revision)

    async def speak(self, text: str, language: str) -> bytes:
        """A WAV of a text as callers would hear it. Raises `CannotSpeak`."""
        speaker = await self._speaking()
        return await speaker.wav(text, language)

    async def upload(self, data: bytes, name: str, by: str) -> str:
        """Keep a sound; its id. Raises `EditRefused`."""
        try:
            kept = await self.uploads.keep(data)
        except SoundRefused as error:
            raise EditRefused(str(error)) from error
        log.info("a sound was uploaded", sound=kept, name=name[:80], by=by)
        return kept

    def put(self, revision: int, book: PromptBook) -> None:
        """Take up a revision and begin to make its prompts."""
        self._books[revision] = book
        if self._speaker is None:
            return  # it will be prepared with the others
        self._speaker.put(revision, book)
        task = asyncio.create_task(self._prepare(revision))
        self._preparing.add(task)
        task.add_done_callback(self._preparing.discard)

    def keep(self, revisions: Iterable[int]) -> None:
        """Forget every revision but these and the newest."""
        wanted = {*revisions, max(self._books)}
        self._books = {number: book for number, book in self._books.items() if number in wanted}
        if self._speaker is not None:
            self._speaker.keep(wanted)

    async def close(self) -> None:
        """Stop what is being made."""
        for task in tuple(self._preparing):
            task.cancel()
        await asyncio.gather(*self._preparing, return_exceptions=True)
        await self._made.close()

    async def _speaking(self) -> Speaker:
        if self._speaker is None:
            try:
                await asyncio.wait_for(self._found.wait(), PATIENCE_S)
            except TimeoutError as error:
                raise CannotSpeak(f"{self._missing}; try again in a moment") from error
        assert self._speaker is not None
        return self._speaker

    async def _prepare(self, revision: int) -> None:
        assert self._speaker is not None
        prepared = await self._speaker.prepare(revision)
        log.info("prompts are ready", revision=revision, prompts=prepared.ready)
        for why in prepared.failed:
            log.error("a prompt cannot be said", revision=revision, why=why)


def _short(version: str) -> str:
    """The number alone: what else the program tells of itself is nobody's business."""
    found = re.search(r"[0-9]+(\.[0-9]+)+", version)
    return found[0] if found else "of unknown version"


def _quietly(_share: float, _what: str) -> None:
    """Nobody looks at a progress bar here."""
