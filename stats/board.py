"""The live board: cards of this moment, numbered changes, and who listens to them.

A fold over steps. Each step that changes something gives exactly one delta; deltas are
numbered from 1 without gaps, so a screen that missed one knows it. The last ones are
kept, so a screen that reconnects soon goes on where it was.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from types import MappingProxyType
from zoneinfo import ZoneInfo

import msgspec

from stats.day import DayChange, DayFold, DayState
from stats.fold import CardFold, FoldState
from stats.queues import QueueConfig
from stats.table import CardTable
from vocabulary.board import BoardDelta, BoardSnapshot
from vocabulary.decisions import Forecast
from vocabulary.facts import OperatorListed, Step
from vocabulary.ids import QueueId
from vocabulary.shelf import Shelf

Hear = Callable[[BoardDelta], None]
OCCUPANCY_EVERY = timedelta(seconds=15)
NOBODY: Mapping[QueueId, Forecast] = MappingProxyType({})


class BoardState(msgspec.Struct, frozen=True):
    """The board as a value: folded up to step `seq`. Encodes to JSON and back."""

    seq: int
    at: datetime
    cards: FoldState
    day: DayState


class LiveBoard:
    """Implements `vocabulary.ports.Board`.

    epoch: names this numbering; give a new one at every start. queues: those of each
    revision of the plan, at least one; a revision is put on the shelf before its
    `PlanPublished` is folded, and with that fact the board follows it. Before the first,
    the newest holds. A plain sequence is a plan that never changes. Today's card follows
    the first queue's objective over all calls, so that the figure is what its label says.
    at: now, aware. keep: deltas kept for `since`. on_error: told of a listener that
    raised; the others hear the delta all the same. Raises ValueError without a queue.
    """

    def __init__(
        self,
        epoch: str,
        queues: Shelf[tuple[QueueConfig, ...]] | Sequence[QueueConfig],
        zone: ZoneInfo,
        at: datetime,
        *,
        keep: int = 2000,
        on_error: Callable[[Exception], None] | None = None,
    ) -> None:
        shelf = queues if isinstance(queues, Shelf) else Shelf({0: tuple(queues)})
        if not shelf.of(shelf.newest):
            raise ValueError("the board needs at least one queue; the plan names none")
        self._epoch = epoch
        self._at = at
        self._seq = 0
        self._folded = 0
        self._table = CardTable()
        self._cards = CardFold(self._table, shelf, at)
        self._day = DayFold(shelf, zone, at)
        self._ring: deque[BoardDelta] = deque(maxlen=keep)
        self._listeners: dict[object, Hear] = {}
        self._on_error = on_error
        self._occupancy_due = at
        self._table.put("today", self._day.card())
        self._table.take_changes()

    def apply(self, step: Step) -> None:
        """Fold a step and tell every listener what it changed. A known step is ignored."""
        if step.seq > self._folded:
            self._fold(step)
            self._emit(step.at)

    def tick(self, now: datetime, newcomers: Mapping[QueueId, Forecast] = NOBODY) -> None:
        """Let midnight come on a quiet night. Call it every second or so.

        newcomers: the wait of a caller who would join each queue now. No fact tells it,
        nor how the occupancies change while nothing happens.
        """
        if self._day.roll(now):
            self._show_day(DayChange(rolled=True))
        if now >= self._occupancy_due:
            self._cards.show_occupancy(now)
            self._occupancy_due = now + OCCUPANCY_EVERY
        self._cards.show_forecasts(newcomers)
        self._emit(now)

    def rebuild(self, steps: Iterable[Step]) -> None:
        """Fold the past without telling anybody. Only before the first delta."""
        self._must_be_silent()
        for step in steps:
            if step.seq > self._folded:
                self._fold(step)
                self._at = max(self._at, step.at)
                self._table.take_changes()
        self._cards.show_occupancy(self._at)
        self._table.take_changes()

    def rebuild_today(self, steps: Iterable[Step]) -> None:
        """Fold only today's counts, from the ledger's steps since midnight.

        Before `rebuild` with the journal's later steps, where the journal no longer
        reaches back to midnight. Steps in both are counted once.
        """
        self._must_be_silent()
        for step in steps:
            self._day.apply(step)
        self._show_day(DayChange(rolled=True))
        self._table.take_changes()

    def checkpoint(self) -> BoardState:
        """The board as a value, for a journal that is cut behind it."""
        return BoardState(self._folded, self._at, self._cards.checkpoint(), self._day.checkpoint())

    def restore(self, state: BoardState) -> None:
        """Go on from a checkpoint. Only on a new board, before anything is folded."""
        self._must_be_silent()
        self._folded = state.seq
        self._cards.restore(state.cards)
        now = self._at
        self._at = max(now, state.at)
        self._day.restore(state.day)
        self._day.roll(now)
        self._show_day(DayChange(rolled=True))
        self._cards.show_occupancy(self._at)
        self._table.take_changes()

    def snapshot(self) -> BoardSnapshot:
        """The whole board. The cards are shared, the map is the caller's own."""
        return BoardSnapshot(self._epoch, self._seq, self._at, dict(self._table.cards))

    def since(self, epoch: str, seq: int) -> tuple[BoardDelta, ...] | None:
        """The deltas after `seq`, or None when they are not all kept any more."""
        missing = self._seq - seq
        if epoch != self._epoch or missing < 0 or missing > len(self._ring):
            return None
        return tuple(islice(self._ring, len(self._ring) - missing, None))

    def subscribe(self, listener: Hear) -> Callable[[], None]:
        """Hear every later delta; call the answer to stop. The listener must not block."""
        key = object()
        self._listeners[key] = listener

        def stop() -> None:
            self._listeners.pop(key, None)

        return stop

    def _must_be_silent(self) -> None:
        if self._seq:
            raise RuntimeError("the board has told deltas already and cannot be rebuilt under them")

    def _fold(self, step: Step) -> None:
        self._folded = step.seq
        change = self._day.apply(step)
        self._cards.apply(step.at, step.facts)
        listed = tuple(fact.operator for fact in step.facts if type(fact) is OperatorListed)
        if listed:  # somebody may come back with counts of this morning
            change = change._replace(operators=change.operators + listed)
        self._show_day(change)

    def _show_day(self, change: DayChange) -> None:
        if change.rolled or change.counts:
            self._table.put("today", self._day.card())
        operators = self._cards.operators() if change.rolled else change.operators
        for operator in operators:
            self._cards.show_day(
                operator, self._day.answered_by(operator), self._day.missed_by(operator)
            )

    def _emit(self, at: datetime) -> None:
        changed, gone = self._table.take_changes()
        if not changed and not gone:
            return
        self._seq += 1
        self._at = at
        delta = BoardDelta(self._seq, at, changed, gone)
        self._ring.append(delta)
        for listener in tuple(self._listeners.values()):
            try:
                listener(delta)
            except Exception as error:
                if self._on_error is not None:
                    self._on_error(error)
