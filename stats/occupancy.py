"""How much of the last half hour each operator was at work, of the time it was there.

At work: a phone that rings for it, a talk, also one in which it was only asked, a wrap-up.
There: that, or ready for it. Time on break or signed out is neither, so a break does not make
anybody look idle.
"""

from collections import deque
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from vocabulary.ids import OperatorId

WINDOW = timedelta(minutes=30)


class Presence(StrEnum):
    """What an operator does, as far as its load is concerned."""

    AT_WORK = "at_work"
    READY = "ready"
    AWAY = "away"


class Span(msgspec.Struct, frozen=True, array_like=True):
    """From `since` on, until the next span begins."""

    since: datetime
    presence: Presence


class Occupancy:
    """The spans of each operator, as far back as the window reaches."""

    def __init__(self) -> None:
        self._spans: dict[OperatorId, deque[Span]] = {}

    def note(self, at: datetime, operator: OperatorId, presence: Presence) -> None:
        """What an operator does from now on. The same again changes nothing."""
        spans = self._spans.setdefault(operator, deque())
        if spans and spans[-1].presence is presence:
            return
        spans.append(Span(at, presence))
        self._forget(at, spans)

    def gone(self, operator: OperatorId) -> None:
        """Forget an operator."""
        self._spans.pop(operator, None)

    def share(self, now: datetime, operator: OperatorId) -> float | None:
        """Busy share of the window that ends now, 0 to 1; None if it was not there at all."""
        spans = self._spans.get(operator)
        if not spans:
            return None
        self._forget(now, spans)
        time_s = dict.fromkeys(Presence, 0.0)
        begins = now - WINDOW
        until = now
        for span in reversed(spans):
            since = max(span.since, begins)
            time_s[span.presence] += max(0.0, (until - since).total_seconds())
            until = min(until, since)
        there_s = time_s[Presence.AT_WORK] + time_s[Presence.READY]
        return time_s[Presence.AT_WORK] / there_s if there_s > 0 else None

    def checkpoint(self) -> dict[OperatorId, tuple[Span, ...]]:
        """The spans as a value."""
        return {operator: tuple(spans) for operator, spans in self._spans.items()}

    def restore(self, spans: Mapping[OperatorId, tuple[Span, ...]]) -> None:
        """Go on from a checkpoint."""
        self._spans = {operator: deque(known) for operator, known in spans.items()}

    def _forget(self, now: datetime, spans: deque[Span]) -> None:
        """What ended before the window."""
        while len(spans) > 1 and spans[1].since <= now - WINDOW:
            spans.popleft()
