"""What the room needs of the world: where cards lie, and who asks outside systems."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

import msgspec

from customers.card import Card, Found, Keep
from vocabulary.records import CallRow

SEARCH_LIMIT = 50
PAGE_LIMIT = 500


class By(NamedTuple):
    """Who changes something, and when."""

    person: str
    at: datetime


class CardChanged(Exception):
    """Somebody else changed the card meanwhile; `current` is what it is now."""

    def __init__(self, current: Card) -> None:
        super().__init__(
            f"{current.changed_by} changed this card meanwhile: look at it and try again"
        )
        self.current = current


class NumberTaken(Exception):
    """A number belongs to another card already."""

    def __init__(self, number: str, owner: Card) -> None:
        super().__init__(
            f"{number} belongs to {owner.title} already: take it away there or merge the cards"
        )
        self.number = number
        self.owner = owner


class CannotSplit(Exception):
    """These numbers cannot be taken off the card; the message says why."""


class Customers(Protocol):
    """The cards. Of a card that was merged into another only `get` knows."""

    async def get(self, card: str) -> Card | None:
        """The card, or the one into which it was merged."""
        ...

    async def by_number(self, number: str) -> Found:
        """Whose this number, in its one form, is; or whose it may be."""
        ...

    async def search(self, text: str, limit: int) -> Sequence[Card]:
        """Cards with every word of the text, as far as it is typed."""
        ...

    async def page(self, after: str | None, limit: int) -> Sequence[Card]:
        """Cards by name, those behind the card `after`. An unknown one: no cards."""
        ...

    async def calls(self, card: Card, limit: int) -> Sequence[CallRow]:
        """The last calls from any of its numbers, the newest first."""
        ...

    async def create(self, card: Card) -> None:
        """Raises `NumberTaken`."""
        ...

    async def change(self, card: Card) -> Card:
        """Put this in the place of the version that it names; the card with its new version.

        Raises `LookupError`, `CardChanged`, `NumberTaken`.
        """
        ...

    async def merge(self, source: str, target: str, keep: Mapping[str, Keep], by: By) -> Card:
        """One card of two; `target` stays. Raises `LookupError`."""
        ...

    async def split(self, card: str, numbers: Sequence[str], fresh: str, by: By) -> Card:
        """The card that has these numbers from now on: the one that had them before a merge,
        or a new one with the id `fresh`. Raises `LookupError`, `CannotSplit`."""
        ...

    async def owners(self, numbers: Sequence[str]) -> Mapping[str, Card]:
        """The cards of many numbers at once, by number."""
        ...

    async def by_ids(self, ids: Sequence[str]) -> Mapping[str, Card]:
        """Many cards at once, those merged away too."""
        ...

    async def put(self, new: Sequence[Card], changed: Sequence[Card]) -> None:
        """Write many, all or none. Raises `NumberTaken`, `CardChanged`, `LookupError`."""
        ...


class SourceState(msgspec.Struct, frozen=True):
    """How an outside system does: `ok`, `slow` or `down`, since when and why."""

    status: str = "ok"
    since: datetime | None = None
    why: str = ""


class Outside(msgspec.Struct, frozen=True):
    """What one outside system said of a customer. `found`: whether it knows it at all."""

    source: str
    label: str
    state: SourceState
    found: bool = False
    values: Mapping[str, str] = msgspec.field(default_factory=dict)


class AskOutside(Protocol):
    """Asks every outside system of the plan in force, each for two seconds at most."""

    async def __call__(self, key: str, /) -> Sequence[Outside]:
        """`key` is a customer's number as digits."""
        ...


async def nobody_outside(_key: str) -> Sequence[Outside]:
    """Where no outside system is known."""
    return ()


class Living(Exception):
    """Something of the customer still runs, so that it cannot be forgotten now."""


class TracedRecording(NamedTuple):
    """A recording of a customer's call, and its file if it has one."""

    id: str
    path: str | None


class Traces(NamedTuple):
    """What was found of a customer besides its card."""

    calls: int = 0
    facts: int = 0
    recordings: tuple[TracedRecording, ...] = ()


class Forgetting(Protocol):
    """The database's side of erasure."""

    async def recordings(self, card: Card) -> Sequence[TracedRecording]:
        """The recordings of its calls. Raises `Living` while one of them runs."""
        ...

    async def forget(self, card: Card, why: str) -> Traces:
        """Remove the card and what was merged into it, and blank what its calls tell of it.

        Raises `Living`.
        """
        ...

    async def sweep(self, needles: Sequence[str]) -> tuple[str, ...]:
        """Clear the files of what was removed; sentences about what could not be cleared."""
        ...


RemoveFile = Callable[[str], Awaitable[bool]]
"""Removes a recording's file by its path in the vault; whether it is gone."""
