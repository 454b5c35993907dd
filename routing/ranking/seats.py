"""Operators as rows of numbers, so that one decision looks at all of them at once.

A seat has a slot, the same while it is listed. Everything here is a record of what the
router was told; nothing is decided.
"""

from collections.abc import Hashable, Sequence
from math import exp

import numpy as np
from numpy.typing import NDArray

from routing.ranking.dispatch import Seat
from routing.weights import LoadPlan
from vocabulary.ids import QueueId

FIRST_SLOTS = 16
WORKING, IDLE, AWAY = 0, 1, 2


class Seats:
    """All listed operators. Arrays are indexed by slot, then by the queue's place.

    `member`: who serves which queue; `rank`, `delay`: how. `free`: may take a call.
    `free_of`, `working_of`: how many of each queue's operators are free, are working.
    """

    def __init__(self, queues: Sequence[QueueId], load: LoadPlan) -> None:
        self._load = load
        self._queue_at = {queue: at for at, queue in enumerate(queues)}
        self._slots: dict[Hashable, int] = {}
        self._spare: list[int] = []
        self.seats: list[Seat | None] = []
        n = len(queues)
        self.member = np.zeros((FIRST_SLOTS, n), dtype=bool)
        self.serving = np.zeros((FIRST_SLOTS, n))
        self.rank = np.ones((FIRST_SLOTS, n))
        self.delay = np.zeros((FIRST_SLOTS, n))
        self.free = np.zeros(FIRST_SLOTS, dtype=bool)
        self.idle_since = np.zeros(FIRST_SLOTS)
        self.in_a_row = np.zeros(FIRST_SLOTS)
        self.free_of = np.zeros(n)
        self.working_of = np.zeros(n)
        self._state = np.full(FIRST_SLOTS, AWAY)
        self._changed = np.zeros(FIRST_SLOTS)
        self._occupancy = np.zeros(FIRST_SLOTS)
        self._levels: dict[str, NDArray[np.int8]] = {}
        self._languages: dict[str, NDArray[np.bool_]] = {}
        self._any_language = np.zeros(FIRST_SLOTS, dtype=bool)
        self.any_delay = False
        self.any_rank = False

    def __len__(self) -> int:
        return len(self._slots)

    @property
    def capacity(self) -> int:
        """Slots there is room for."""
        return len(self.free)

    def slot(self, operator: Hashable) -> int | None:
        """The operator's slot, or None if nobody of that name is listed."""
        return self._slots.get(operator)

    def operator(self, slot: int) -> Hashable:
        """Whose slot it is."""
        seat = self.seats[slot]
        assert seat is not None
        return seat.operator

    def put(self, now: float, seat: Seat) -> int:
        """List somebody, or change what they can do. New ones are away."""
        slot = self._slots.get(seat.operator)
        if slot is None:
            slot = self._new_slot(now, seat.operator)
        self._count(slot, -1)
        self._write(slot, seat)
        self._count(slot, +1)
        return slot

    def drop(self, operator: Hashable) -> None:
        """Forget somebody; the slot is used again."""
        slot = self._slots.pop(operator, None)
        if slot is None:
            return
        self._count(slot, -1)
        self._state[slot] = AWAY
        self.free[slot] = False
        self.member[slot] = False
        self.serving[slot] = 0.0
        self.seats[slot] = None
        self._spare.append(slot)

    def queue_at(self, queue: QueueId) -> int:
        """The queue's place in the columns."""
        return self._queue_at[queue]

    def levels(self, skill: str) -> NDArray[np.int8]:
        """Level of a skill by slot; 0 where it is missing."""
        found = self._levels.get(skill)
        return np.zeros(self.capacity, dtype=np.int8) if found is None else found

    def speaks(self, language: str) -> NDArray[np.bool_]:
        """Who takes callers of a language, by slot."""
        found = self._languages.get(language)
        return self._any_language if found is None else self._any_language | found

    def is_away(self, slot: int) -> bool:
        """Neither working nor free."""
        return bool(self._state[slot] == AWAY)

    def set_free(self, now: float, slot: int, idle_since: float) -> None:
        """May take a call; has been idle since that moment."""
        self._move(now, slot, IDLE)
        self.idle_since[slot] = idle_since

    def set_working(self, now: float, slot: int) -> None:
        """Has a call, its ringing or its wrap-up. A rest before it ends the row of calls."""
        state = self._state[slot]
        if state != WORKING and now - self._changed[slot] > self._load.rest_s:
            self.in_a_row[slot] = 0.0
        self._move(now, slot, WORKING)

    def set_away(self, now: float, slot: int) -> None:
        """On a break or gone: the load that is remembered stays as it is."""
        self._move(now, slot, AWAY)

    def occupancy(self, now: float, slots: NDArray[np.intp]) -> NDArray[np.float64]:
        """Busy share of the recent past, from 0 to 1, of operators who are free now."""
        faded = np.exp((self._changed[slots] - now) / self._load.window_s)
        return np.asarray(self._occupancy[slots] * faded)

    def _move(self, now: float, slot: int, state: int) -> None:
        before = int(self._state[slot])
        if before == state:
            return
        if before != AWAY:
            kept = exp(min(0.0, (float(self._changed[slot]) - now) / self._load.window_s))
            busy = 1.0 if before == WORKING else 0.0
            self._occupancy[slot] = busy + (float(self._occupancy[slot]) - busy) * kept
        self._count(slot, -1)
        self._changed[slot] = now
        self._state[slot] = state
        self.free[slot] = state == IDLE
        self._count(slot, +1)

    def _count(self, slot: int, by: int) -> None:
        state = self._state[slot]
        if state == AWAY:
            return
        counted = self.free_of if state == IDLE else self.working_of
        if by > 0:
            counted += self.serving[slot]
        else:
            counted -= self.serving[slot]

    def _write(self, slot: int, seat: Seat) -> None:
        self.seats[slot] = seat
        self.member[slot] = False
        self.rank[slot] = 1.0
        self.delay[slot] = 0.0
        for queue, membership in seat.queues.items():
            at = self._queue_at.get(queue)
            if at is None:
                continue
            self.member[slot, at] = True
            self.rank[slot, at] = membership.rank
            self.delay[slot, at] = membership.delay_s
            self.any_delay = self.any_delay or membership.delay_s > 0
            self.any_rank = self.any_rank or membership.rank > 1
        self.serving[slot] = self.member[slot]
        self._write_skills(slot, seat)

    def _write_skills(self, slot: int, seat: Seat) -> None:
        for levels in self._levels.values():
            levels[slot] = 0
        for skill, level in seat.skills.items():
            if skill not in self._levels:
                self._levels[skill] = np.zeros(self.capacity, dtype=np.int8)
            self._levels[skill][slot] = level
        for speakers in self._languages.values():
            speakers[slot] = False
        for language in seat.languages:
            if language not in self._languages:
                self._languages[language] = np.zeros(self.capacity, dtype=bool)
            self._languages[language][slot] = True
        self._any_language[slot] = not seat.languages

    def _new_slot(self, now: float, operator: Hashable) -> int:
        """A slot whose load is the mean of the others': nobody is flooded for being new."""
        listed = [at for at in range(len(self.seats)) if self.seats[at] is not None][:64]
        if self._spare:
            slot = self._spare.pop()
        else:
            slot = len(self.seats)
            if slot == self.capacity:
                self._grow()
            self.seats.append(None)
        self._occupancy[slot] = float(np.mean(self._occupancy[listed])) if listed else 0.0
        self._slots[operator] = slot
        self._changed[slot] = now
        self._state[slot] = AWAY
        self.in_a_row[slot] = 0.0
        return slot

    def _grow(self) -> None:
        more = self.capacity
        self.member = np.concatenate([self.member, np.zeros_like(self.member)])
        self.serving = np.concatenate([self.serving, np.zeros_like(self.serving)])
        self.rank = np.concatenate([self.rank, np.ones_like(self.rank)])
        self.delay = np.concatenate([self.delay, np.zeros_like(self.delay)])
        self.free = np.concatenate([self.free, np.zeros(more, dtype=bool)])
        self._state = np.concatenate([self._state, np.full(more, AWAY)])
        self.idle_since = np.concatenate([self.idle_since, np.zeros(more)])
        self.in_a_row = np.concatenate([self.in_a_row, np.zeros(more)])
        self._changed = np.concatenate([self._changed, np.zeros(more)])
        self._any_language = np.concatenate([self._any_language, np.zeros(more, dtype=bool)])
        for skill, levels in self._levels.items():
            self._levels[skill] = np.concatenate([levels, np.zeros_like(levels)])
        for language, speakers in self._languages.items():
            self._languages[language] = np.concatenate([speakers, np.zeros_like(speakers)])
        self._occupancy = np.concatenate([self._occupancy, np.zeros(more)])
