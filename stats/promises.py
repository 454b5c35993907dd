"""Waits that were promised against waits that came true, by queue and hour.

A promise is what a caller was told, or would have been, when it began to wait. It is kept
when an operator and the caller are joined within its P90. Whoever hung up before is counted
as promised, but neither as kept nor as missed: nobody knows how long it would have been.
The same holds for a call that left the queue by a key or as the plan says, and it is
counted as left too. What another queue promises it then is a promise of its own.
"""

from collections.abc import Iterable
from datetime import datetime
from statistics import median
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from vocabulary.facts import CallConnected, CallEnded, Fact, QueueLeft, Step, WaitPromised
from vocabulary.ids import CallId, QueueId


class Audit(msgspec.Struct, frozen=True):
    """How promises did. `kept_p90`: the share of answered calls that waited no longer than
    their P90; `median_error_s`: of the differences between P50 and the wait, without sign.
    `left`: promised calls that left the queue for another way before."""

    promised: int
    answered: int
    kept_p90: float | None
    median_error_s: float | None
    left: int = 0


class PromiseRow(Audit, frozen=True, kw_only=True):
    """One queue in one hour; `hour` is when it began, in the centre's zone, as ISO text."""

    queue: QueueId
    hour: str


class PromiseReport(msgspec.Struct, frozen=True):
    """Rows by hour, then by queue; `all` is of every promise."""

    rows: tuple[PromiseRow, ...]
    all: Audit


class _Promise(NamedTuple):
    at: datetime
    row: tuple[str, QueueId]
    p50_s: float
    p90_s: float | None


class _Tally:
    """Counts of one row."""

    def __init__(self) -> None:
        self.promised = 0
        self.left = 0
        self.with_p90 = 0
        self.kept = 0
        self.errors_s: list[float] = []

    def audit(self) -> Audit:
        return Audit(
            promised=self.promised,
            answered=len(self.errors_s),
            kept_p90=self.kept / self.with_p90 if self.with_p90 else None,
            median_error_s=median(self.errors_s) if self.errors_s else None,
            left=self.left,
        )


class PromiseFold:
    """Folds steps, in order. A call is held to the first promise that it was given.

    queue: count only promises of this queue. zone: whose hours these are.
    """

    def __init__(self, zone: ZoneInfo, queue: QueueId | None = None) -> None:
        self._zone = zone
        self._queue = queue
        self._open: dict[CallId, _Promise] = {}
        self._kept: set[CallId] = set()
        self._rows: dict[tuple[str, QueueId], _Tally] = {}
        self._all = _Tally()

    def apply(self, step: Step) -> None:
        """Fold one step."""
        for fact in step.facts:
            self._fold(step.at, fact)

    def report(self) -> PromiseReport:
        """What the steps so far say. Promises of calls that still wait are counted as such."""
        rows = tuple(
            PromiseRow(**msgspec.structs.asdict(tally.audit()), queue=queue, hour=hour)
            for (hour, queue), tally in sorted(self._rows.items())
        )
        return PromiseReport(rows, self._all.audit())

    def _fold(self, at: datetime, fact: Fact) -> None:
        match fact:
            case WaitPromised():
                self._promised(at, fact)
            case CallConnected():
                promise = self._open.pop(fact.call, None)
                if promise is not None:
                    self._answered(promise, max(0.0, (at - promise.at).total_seconds()))
                    self._kept.add(fact.call)
            case QueueLeft():
                promise = self._open.pop(fact.call, None)
                if promise is not None:
                    for tally in self._tallies(promise):
                        tally.left += 1
            case CallEnded():
                self._open.pop(fact.call, None)
                self._kept.discard(fact.call)
            case _:
                pass

    def _promised(self, at: datetime, fact: WaitPromised) -> None:
        other = self._queue is not None and fact.queue != self._queue
        known = fact.call in self._open or fact.call in self._kept
        if other or known or fact.forecast.p50_s is None:
            return
        hour = at.astimezone(self._zone).replace(minute=0, second=0, microsecond=0)
        row = hour.isoformat(), fact.queue
        self._open[fact.call] = _Promise(at, row, fact.forecast.p50_s, fact.forecast.p90_s)
        for tally in (self._all, self._rows.setdefault(row, _Tally())):
            tally.promised += 1

    def _tallies(self, promise: _Promise) -> tuple[_Tally, _Tally]:
        return self._all, self._rows[promise.row]

    def _answered(self, promise: _Promise, waited_s: float) -> None:
        for tally in self._tallies(promise):
            tally.errors_s.append(abs(waited_s - promise.p50_s))
            if promise.p90_s is not None:
                tally.with_p90 += 1
                tally.kept += waited_s <= promise.p90_s


def audit_promises(
    steps: Iterable[Step], zone: ZoneInfo, queue: QueueId | None = None
) -> PromiseReport:
    """The report on some steps of the ledger."""
    fold = PromiseFold(zone, queue)
    for step in steps:
        fold.apply(step)
    return fold.report()
