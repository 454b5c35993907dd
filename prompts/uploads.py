"""Sounds that people upload for their prompts.

A sound is known by an id that follows from its contents; nothing of its name or of any
other text that a person writes becomes a path.
"""

import asyncio
import hashlib
import re
from pathlib import Path

from prompts import files
from prompts.sound import SoundRefused, prompt

LIMIT_BYTES = 20 * 1024 * 1024
LONGEST_S = 600.0
MOST = 2000
_ID = re.compile(r"[0-9a-f]{32}")


class Uploads:
    """One folder of uploaded sounds, each converted for Asterisk."""

    def __init__(self, folder: Path, most: int = MOST) -> None:
        """`most`: how many are kept; one more is refused."""
        self._folder = folder.absolute()
        self._most = most
        self._converting = asyncio.Semaphore(1)
        files.make_private(self._folder)
        for left in self._folder.glob(".*"):  # of a service that was killed
            left.unlink()

    async def keep(self, data: bytes) -> str:
        """Keep a WAV, MP3, FLAC or Ogg file; its id. Raises `SoundRefused`."""
        if len(data) > LIMIT_BYTES:
            raise SoundRefused(
                f"the file has {len(data) / 2**20:.1f} MB and the limit is "
                f"{LIMIT_BYTES >> 20} MB; save it as MP3 or Ogg, or cut it"
            )
        name = hashlib.sha256(data).hexdigest()[:32]
        async with self._converting:
            if not self.has(name):
                await asyncio.to_thread(self._store, name, data)
        return name

    def has(self, name: str) -> bool:
        """Whether there is such an uploaded sound; False for whatever is no id."""
        return _ID.fullmatch(name) is not None and files.is_there(self._folder / name)

    def stem(self, name: str) -> Path:
        """Its path without an ending. Raises `LookupError`."""
        if not self.has(name):
            raise LookupError(f"there is no uploaded sound {name[:40]}")
        return self._folder / name

    def names(self) -> frozenset[str]:
        """Every id that is there."""
        return frozenset(path.stem for path in self._folder.glob("*.wav") if self.has(path.stem))

    def remove(self, name: str) -> None:
        """Away with one. Nothing happens when it is not there."""
        if self.has(name):
            files.remove(self._folder / name)

    def _store(self, name: str, data: bytes) -> None:
        if len(self.names()) >= self._most:
            raise SoundRefused(
                f"there are {self._most} uploaded sounds already; remove some that no plan uses"
            )
        files.write(self._folder / name, prompt(data, LONGEST_S))
