"""Forgetting a customer for good, and saying honestly what remains.

First the files of the recordings, then the database in one transaction: whatever stops us
in between, the card is still there and the erasure can be asked for again.
"""

import asyncio
from pathlib import Path
from typing import NamedTuple

import structlog

from customers.card import Card
from customers.numbers import digits_of
from customers.ports import Forgetting, RemoveFile
from vocabulary.ports import Vault

log = structlog.get_logger(__name__)

WHY = "erased at the customer's wish"
REMAINS = (
    "the journal still holds what was said while it happened, until its segments are pruned",
    "backups and copies of the database are not reached",
    "callers named in a plan stay in its revisions",
)


class Erased(NamedTuple):
    """What was done, in figures, and sentences about what remains."""

    calls: int
    facts: int
    recordings: int
    remains: tuple[str, ...]


class FilesStay(Exception):
    """Files of recordings could not be removed, so nothing was erased."""


class Erasure:
    """The job. `remove` takes a recording's file away by its path in the vault."""

    def __init__(self, forgetting: Forgetting, remove: RemoveFile) -> None:
        self._forgetting = forgetting
        self._remove = remove

    async def run(self, card: Card) -> Erased:
        """Raises `Living`, `FilesStay`."""
        files = [one.path for one in await self._forgetting.recordings(card) if one.path]
        stay = [path for path in files if not await self._remove(path)]
        if stay:
            raise FilesStay(
                f"{len(stay)} files of recordings cannot be removed, such as {stay[0]}: "
                "correct the rights of the recordings' folder, then erase again"
            )
        traces = await self._forgetting.forget(card, WHY)
        unswept = await self._forgetting.sweep(_needles(card))
        log.info("a customer was erased", card=card.id, calls=traces.calls, facts=traces.facts)
        return Erased(traces.calls, traces.facts, len(files), (*unswept, *REMAINS))


def _needles(card: Card) -> tuple[str, ...]:
    """Texts that must not be found in any file any more."""
    numbers = (digits_of(number) for number in card.forms)
    return tuple(dict.fromkeys((*numbers, card.name)))


def from_vault(vault: Vault) -> RemoveFile:
    """Removes files where the vault says they are; one that is gone already is removed."""

    def remove_now(path: str) -> bool:
        try:
            file: Path = vault.locate(path)
        except LookupError:
            return True
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            log.error("a recording's file stays", path=path, why=error.strerror)
            return False
        return True

    async def remove(path: str) -> bool:
        return await asyncio.to_thread(remove_now, path)

    return remove
