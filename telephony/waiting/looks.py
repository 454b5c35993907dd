"""When each waiting caller is looked at next. Derived: a restart makes it anew."""

import heapq
from collections.abc import Iterator
from datetime import datetime

from vocabulary.ids import CallId

SPARE = 1000
"""Moments that are kept although they mean nothing any more, before they are swept out."""


class Looks:
    """One moment for each caller at most."""

    def __init__(self) -> None:
        self._at: dict[CallId, datetime] = {}
        self._dues: list[tuple[datetime, CallId]] = []

    def __contains__(self, call: CallId) -> bool:
        return call in self._at

    def plan(self, call: CallId, due: datetime) -> None:
        """Look at a caller then, or sooner if that was to be."""
        known = self._at.get(call)
        if known is not None and known <= due:
            return
        self._at[call] = due
        heapq.heappush(self._dues, (due, call))
        if len(self._dues) > 2 * len(self._at) + SPARE:
            self._dues = [(moment, each) for each, moment in self._at.items()]
            heapq.heapify(self._dues)

    def forget(self, call: CallId) -> None:
        """The caller need not be looked at any more."""
        self._at.pop(call, None)

    def first(self) -> datetime | None:
        """The first moment."""
        while self._dues:
            due, call = self._dues[0]
            if self._at.get(call) == due:
                return due
            heapq.heappop(self._dues)
        return None

    def take(self, now: datetime) -> Iterator[CallId]:
        """Callers who are to be looked at now, each once; plan anew for each."""
        while (due := self.first()) is not None and due <= now:
            call = heapq.heappop(self._dues)[1]
            del self._at[call]
            yield call
