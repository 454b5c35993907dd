"""The router: whom to give which call, by the index. Told of every change, asked to choose.

Two triggers only: a call arrives or its criteria widen - which operator; an operator
frees - which call. Whatever is neither new nor changed was settled before. When several
calls and several operators are new together they are assigned together.

Nobody starves. Every term but urgency is bounded and urgency grows without end; and a
call that has waited for `guard_s` goes before every call that has not, for each operator
who may take it, so that it is passed over only by calls that came to that point earlier.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.ranking.assign import SIZE_LIMIT, best_assignment
from routing.ranking.claims import KindKey
from routing.ranking.dispatch import Membership, Pair, Seat
from routing.ranking.index import (
    call_terms,
    calls_open_to,
    operator_terms,
    operators_open_to,
    total,
)
from routing.ranking.together import leaves_kept, pair_worths
from routing.ranking.told import Told
from vocabulary.decisions import Trigger
from vocabulary.ids import QueueId

Watch = Callable[[float, Hashable, int, Trigger], None]
"""Hears of each pair before it is made: the moment, the call, the operator's slot, and why."""


class Compared(NamedTuple):
    """The operators who were compared for a call: their slots and their terms, as columns."""

    call: Hashable
    slots: NDArray[np.intp]
    terms: dict[str, NDArray[np.float64]]


class Ranked(Told):
    """A `Dispatcher` that ranks. Operators it answers count as working from then on.

    `compared` is the last comparison of a choice, for whoever watches it being made.
    """

    compared: Compared | None = None

    def choose(self, now: float, watch: Watch | None = None) -> Sequence[Pair]:
        """Pairs to be made now, the best first. `watch` hears of each before it is made."""
        self.compared = None
        self.widen(now)
        if not self._new_seats and not self._new_calls:
            return ()
        self.floor.reaches.refresh()
        if self.floor.kinds.count == 0:
            self._new_seats.clear()
            self._new_calls.clear()
            return ()
        pairs: list[Pair] = []
        if len(self._new_seats) + len(self._new_calls) > 1:
            pairs.extend(self._together(now, watch))
        for slot in self._seats_in_turn():
            while self.floor.seats.free[slot]:
                call = self._call_for(now, slot)
                if call is None:
                    break
                if watch is not None:
                    watch(now, call, slot, Trigger.OPERATOR_FREED)
                pairs.append(self._take(now, call, slot))
        self._new_seats.clear()
        for call, trigger in self._calls_in_turn(now):
            while call in self.floor.kinds:
                found = self._operator_for(now, call)
                if found is None:
                    break
                if watch is not None:
                    watch(now, *found, trigger)
                pairs.append(self._take(now, *found))
        self._new_calls.clear()
        return pairs

    def _call_for(self, now: float, slot: int) -> Hashable | None:
        """The best call for an operator who has freed."""
        if self.floor.kinds.count == 0:
            return None
        may = calls_open_to(now, self.floor, self.rates, slot)
        if not may.any():
            return None
        terms = call_terms(now, self.floor, self.rates, slot)
        index = np.where(may, total(terms, len(may)), -np.inf)
        guarded = may & (terms["guard"] > 0) if "guard" in terms else may
        if guarded is not may and guarded.any():
            index = np.where(guarded, terms["guard"], -np.inf)
        best = np.flatnonzero(index == index.max())
        if len(best) > 1:
            kinds = self.floor.kinds
            best = best[np.lexsort((kinds.order[best], kinds.since[best]))]
        return self.floor.kinds.oldest(int(best[0]))

    def _operator_for(self, now: float, call: Hashable) -> tuple[Hashable, int] | None:
        """The best free operator for the oldest call of this call's kind."""
        self.compared = None
        kind = self.floor.kinds.kind_of(call)
        slots = operators_open_to(now, self.floor, self.rates, kind)
        if len(slots) == 0:
            return None
        first = self.floor.kinds.oldest(kind)
        if len(slots) == 1:
            return first, int(slots[0])
        preferred = self._claims[first].preferred
        terms = operator_terms(now, self.floor, self.rates, kind, slots, preferred=preferred)
        self.compared = Compared(first, slots, terms)
        index = total(terms, len(slots))
        best = slots[index == index.max()]
        if len(best) > 1:
            best = best[np.lexsort((best, self.floor.seats.idle_since[best]))]
        return first, int(best[0])

    def _together(self, now: float, watch: Watch | None) -> list[Pair]:
        """Several at once: the assignment that is worth most, oldest first within a kind."""
        kinds, seats = self.floor.kinds, self.floor.seats
        slots = np.flatnonzero(seats.free[: len(seats.seats)])
        if not 0 < len(slots) <= SIZE_LIMIT or kinds.count > SIZE_LIMIT:
            return []
        if (now - kinds.since[: kinds.count] >= self.rates.weights.guard_s).any():
            return []  # whoever waits longest goes first, one by one
        calls = [call for kind in range(kinds.count) for call in kinds.calls(kind, len(slots))]
        if len(calls) > SIZE_LIMIT:
            return []
        calls.sort(key=self._place_of)  # ties are then broken alike after a restart
        slots = slots[np.lexsort((slots, seats.idle_since[slots]))]
        worth = pair_worths(now, self.floor, self.rates, self._claims, calls=calls, slots=slots)
        keys = [kinds.keys[kinds.kind_of(call)] for call in calls]
        of_kind: dict[KindKey, list[Hashable]] = {key: [] for key in keys}
        for call, key in zip(calls, keys, strict=True):
            of_kind[key].append(call)
        pairs = []
        chosen = best_assignment(worth)
        if self.rates.keeping.any and not leaves_kept(
            self.floor, self.rates, slots[[column for _, column in chosen]]
        ):
            return []  # one by one, as long as some may be taken
        for row, column in chosen:
            slot, call = int(slots[column]), of_kind[keys[row]].pop(0)
            if watch is not None:
                watch(now, call, slot, Trigger.TOGETHER)
            pairs.append(self._take(now, call, slot))
        return pairs

    def _place_of(self, call: Hashable) -> tuple[float, int]:
        return self._claims[call].since, self._order[call]

    def _seats_in_turn(self) -> list[int]:
        """Operators who are new, the longest idle first."""
        if len(self._new_seats) < 2:
            return list(self._new_seats)
        idle_since = self.floor.seats.idle_since
        return sorted(self._new_seats, key=lambda slot: (idle_since[slot], slot))

    def _calls_in_turn(self, now: float) -> list[tuple[Hashable, Trigger]]:
        """Calls that are new: those that have waited for the guard, then the most urgent."""
        if len(self._new_calls) < 2:
            return list(self._new_calls.items())
        kinds, rates = self.floor.kinds, self.rates

        def turn(call: Hashable) -> tuple[bool, float, float, int]:
            since, order = self._place_of(call)
            if now - since >= rates.weights.guard_s:
                return False, 0.0, since, order
            kind = kinds.kind_of(call)
            urgency = rates.slope[kinds.queue[kind]] * (now - since + kinds.lead_s[kind])
            return True, -float(urgency), since, order

        return [(call, self._new_calls[call]) for call in sorted(self._new_calls, key=turn)]

    def _take(self, now: float, call: Hashable, slot: int) -> Pair:
        operator = self.floor.seats.operator(slot)
        self.floor.seats.set_working(now, slot)
        claim = self._claims[call]
        if claim.room > 1:
            self._claims[call] = claim._replace(room=claim.room - 1)
        else:
            self._leave(call)
        return Pair(call, operator)


def everybody(queues: Sequence[QueueId], operator: Hashable) -> Seat:
    """Somebody who serves all these queues alike."""
    return Seat(operator, {queue: Membership() for queue in queues})
