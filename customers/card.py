"""A customer's card: who rings, and what is known of them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import msgspec

from customers.numbers import normalise

NAME_LIMIT = 120
LANGUAGE_LIMIT = 12
VALUES = ("name", "company", "language", "vip", "preferred_operator", "notes")
"""What a card says of its customer besides numbers and fields."""


class CardNumber(msgspec.Struct, frozen=True):
    """One of a customer's numbers: its one form, and how somebody wrote it."""

    number: str
    as_given: str


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One customer.

    `version` grows with every change; whoever changes a card says which version it saw.
    A card that was merged into another keeps its values, without numbers, so that a split
    can bring it back.
    """

    id: str
    created_at: datetime
    created_by: str
    changed_at: datetime
    changed_by: str
    name: str = ""
    company: str = ""
    language: str = ""
    vip: bool = False
    preferred_operator: str | None = None
    notes: str = ""
    numbers: tuple[CardNumber, ...] = ()
    fields: Mapping[str, str] = msgspec.field(default_factory=dict)
    version: int = 1
    merged_into: str | None = None

    @property
    def title(self) -> str:
        """What the card goes by among people."""
        return self.name or self.company or next((one.number for one in self.numbers), self.id)

    @property
    def forms(self) -> tuple[str, ...]:
        """Its numbers in their one form."""
        return tuple(one.number for one in self.numbers)


class Match(StrEnum):
    """How sure it is that a number is a customer's."""

    SURE = "sure"
    MAYBE = "maybe"
    NONE = "none"


class Found(NamedTuple):
    """The cards that a number leads to, the likeliest first; sure means exactly one."""

    match: Match = Match.NONE
    cards: tuple[Card, ...] = ()


class Keep(StrEnum):
    """Whose value stays when two cards become one."""

    INTO = "into"
    FROM = "from"


def read_numbers(given: Iterable[str], region: str, most: int) -> tuple[CardNumber, ...]:
    """Numbers in their one form, each once. Raises ValueError with a sentence."""
    found: dict[str, CardNumber] = {}
    for text in given:
        as_given = text.strip()
        number = normalise(as_given, region)
        if not number:
            raise ValueError(f"{as_given[:40]!r} has no digits; write the number, such as +49 30 1")
        found.setdefault(number, CardNumber(number, as_given[:NAME_LIMIT]))
    if len(found) > most:
        raise ValueError(f"a card has {most} numbers at most, and this has {len(found)}")
    return tuple(found.values())


def merged(source: Card, target: Card, keep: Mapping[str, Keep]) -> Card:
    """The target with what it takes from the source; numbers are not looked at.

    `keep` says by name of a value or a field whose stays. Without a word the target's
    stays, but where the target says nothing the source speaks; notes of both are kept.
    """
    values = {name: _kept(name, source, target, keep.get(name)) for name in VALUES}
    names = dict.fromkeys((*target.fields, *source.fields))
    fields = {
        name: source.fields[name]
        if name not in target.fields
        or (keep.get(name) is Keep.FROM and name in source.fields and name not in VALUES)
        else target.fields[name]
        for name in names
    }
    return msgspec.structs.replace(target, **values, fields=fields)


def _kept(name: str, source: Card, target: Card, keep: Keep | None) -> object:
    theirs, ours = getattr(source, name), getattr(target, name)
    if keep is not None:
        return theirs if keep is Keep.FROM else ours
    if name == "notes" and theirs and ours and theirs != ours:
        return f"{ours}\n\n{theirs}"
    return ours or theirs
