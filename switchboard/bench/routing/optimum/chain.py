"""The exact mean cost of a rule that looks at counts alone, by its stationary distribution.

The chain holds only the states that the rule can reach (after its decision), so that it is
far smaller than the decision process. The distribution comes from power iteration of the
uniformised chain and is accepted when one more round moves no more than `PRECISION` of the
mass in total.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from switchboard.bench.routing.optimum.space import Floats, Ints, Space

PRECISION = 1e-10
ROUNDS = 50_000
EVERY = 20

Rule = Callable[[Ints, Ints], Ints]
"""From rows and queue lengths [states, types] to the arc that starts next, -1 for none."""


@dataclass(frozen=True)
class Exact:
    """What a rule costs per unit of time, and how much of the time a queue is at its cut."""

    cost: float
    at_cut: float
    states: int


class _Chain:
    """States by flat index after the decision, with the flows between them."""

    def __init__(self, space: Space, rule: Rule) -> None:
        self.space, self.rule = space, rule
        seen = np.zeros(int(np.prod(space.shape)), dtype=bool)
        front = self.decide(np.zeros(1, dtype=np.int64))
        seen[front] = True
        source, target, rate = [], [], []
        while len(front):
            found = []
            for came_from, now, flow in self._events(front):
                after = self.decide(now)
                source.append(came_from)
                target.append(after)
                rate.append(flow)
                found.append(after)
            reached = np.unique(np.concatenate(found))
            front = reached[~seen[reached]]
            seen[front] = True
        self.states = np.flatnonzero(seen)
        number = np.cumsum(seen) - 1
        self.source = number[np.concatenate(source)]
        self.target = number[np.concatenate(target)]
        self.rate = np.concatenate(rate)

    def parts(self, states: Ints) -> tuple[Ints, Ints]:
        """Rows and queue lengths [states, types] of flat indices."""
        row, *waiting = np.unravel_index(states, self.space.shape)
        return row, np.stack(waiting, axis=1)

    def decide(self, states: Ints) -> Ints:
        """Where the rule leads from these states, starting one service after the other."""
        space = self.space
        arc_type = np.array([arc.type for arc in space.model.arcs])
        stride = np.array(space.strides)
        result = states.copy()
        active = np.arange(len(states))
        while len(active):
            row, waiting = self.parts(result[active])
            arc = self.rule(row, waiting)
            starts = arc >= 0
            active, arc, row = active[starts], arc[starts], row[starts]
            moved = (space.start[arc, row] - row) * stride[0] - stride[arc_type[arc] + 1]
            result[active] += moved
        return result

    def _events(self, states: Ints) -> list[tuple[Ints, Ints, Floats]]:
        """Each kind of event: the states it comes from, those before the decision, rates."""
        space, model = self.space, self.space.model
        row, waiting = self.parts(states)
        events = []
        for k, arrivals in enumerate(model.arrivals):
            step = space.strides[k + 1]
            come = waiting[:, k] < model.cut[k]
            events.append((states[come], states[come] + step, np.full(come.sum(), arrivals)))
            leave = waiting[:, k] > 0
            rate = waiting[leave, k] * model.thetas[k]
            events.append((states[leave], states[leave] - step, rate))
        for a, arc in enumerate(model.arcs):
            ends = space.busy[row, a] > 0
            before = row[ends]
            moved = (space.finish[a, before] - before) * space.strides[0]
            events.append((states[ends], states[ends] + moved, space.busy[before, a] * arc.rate))
        return events


def evaluate(space: Space, rule: Rule) -> Exact:
    """The exact mean cost of the rule. Raises `ValueError` if iteration does not settle."""
    chain = _Chain(space, rule)
    _, waiting = chain.parts(chain.states)
    share = _stationary(chain)
    full = (waiting == np.array(space.model.cut)).any(axis=1)
    cost = waiting @ np.array(space.model.costs)
    return Exact(float(share @ cost), float(share[full].sum()), len(share))


def _stationary(chain: _Chain) -> Floats:
    """The share of time in each state."""
    count = len(chain.states)
    order = np.argsort(chain.target, kind="stable")
    source, rate = chain.source[order], chain.rate[order]
    into, first = np.unique(chain.target[order], return_index=True)
    flow = np.bincount(chain.source, chain.rate, count)
    clock = float(flow.max()) * 1.001
    rate, keep = rate / clock, 1 - flow / clock
    share: Floats = np.full(count, 1 / count)
    for number in range(1, ROUNDS + 1):
        after: Floats = keep * share
        after[into] += np.add.reduceat(share[source] * rate, first)
        if number % EVERY == 0:
            after /= after.sum()
            if float(np.abs(after - share).sum()) <= PRECISION:
                return after
        share = after
    raise ValueError(f"{chain.space.model.name}: not settled after {ROUNDS} rounds")
