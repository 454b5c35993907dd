"""The router: whom to give which call, by the index. Told of every change, asked to choose.

Two triggers only: a call arrives or its criteria widen - which operator; an operator
frees - which call. Whatever is neither new nor changed was settled before. When several
calls and several operators are new together they are assigned together.

Nobody starves. Every term but urgency is bounded and urgency grows without end; and a
call that has waited for `guard_s` goes before every call that has not, for each operator
who may take it, so that it is passed over only by calls that came to that point earlier.
"""

from collections.abc import Hashable, Mapping, Sequence
from heapq import heappop, heappush
from itertools import count

import numpy as np

from routing.plan import QueuePlan
from routing.ranking.assign import FORBIDDEN, SIZE_LIMIT, best_assignment
from routing.ranking.claims import NOBODY, KindKey, Kinds
from routing.ranking.dispatch import NEVER, Claim, Membership, Pair, Seat
from routing.ranking.handling import HandlingTimes
from routing.ranking.index import (
    Floor,
    Rates,
    call_terms,
    calls_open_to,
    operator_terms,
    operators_open_to,
    total,
)
from routing.ranking.pressure import Pressure
from routing.ranking.reach import ROWS_LIMIT, Reaches, criteria
from routing.ranking.seats import Seats
from routing.weights import LoadPlan, Weights
from vocabulary.ids import QueueId


class Ranked:
    """A `Dispatcher` that ranks. Operators it answers count as working from then on."""

    def __init__(
        self, queues: Mapping[QueueId, QueuePlan], weights: Weights, load: LoadPlan
    ) -> None:
        self._queues = list(queues.values())
        self._at = {queue.queue: at for at, queue in enumerate(self._queues)}
        seats = Seats([queue.queue for queue in self._queues], load)
        handling = HandlingTimes(len(self._queues), seats.capacity)
        pressure = Pressure(len(self._queues))
        self.floor = Floor(seats, Kinds(), Reaches(seats), handling, pressure)
        self.rates = Rates(self._queues, weights)
        self._claims: dict[Hashable, Claim] = {}
        self._order: dict[Hashable, int] = {}
        self._orders = count()
        self._dues: list[tuple[float, int, Hashable]] = []
        self._new_calls: dict[Hashable, None] = {}
        self._new_seats: dict[int, None] = {}

    # -- told --------------------------------------------------------------------------

    def operator_listed(self, now: float, seat: Seat) -> None:
        """Somebody exists, or can do other things than before."""
        slot = self.floor.seats.put(now, seat)
        self.floor.handling.grow(self.floor.seats.capacity)
        self.floor.reaches.changed()
        if self.floor.seats.free[slot]:
            self._new_seats[slot] = None

    def operator_gone(self, now: float, operator: Hashable) -> None:
        """Somebody does not exist any more."""
        slot = self.floor.seats.slot(operator)
        if slot is None:
            return
        self.floor.seats.drop(operator)
        self.floor.handling.forget(slot)
        self.floor.reaches.changed()
        self._new_seats.pop(slot, None)

    def operator_free(self, now: float, operator: Hashable, idle_since: float) -> None:
        """May take a call from now on."""
        slot = self.floor.seats.slot(operator)
        if slot is not None:
            self.floor.seats.set_free(now, slot, idle_since)
            self._new_seats[slot] = None

    def operator_busy(self, now: float, operator: Hashable, working: bool) -> None:
        """May take none."""
        slot = self.floor.seats.slot(operator)
        if slot is None:
            return
        if working:
            self.floor.seats.set_working(now, slot)
        else:
            self.floor.seats.set_away(now, slot)
        self._new_seats.pop(slot, None)

    def call_waits(self, now: float, claim: Claim) -> None:
        """A call wants an operator."""
        known = claim.call in self._order
        if not known:
            self._order[claim.call] = next(self._orders)
            self.floor.pressure.arrived(now, self._at[claim.queue])
        self.floor.kinds.remove(claim.call)
        self._claims[claim.call] = claim
        self._place(now, claim)
        if len(self.floor.reaches) > max(ROWS_LIMIT, 2 * len(self._claims)):
            self._restart_reaches(now)

    def call_gone(self, now: float, call: Hashable) -> None:
        """The call wants no operator (any more)."""
        self.floor.kinds.remove(call)
        self._claims.pop(call, None)
        self._order.pop(call, None)
        self._new_calls.pop(call, None)

    def handled(self, now: float, queue: QueueId, operator: Hashable, handling_s: float) -> None:
        """A call of this queue has taken this operator so long."""
        slot = self.floor.seats.slot(operator)
        at = self._at.get(queue)
        if slot is not None and at is not None:
            self.floor.handling.observe(at, slot, handling_s)
            self.floor.seats.in_a_row[slot] += 1.0

    # -- asked -------------------------------------------------------------------------

    def due(self) -> float:
        """The next step of widening, end of a hold, or release of kept operators."""
        while self._dues and self._dues[0][2] not in self._claims:
            heappop(self._dues)
        return self._dues[0][0] if self._dues else NEVER

    def choose(self, now: float) -> Sequence[Pair]:
        """Pairs to be made now, the best first."""
        self._widen(now)
        if not self._new_seats and not self._new_calls:
            return ()
        self.floor.reaches.refresh()
        if self.floor.kinds.count == 0:
            self._new_seats.clear()
            self._new_calls.clear()
            return ()
        pairs: list[Pair] = []
        if len(self._new_seats) + len(self._new_calls) > 1:
            pairs.extend(self._together(now))
        for slot in list(self._new_seats):
            while self.floor.seats.free[slot]:
                call = self._call_for(now, slot)
                if call is None:
                    break
                pairs.append(self._take(now, call, slot))
        self._new_seats.clear()
        for call in list(self._new_calls):
            while call in self.floor.kinds:
                found = self._operator_for(now, call)
                if found is None:
                    break
                pairs.append(self._take(now, *found))
        self._new_calls.clear()
        return pairs

    # -- the two triggers ---------------------------------------------------------------

    def _call_for(self, now: float, slot: int) -> Hashable | None:
        """The best call for an operator who has freed."""
        if self.floor.kinds.count == 0:
            return None
        may = calls_open_to(now, self.floor, self.rates, slot)
        if not may.any():
            return None
        terms = call_terms(now, self.floor, self.rates, slot)
        index = np.where(may, total(terms, len(may)), -np.inf)
        best = np.flatnonzero(index == index.max())
        if len(best) > 1:
            kinds = self.floor.kinds
            best = best[np.lexsort((kinds.order[best], kinds.since[best]))]
        return self.floor.kinds.oldest(int(best[0]))

    def _operator_for(self, now: float, call: Hashable) -> tuple[Hashable, int] | None:
        """The best free operator for the oldest call of this call's kind."""
        kind = self.floor.kinds.kind_of(call)
        slots = operators_open_to(now, self.floor, self.rates, kind)
        if len(slots) == 0:
            return None
        first = self.floor.kinds.oldest(kind)
        if len(slots) == 1:
            return first, int(slots[0])
        preferred = self._claims[first].preferred
        terms = operator_terms(now, self.floor, self.rates, kind, slots, preferred)
        index = total(terms, len(slots))
        best = slots[index == index.max()]
        if len(best) > 1:
            best = best[np.lexsort((best, self.floor.seats.idle_since[best]))]
        return first, int(best[0])

    def _together(self, now: float) -> list[Pair]:
        """Several at once: the assignment that is worth most, oldest first within a kind."""
        kinds, seats = self.floor.kinds, self.floor.seats
        slots = np.flatnonzero(seats.free[: len(seats.seats)])
        if not 1 < len(slots) <= SIZE_LIMIT:
            return []
        calls = [call for kind in range(kinds.count) for call in kinds.calls(kind, len(slots))]
        if not 1 < len(calls) <= SIZE_LIMIT:
            return []
        worth = np.full((len(calls), len(slots)), FORBIDDEN)
        kind_of = [kinds.kind_of(call) for call in calls]
        column_of = {int(slot): column for column, slot in enumerate(slots)}
        for kind in dict.fromkeys(kind_of):
            open_slots = operators_open_to(now, self.floor, self.rates, kind)
            if len(open_slots) == 0:
                continue
            preferred = self._claims[kinds.oldest(kind)].preferred
            terms = operator_terms(now, self.floor, self.rates, kind, open_slots, preferred)
            columns = [column_of[int(slot)] for slot in open_slots]
            for row in (row for row, at in enumerate(kind_of) if at == kind):
                worth[row, columns] = total(terms, len(open_slots))
        for column, slot in enumerate(slots):
            by_kind = total(call_terms(now, self.floor, self.rates, int(slot)), kinds.count)
            worth[:, column] += by_kind[kind_of] * (worth[:, column] > FORBIDDEN / 2)
        chosen = [(kind_of[row], int(slots[column])) for row, column in best_assignment(worth)]
        oldest = {kind: iter(kinds.calls(kind, len(slots))) for kind in set(kind_of)}
        made = [(next(oldest[kind]), slot) for kind, slot in chosen]
        return [self._take(now, call, slot) for call, slot in made]

    def _take(self, now: float, call: Hashable, slot: int) -> Pair:
        operator = self.floor.seats.operator(slot)
        self.floor.seats.set_working(now, slot)
        claim = self._claims[call]
        if claim.room > 1:
            self._claims[call] = claim._replace(room=claim.room - 1)
        else:
            self.floor.kinds.remove(call)
            del self._claims[call]
        return Pair(call, operator)

    # -- time --------------------------------------------------------------------------

    def _place(self, now: float, claim: Claim) -> None:
        """Put a call among its kind at its step of widening, and set its next moment."""
        queue = self._at[claim.queue]
        plan = self._queues[queue]
        waited = now - claim.since
        step = sum(waited >= one.after_s for one in plan.widen)
        reach = self.floor.reaches.row(criteria(plan, step, claim.needs, claim.language))
        lead = claim.credit_s + (claim.priority + plan.priority) * self.rates.weights.priority_s
        key = KindKey(queue, reach, lead, self._held_for(now, claim))
        self.floor.kinds.add(claim, self._order[claim.call], key)
        self._new_calls[claim.call] = None
        moment = min(self._moments(now, claim, plan), default=NEVER)
        if moment < NEVER:
            heappush(self._dues, (moment, self._order[claim.call], claim.call))

    def _moments(self, now: float, claim: Claim, plan: QueuePlan) -> list[float]:
        """Later moments at which more operators may take the call."""
        after = [step.after_s for step in plan.widen]
        if self.rates.any_kept:
            after.append(min(plan.takes_kept_after_s, self.rates.weights.guard_s))
        if self.floor.seats.any_delay:
            delays = self.floor.seats.delay[:, self._at[claim.queue]]
            after.extend(float(delay) for delay in np.unique(delays))
        moments = [claim.since + one for one in after]
        if claim.preferred is not None:
            moments.append(claim.held_until)
        return [moment for moment in moments if moment > now]

    def _held_for(self, now: float, claim: Claim) -> int:
        if claim.preferred is None or now >= claim.held_until:
            return NOBODY
        slot = self.floor.seats.slot(claim.preferred)
        return NOBODY if slot is None or self.floor.seats.is_away(slot) else slot

    def _widen(self, now: float) -> None:
        while self._dues and self._dues[0][0] <= now:
            _, _, call = heappop(self._dues)
            claim = self._claims.get(call)
            if claim is not None:
                self.floor.kinds.remove(call)
                self._place(now, claim)

    def _restart_reaches(self, now: float) -> None:
        """Rows for criteria that nobody asks for any more fill the room: begin anew."""
        waiting = list(self._claims.values())
        for claim in waiting:
            self.floor.kinds.remove(claim.call)
        self.floor.reaches.restart()
        for claim in waiting:
            self._place(now, claim)


def everybody(queues: Sequence[QueueId], operator: Hashable) -> Seat:
    """Somebody who serves all these queues alike."""
    return Seat(operator, {queue: Membership() for queue in queues})
