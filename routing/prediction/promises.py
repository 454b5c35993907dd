"""What callers were promised, and the rule that a promise is not made worse without a reason.

A promise is a moment: by then an operator will have answered, nine times in ten. A better
forecast may bring it nearer. A worse one moves it away only when something has changed that
can be named; otherwise the old promise stands, and the audit will tell whether it was kept.
"""

from collections.abc import Hashable
from typing import NamedTuple

from routing.prediction.live import Expected

FIRST = "first"
NEARER = "nearer"
OPERATORS_FEWER = "operators_fewer"
OVERTAKEN = "overtaken"
TALKS_LONGER = "talks_longer"

NOTICED_S = 15.0
NOTICED_SHARE = 0.15
SLOWER = 0.7
"""Talks are longer than expected when the line moved less than this share of what was."""

LEAST_ELAPSED_S = 20.0
PROMISES_LIMIT = 100_000


class Promise(NamedTuple):
    """What a caller has been told: the moments, when it was said, and why it was changed.

    `ahead` and `serving` are the circumstances in which it was said.
    """

    call: Hashable
    queue: str
    said_at: float
    middle: float
    by: float
    reason: str
    ahead: float
    serving: int


class Promises:
    """Promises that are open, by call."""

    def __init__(self) -> None:
        self.open: dict[Hashable, Promise] = {}

    def told(self, now: float, call: Hashable, queue: str, word: Expected) -> Promise | None:
        """The promise to announce after this forecast; None when nothing changes."""
        if word.p50_s is None or word.p90_s is None:
            return None
        old = self.open.get(call)
        by, middle = now + word.p90_s, now + word.p50_s
        if old is None:
            if len(self.open) >= PROMISES_LIMIT:
                return None
            reason: str | None = FIRST
        elif not _noticed(abs(by - old.by), old.by - old.said_at):
            return None
        else:
            reason = NEARER if by < old.by else changed(now, old, word)
        if reason is None:
            return None
        promise = Promise(call, queue, now, middle, by, reason, word.ahead, word.serving)
        self.open[call] = promise
        return promise

    def over(self, call: Hashable) -> Promise | None:
        """The call waits no more; what it was promised last."""
        return self.open.pop(call, None)


def changed(now: float, old: Promise, word: Expected) -> str | None:
    """What has changed for the worse since the promise; None when nothing can be named."""
    if word.serving < old.serving:
        return OPERATORS_FEWER
    if word.ahead > old.ahead + 0.5:
        return OVERTAKEN
    elapsed = now - old.said_at
    usual = max(old.middle - old.said_at, 1.0)
    moved = (old.ahead - word.ahead) / (old.ahead + 1.0)
    if elapsed >= LEAST_ELAPSED_S and moved < SLOWER * min(elapsed / usual, 1.0):
        return TALKS_LONGER
    return None


def _noticed(difference_s: float, length_s: float) -> bool:
    return difference_s >= max(NOTICED_S, NOTICED_SHARE * length_s)
