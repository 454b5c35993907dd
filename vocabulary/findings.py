"""What is wrong with a document that a person wrote: where, what, and how to mend it."""

from collections.abc import Collection
from difflib import get_close_matches
from enum import StrEnum
from typing import NamedTuple

Place = tuple[str | int, ...]
"""The way to a value: keys of mappings and positions in lists, from the top."""


class Severity(StrEnum):
    """What a finding means for whoever wants to publish."""

    ERROR = "error"  # the plan cannot be used
    WARNING = "warning"  # it can, but probably nobody wants this


class Finding(NamedTuple):
    """One mistake. The message is a sentence without its place."""

    place: Place
    message: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        """Place and message, as a line."""
        where = ".".join(str(part) for part in self.place)
        return f"{where}: {self.message}" if where else self.message


def did_you_mean(value: str, known: Collection[str]) -> str:
    """A hint at the nearest known word, or nothing."""
    close = get_close_matches(value, list(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""
