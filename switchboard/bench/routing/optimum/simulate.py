"""A model in motion under a router: single calls, single operators, one event after the other.

The router is told of every event and then asked once, and again at each moment at which it
said that it is due. What it decides is valued at once with the optimum's relative costs,
see `Centre.lost`.
"""

from collections.abc import Iterator

import numpy as np

from routing.ranking.dispatch import Claim, Dispatcher, Pair
from switchboard.bench.routing.optimum.solve import Solution

DRAWS = 20_000
ASKS = 10


class RouterError(ValueError):
    """A router that does what nobody can: an unknown call, a busy operator, no end of asking."""


class Centre:
    """The state of one run.

    `now` is in seconds, as the router hears it; costs and `time` are in the model's units.
    `spent` is the cost of waiting so far. `lost` sums, over all decisions, how much dearer
    the state that the router chose is than the best that it could have chosen: its
    expectation per unit of time is exactly what the router costs above the optimum. (Where
    nothing happens and the router changes its mind, the difference of the two states
    counts, of either sign.) `mistakes` holds the same by (state before, state after), flat
    indices, with the number of times.
    """

    def __init__(
        self, solution: Solution, dispatcher: Dispatcher, rng: np.random.Generator
    ) -> None:
        model, space = solution.model, solution.space
        self.model, self.dispatcher, self.rng = model, dispatcher, rng
        self.now = self.spent = self.lost = 0.0
        self.mistakes: dict[tuple[int, int], list[float]] = {}
        self.index = 0
        self._worth: list[float] = solution.worth.reshape(-1).tolist()
        self._best: list[float] = solution.best.reshape(-1).tolist()
        self._holding: list[float] = (space.holding / model.unit_s).reshape(-1).tolist()
        self._strides = space.strides
        self._start: list[list[int]] = space.start.tolist()
        self._finish: list[list[int]] = space.finish.tolist()
        self._arc = {(arc.type, arc.pool): a for a, arc in enumerate(model.arcs)}
        self._pool = {seat.operator: p for p, seat in model.seats()}
        self._type: dict[int, int] = {}
        self._waiting: list[list[int]] = [[] for _ in range(model.types)]
        self._working: list[list[tuple[str, float]]] = [[] for _ in model.arcs]
        self._idle = set(self._pool)
        self._calls = 0
        self._draws = self._drawn()
        for _, seat in model.seats():
            dispatcher.operator_listed(0.0, seat)
            dispatcher.operator_free(0.0, seat.operator, 0.0)

    @property
    def time(self) -> float:
        """Since the start."""
        return self.now / self.model.unit_s

    def step(self) -> None:
        """On to the next event, with whatever the router wants to be asked before it."""
        wait, point = next(self._draws)
        self._happen(point * self._pass(wait))

    def _drawn(self) -> Iterator[tuple[float, float]]:
        while True:
            waits = self.rng.standard_exponential(DRAWS)
            points = self.rng.random(DRAWS)
            yield from zip(waits.tolist(), points.tolist(), strict=True)

    def _flow(self) -> float:
        model = self.model
        flow = sum(model.arrivals)
        for arc, working in zip(model.arcs, self._working, strict=True):
            flow += arc.rate * len(working)
        for theta, waiting in zip(model.thetas, self._waiting, strict=True):
            flow += theta * len(waiting)
        return flow

    def _pass(self, wait: float) -> float:
        """Let time pass until the event, asking the router when it is due.

        `wait` is what is drawn at rate 1. Returns the rate of all events together.
        """
        unit, flow = self.model.unit_s, self._flow()
        until, asked = self.now + wait * unit / flow, 0
        while (due := self.dispatcher.due()) < until:
            asked = 0 if due > self.now else asked + 1
            if asked > ASKS:
                raise RouterError(f"is due again and again at {self.now} s")
            self._rest(max(due, self.now))
            before = self.index
            self._ask()
            if self.index != before:
                self._value(before, self._worth[before])
                asked, flow = 0, self._flow()
                until = self.now + next(self._draws)[0] * unit / flow
        self._rest(until)
        return flow

    def _rest(self, until: float) -> None:
        self.spent += self._holding[self.index % self._strides[0]] * (until - self.now)
        self.now = until

    def _happen(self, point: float) -> None:
        """The event that lies at this point of the line of all rates."""
        model = self.model
        for k, rate in enumerate(model.arrivals):
            if point < rate:
                return self._arrive(k)
            point -= rate
        for a, arc in enumerate(model.arcs):
            rate = arc.rate * len(self._working[a])
            if point < rate:
                return self._finish_one(a, int(point / arc.rate))
            point -= rate
        for k, theta in enumerate(model.thetas):
            rate = theta * len(self._waiting[k])
            if point < rate:
                return self._give_up(k, int(point / theta))
            point -= rate
        return None  # a rounding error beyond the last rate: nothing happens

    def _arrive(self, type_: int) -> None:
        if len(self._waiting[type_]) == self.model.cut[type_]:
            return
        self._calls += 1
        call, now = self._calls, self.now
        self._type[call] = type_
        self._waiting[type_].append(call)
        self.index += self._strides[type_ + 1]
        self.dispatcher.call_waits(now, Claim(call, self.model.queue(type_), now))
        self._decide()

    def _finish_one(self, arc: int, which: int) -> None:
        working = self._working[arc]
        which = min(which, len(working) - 1)
        operator, began = working[which]
        working[which] = working[-1]
        working.pop()
        row = self.index // self._strides[0]
        self.index += (self._finish[arc][row] - row) * self._strides[0]
        self._idle.add(operator)
        now, queue = self.now, self.model.queue(self.model.arcs[arc].type)
        self.dispatcher.handled(now, queue, operator, now - began)
        self.dispatcher.operator_free(now, operator, now)
        self._decide()

    def _give_up(self, type_: int, which: int) -> None:
        waiting = self._waiting[type_]
        call = waiting[min(which, len(waiting) - 1)]
        self._leave(type_, call)
        self.dispatcher.call_gone(self.now, call)
        self._decide()

    def _leave(self, type_: int, call: int) -> None:
        waiting = self._waiting[type_]
        waiting[waiting.index(call)] = waiting[-1]
        waiting.pop()
        del self._type[call]
        self.index -= self._strides[type_ + 1]

    def _decide(self) -> None:
        before = self.index
        self._ask()
        self._value(before, self._best[before])

    def _value(self, before: int, could: float) -> None:
        lost = self._worth[self.index] - could
        if lost:
            self.lost += lost
            mistake = self.mistakes.setdefault((before, self.index), [0.0, 0.0])
            mistake[0] += lost
            mistake[1] += 1

    def _ask(self) -> None:
        for pair in self.dispatcher.choose(self.now):
            self._begin(pair)

    def _begin(self, pair: Pair) -> None:
        call, operator = pair
        if not isinstance(call, int) or call not in self._type:
            raise RouterError(f"gives call {call!r}, which does not wait")
        if not isinstance(operator, str) or operator not in self._idle:
            raise RouterError(f"gives a call to {operator!r}, who is not idle")
        type_, now = self._type[call], self.now
        arc = self._arc.get((type_, self._pool[operator]))
        if arc is None:
            raise RouterError(f"gives {operator} a call of type {type_}, which it cannot serve")
        self._leave(type_, call)
        self._idle.remove(operator)
        row = self.index // self._strides[0]
        self.index += (self._start[arc][row] - row) * self._strides[0]
        self._working[arc].append((operator, now))
        self.dispatcher.operator_busy(now, operator, True)
        self.dispatcher.call_gone(now, call)
