"""Spoken prompts, kept by what they say.

A prompt's name is a digest of everything that decides how it sounds, so nothing is ever
out of date and nothing is made twice. Whoever asks for one that is being made waits for
it. What was used last stays; when the folder is full, the rest goes.

What tells of one caller (a number read back, a name) is kept apart, under a name that
says nothing, and is gone after some minutes.
"""

import asyncio
import hashlib
import os
import secrets
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from prompts import files
from prompts.sound import NARROW_ENDING, WIDE_ENDING, Prompt

Make = Callable[[], Awaitable[Prompt]]

LIMIT_BYTES = 512 * 1024 * 1024
LINGER_S = 300.0
_KEPT, _PASSING = "kept", "passing"
_GRACE_S = 60.0
"""So long nobody's prompt is taken away: Asterisk may be about to open it."""


def key(*parts: object) -> str:
    """The name of what these decide."""
    text = "\0".join(str(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:40]


class PromptCache:
    """One folder of prompts. Only one service may use it."""

    def __init__(
        self, folder: Path, limit_bytes: int = LIMIT_BYTES, linger_s: float = LINGER_S
    ) -> None:
        """Reads what is there. Left-overs of a service before are removed."""
        self._kept = folder.absolute() / _KEPT
        self._passing = folder.absolute() / _PASSING
        self._limit = limit_bytes
        self._linger_s = linger_s
        self._sizes: OrderedDict[str, int] = OrderedDict()
        self._used: dict[str, float] = {}
        self._total = 0
        self._making: dict[str, asyncio.Task[Path]] = {}
        self._leaving: dict[Path, asyncio.TimerHandle] = {}
        self._salt = secrets.token_bytes(16)
        for each in (folder, self._kept, self._passing):
            files.make_private(each)
        for left in self._passing.iterdir():
            left.unlink()
        self._read()

    @property
    def total_bytes(self) -> int:
        """What the kept prompts take."""
        return self._total

    def has(self, name: str) -> bool:
        """Whether a prompt is kept."""
        return name in self._sizes

    async def get(self, name: str, make: Make, *, passing: bool = False) -> Path:
        """The prompt's path without an ending, made first if need be.

        Raises what `make` raises.
        """
        if passing:
            name = hashlib.blake2b(name.encode(), key=self._salt, digest_size=20).hexdigest()
        stem = self._stem(name, passing)
        if passing and stem in self._leaving:
            self._linger(stem)
            return stem
        if not passing and await self._found(name, stem):
            return stem
        task = self._making.get(name)
        if task is None:
            task = asyncio.create_task(self._make(name, stem, make, passing))
            self._making[name] = task
            task.add_done_callback(lambda _done: self._making.pop(name, None))
        # One who waits and gives up must not take it from the others.
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Stop making prompts and remove what tells of callers."""
        for task in list(self._making.values()):
            task.cancel()
        await asyncio.gather(*self._making.values(), return_exceptions=True)
        for stem, handle in self._leaving.items():
            handle.cancel()
            files.remove(stem)
        self._leaving.clear()

    def _stem(self, name: str, passing: bool) -> Path:
        return self._passing / name if passing else self._kept / name[:2] / name

    async def _found(self, name: str, stem: Path) -> bool:
        """Whether it is there, files and all; if so it counts as used just now."""
        if name not in self._sizes:
            return False
        if not await asyncio.to_thread(_touch, stem):
            self._forget(name)  # somebody has cleared the folder
            return False
        self._use(name)
        return True

    async def _make(self, name: str, stem: Path, make: Make, passing: bool) -> Path:
        made = await make()
        size = await asyncio.to_thread(files.write, stem, made)
        if passing:
            self._linger(stem)
        else:
            self._forget(name)
            self._sizes[name] = size
            self._total += size
            self._use(name)
            await self._make_room()
        return stem

    def _linger(self, stem: Path) -> None:
        earlier = self._leaving.pop(stem, None)
        if earlier is not None:
            earlier.cancel()
        loop = asyncio.get_running_loop()
        self._leaving[stem] = loop.call_later(self._linger_s, self._leave, stem)

    def _leave(self, stem: Path) -> None:
        self._leaving.pop(stem, None)
        files.remove(stem)

    def _use(self, name: str) -> None:
        if name in self._sizes:
            self._sizes.move_to_end(name)
            self._used[name] = time.monotonic()

    def _forget(self, name: str) -> None:
        self._total -= self._sizes.pop(name, 0)
        self._used.pop(name, None)

    async def _make_room(self) -> None:
        """Remove what was not used for longest, until the limit is kept."""
        now = time.monotonic()
        for name in list(self._sizes):
            if self._total <= self._limit or now - self._used.get(name, 0.0) < _GRACE_S:
                return
            self._forget(name)
            await asyncio.to_thread(files.remove, self._stem(name, passing=False))

    def _read(self) -> None:
        """What is there from before, the longest unused first. Halves are removed."""
        found: list[tuple[float, str, int]] = []
        for path in self._kept.glob("*/*"):
            stem = path.parent / path.name.partition(".")[0]
            if path.suffix == WIDE_ENDING and files.is_there(stem):
                found.append((path.stat().st_mtime, stem.name, files.size(stem)))
            elif path.suffix != NARROW_ENDING or not files.is_there(stem):
                path.unlink(missing_ok=True)
        for _, name, size in sorted(found):
            self._sizes[name] = size
            self._used[name] = -_GRACE_S
            self._total += size


def _touch(stem: Path) -> bool:
    if not files.is_there(stem):
        return False
    with suppress(OSError):
        os.utime(files.with_ending(stem, WIDE_ENDING))
    return True
