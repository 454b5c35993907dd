"""When it is stated why a call waits: on joining, as its criteria widen, from time to time.

A timetable over the floor's waiting calls. A call for which a phone rings has nothing to
be explained until that offer is over.
"""

import heapq
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from msgspec.structs import replace

from routing.state import Waiting
from vocabulary.facts import WaitExplained
from vocabulary.ids import CallId

EVERY_S = 30.0
STATED_LIMIT = 60
"""Half an hour of waiting; afterwards only what widens is stated."""
WIDENED_LIMIT = 100


class Timetable:
    """Moments at which calls are to be explained; a view of records that it does not own."""

    def __init__(self, waiting: Mapping[CallId, Waiting]) -> None:
        self._waiting = waiting
        self._dues: list[tuple[datetime, CallId]] = []
        self._widened: dict[CallId, None] = {}
        for call in waiting.values():
            self.keep(call)

    def keep(self, call: Waiting) -> None:
        """A call's record is new or has changed."""
        if call.explain_at is not None and not call.held and not call.offers:
            heapq.heappush(self._dues, (call.explain_at, call.call))

    def widened(self, calls: Iterable[CallId]) -> None:
        """These calls' criteria have widened; it is to be stated at once."""
        self._widened.update(dict.fromkeys(calls))

    def deadline(self) -> datetime | None:
        """The first moment at which a call is to be explained."""
        while self._dues and not self._valid(*self._dues[0]):
            heapq.heappop(self._dues)
        return self._dues[0][0] if self._dues else None

    def take(self, now: datetime) -> tuple[Waiting, ...]:
        """Calls to be explained now. Each is asked for once, until its record changes."""
        found: dict[CallId, None] = {}
        while (due := self.deadline()) is not None and due <= now:
            found[heapq.heappop(self._dues)[1]] = None
        for call in self._widened:
            known = self._waiting.get(call)
            if known is not None and known.explained < WIDENED_LIMIT:
                found[call] = None
        self._widened.clear()
        return tuple(self._waiting[call] for call in found)

    def _valid(self, due: datetime, call: CallId) -> bool:
        known = self._waiting.get(call)
        return known is not None and known.explain_at == due and not known.held and not known.offers


def explained(at: datetime, call: Waiting, fact: WaitExplained) -> Waiting:
    """The record after it was stated why the call waits."""
    stated = call.explained + 1
    due = at + timedelta(seconds=EVERY_S) if stated < STATED_LIMIT else None
    promised = call.promised or fact.forecast.p50_s is not None
    return replace(call, explained=stated, explain_at=due, promised=promised)
