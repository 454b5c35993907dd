"""One pool of like operators in its steady state: Erlang B, C and A, with or without a limit.

Callers arrive at random (Poisson), calls last an exponential time, each caller who waits
gives up after an exponential time of its own, the longest wait is served first. Within
these assumptions every figure is exact: the birth-death chain is summed, nothing is
approximated by a formula for large centres. Rates and times are in any one unit of time.
"""

import math
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NEGLIGIBLE_LOG = 42.0
"""States less likely than e^-42 of the likeliest are left out: below what a float adds up."""
WAITING_LIMIT = 4_000_000


def erlang_b(load: float, operators: int) -> float:
    """Share of calls lost when none may wait. `load` is arrivals × handling time."""
    _demand(load >= 0 and operators >= 0, "load and operators must not be negative")
    blocked = 1.0
    for number in range(1, operators + 1):
        blocked = load * blocked / (number + load * blocked)
    return blocked


def erlang_c(load: float, operators: int) -> float:
    """Share of calls that wait when nobody gives up; 1 when the load is never worked off."""
    if load >= operators:
        return 1.0
    blocked = erlang_b(load, operators)
    return operators * blocked / (operators - load * (1.0 - blocked))


class Pool(NamedTuple):
    """`arrivals` and `service` are rates, `abandon` the rate at which one waiting caller gives
    up (0: never). `lines` limits all calls inside, those being served among them."""

    arrivals: float
    service: float
    operators: int
    abandon: float = 0.0
    lines: int | None = None


class Steady:
    """A pool's steady state. Raises `ValueError` for a pool that has none."""

    def __init__(self, pool: Pool) -> None:
        _check(pool)
        self.pool = pool
        weights = _weights(pool)
        total = weights.sum()
        self._states: Floats = weights / total
        """Probability of 0, 1, … calls inside."""
        blocked = pool.lines is not None and len(self._states) > pool.lines
        self.blocked = float(self._states[-1]) if blocked else 0.0
        """Share of callers who find every line taken."""
        found = self._states[pool.operators :]
        self._found: Floats = (found[:-1] if blocked else found) / (1.0 - self.blocked)
        """Chances of an accepted caller to find all operators busy and 0, 1, … waiting."""
        self._joined = pool.operators * pool.service + pool.abandon * np.arange(
            1.0, len(self._found) + 1
        )
        """Rate of leaving the queue, oneself among those who wait, by callers ahead."""

    @property
    def states(self) -> Floats:
        """Probability of 0, 1, … calls inside."""
        return self._states

    @property
    def wait_share(self) -> float:
        """Share of accepted callers whom no operator takes at once."""
        return float(self._found.sum())

    @cached_property
    def abandoned(self) -> float:
        """Share of accepted callers who give up."""
        return float(self._found @ (1.0 - self._patient()))

    @property
    def queue_length(self) -> float:
        """How many wait, on average over time."""
        waiting = self._states[self.pool.operators :]
        return float(waiting @ np.arange(len(waiting)))

    @property
    def mean_wait(self) -> float:
        """Mean time in the queue of accepted callers, of those who give up too (Little)."""
        return self.queue_length / (self.pool.arrivals * (1.0 - self.blocked))

    @property
    def mean_wait_answered(self) -> float:
        """Average speed of answer: mean wait of the callers who are answered."""
        if not len(self._found):
            return 0.0
        steps = np.cumsum(1.0 / self._joined)
        return float(self._found @ (self._patient() * steps)) / (1.0 - self.abandoned)

    @property
    def occupancy(self) -> float:
        """Share of operators' time spent with calls."""
        busy = np.minimum(np.arange(len(self._states)), self.pool.operators)
        return float(self._states @ busy) / self.pool.operators

    def answered_within(self, limit: float) -> float:
        """Share of accepted callers who are answered within `limit`, at once or after a wait."""
        if not len(self._found):
            return 1.0
        chances = answer_chances(self.pool, limit, len(self._found))
        return min(1.0, 1.0 - self.wait_share + float(self._found @ chances))

    def waiting_beyond(self, limit: float) -> float:
        """Share of accepted callers who still wait after `limit`."""
        if not len(self._found):
            return 0.0
        rate, theta = self.pool.operators * self.pool.service, self.pool.abandon
        steps = _still_ahead(rate, theta, limit, len(self._found))
        beyond = np.cumsum(self._found[::-1])[::-1]
        return min(1.0, math.exp(-theta * limit) * float(steps @ beyond))

    def waits_within(self, limit: float) -> float:
        """P(W ≤ limit): share of accepted callers whose time in the queue, whatever ends it, is
        no longer."""
        return 1.0 - self.waiting_beyond(limit)

    def abandoned_within(self, limit: float) -> float:
        """Share of accepted callers who give up within `limit`."""
        return max(0.0, 1.0 - self.answered_within(limit) - self.waiting_beyond(limit))

    def _patient(self) -> Floats:
        """Chance to be answered before giving up, by callers ahead."""
        if not len(self._found):
            return self._found
        return self.pool.operators * self.pool.service / self._joined


def answer_chances(pool: Pool, limit: float, places: int) -> Floats:
    """Chance of a caller with 0, 1, … others ahead, all operators busy, to be answered within
    `limit`.

    The wait of one who never gives up is a sum of exponential times at the rates sμ, sμ + θ, …;
    e to the power −θ × that sum has a Beta distribution, whose tail is a finite sum of
    positive terms. Giving up tilts it to sμ + θ.
    """
    rate, theta = pool.operators * pool.service, pool.abandon
    if rate <= 0.0:
        return np.zeros(places)
    ahead = np.cumsum(_still_ahead(rate + theta, theta, limit, places))
    patient = rate / (rate + theta * np.arange(1.0, places + 1))
    return patient * np.clip(1.0 - ahead, 0.0, 1.0)


def _still_ahead(rate: float, theta: float, limit: float, places: int) -> Floats:
    """P(exactly i of many have left after `limit`) when they leave at rate, rate + θ, …

    Negative binomial; Poisson where nobody gives up.
    """
    if limit <= 0.0:
        return np.concatenate(([1.0], np.zeros(places - 1)))
    index = np.arange(places - 1.0)
    if theta * limit < 1e-12:
        ratios = rate * limit / (index + 1.0)
    else:
        ratios = -math.expm1(-theta * limit) * (rate / theta + index) / (index + 1.0)
    logs = np.concatenate(([-rate * limit], -rate * limit + np.cumsum(np.log(ratios))))
    return np.exp(logs)


def _weights(pool: Pool) -> Floats:
    """Relative weights of 0, 1, … calls inside, those below notice cut off, the largest 1."""
    served = np.arange(1.0, pool.operators + 1)
    if pool.lines is not None:
        served = served[: pool.lines]
    idle = np.concatenate(([0.0], np.cumsum(np.log(pool.arrivals / (served * pool.service)))))
    logs = np.concatenate((idle, idle[-1] + _waiting_logs(pool, idle)))
    weights: Floats = np.exp(logs - logs.max())
    return weights


def _waiting_logs(pool: Pool, idle: Floats) -> Floats:
    """Log weights of 1, 2, … waiting, relative to none."""
    most = WAITING_LIMIT if pool.lines is None else max(0, pool.lines - pool.operators)
    rate = pool.operators * pool.service
    places = min(64, most)
    while True:
        steps = rate + pool.abandon * np.arange(1.0, places + 1)
        logs: Floats = np.cumsum(np.log(pool.arrivals / steps))
        if places == most and pool.lines is not None:
            return logs
        floor = max(float(idle.max() - idle[-1]), float(logs.max()))
        floor -= NEGLIGIBLE_LOG + math.log(places)
        if logs[-1] < floor:
            notable = np.flatnonzero(logs >= floor)
            return logs[: int(notable[-1]) + 1] if len(notable) else logs[:1]
        if places == most:
            raise ValueError(
                f"more than {WAITING_LIMIT} callers would wait; the pool is too near to overload"
            )
        places = min(places * 4, most)


def _check(pool: Pool) -> None:
    _demand(pool.arrivals > 0 and pool.service > 0, "arrivals and service must be above zero")
    _demand(pool.operators >= 1, "a pool needs at least one operator")
    _demand(pool.abandon >= 0, "the rate of giving up must not be negative")
    _demand(pool.lines is None or pool.lines >= 1, "a pool needs at least one line")
    _demand(
        pool.lines is not None or pool.abandon > 0 or pool.arrivals < pool.operators * pool.service,
        "nobody gives up and more calls come than can be served: the queue grows for ever",
    )


def _demand(held: bool, message: str) -> None:
    if not held:
        raise ValueError(message)
