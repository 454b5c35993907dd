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
from routing.ranking.claims import NOBODY, Kinds
from routing.ranking.handling import HandlingTimes
from routing.ranking.pressure import Pressure
from routing.ranking.reach import Reaches
from routing.ranking.seats import Seats
from routing.weights import Weights

IDLE_SCALE_S = 120.0
PREDICTED_LIMIT = 3.0
"""At most so many objectives of predicted wait count."""
HANDLING_LIMIT = 5.0
GUARD_WORTH = 1e6
"""More than everything else together: whoever has waited for the guard goes first."""

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

    def __init__(self, queues: list[QueuePlan], weights: Weights) -> None:
        self.weights = weights
        self.threshold = np.array([float(queue.threshold_s) for queue in queues])
        self.slope = np.array([queue.urgency / queue.threshold_s for queue in queues])
        self.keep_free = np.array([float(queue.keep_free) for queue in queues])
        self.takes_kept_after = np.array([queue.takes_kept_after_s for queue in queues])
        self.any_kept = bool(self.keep_free.any())


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
        terms["late"] = np.where(waited > rates.threshold[queue], -weights.late, 0.0)
    if weights.handling:
        relative = floor.handling.expected_s(slot)[queue] / floor.handling.of_centre
        terms["handling"] = -weights.handling * np.minimum(relative, HANDLING_LIMIT)
    if weights.rank and floor.seats.any_rank:
        terms["rank"] = -weights.rank * (floor.seats.rank[slot][queue] - 1.0)
    if weights.fit and any(floor.reaches.uneven):
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
        row_of_calls = np.minimum(seats.in_a_row[slots], float(weights.in_a_row_limit))
        terms["in_a_row"] = -weights.in_a_row * row_of_calls
    if weights.scarcity:
        prices = floor.pressure.prices(now, seats, floor.handling)
        terms["scarcity"] = -weights.scarcity * (seats.serving[slots] @ prices)
    if weights.speed:
        terms["speed"] = -weights.speed * floor.handling.relative[slots, queue]
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
        may = may & (now - kinds.since[:n] >= seats.delay[slot][queue])
    if rates.any_kept:
        tight = seats.member[slot] & (seats.free_of <= rates.keep_free) & (rates.keep_free > 0)
        others = tight.sum() - tight[queue]
        waited = now - kinds.since[:n]
        released = waited >= np.minimum(rates.takes_kept_after[queue], rates.weights.guard_s)
        may = may & ((others == 0) | released)
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
    waited = now - float(kinds.since[kind])
    if seats.any_delay:
        may = may & (seats.delay[:, queue] <= waited)
    if rates.any_kept and waited < min(float(rates.takes_kept_after[queue]), rates.weights.guard_s):
        tight = (seats.free_of <= rates.keep_free) & (rates.keep_free > 0)
        tight[queue] = False
        if tight.any():
            may = may & ~(seats.member[:, tight].any(axis=1))
    return np.asarray(np.flatnonzero(may))
