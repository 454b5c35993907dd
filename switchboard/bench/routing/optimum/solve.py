"""The optimum of a model: relative value iteration on the uniformised decision process.

At each event (an arrival, an end of service, somebody giving up) any number of services
may start, in any pool that is free and fits, and any call may be left waiting though
somebody is idle. Services are never interrupted. Between events nothing is decided: an
optimal rule has no reason to, since nothing has changed.
"""

from dataclasses import dataclass

import numpy as np

from switchboard.bench.routing.optimum.model import Arc, Model
from switchboard.bench.routing.optimum.space import Floats, Ints, Space, space_of

PRECISION = 1e-6
ROUNDS = 20_000
EVERY = 10
SNAPSHOTS = 6
RIDGE = 1e-14
TIE = 1e-9


@dataclass(frozen=True)
class Solution:
    """What is best in a model, state by state.

    `cost` is the optimal mean cost per unit of time, right to within `error`. `worth`
    [states] is the relative cost of a state after the decision, `best` [states] that of a
    state before it: the least `worth` that can be reached by starting services.
    """

    model: Model
    space: Space
    cost: float
    error: float
    rounds: int
    worth: Floats
    best: Floats
    choices: Ints

    def optimal_choice(self, row: int, waiting: tuple[int, ...]) -> Arc | None:
        """What to start next in this state, None to start nothing (more) at this event."""
        choice = int(self.choices[(row, *waiting)])
        return None if choice < 0 else self.model.arcs[choice]


class _Backup:
    """One step of value iteration; arrays are made once."""

    def __init__(self, space: Space) -> None:
        model, shape = space.model, space.shape
        one = [1] * model.types
        self.space = space
        flow = np.zeros(shape)
        for k, arrivals in enumerate(model.arrivals):
            lengths = np.arange(shape[k + 1])
            flow += space.along(k, lengths * model.thetas[k] + arrivals * (lengths < lengths[-1]))
        for a, arc in enumerate(model.arcs):
            flow += (space.busy[:, a] * arc.rate).reshape(-1, *one)
        self.clock = float(flow.max()) * 1.0001
        self.keep = 1 - flow / self.clock
        self.cost = np.broadcast_to(space.holding / self.clock, shape).copy()
        self.ends = []
        for a, arc in enumerate(model.arcs):
            rows = np.flatnonzero(space.busy[:, a])
            weight = space.busy[rows, a] * arc.rate / self.clock
            self.ends.append(
                (rows, space.finish[a, rows], weight.reshape(-1, *([1] * model.types)))
            )

    def __call__(self, worth: Floats, best: Floats) -> Floats:
        """The expected relative cost one tick of the clock earlier."""
        space, model = self.space, self.space.model
        out = self.keep * worth
        out += self.cost
        for k, arrivals in enumerate(model.arrivals):
            fewer, more = _ends(k, len(space.shape))
            out[fewer] += (arrivals / self.clock) * best[more]
            lengths = np.arange(1, space.shape[k + 1])
            out[more] += space.along(k, lengths * (model.thetas[k] / self.clock)) * best[fewer]
        for rows, after, weight in self.ends:
            out[rows] += weight * best[after]
        return out


def settle(space: Space, worth: Floats) -> Floats:
    """The least value that starting any services, or none, can reach from each state.

    Starts of one arc after the other cover every combination, since the order of starts
    at one moment does not matter.
    """
    best = worth.copy()
    for a, arc in enumerate(space.model.arcs):
        fewer, more = _ends(arc.type, len(space.shape))
        for count in range(space.model.operators[arc.pool] - 1, -1, -1):
            rows = np.flatnonzero((space.busy[:, a] == count) & (space.start[a] >= 0))
            if len(rows):
                after = best[space.start[a, rows]]
                here = best[rows]
                np.minimum(here[more], after[fewer], out=here[more])
                best[rows] = here
    return best


def _ends(type_: int, dims: int) -> tuple[tuple[slice, ...], tuple[slice, ...]]:
    fewer = [slice(None)] * dims
    more = [slice(None)] * dims
    fewer[type_ + 1] = slice(None, -1)
    more[type_ + 1] = slice(1, None)
    return tuple(fewer), tuple(more)


def solve(model: Model) -> Solution:
    """The optimal cost and decisions. Raises `ValueError` if iteration does not settle.

    The least and the largest change in a round enclose the optimal cost, whatever the
    values were before, so extrapolation can speed this up but not falsify it.
    """
    space = space_of(model)
    backup = _Backup(space)
    worth = np.zeros(space.shape)
    snapshots: list[Floats] = []
    for number in range(1, ROUNDS + 1):
        after = backup(worth, settle(space, worth))
        if number % EVERY == 0:
            change = after - worth
            low, high = float(change.min()) * backup.clock, float(change.max()) * backup.clock
            after -= after.flat[0]
            if high - low <= PRECISION * high:
                best = settle(space, after)
                choices = _choices(space, after, best)
                cost, error = (low + high) / 2, (high - low) / 2
                return Solution(model, space, cost, error, number, after, best, choices)
            snapshots.append(after)
            if len(snapshots) == SNAPSHOTS:
                after = _extrapolated(snapshots)
                snapshots = []
        worth = after
    raise ValueError(f"{model.name}: not settled after {ROUNDS} rounds")


def _extrapolated(snapshots: list[Floats]) -> Floats:
    """Where the snapshots lead: their mixture whose next step would be the shortest.

    Reduced rank extrapolation; steps that differ by a constant count as equal.
    """
    values = np.array([snapshot.reshape(-1) for snapshot in snapshots])
    steps = np.diff(values, axis=0)
    steps -= steps.mean(axis=1, keepdims=True)
    products = steps @ steps.T
    products = products / np.trace(products) + RIDGE * np.eye(len(products))
    share = np.linalg.solve(products, np.ones(len(products)))
    mixture: Floats = (share / share.sum()) @ values[1:]
    return mixture.reshape(snapshots[0].shape)


def _choices(space: Space, worth: Floats, best: Floats) -> Ints:
    """The arc to start next by state, -1 for none; ties go to starting."""
    choice = np.full(space.shape, -1, dtype=np.int64)
    reach = worth + TIE
    for a, arc in enumerate(space.model.arcs):
        fewer, more = _ends(arc.type, len(space.shape))
        rows = np.flatnonzero(space.start[a] >= 0)
        value = np.full(space.shape, np.inf)
        part = np.full((len(rows), *space.shape[1:]), np.inf)
        part[more] = best[space.start[a, rows]][fewer]
        value[rows] = part
        better = value < reach
        choice[better] = a
        reach = np.where(better, value, reach)
    return choice
