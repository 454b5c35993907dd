"""What the router is told, and kept: operators, waiting calls, and what is new of both.

The told half of the router; the choice is in `ranked.py`. Each waiting call stands among
its kind at its step of widening, with the next moment at which more operators may take it.
"""

from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from itertools import count
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from routing.plan import QueuePlan
from routing.ranking.claims import NOBODY, KindKey, Kinds
from routing.ranking.columns import Columns, Origin
from routing.ranking.dispatch import NEVER, Claim, Seat
from routing.ranking.handling import HandlingTimes
from routing.ranking.index import Floor, Rates
from routing.ranking.moments import Moments
from routing.ranking.pressure import Pressure
from routing.ranking.reach import ROWS_LIMIT, Criteria, Reaches, criteria
from routing.ranking.seats import Seats
from routing.weights import LoadPlan, Weights
from vocabulary.decisions import Trigger
from vocabulary.ids import QueueId

NOTHING_OLDER: Mapping[QueueId, Origin] = MappingProxyType({})


class Told:
    """The state of a router: who may take calls, who waits, what was not looked at yet.

    `older` says which of the queues are an older revision's, and what they are called.
    """

    def __init__(
        self,
        queues: Mapping[QueueId, QueuePlan],
        weights: Weights,
        load: LoadPlan,
        older: Mapping[QueueId, Origin] = NOTHING_OLDER,
    ) -> None:
        self._queues = list(queues.values())
        keys = [queue.queue for queue in self._queues]
        self._at = {queue: at for at, queue in enumerate(keys)}
        self.columns = Columns(keys, older)
        seats = Seats(keys, load, self.columns.sets)
        handling = HandlingTimes(len(keys), seats.capacity)
        kinds = Kinds(len(keys), self.columns.alike)
        self.floor = Floor(seats, kinds, Reaches(seats), handling, Pressure(len(keys)))
        self.rates = Rates(self._queues, weights, self.columns.revision)
        self._claims: dict[Hashable, Claim] = {}
        self._order: dict[Hashable, int] = {}
        self._orders = count()
        self._moments = Moments()
        self._asked: dict[tuple[int, int, tuple[tuple[str, int], ...], str], Criteria] = {}
        self._delays: list[list[float]] = [[] for _ in self._queues]
        self._with_delay: list[Counter[float]] = [Counter() for _ in self._queues]
        self._new_calls: dict[Hashable, Trigger] = {}
        self._new_seats: dict[int, None] = {}

    def operator_listed(self, now: float, seat: Seat) -> None:
        """Somebody exists, or can do other things than before."""
        before = self._delays_of(seat.operator)
        slot = self.floor.seats.put(now, seat)
        self.floor.handling.grow(self.floor.seats.capacity)
        self.floor.reaches.changed()
        if self.floor.seats.free[slot]:
            self._new_seats[slot] = None
            self._keep_less(slot)
        if self.floor.seats.any_delay:
            self._note_delays(now, before, self.floor.seats.delay[slot])
        self._place_again(now, self.floor.kinds.held(slot))

    def operator_gone(self, now: float, operator: Hashable) -> None:
        """Somebody does not exist any more."""
        slot = self.floor.seats.slot(operator)
        if slot is None:
            return
        before = self._delays_of(operator)
        self.floor.seats.drop(operator)
        if self.floor.seats.any_delay:
            self._note_delays(now, before, self.floor.seats.delay[slot])
        self.floor.handling.forget(slot)
        self.floor.reaches.changed()
        self._new_seats.pop(slot, None)
        self._place_again(now, self.floor.kinds.held(slot))

    def operator_free(self, now: float, operator: Hashable, idle_since: float) -> None:
        """May take a call from now on."""
        slot = self.floor.seats.slot(operator)
        if slot is not None:
            self.floor.seats.set_free(now, slot, idle_since)
            self._new_seats[slot] = None
            self._keep_less(slot)

    def operator_busy(self, now: float, operator: Hashable, working: bool) -> None:
        """May take none."""
        slot = self.floor.seats.slot(operator)
        if slot is None:
            return
        if working:
            self.floor.seats.set_working(now, slot)
        else:
            self.floor.seats.set_away(now, slot)
            self._place_again(now, self.floor.kinds.held(slot))
        self._new_seats.pop(slot, None)

    def call_waits(self, now: float, claim: Claim) -> None:
        """A call wants an operator."""
        if claim.call not in self._order:
            self._order[claim.call] = next(self._orders)
            self.floor.pressure.arrived(now, self.columns.alike[self._at[claim.queue]][0])
        self.floor.kinds.remove(claim.call)
        self._claims[claim.call] = claim
        self._place(now, claim, Trigger.CALL_ARRIVED)
        if len(self.floor.reaches) > max(ROWS_LIMIT, 2 * len(self._claims)):
            self._restart_reaches(now)

    def call_gone(self, now: float, call: Hashable) -> None:
        """The call wants no operator (any more)."""
        self._leave(call)
        self._order.pop(call, None)

    def call_rung(self, call: Hashable, room: int) -> None:
        """Only `room` more phones may be rung for the call: no reason to look again.

        Without room it keeps its number of coming, for the moment at which it is back.
        """
        claim = self._claims.get(call)
        if room <= 0:
            self._leave(call)
        elif claim is not None:
            self._claims[call] = claim._replace(room=room)

    def handled(self, now: float, queue: QueueId, operator: Hashable, handling_s: float) -> None:
        """A call of this queue has taken this operator so long, whatever its revision."""
        slot = self.floor.seats.slot(operator)
        at = self.columns.first.get(queue)
        if slot is not None and at is not None:
            self.floor.handling.observe(at, slot, handling_s)
            for other in self.columns.alike[at][1:]:
                self.floor.handling.copy(at, other)
            self.floor.seats.has_handled(slot)

    def due(self) -> float:
        """The next step of widening, end of a hold, or release of kept operators."""
        return self._moments.next()

    def widened(self) -> tuple[Hashable, ...]:
        """Calls whose moment has come and that the next choice will look at for that."""
        asked = self._new_calls.items()
        return tuple(call for call, trigger in asked if trigger is Trigger.CALL_WIDENED)

    def pass_over(self, now: float) -> None:
        """Take everything as looked at, as it was when the past was decided."""
        self.widen(now)
        self._new_seats.clear()
        self._new_calls.clear()

    def look_again(self) -> None:
        """Take everything as new, in the order of coming: after a time without choices."""
        seats = self.floor.seats
        self._new_seats = dict.fromkeys(map(int, np.flatnonzero(seats.free[: len(seats.seats)])))
        waiting = sorted(self._claims, key=self._order.__getitem__)
        self._new_calls = dict.fromkeys(waiting, Trigger.CALL_ARRIVED)

    @property
    def queues(self) -> Sequence[QueuePlan]:
        """The queues, in the order of the columns."""
        return self._queues

    def claim(self, call: Hashable) -> Claim | None:
        """What a waiting call asks for; None if no more phone may ring for it."""
        return self._claims.get(call)

    def knows(self, call: Hashable) -> bool:
        """Whether a call waits, or is rung on as many phones as it may be."""
        return call in self._order

    def number(self, call: Hashable) -> int:
        """The call's number of coming, which decides between equal places."""
        return self._order[call]

    def queue_of(self, claim: Claim) -> QueuePlan:
        """The plan of a call's queue."""
        return self._queues[self._at[claim.queue]]

    def step(self, now: float, claim: Claim) -> int:
        """Steps of widening that a call has taken."""
        return sum(now >= claim.since + one.after_s for one in self.queue_of(claim).widen)

    def _leave(self, call: Hashable) -> None:
        self.floor.kinds.remove(call)
        self._claims.pop(call, None)
        self._moments.forget(call)
        self._new_calls.pop(call, None)

    def _place(self, now: float, claim: Claim, trigger: Trigger) -> None:
        """Put a call among its kind at its step of widening, and set its next moment."""
        queue = self._at[claim.queue]
        plan = self._queues[queue]
        step = self.step(now, claim)
        reach = self.floor.reaches.row(self._criteria(queue, step, claim))
        lead = claim.credit_s + (claim.priority + plan.priority) * self.rates.weights.priority_s
        key = KindKey(queue, reach, lead, self._held_for(now, claim, reach))
        self.floor.kinds.add(claim, self._order[claim.call], key)
        self._new_calls[claim.call] = trigger
        for at in self.columns.alike[queue] if self.rates.keeping.any else ():
            if self.rates.keeping.turns_many(self.floor.kinds, at):
                self._look_again_at(at)
        self._set_moment(now, claim)

    def _criteria(self, queue: int, step: int, claim: Claim) -> Criteria:
        """What the call asks for at this step: worked out once for all that ask alike."""
        asked = queue, step, claim.needs, claim.language
        known = self._asked.get(asked)
        if known is None:
            if len(self._asked) >= ROWS_LIMIT:
                self._asked.clear()
            known = criteria(self._queues[queue], step, claim.needs, claim.language)
            self._asked[asked] = known
        return known

    def _look_again_at(self, queue: int) -> None:
        """So many calls of a queue wait that they may take kept operators."""
        kinds = self.floor.kinds
        for kind in np.flatnonzero(kinds.queue[: kinds.count] == queue).tolist():
            self._new_calls.setdefault(kinds.oldest(kind), Trigger.CALL_WIDENED)

    def _set_moment(self, now: float, claim: Claim) -> None:
        """The next moment at which more operators may take the call."""
        plan = self.queue_of(claim)
        delays = self._delays[self._at[claim.queue]]
        if not (plan.widen or delays or self.rates.keeping.any or claim.preferred is not None):
            self._moments.put(claim.call, self._order[claim.call], NEVER)
            return
        after = [step.after_s for step in plan.widen]
        if self.rates.keeping.any:
            after.append(min(plan.takes_kept_after_s, self.rates.weights.guard_s))
        if delays:  # the next one, and its neighbours for the sake of rounding
            at = bisect_right(delays, now - claim.since)
            after.extend(delays[max(0, at - 1) : at + 2])
        moments = [claim.since + one for one in after]
        if claim.preferred is not None:
            moments.append(claim.held_until)
        coming = min((moment for moment in moments if moment > now), default=NEVER)
        self._moments.put(claim.call, self._order[claim.call], coming)

    def _delays_of(self, operator: Hashable) -> NDArray[np.float64] | None:
        """By queue; None for somebody who is new."""
        slot = self.floor.seats.slot(operator)
        return None if slot is None else self.floor.seats.delay[slot].copy()

    def _note_delays(
        self, now: float, before: NDArray[np.float64] | None, after: NDArray[np.float64]
    ) -> None:
        """Delays that nobody had before, or has any more, are moments of the calls that wait."""
        news = False
        for queue, delay in enumerate(after.tolist()):
            old = 0.0 if before is None else float(before[queue])
            if delay != old:
                news = self._count_delay(queue, old, -1) or news
                news = self._count_delay(queue, delay, 1) or news
        if not news:
            return
        self.widen(now)  # what is due already is not forgotten
        for claim in self._claims.values():
            if claim.call in self.floor.kinds:
                self._set_moment(now, claim)

    def _count_delay(self, queue: int, delay: float, change: int) -> bool:
        """Whether the delay is new to its queue, or gone from it."""
        if delay <= 0:
            return False
        counts, known = self._with_delay[queue], self._delays[queue]
        counts[delay] += change
        if counts[delay] == 0:
            del counts[delay]
            known.remove(delay)
            return True
        if change > 0 and counts[delay] == 1:
            insort(known, delay)
            return True
        return False

    def _keep_less(self, slot: int) -> None:
        """One more is free: if that is one more than is kept, the others are not kept."""
        if not self.rates.keeping.any:
            return
        seats = self.floor.seats
        enough = self.rates.keeping.enough_with(seats, slot)
        if enough.any():
            others = np.flatnonzero(seats.free & seats.member[:, enough].any(axis=1))
            self._new_seats.update(dict.fromkeys(others.tolist()))

    def _held_for(self, now: float, claim: Claim, reach: int) -> int:
        """A call is held only for somebody who is at work and may take it."""
        if claim.preferred is None or now >= claim.held_until:
            return NOBODY
        slot = self.floor.seats.slot(claim.preferred)
        if slot is None or self.floor.seats.is_away(slot):
            return NOBODY
        return slot if self.floor.reaches.may[reach, slot] else NOBODY

    def widen(self, now: float) -> None:
        """Let the moments that have come take effect."""
        self._place_again(now, self._moments.reached(now))

    def _place_again(self, now: float, calls: Sequence[Hashable]) -> None:
        for call in calls:
            self.floor.kinds.remove(call)
            self._place(now, self._claims[call], Trigger.CALL_WIDENED)

    def _restart_reaches(self, now: float) -> None:
        """Rows for criteria that nobody asks for any more fill the room: begin anew."""
        waiting = list(self._claims.values())
        for claim in waiting:
            self.floor.kinds.remove(claim.call)
        self.floor.reaches.restart()
        for claim in waiting:
            self._place(now, claim, self._new_calls.get(claim.call, Trigger.CALL_ARRIVED))
