"""What a simulation is given: calls, operators, presence. Everything random is drawn before.

Draws belong to the call, not to the moment of its use, so every policy meets the same
callers with the same work and the same patience (common random numbers).
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.ranking.dispatch import Claim, Seat
from vocabulary.ids import QueueId

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

UNBORN = float("inf")
"""Arrival of a call that comes only when another one is abandoned (see `Calls.again`)."""

MakeClaim = Callable[[int, QueueId, float, int], Claim]
"""(call, queue, now, priority) to what the dispatcher is told of it."""


class Calls(NamedTuple):
    """Arrays of one length, a place a call; a call's name is its place.

    `arrived` ascends, seconds of any epoch. `queue` is a place in `Scenario.queues`.
    `service` is the base quantity of work in seconds, before the operator's factor.
    `patience` is how long the caller stays waiting, inf for ever. `wrap_up` keeps the
    operator after the call. `again` names the call that is made `Scenario.again_after_s`
    after this one is abandoned, -1 for none; such calls stand last, at `UNBORN`.
    """

    arrived: Floats
    queue: Integers
    priority: Integers
    service: Floats
    patience: Floats
    wrap_up: Floats | None = None
    again: Integers | None = None


class Presence(NamedTuple):
    """When operators are there: place in `Scenario.seats`, from, to. Stretches of one
    operator do not overlap. Who is busy at the end finishes the call and leaves then."""

    operator: Integers
    start: Floats
    end: Floats


class Scenario(NamedTuple):
    """One history that a dispatcher is put to.

    `seats[i].operator` is i. `factor[operator][queue]` multiplies the base service.
    `lines` is how many calls fit in, waiting or served; further ones are blocked. At each
    of `closings` whoever waits is disconnected. Operators of one `team` stand in for each
    other at the end of a shift: an idle one leaves rather than a busy one; -1 is none.
    """

    queues: tuple[QueueId, ...]
    seats: Sequence[Seat]
    calls: Calls
    presence: Presence
    factor: Sequence[Sequence[float]] | None = None
    lines: int | None = None
    closings: tuple[float, ...] = ()
    again_after_s: float = 0.0
    teams: Sequence[int] | None = None
    claim: MakeClaim = Claim


def check(scenario: Scenario) -> None:
    """Raises ValueError for a scenario that cannot be played, and says why."""
    calls, presence = scenario.calls, scenario.presence
    sizes = {len(column) for column in calls if column is not None}
    if len(sizes) > 1:
        raise ValueError(f"the columns of the calls differ in length: {sorted(sizes)}")
    if np.any(calls.arrived[1:] < calls.arrived[:-1]):
        raise ValueError("the calls do not stand in the order of their arrival")
    if len(calls.queue) and not 0 <= calls.queue.min() <= calls.queue.max() < len(scenario.queues):
        raise ValueError("a call names a queue that is not there")
    if np.any(calls.service < 0) or np.any(calls.patience < 0):
        raise ValueError("service and patience cannot be negative")
    if [seat.operator for seat in scenario.seats] != list(range(len(scenario.seats))):
        raise ValueError("seats must be named by their places 0, 1, 2, …")
    if np.any(presence.end < presence.start):
        raise ValueError("a stretch of presence ends before it begins")


def exponential(rng: np.random.Generator, mean: Floats | float, size: int) -> Floats:
    """Exponential draws by inversion: one uniform number each, whatever the mean."""
    return -np.log1p(-rng.random(size)) * mean


def always(operators: int, start: float, end: float) -> Presence:
    """Everybody is there the whole time."""
    return Presence(
        np.arange(operators, dtype=np.int64),
        np.full(operators, start, dtype=np.float64),
        np.full(operators, end, dtype=np.float64),
    )


def total_by(place: Integers, amount: Floats, size: int) -> Floats:
    """Sums of amounts by place."""
    return np.bincount(place, weights=amount, minlength=size).astype(np.float64)
