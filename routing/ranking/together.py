"""What each pair is worth when several calls and operators are new at the same moment."""

from collections.abc import Hashable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from routing.ranking.assign import FORBIDDEN
from routing.ranking.dispatch import Claim
from routing.ranking.index import (
    OF_BOTH,
    Floor,
    Rates,
    call_terms,
    is_open,
    operator_terms,
    operators_open_to,
    total,
)


def pair_worths(
    now: float,
    floor: Floor,
    rates: Rates,
    claims: Mapping[Hashable, Claim],
    *,
    calls: Sequence[Hashable],
    slots: NDArray[np.intp],
) -> NDArray[np.float64]:
    """The whole index by call and slot; `FORBIDDEN` where the operator may not take the call.

    Calls of a kind differ by their waiting alone: whoever is assigned, the oldest goes first.
    """
    kinds = floor.kinds
    by_kind = np.full((kinds.count, len(slots)), FORBIDDEN)
    column_of = np.zeros(floor.seats.capacity, dtype=np.intp)
    column_of[slots] = np.arange(len(slots))
    for kind in range(kinds.count):
        open_slots = operators_open_to(now, floor, rates, kind)
        if len(open_slots) == 0:
            continue
        preferred = claims[kinds.oldest(kind)].preferred
        terms = operator_terms(now, floor, rates, kind, open_slots, preferred=preferred)
        own = {name: term for name, term in terms.items() if name not in OF_BOTH}
        by_kind[kind, column_of[open_slots]] = total(own, len(open_slots))
    for column, slot in enumerate(slots):
        calls_part = total(call_terms(now, floor, rates, int(slot)), kinds.count)
        by_kind[:, column] += calls_part * (by_kind[:, column] > FORBIDDEN / 2)
    kind_of = [kinds.kind_of(call) for call in calls]
    later = np.array([claims[call].since for call in calls]) - kinds.since[kind_of]
    less = rates.slope[kinds.queue[kind_of]] * later
    worth = np.asarray(by_kind[kind_of] - less[:, np.newaxis])
    if floor.seats.any_delay or rates.keeping.any:
        for row in np.flatnonzero(later).tolist():
            key, since = kinds.keys[kind_of[row]], claims[calls[row]].since
            for column, slot in enumerate(slots.tolist()):
                if not is_open(now, floor, rates, key, since=since, slot=slot):
                    worth[row, column] = FORBIDDEN
    return worth


def leaves_kept(floor: Floor, rates: Rates, slots: NDArray[np.intp]) -> bool:
    """Whether all these operators may be taken at once without using up those kept free."""
    return rates.keeping.spares(floor.seats, slots)
