"""The real router on a small model: its plan, from the model's rates and costs.

The rule: an operator takes calls of its home first where c mu says so in every pool, by one
order of c mu otherwise; costs and rates that make another order better are named below.
How many operators each home keeps free, and from how many waiting guests on it does not,
are searched for each model (as `plan tune` does for a centre) and stand in the table.
"""

from typing import NamedTuple

from routing.plan import QueuePlan
from routing.ranking.dispatch import Dispatcher, Membership, Seat
from routing.ranking.ranked import Ranked
from routing.weights import LoadPlan, Weights
from switchboard.bench.routing.optimum.model import Model
from vocabulary.ids import QueueId

HOME_FIRST, TIES_ONLY = 100.0, 0.01
"""What the rank of a queue weighs, in objectives of an hour."""
PRIORITY_STEP, PRIORITY_S = 10, 3600.0
OBJECTIVE_S = 3600
"""Long, so that waiting alone decides only between calls that are worth the same."""
NEVER_S = 86_400.0


class Kept(NamedTuple):
    """By type: operators at home kept free; waiting guests from which they are taken (0: never)."""

    keep_free: tuple[int, ...]
    taken_at: tuple[int, ...]


FOUND = {
    "n-5-5": Kept((0, 2), (3, 0)),
    "n-light": Kept((0, 1), (2, 0)),
    "n-dear-home": Kept((0, 1), (4, 0)),
    "n-slow-guest": Kept((0, 2), (6, 0)),
    "x-alike": Kept((1, 1), (2, 2)),
    "x-uneven": Kept((0, 2), (3, 0)),
    "x-dear": Kept((0, 1), (0, 0)),
    "x-overloaded": Kept((2, 1), (0, 0)),
    "x-crossed": Kept((1, 2), (6, 2)),
    "x-light": Kept((0, 1), (0, 0)),
    "m-dear": Kept((0, 1), (4, 0)),
    "m-slow-shared": Kept((0, 1), (2, 0)),
    "m-overloaded": Kept((3, 0), (0, 0)),
    "ring": Kept((0, 0, 1), (2, 0, 0)),
    "backup": Kept((0, 1, 1), (2, 2, 0)),
}
BY_WAIT = ("m-2-2-2", "backup", "n-overloaded")
"""Calls that cost alike and are alike: the longest wait first."""
BY_PATIENCE = ("v-three", "w-overloaded", "n-dear-guest")
"""So overloaded that whoever soon gives up may be left to it: c mu / theta."""


class OnModel(Ranked):
    """`Ranked` whose operators have the ranks of the model's settings."""

    def __init__(self, model: Model) -> None:
        self._ranks = {seat.operator: _ranks(model, pool) for pool, seat in model.seats()}
        super().__init__(_queues(model), _weights(model), LoadPlan())

    def operator_listed(self, now: float, seat: Seat) -> None:
        """At home where the model says so, a guest elsewhere."""
        super().operator_listed(now, seat._replace(queues=self._ranks[seat.operator]))


def make_ours(model: Model) -> Dispatcher:
    """The real router with this model's settings."""
    return OnModel(model)


def _ranks(model: Model, pool: int) -> dict[QueueId, Membership]:
    """1 for types at home in the pool, 2 for guests; where all are guests, the one of
    greatest c mu before the others."""
    types = model.types_of(pool)
    worth = {k: _worth(model, k, pool) for k in types}
    home = [k for k in types if model.pools_of(k)[0] == pool]
    if home:
        return {model.queue(k): Membership(1 if k in home else 2) for k in types}
    best = max(worth.values())
    return {model.queue(k): Membership(2 if worth[k] == best else 3) for k in types}


def _queues(model: Model) -> dict[QueueId, QueuePlan]:
    none = Kept((0,) * model.types, (0,) * model.types)
    kept = FOUND.get(model.name, none)
    order = _order(model)
    return {
        model.queue(k): QueuePlan(
            queue=model.queue(k),
            name=model.queue(k),
            threshold_s=OBJECTIVE_S,
            priority=PRIORITY_STEP * order[k],
            keep_free=kept.keep_free[k],
            takes_kept_after_s=NEVER_S,
            takes_kept_at=kept.taken_at[k],
        )
        for k in range(model.types)
    }


def _order(model: Model) -> list[int]:
    """By type: how many types come after it."""
    if model.name in BY_WAIT:
        return [0] * model.types
    worth = [_worth(model, k, model.pools_of(k)[0]) for k in range(model.types)]
    return [sum(other < value for other in worth) for value in worth]


def _weights(model: Model) -> Weights:
    return Weights(
        priority_s=PRIORITY_S,
        rank=HOME_FIRST if _home_first(model) else TIES_ONLY,
        predicted=0.0,
        handling=0.0,
        fit=0.0,
        speed=0.0,
        idle=0.0,
        occupancy=0.0,
        in_a_row=0.0,
        scarcity=0.0,
        guard_s=NEVER_S,
    )


def _home_first(model: Model) -> bool:
    """Whether in every pool each call at home is worth more than each guest."""
    for pool in range(model.pools):
        types = model.types_of(pool)
        home = [k for k in types if model.pools_of(k)[0] == pool]
        worth = {k: _worth(model, k, pool) for k in types}
        guests = [worth[k] for k in types if k not in home]
        if home and guests and min(worth[k] for k in home) < max(guests):
            return False
    return True


def _worth(model: Model, type_: int, pool: int) -> float:
    """What serving a type in a pool saves for each unit of the pool's time."""
    worth = model.costs[type_] * model.rates[type_, pool]
    return worth / model.thetas[type_] if model.name in BY_PATIENCE else worth
