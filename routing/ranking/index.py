"""The index: what it is worth to give this call to this operator now.

index = urgency - handling                               (the call's part)
      + fit + preferred + idle - speed - occupancy - in_a_row - scarcity   (the operator's)
      - rank                                             (of the two together)

When an operator frees, the operator's part is the same for every call and is left out;
when a call arrives, the call's part is. Both trigger forms and the explanation of a
decision are made of the same terms, by name, in units of one service objective.
"""

from collections.abc import Hashable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.plan import QueuePlan
from routing.ranking.claims import NOBODY, KindKey, Kinds
from routing.ranking.handling import HandlingTimes
from routing.ranking.kept import Keeping
from routing.ranking.pressure import Pressure
from routing.ranking.reach import Reaches
from routing.ranking.seats import Seats
from routing.weights import Weights

IDLE_SCALE_S = 120.0
PREDICTED_LIMIT = 3.0
"""At most so many objectives of predicted wait count."""
HANDLING_LIMIT = 5.0
"""An expected handling time, or an operator's multiple of it, counts at most so often."""
GUARD_WORTH = 1e6
"""Whoever has waited for the guard goes first, whatever the other terms are: see `Ranked`."""
OF_BOTH = frozenset({"rank", "fit"})
"""Terms of the two together: they are in both parts, to be counted once."""

Columns = NDArray[np.float64]


class Floor(NamedTuple):
    """Everything that the index reads."""

    seats: Seats
    kinds: Kinds
    reaches: Reaches
    handling: HandlingTimes
    pressure: Pressure


class Rates:
    """The plan as columns by queue."""

    def __init__(
        self,
        queues: list[QueuePlan],
        weights: Weights,
        revision: NDArray[np.intp] | None = None,
    ) -> None:
        self.weights = weights
        self.threshold = np.array([float(queue.threshold_s) for queue in queues])
        self.slope = np.array([queue.urgency / queue.threshold_s for queue in queues])
        self.keeping = Keeping(
            np.array([float(queue.keep_free) for queue in queues]),
            np.array([min(queue.takes_kept_after_s, weights.guard_s) for queue in queues]),
            np.array([float(queue.takes_kept_at) for queue in queues]),
            revision,
        )


def call_terms(now: float, floor: Floor, rates: Rates, slot: int) -> dict[str, Columns]:
    """The call's part for every kind, as this operator would take its oldest call."""
    kinds, weights = floor.kinds, rates.weights
    n = kinds.count
    queue = kinds.queue[:n]
    waited = now - kinds.since[:n]
    slope = rates.slope[queue]
    terms = {"waiting": slope * waited}
    lead = kinds.lead_s[:n]
    if lead.any():
        terms["priority"] = slope * lead
    if weights.predicted:
        coming = floor.pressure.next_return_s(floor.seats, floor.handling)[queue]
        terms["predicted"] = weights.predicted * np.minimum(slope * coming, PREDICTED_LIMIT)
    if weights.late:
        late = waited > weights.late_after * rates.threshold[queue]
        terms["late"] = np.where(late, -weights.late, 0.0)
    if weights.handling:
        relative = floor.handling.expected_s(slot)[queue] / floor.handling.of_centre
        terms["handling"] = -weights.handling * np.minimum(relative, HANDLING_LIMIT)
    if weights.rank and floor.seats.any_rank:
        terms["rank"] = -weights.rank * (floor.seats.rank[slot][queue] - 1.0)
    if weights.fit and floor.reaches.uneven[kinds.reach[:n]].any():
        terms["fit"] = weights.fit * floor.reaches.fit[kinds.reach[:n], slot]
    guarded = waited >= weights.guard_s
    if guarded.any():
        terms["guard"] = np.where(guarded, GUARD_WORTH + waited, 0.0)
    return terms


def operator_terms(
    now: float,
    floor: Floor,
    rates: Rates,
    kind: int,
    slots: NDArray[np.intp],
    *,
    preferred: Hashable | None,
) -> dict[str, Columns]:
    """The operator's part for some free operators, as they would take a call of a kind."""
    seats, weights = floor.seats, rates.weights
    queue, row = int(floor.kinds.queue[kind]), int(floor.kinds.reach[kind])
    terms: dict[str, Columns] = {}
    if weights.idle:
        idle = np.maximum(now - seats.idle_since[slots], 0.0)
        terms["idle"] = weights.idle * (idle / (idle + IDLE_SCALE_S))
    if weights.occupancy:
        terms["occupancy"] = -weights.occupancy * seats.occupancy(now, slots)
    if weights.in_a_row:
        row_of_calls = np.minimum(seats.in_a_row(now, slots), float(weights.in_a_row_limit))
        terms["in_a_row"] = -weights.in_a_row * row_of_calls
    if weights.scarcity:
        prices = floor.pressure.prices(now, seats, floor.handling)
        terms["scarcity"] = -weights.scarcity * (seats.serving[slots] @ prices)
    if weights.speed:
        relative = np.minimum(floor.handling.relative[slots, queue], HANDLING_LIMIT)
        terms["speed"] = -weights.speed * relative
    if weights.fit and floor.reaches.uneven[row]:
        terms["fit"] = weights.fit * floor.reaches.fit[row, slots]
    if weights.rank and seats.any_rank:
        terms["rank"] = -weights.rank * (seats.rank[slots, queue] - 1.0)
    known = seats.slot(preferred) if preferred is not None else None
    if known is not None and weights.preferred:
        terms["preferred"] = np.where(slots == known, weights.preferred, 0.0)
    return terms


def total(terms: dict[str, Columns], size: int) -> Columns:
    """The index: the sum of its terms."""
    result = np.zeros(size)
    for term in terms.values():
        result += term
    return result


def is_open(
    now: float, floor: Floor, rates: Rates, key: KindKey, *, since: float, slot: int
) -> bool:
    """Whether one free operator may take one call of a kind at this moment: the rules of
    the two functions below, for a call that need not be the oldest."""
    seats, queue = floor.seats, key.queue
    if not floor.reaches.may[key.reach, slot] or key.held_for not in (NOBODY, slot):
        return False
    if now < since + float(seats.delay[slot, queue]):
        return False
    keeping = rates.keeping
    if not keeping.any or not keeping.minds(now, floor.kinds, queue, since):
        return True
    return not keeping.queues_barred(seats, slot)[queue]


def calls_open_to(now: float, floor: Floor, rates: Rates, slot: int) -> NDArray[np.bool_]:
    """Kinds whose oldest call this operator may take at this moment."""
    kinds, seats = floor.kinds, floor.seats
    n = kinds.count
    queue = kinds.queue[:n]
    may = floor.reaches.may[kinds.reach[:n], slot]
    if kinds.any_held:
        held = kinds.held_for[:n]
        may = may & ((held == NOBODY) | (held == slot))
    if seats.any_delay:
        may = may & (now >= kinds.since[:n] + seats.delay[slot][queue])
    if rates.keeping.any:
        barred = rates.keeping.queues_barred(seats, slot)
        if barred.any():
            may = may & (~barred[queue] | rates.keeping.released(now, kinds))
    return np.asarray(may)


def operators_open_to(now: float, floor: Floor, rates: Rates, kind: int) -> NDArray[np.intp]:
    """Slots of free operators who may take the oldest call of a kind at this moment."""
    kinds, seats = floor.kinds, floor.seats
    queue = int(kinds.queue[kind])
    may = floor.reaches.may[int(kinds.reach[kind])] & seats.free
    held = int(kinds.held_for[kind])
    if held != NOBODY:
        only = bool(may[held])
        may = np.zeros_like(may)
        may[held] = only
    since = float(kinds.since[kind])
    if seats.any_delay:
        may = may & (now >= since + seats.delay[:, queue])
    if rates.keeping.any and rates.keeping.minds(now, kinds, queue, since):
        may = may & ~rates.keeping.operators_barred(seats, queue)
    return np.asarray(np.flatnonzero(may))
