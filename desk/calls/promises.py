"""Reads the ledger for promises of waiting, in a bounded way, for the fold that it is given."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from desk.ports import PromiseFold, PromisesOf
from vocabulary.facts import Step, WaitPromised
from vocabulary.ids import QueueId
from vocabulary.records import Ledger

PAGE = 500
MOST_STEPS = 200_000
OUTCOME_WITHIN = timedelta(hours=2)
"""How long after a span the outcomes of its last promises are looked for."""


class TooMuch(ValueError):
    """More happened in the span than is read for one answer."""


class Promises:
    """Promises held against what became of them.

    What goes on to now and is of all queues, as screens ask it every minute, is read on
    from where the last answer ended. Hours are those of the zone that is asked for.
    """

    def __init__(self, ledger: Ledger, fold_of: PromisesOf) -> None:
        self._ledger = ledger
        self._fold_of = fold_of
        self._turn = asyncio.Lock()
        self._known: tuple[datetime, ZoneInfo, PromiseFold] | None = None
        self._seq = 0

    async def until_now(self, since: datetime, zone: ZoneInfo) -> PromiseFold:
        """All promises since a moment. Raises `TooMuch`; the next try goes on from there."""
        async with self._turn:
            if self._known is None or self._known[:2] != (since, zone):
                self._known, self._seq = (since, zone, self._fold_of(zone, None)), 0
            fold, read = self._known[2], 0
            while steps := await self._ledger.steps_since(since, self._seq, PAGE):
                read = _count(read, steps)
                for step in steps:
                    fold.apply(step)
                self._seq = steps[-1].seq
            return fold

    async def between(
        self, since: datetime, until: datetime, queue: QueueId | None, zone: ZoneInfo
    ) -> PromiseFold:
        """Promises made within a span; their outcome may come later. Raises `TooMuch`."""
        fold, seq, read = self._fold_of(zone, queue), 0, 0
        while steps := await self._ledger.steps_since(since, seq, PAGE):
            read = _count(read, steps)
            for step in steps:
                if step.at >= until + OUTCOME_WITHIN:
                    return fold
                fold.apply(step if step.at < until else _outcomes(step))
            seq = steps[-1].seq
        return fold


def _count(read: int, steps: Sequence[Step]) -> int:
    read += len(steps)
    if read > MOST_STEPS:
        raise TooMuch
    return read


def _outcomes(step: Step) -> Step:
    """A step without what it promises."""
    kept = tuple(fact for fact in step.facts if not isinstance(fact, WaitPromised))
    return msgspec.structs.replace(step, facts=kept)
