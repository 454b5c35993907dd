"""How scarce the operators of each queue are at this moment.

Calls of a queue arrive at the rate a, its working operators come back at the rate r. It is
a race between arrivals and returns: the next event is an arrival with the chance
x = a / (a + r). Once one of `free` operators is taken, a caller of the queue finds nobody
before anybody comes back with the chance x^free. That is the price of one operator.
"""

import numpy as np
from numpy.typing import NDArray

from routing.ranking.handling import HandlingTimes
from routing.ranking.memory import Rate
from routing.ranking.seats import Seats

MEMORY_S = 900.0
"""Time constant over which arrivals are counted."""


class Pressure:
    """Arrival rates by queue, and what follows from them."""

    def __init__(self, queues: int) -> None:
        self._rate = np.zeros(queues)
        self._at = np.zeros(queues)

    def arrived(self, now: float, queue: int) -> None:
        """A new call of the queue."""
        faded = np.exp((self._at[queue] - now) / MEMORY_S)
        self._rate[queue] = self._rate[queue] * faded + 1.0 / MEMORY_S
        self._at[queue] = now

    def rate_of(self, queue: int) -> Rate:
        """What is known of a queue's arrivals."""
        return Rate(float(self._rate[queue]), float(self._at[queue]))

    def remember(self, queue: int, rate: Rate) -> None:
        """Inverse of `rate_of`."""
        self._rate[queue] = rate.per_s
        self._at[queue] = rate.at

    def prices(self, now: float, seats: Seats, handling: HandlingTimes) -> NDArray[np.float64]:
        """What one more taken operator costs each queue, from 0 to 1."""
        arrivals = self._rate * np.exp((self._at - now) / MEMORY_S)
        returns = (seats.working_of + 1.0) / handling.of_queue  # with the one being taken
        x = arrivals / (arrivals + returns + 1e-9)
        return np.asarray(x**seats.free_of)

    def next_return_s(self, seats: Seats, handling: HandlingTimes) -> NDArray[np.float64]:
        """Expected time until an operator of each queue comes back; at most 1e6 s."""
        returns = seats.working_of / handling.of_queue
        return np.asarray(1.0 / np.maximum(returns, 1e-6))
