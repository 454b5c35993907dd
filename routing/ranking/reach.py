"""Who may take calls of one kind, and how well they fit: one row for each set of criteria.

Rows are worked out when criteria are first met and kept; they change only when somebody
is listed, changed or dropped.
"""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.plan import QueuePlan
from routing.ranking.dispatch import Seat
from routing.ranking.seats import Seats
from vocabulary.ids import OperatorId, QueueId

ROWS_LIMIT = 1024
"""More different criteria at the same time than any centre has."""


class Criteria(NamedTuple):
    """What calls of one kind ask for at this step of widening."""

    queue: QueueId
    needs: tuple[tuple[str, int], ...]
    prefers: tuple[str, ...]
    language: str
    join: Literal["all"] | tuple[OperatorId, ...]


def criteria(
    queue: QueuePlan, step: int, needs: tuple[tuple[str, int], ...], language: str
) -> Criteria:
    """Those of a call that has taken `step` steps of widening; 0 is none.

    A step's `requires` takes the place of the queue's and of the call's own: what widens
    is the whole wish. A language is never dropped.
    """
    taken = queue.widen[:step]
    wished = dict(queue.requires)
    for skill, level in needs:
        wished[skill] = max(level, wished.get(skill, 0))
    join: Literal["all"] | tuple[OperatorId, ...] = ()
    for one in taken:
        if one.requires is not None:
            wished = dict(one.requires)
        join = "all" if "all" in (one.join, join) else (*join, *one.join)
    prefers = tuple(dict.fromkeys((*queue.prefers, *wished)))
    return Criteria(queue.queue, tuple(sorted(wished.items())), prefers, language, join)


def exclusion(wanted: Criteria, seat: Seat) -> str | None:
    """The rule that excludes an operator, in stable words; None if it may take the call."""
    joined = wanted.join == "all" or seat.operator in wanted.join
    if wanted.queue not in seat.queues and not joined:
        return "not_in_queue"
    if wanted.language and seat.languages and wanted.language not in seat.languages:
        return f"language:{wanted.language}"
    for skill, level in wanted.needs:
        has = seat.skills.get(skill, 0)
        if has < level:
            return f"skill:{skill}:{has}:{level}"
    return None


def fit(wanted: Criteria, seat: Seat) -> float:
    """Mean level of the skills that are wanted or preferred, from 0 to 1; 1 if none are."""
    if not wanted.prefers:
        return 1.0
    return sum(seat.skills.get(skill, 0) for skill in wanted.prefers) / (10 * len(wanted.prefers))


class Reaches:
    """The rows: `may[row, slot]` and `fit[row, slot]`, the vector form of the rules above."""

    def __init__(self, seats: Seats) -> None:
        self._seats = seats
        self._rows: dict[Criteria, int] = {}
        self._wanted: list[Criteria] = []
        self._stale = False
        self.may = np.zeros((8, seats.capacity), dtype=bool)
        self.fit = np.zeros((8, seats.capacity))
        self.uneven = np.zeros(8, dtype=bool)
        """Whether those who may take the call fit differently."""

    def __len__(self) -> int:
        return len(self._wanted)

    def row(self, wanted: Criteria) -> int:
        """The row of these criteria."""
        self.refresh()
        row = self._rows.get(wanted)
        if row is None:
            row = len(self._wanted)
            if row == len(self.may):
                self.may = np.concatenate([self.may, np.zeros_like(self.may)])
                self.fit = np.concatenate([self.fit, np.zeros_like(self.fit)])
                self.uneven = np.concatenate([self.uneven, np.zeros_like(self.uneven)])
            self._rows[wanted] = row
            self._wanted.append(wanted)
            self._write(row)
        return row

    def wanted(self, row: int) -> Criteria:
        """The criteria of a row."""
        return self._wanted[row]

    def restart(self) -> None:
        """Forget all rows: when criteria that nobody asks for any more fill the room."""
        self._rows.clear()
        self._wanted.clear()

    def changed(self) -> None:
        """Somebody was listed, changed or dropped; rows are renewed before the next use."""
        self._stale = True

    def refresh(self) -> None:
        """Make the rows true again."""
        if not self._stale:
            return
        self._stale = False
        if self._seats.capacity > self.may.shape[1]:
            shape = (len(self.may), self._seats.capacity)
            self.may = np.zeros(shape, dtype=bool)
            self.fit = np.zeros(shape)
        for row in range(len(self._wanted)):
            self._write(row)

    def _write(self, row: int) -> None:
        seats, wanted = self._seats, self._wanted[row]
        may = self._listed() if wanted.join == "all" else self._joined(wanted)
        if wanted.language:
            may &= seats.speaks(wanted.language)
        for skill, level in wanted.needs:
            may &= seats.levels(skill) >= level
        self.may[row] = may
        fits = np.ones(seats.capacity)
        if wanted.prefers:
            fits = np.mean([seats.levels(skill) for skill in wanted.prefers], axis=0) / 10.0
        self.fit[row] = np.where(may, fits, 0.0)
        among = fits[may]
        self.uneven[row] = len(among) > 0 and bool(among.max() > among.min())

    def _joined(self, wanted: Criteria) -> NDArray[np.bool_]:
        may = self._seats.member[:, self._seats.queue_at(wanted.queue)].copy()
        for operator in wanted.join:
            slot = self._seats.slot(operator)
            if slot is not None:
                may[slot] = True
        return may

    def _listed(self) -> NDArray[np.bool_]:
        listed = np.zeros(self._seats.capacity, dtype=bool)
        listed[: len(self._seats.seats)] = [seat is not None for seat in self._seats.seats]
        return listed
