"""Revisions of a part of the plan, side by side: living calls may follow an older one.

Filled from outside before anybody speaks of a revision; nothing is ever changed in place.
"""

from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

P = TypeVar("P")


class Shelf(Generic[P]):
    """Parts of the plan by revision."""

    def __init__(self, parts: Mapping[int, P]) -> None:
        if not parts:
            raise ValueError("a shelf of the plan needs at least one revision")
        self._parts = dict(parts)

    @property
    def newest(self) -> int:
        """The highest revision that is there."""
        return max(self._parts)

    def put(self, revision: int, part: P) -> None:
        """Add a revision. One that is there already stays as it is."""
        self._parts.setdefault(revision, part)

    def of(self, revision: int) -> P:
        """The part of a revision; of the newest, if that one is not there any more."""
        part = self._parts.get(revision)
        return part if part is not None else self._parts[self.newest]

    def keep(self, revisions: Iterable[int]) -> None:
        """Forget every revision but these and the newest."""
        wanted = {*revisions, self.newest}
        self._parts = {number: part for number, part in self._parts.items() if number in wanted}

    def __contains__(self, revision: int) -> bool:
        return revision in self._parts
