"""The discrete-event engine: plays a scenario against a dispatcher.

Three ordered streams are merged: arrivals and changes of presence, both sorted
beforehand, and a heap of what follows from decisions. At one instant ends come before
new calls, then the dispatcher is asked once; a caller whose patience ends at the very
instant of arrival is still answered if somebody is free.
"""

from array import array
from collections.abc import Callable, Hashable
from enum import IntEnum
from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np

from routing.ranking.dispatch import NEVER, Dispatcher
from routing.simulation.scenario import (
    Calls,
    Floats,
    Integers,
    Presence,
    Scenario,
    check,
    total_by,
)

PATIENCE_TO_ASK_S = 86_400.0
"""How long after the last arrival and change the dispatcher's own moments still count."""

LEAST_STEP_S = 1e-3
"""A dispatcher that wants to be asked again at once is asked again after this."""

_PROGRESS_CALLS = 20_000
_END, _HANG_UP, _AGAIN, _GIVE_UP = range(4)
_LEAVES, _COMES, _CLOSES = range(3)


class Outcome(IntEnum):
    """What became of a call."""

    UNBORN = 0
    WAITING = 1
    ANSWERED = 2
    ABANDONED = 3
    BLOCKED = 4
    CLEARED = 5


# As plain numbers: looking up a member of an enumeration costs more than the comparison.
_UNBORN, _WAITING, _ANSWERED, _ABANDONED, _BLOCKED, _CLEARED = (int(o) for o in Outcome)


class BrokenDispatcher(Exception):
    """A dispatcher has answered what cannot be done."""


class Run(NamedTuple):
    """What happened. Arrays by call, but for `presence`: the stretches as they were.

    `wait` ends with the answer, the abandonment or the end of the play. `operator` is -1
    where nobody answered. `handling` is service and wrap-up.
    """

    arrived: Floats
    wait: Floats
    outcome: Integers
    operator: Integers
    handling: Floats
    presence: Presence

    def busy_s(self, operators: int) -> Floats:
        """Time with calls and wrap-up by operator."""
        answered = self.operator >= 0
        return total_by(self.operator[answered], self.handling[answered], operators)

    def staffed_s(self, operators: int) -> Floats:
        """Time of presence by operator, calls finished after the shift included."""
        spans = self.presence.end - self.presence.start
        return total_by(self.presence.operator, spans, operators)


def simulate(
    scenario: Scenario, dispatcher: Dispatcher, progress: Callable[[float], None] | None = None
) -> Run:
    """Play it to the end. `progress` hears the share of calls that have arrived.

    Raises ValueError for an impossible scenario, `BrokenDispatcher` for an impossible
    answer of the dispatcher.
    """
    check(scenario)
    return _Play(scenario, dispatcher, progress).run()


class _Play:
    """One play: flat arrays and counters, because every line here runs millions of times."""

    def __init__(
        self, scenario: Scenario, dispatcher: Dispatcher, progress: Callable[[float], None] | None
    ) -> None:
        self.dispatcher = dispatcher
        self.progress = progress
        self.seats = scenario.seats
        self.queues = scenario.queues
        self.claim = scenario.claim
        self.factor = scenario.factor
        self.again_after = scenario.again_after_s
        self.lines = scenario.lines
        self.lines_busy = 0
        self.heap: list[tuple[float, int, int]] = []
        self.fresh: list[int] = []
        self.asked_at = NEVER
        self._take_calls(scenario.calls)
        self._take_operators(scenario)
        self._take_changes(scenario)

    def _take_calls(self, calls: Calls) -> None:
        size = len(calls.arrived)
        self.arrived = _numbers(calls.arrived)
        self.arrived.append(NEVER)
        self.queue = _places(calls.queue)
        self.priority = _places(calls.priority)
        self.service = _numbers(calls.service)
        self.patience = _numbers(calls.patience)
        self.wrap_up = None if calls.wrap_up is None else _numbers(calls.wrap_up)
        self.again = None if calls.again is None else _places(calls.again)
        self.outcome = bytearray(size)
        self.left = array("d", bytes(8 * size))
        self.by = array("q", [-1]) * size
        self.handling = array("d", bytes(8 * size))
        self.next_call = 0
        self.arrives_at = self.arrived[0]

    def _take_operators(self, scenario: Scenario) -> None:
        """By operator: its call (-1 none), whether it is to be there, since when it is.

        `person[place]` is who has the shifts of that place; mates may change places.
        """
        size = len(scenario.seats)
        self.current = [-1] * size
        self.wanted = [False] * size
        self.since = [NEVER] * size
        self.person = list(range(size))
        teams = scenario.teams or [-1] * size
        self.mates = [
            [mate for mate in range(size) if team >= 0 and teams[mate] == team] for team in teams
        ]
        self.stretches: list[tuple[int, float, float]] = []

    def _take_changes(self, scenario: Scenario) -> None:
        """All changes of presence and closings in one sorted stream; who leaves goes first."""
        presence, closings = scenario.presence, np.array(scenario.closings, dtype=np.float64)
        size = len(presence.operator)
        times = np.concatenate([presence.end, presence.start, closings])
        kinds = np.repeat([_LEAVES, _COMES, _CLOSES], [size, size, len(closings)])
        places = np.concatenate([presence.operator, presence.operator, np.full(len(closings), -1)])
        order = np.lexsort((np.arange(len(times)), kinds, times))
        self.change_times = [*times[order].tolist(), NEVER]
        self.changes = list(zip(kinds[order].tolist(), places[order].tolist(), strict=True))
        self.next_change = 0
        self.changes_at = self.change_times[0]
        moments = np.concatenate([times, scenario.calls.arrived])
        self.until = PATIENCE_TO_ASK_S + float(moments[moments < NEVER].max(initial=-NEVER))

    def run(self) -> Run:
        """All events in order."""
        heap = self.heap
        now = min(self.changes_at, self.arrives_at)
        for seat in self.seats:
            self.dispatcher.operator_listed(now, seat)
        while True:
            at = min(self.changes_at, self.arrives_at, self.asked_at)
            if heap and heap[0][0] < at:
                at = heap[0][0]
            if at == NEVER:
                return self._told(now)
            now = at
            stirred = self.asked_at <= now
            if heap and heap[0][0] <= now:
                stirred |= self._follow(now)
            if self.changes_at <= now:
                stirred |= self._change(now)
            if self.arrives_at <= now:
                self._arrive(now)
                stirred = True
            if stirred:
                self._choose(now)

    def _follow(self, now: float) -> bool:
        """What follows from decisions. Whether the dispatcher is to be asked."""
        heap, stirred = self.heap, False
        while heap and heap[0][0] <= now:
            _, kind, which = heappop(heap)
            if kind == _END:
                self._end(now, which)
                stirred = True
            elif kind == _GIVE_UP:
                if self.outcome[which] == _WAITING:
                    self._leave_queue(now, which, _ABANDONED)
            elif kind == _HANG_UP:
                self.lines_busy -= 1
            else:
                self.arrived[which] = now
                self._enter(now, which)
                stirred = True
        return stirred

    def _change(self, now: float) -> bool:
        """Shifts that begin and end, closings."""
        stirred = False
        while self.changes_at <= now:
            kind, place = self.changes[self.next_change]
            self.next_change += 1
            self.changes_at = self.change_times[self.next_change]
            if kind == _COMES:
                stirred |= self._come(now, self.person[place])
            elif kind == _LEAVES:
                self._go(now, place)
            else:
                for call, outcome in enumerate(self.outcome):
                    if outcome == _WAITING:
                        self._leave_queue(now, call, _CLEARED)
        return stirred

    def _come(self, now: float, operator: int) -> bool:
        self.wanted[operator] = True
        if self.since[operator] < NEVER:  # still busy with a call of the last shift
            return False
        self.since[operator] = now
        self.dispatcher.operator_free(now, operator, now)
        return True

    def _go(self, now: float, place: int) -> None:
        """The shift of a place ends; an idle mate rather than a busy operator goes home."""
        operator = self.person[place]
        if self.current[operator] >= 0:
            for other, mate in ((p, self.person[p]) for p in self.mates[place]):
                if self.wanted[mate] and self.current[mate] < 0:
                    self.person[place], self.person[other] = mate, operator
                    operator = mate
                    break
        self.wanted[operator] = False
        if self.current[operator] < 0:
            self._away(now, operator)

    def _away(self, now: float, operator: int) -> None:
        self.stretches.append((operator, self.since[operator], now))
        self.since[operator] = NEVER
        self.dispatcher.operator_busy(now, operator, False)

    def _arrive(self, now: float) -> None:
        while self.arrives_at <= now:
            call = self.next_call
            self.next_call += 1
            self.arrives_at = self.arrived[self.next_call]
            self._enter(now, call)
            if self.progress is not None and not call % _PROGRESS_CALLS:
                self.progress(call / len(self.outcome))

    def _enter(self, now: float, call: int) -> None:
        if self.lines is not None:
            if self.lines_busy >= self.lines:
                self.outcome[call] = _BLOCKED
                self.left[call] = now
                return
            self.lines_busy += 1
        self.outcome[call] = _WAITING
        self.fresh.append(call)
        queue = self.queues[self.queue[call]]
        self.dispatcher.call_waits(now, self.claim(call, queue, now, self.priority[call]))

    def _choose(self, now: float) -> None:
        """Ask, do, and set the patience of whoever still waits of the new ones."""
        dispatcher, heap = self.dispatcher, self.heap
        for call, operator in dispatcher.choose(now):
            try:
                self._answer(now, call, operator)
            except IndexError:
                raise BrokenDispatcher(f"no call {call} or no operator {operator}") from None
        if self.fresh:
            for call in self.fresh:
                if self.outcome[call] == _WAITING and self.patience[call] < NEVER:
                    heappush(heap, (now + self.patience[call], _GIVE_UP, call))
            self.fresh.clear()
        due = dispatcher.due()
        if due < NEVER:
            due = max(due, now + LEAST_STEP_S)
            due = due if due <= self.until else NEVER
        self.asked_at = due

    def _answer(self, now: float, call: Hashable, operator: Hashable) -> None:
        if not isinstance(call, int) or self.outcome[call] != _WAITING:
            raise BrokenDispatcher(f"call {call} was given to an operator but does not wait")
        if not isinstance(operator, int) or self.current[operator] >= 0:
            raise BrokenDispatcher(f"operator {operator} was given a call but has one")
        if not self.wanted[operator]:
            raise BrokenDispatcher(f"operator {operator} was given a call but is not there")
        service = self.service[call]
        if self.factor is not None:
            service *= self.factor[operator][self.queue[call]]
        ends = now + service
        if self.lines is not None:
            heappush(self.heap, (ends, _HANG_UP, call))
        if self.wrap_up is not None:
            service += self.wrap_up[call]
            ends = now + service
        self.outcome[call] = _ANSWERED
        self.left[call] = now
        self.by[call] = operator
        self.handling[call] = service
        self.current[operator] = call
        heappush(self.heap, (ends, _END, operator))
        self.dispatcher.operator_busy(now, operator, True)
        self.dispatcher.call_gone(now, call)

    def _end(self, now: float, operator: int) -> None:
        call = self.current[operator]
        self.current[operator] = -1
        queue = self.queues[self.queue[call]]
        self.dispatcher.handled(now, queue, operator, self.handling[call])
        if self.wanted[operator]:
            self.dispatcher.operator_free(now, operator, now)
        else:
            self._away(now, operator)

    def _leave_queue(self, now: float, call: int, outcome: int) -> None:
        self.outcome[call] = outcome
        self.left[call] = now
        if self.lines is not None:
            self.lines_busy -= 1
        self.dispatcher.call_gone(now, call)
        if self.again is not None and outcome == _ABANDONED and self.again[call] >= 0:
            heappush(self.heap, (now + self.again_after, _AGAIN, self.again[call]))

    def _told(self, now: float) -> Run:
        outcome = np.frombuffer(bytes(self.outcome), dtype=np.uint8).astype(np.int64)
        arrived = np.array(self.arrived[:-1])
        left = np.array(self.left)
        left[outcome == _WAITING] = now
        arrived[outcome == _UNBORN] = left[outcome == _UNBORN] = 0.0
        stretches = np.array(self.stretches, dtype=np.float64).reshape(-1, 3)
        return Run(
            arrived,
            left - arrived,
            outcome,
            np.array(self.by, dtype=np.int64),
            np.array(self.handling),
            Presence(stretches[:, 0].astype(np.int64), stretches[:, 1], stretches[:, 2]),
        )


def _numbers(values: Floats) -> "array[float]":
    return array("d", values.astype(np.float64).tobytes())


def _places(values: Integers) -> "array[int]":
    return array("q", values.astype(np.int64).tobytes())
