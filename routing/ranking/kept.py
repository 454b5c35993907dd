"""Operators who are kept free for the calls of their own queue.

An operator is at home in the queues that are its nearest work. While no more than
`keep_free` of those at home in a queue are free, they are kept for it: calls of a queue
that is no nearer to them pass them by. A queue's calls do not mind any more once the
oldest has waited for `takes_kept_after_s`, or once `takes_kept_at` of them wait.

A call passes by whom its own revision of the plan keeps, and nobody else.
"""

import numpy as np
from numpy.typing import NDArray

from routing.ranking.claims import Kinds
from routing.ranking.seats import Seats

Flags = NDArray[np.bool_]


class Keeping:
    """The plan's part of it, as columns by queue. `after` is in seconds, `guard_s` at most."""

    def __init__(
        self,
        keep_free: NDArray[np.float64],
        after: NDArray[np.float64],
        at: NDArray[np.float64],
        revision: NDArray[np.intp] | None = None,
    ) -> None:
        self.keep_free = keep_free
        self.after = after
        self.at = at
        self.any = bool(keep_free.any())
        self._revision = np.zeros(len(keep_free), dtype=np.intp) if revision is None else revision

    def tight(self, seats: Seats) -> Flags:
        """Queues that need all of their free operators themselves."""
        return np.asarray((seats.home_free_of <= self.keep_free) & (self.keep_free > 0))

    def queues_barred(self, seats: Seats, slot: int) -> Flags:
        """By queue: whether its calls pass this free operator by."""
        barred = np.zeros(len(self.keep_free), dtype=bool)
        rank = seats.rank[slot]
        for queue in np.flatnonzero(self.tight(seats) & seats.home[slot]):
            farther = (rank >= rank[queue]) | ~seats.member[slot]
            farther[queue] = False
            barred |= farther & self.beside(int(queue))
        return barred

    def operators_barred(self, seats: Seats, queue: int) -> Flags:
        """By slot: who is passed by by calls of this queue."""
        barred = np.zeros(seats.capacity, dtype=bool)
        for other in np.flatnonzero(self.tight(seats)):
            if other != queue and self._revision[other] == self._revision[queue]:
                farther = seats.rank[:, queue] >= seats.rank[:, other]
                barred |= seats.home[:, other] & (farther | ~seats.member[:, queue])
        return barred

    def beside(self, queue: int) -> Flags:
        """Queues of the same revision of the plan."""
        return np.asarray(self._revision == self._revision[queue])

    def released(self, now: float, kinds: Kinds) -> Flags:
        """By kind: whether its oldest call does not mind."""
        queue = kinds.queue[: kinds.count]
        waited = now >= kinds.since[: kinds.count] + self.after[queue]
        return np.asarray(waited | self._many(kinds)[queue])

    def minds(self, now: float, kinds: Kinds, queue: int, since: float) -> bool:
        """Whether a call with this place still passes kept operators by."""
        return bool(now < since + self.after[queue] and not self._many(kinds)[queue])

    def turns_many(self, kinds: Kinds, queue: int) -> bool:
        """Whether the call that has just come is the one from which they do not mind."""
        return bool(self.at[queue] > 0 and kinds.waiting_of[queue] == self.at[queue])

    def enough_with(self, seats: Seats, slot: int) -> Flags:
        """Queues that stopped being tight when this operator became free."""
        just = seats.home_free_of == self.keep_free + 1
        return np.asarray(just & seats.home[slot] & (self.keep_free > 0))

    def spares(self, seats: Seats, slots: NDArray[np.intp]) -> bool:
        """Whether all these may be taken at once without using up those kept free."""
        left = seats.home_free_of - seats.home[slots].sum(axis=0)
        return not ((left < self.keep_free) & (self.keep_free > 0)).any()

    def _many(self, kinds: Kinds) -> Flags:
        return np.asarray((self.at > 0) & (kinds.waiting_of >= self.at))
