"""Operators as rows of numbers, so that one decision looks at all of them at once.

A seat has a slot, the same while it is listed. Everything here is a record of what the
router was told; nothing is decided.
"""

from collections.abc import Hashable, Sequence
from itertools import islice
from math import exp

import numpy as np
from numpy.typing import NDArray

from routing.ranking.dispatch import Seat
from routing.ranking.memory import LoadMemory
from routing.weights import LoadPlan
from vocabulary.ids import QueueId

FIRST_SLOTS = 16
WORKING, IDLE, AWAY = 0, 1, 2
OTHERS_LOOKED_AT = 64
"""Whose load a new operator's is guessed from."""


class Seats:
    """All listed operators. Arrays are indexed by slot, then by the queue's place.

    `member`: who serves which queue; `rank`, `delay`: how. `free`: may take a call.
    `free_of`, `working_of`: how many of each queue's operators are free, are working.
    `home`: which queues are an operator's nearest work; `home_free_of` counts the free ones.

    `sets` are the queues of each revision of the plan, as flags: at home is the nearest of
    each.
    """

    def __init__(
        self, queues: Sequence[QueueId], load: LoadPlan, sets: Sequence[NDArray[np.bool_]] = ()
    ) -> None:
        self._load = load
        self._sets = sets or (np.ones(len(queues), dtype=bool),)
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
        self._in_a_row = np.zeros(FIRST_SLOTS)
        self.home = np.zeros((FIRST_SLOTS, n), dtype=bool)
        self.home_free_of = np.zeros(n)
        self.free_of = np.zeros(n)
        self.working_of = np.zeros(n)
        self._state: list[int] = []
        self._changed = np.zeros(FIRST_SLOTS)
        self._rests_since = np.zeros(FIRST_SLOTS)
        self._occupancy = np.zeros(FIRST_SLOTS)
        self._levels: dict[str, NDArray[np.int8]] = {}
        self._languages: dict[str, NDArray[np.bool_]] = {}
        self._any_language = np.zeros(FIRST_SLOTS, dtype=bool)
        self.any_delay = False
        self._with_ranks: set[int] = set()

    def __len__(self) -> int:
        return len(self._slots)

    @property
    def capacity(self) -> int:
        """Slots there is room for."""
        return len(self.free)

    @property
    def any_rank(self) -> bool:
        """Whether some of an operator's work is farther than other."""
        return bool(self._with_ranks)

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
        self._uncount(slot)
        self._write(slot, seat)
        self._count(slot)
        return slot

    def drop(self, operator: Hashable) -> None:
        """Forget somebody; the slot is used again."""
        slot = self._slots.pop(operator, None)
        if slot is None:
            return
        self._uncount(slot)
        self._state[slot] = AWAY
        self.free[slot] = False
        self.member[slot] = False
        self.serving[slot] = 0.0
        self.home[slot] = False
        self.delay[slot] = 0.0
        self._with_ranks.discard(slot)
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
        return self._state[slot] == AWAY

    def set_free(self, now: float, slot: int, idle_since: float) -> None:
        """May take a call; has been idle since that moment."""
        self._move(now, slot, IDLE)
        self.idle_since[slot] = idle_since

    def set_working(self, now: float, slot: int) -> None:
        """Has a call, its ringing or its wrap-up. A rest before it ends the row of calls."""
        rested = now - float(self._rests_since[slot]) > self._load.rest_s
        if self._state[slot] != WORKING and rested:
            self._in_a_row[slot] = 0.0
        self._move(now, slot, WORKING)

    def set_away(self, now: float, slot: int) -> None:
        """On a break or gone: the load that is remembered stays as it is."""
        self._move(now, slot, AWAY)

    def has_handled(self, slot: int) -> None:
        """One call more in a row."""
        self._in_a_row[slot] += 1.0

    def in_a_row(self, now: float, slots: NDArray[np.intp]) -> NDArray[np.float64]:
        """Calls without a rest between them, of operators who do not work now."""
        return np.where(self._has_rested(now, slots), 0.0, self._in_a_row[slots])

    def _has_rested(self, now: float, slots: NDArray[np.intp]) -> NDArray[np.bool_]:
        return np.asarray(now - self._rests_since[slots] > self._load.rest_s)

    def occupancy(self, now: float, slots: NDArray[np.intp]) -> NDArray[np.float64]:
        """Busy share of the recent past, from 0 to 1, of operators who are free now."""
        faded = np.exp((self._changed[slots] - now) / self._load.window_s)
        return np.asarray(self._occupancy[slots] * faded)

    def load_of(self, slot: int) -> LoadMemory:
        """What is remembered of an operator's load."""
        return LoadMemory(
            float(self._occupancy[slot]),
            float(self._changed[slot]),
            float(self._in_a_row[slot]),
            float(self._rests_since[slot]),
        )

    def remember(self, slot: int, load: LoadMemory) -> None:
        """Inverse of `load_of`, once it is told what the operator does."""
        self._occupancy[slot] = load.occupancy
        self._changed[slot] = load.changed
        self._in_a_row[slot] = load.in_a_row
        self._rests_since[slot] = load.rests_since

    def _move(self, now: float, slot: int, state: int) -> None:
        before = self._state[slot]
        if before == state:
            return
        if before != AWAY:
            kept = exp(min(0.0, (float(self._changed[slot]) - now) / self._load.window_s))
            busy = 1.0 if before == WORKING else 0.0
            self._occupancy[slot] = busy + (float(self._occupancy[slot]) - busy) * kept
        self._uncount(slot)
        if before == WORKING:
            self._rests_since[slot] = now
        self._changed[slot] = now
        self._state[slot] = state
        self.free[slot] = state == IDLE
        self._count(slot)

    def _count(self, slot: int) -> None:
        state = self._state[slot]
        if state == IDLE:
            self.free_of += self.serving[slot]
            self.home_free_of += self.home[slot]
        elif state == WORKING:
            self.working_of += self.serving[slot]

    def _uncount(self, slot: int) -> None:
        state = self._state[slot]
        if state == IDLE:
            self.free_of -= self.serving[slot]
            self.home_free_of -= self.home[slot]
        elif state == WORKING:
            self.working_of -= self.serving[slot]

    def _write(self, slot: int, seat: Seat) -> None:
        self.seats[slot] = seat
        self.member[slot] = False
        self.rank[slot] = 1.0
        self.delay[slot] = seat.reserve_s
        self._with_ranks.discard(slot)
        self.any_delay = self.any_delay or seat.reserve_s > 0
        for queue, membership in seat.queues.items():
            at = self._queue_at.get(queue)
            if at is None:
                continue
            self.member[slot, at] = True
            self.rank[slot, at] = membership.rank
            self.delay[slot, at] = max(membership.delay_s, seat.reserve_s)
            self.any_delay = self.any_delay or membership.delay_s > 0
            if membership.rank > 1:
                self._with_ranks.add(slot)
        self.serving[slot] = self.member[slot]
        self._write_home(slot)
        self._write_skills(slot, seat)

    def _write_home(self, slot: int) -> None:
        self.home[slot] = False
        for queues in self._sets:
            served = self.member[slot] & queues
            if served.any():
                self.home[slot] |= served & (self.rank[slot] == self.rank[slot][served].min())

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
        listed = list(islice(self._slots.values(), OTHERS_LOOKED_AT))
        if self._spare:
            slot = self._spare.pop()
        else:
            slot = len(self.seats)
            if slot == self.capacity:
                self._grow()
            self.seats.append(None)
            self._state.append(AWAY)
        self._occupancy[slot] = float(np.mean(self._occupancy[listed])) if listed else 0.0
        self._slots[operator] = slot
        self._changed[slot] = now
        self._rests_since[slot] = now
        self._state[slot] = AWAY
        self._in_a_row[slot] = 0.0
        return slot

    def _grow(self) -> None:
        more = self.capacity
        self.member = np.concatenate([self.member, np.zeros_like(self.member)])
        self.serving = np.concatenate([self.serving, np.zeros_like(self.serving)])
        self.home = np.concatenate([self.home, np.zeros_like(self.home)])
        self.rank = np.concatenate([self.rank, np.ones_like(self.rank)])
        self.delay = np.concatenate([self.delay, np.zeros_like(self.delay)])
        self.free = np.concatenate([self.free, np.zeros(more, dtype=bool)])
        self.idle_since = np.concatenate([self.idle_since, np.zeros(more)])
        self._in_a_row = np.concatenate([self._in_a_row, np.zeros(more)])
        self._changed = np.concatenate([self._changed, np.zeros(more)])
        self._rests_since = np.concatenate([self._rests_since, np.zeros(more)])
        self._any_language = np.concatenate([self._any_language, np.zeros(more, dtype=bool)])
        for skill, levels in self._levels.items():
            self._levels[skill] = np.concatenate([levels, np.zeros_like(levels)])
        for language, speakers in self._languages.items():
            self._languages[language] = np.concatenate([speakers, np.zeros_like(speakers)])
        self._occupancy = np.concatenate([self._occupancy, np.zeros(more)])
