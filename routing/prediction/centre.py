"""The state of a centre, kept up with each thing that happens, as far as it was visible.

Fed in the order of time with arrivals, answers, abandonments and ends of talks. Whatever it
tells at a moment follows from what came before it: it never looks at a call's future.
"""

from bisect import bisect_left, insort
from collections import deque

import numpy as np
from numpy.typing import NDArray

from routing.prediction.handling import Handling
from routing.prediction.order import Order

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FLOW_SPANS_S: Floats = np.array([120.0, 600.0, 1800.0])
ARRIVED, ANSWERED, WAITED, WAIT_SUM, ABANDONED, AT_QUEUE_S, FORESEEN, SURPRISE = range(8)
HALF_HOURS = 48
PRESENT_S = 3600.0
"""An operator counts as there for so long after the last sign of work."""

SKILL_FADE_A_DAY = 0.93
LONGEST_TALK_S = 4 * 3600.0
HEADS_COMPARED = 4
RATIO_FLOOR_S = 15.0
SHORT_WAIT_S = 1.0


class Centre:
    """What is known now. Queues, operators and classes are numbered as they appear."""

    def __init__(self) -> None:
        self.queues: dict[str, int] = {}
        self.operators: dict[str, int] = {}
        self.classes: dict[tuple[int, int], int] = {}
        self.class_queue: list[int] = []
        self.class_priority: list[int] = []
        self.waiting: list[list[float]] = []
        self.now = 0.0
        self.day = -1
        self.second = 0.0
        self.handling = Handling()
        self.order = Order()
        self.skills: Floats = np.zeros((0, 0))
        self.busy_since: Floats = np.zeros(0)
        self.busy_row: Ints = np.zeros(0, dtype=np.int64)
        self.left_at: Floats = np.zeros(0)
        self.talking_to: list[int] = []
        self.flow: Floats = np.zeros((8, 0, len(FLOW_SPANS_S)))
        self.class_flow: Floats = np.zeros(0)
        self.waiting_n: Floats = np.zeros(0)
        self.last_wait: Floats = np.zeros(0)
        self.last_waited: Floats = np.zeros(0)
        self.last_answer: Floats = np.zeros(0)
        self.rolling: Floats = np.zeros(0)
        self.recent: list[deque[float]] = []
        self.usual_wait: Floats = np.zeros((0, HALF_HOURS))
        self.usual_weight: Floats = np.zeros((0, HALF_HOURS))
        self.usual_arrivals: Floats = np.zeros((0, HALF_HOURS))
        self.usual_answers: Floats = np.zeros((0, HALF_HOURS))
        self.usual_days = 0.0
        self.long_wait: Floats = np.zeros(0)
        self.long_weight: Floats = np.zeros(0)

    def class_of(self, queue: str, priority: int) -> int:
        """The number of this queue and priority, new if need be."""
        number = self.queues.get(queue)
        if number is None:
            number = self._new_queue(queue)
        key = (number, priority)
        found = self.classes.get(key)
        if found is None:
            found = self.classes[key] = len(self.classes)
            self.class_queue.append(number)
            self.class_priority.append(priority)
            self.waiting.append([])
            self.class_flow = np.append(self.class_flow, 0.0)
            self.order.grow(found + 1)
        return found

    def operator_of(self, operator: str) -> int:
        """The number of this operator, new if need be."""
        found = self.operators.get(operator)
        if found is None:
            found = self.operators[operator] = len(self.operators)
            self.skills = np.pad(self.skills, ((0, 1), (0, 0)))
            self.busy_since = np.append(self.busy_since, np.nan)
            self.busy_row = np.append(self.busy_row, 0)
            self.left_at = np.append(self.left_at, -np.inf)
            self.talking_to.append(-1)
            self.handling.grow(len(self.queues), found + 1)
        return found

    def _new_queue(self, queue: str) -> int:
        number = self.queues[queue] = len(self.queues)
        self.skills = np.pad(self.skills, ((0, 0), (0, 1)))
        self.flow = np.pad(self.flow, ((0, 0), (0, 1), (0, 0)))
        for name in ("waiting_n", "rolling", "long_wait", "long_weight"):
            setattr(self, name, np.append(getattr(self, name), 0.0))
        for name in ("last_wait", "last_waited", "last_answer"):
            setattr(self, name, np.append(getattr(self, name), np.nan))
        for name in ("usual_wait", "usual_weight", "usual_arrivals", "usual_answers"):
            setattr(self, name, np.pad(getattr(self, name), ((0, 1), (0, 0))))
        self.recent.append(deque(maxlen=5))
        self.handling.grow(number + 1, len(self.operators))
        self.handling.tabulate()
        return number

    def pass_time(self, now: float) -> None:
        """It is `now`: what was counted fades, and calls in a queue have waited longer."""
        gone = now - self.now
        if gone <= 0:
            return
        keep = np.exp(-gone / FLOW_SPANS_S)
        self.flow *= keep
        self.flow[AT_QUEUE_S] += self.waiting_n[:, None] * (FLOW_SPANS_S * (1.0 - keep))
        self.class_flow *= keep[1]
        self.now = now

    def begin_day(self, day: int) -> None:
        """Another day by the log's own clock: older days count less, tables are made anew."""
        self.day = day
        self.handling.fade()
        self.skills *= SKILL_FADE_A_DAY
        self.usual_wait *= SKILL_FADE_A_DAY
        self.usual_weight *= SKILL_FADE_A_DAY
        self.usual_arrivals *= SKILL_FADE_A_DAY
        self.usual_answers *= SKILL_FADE_A_DAY
        self.usual_days *= SKILL_FADE_A_DAY
        self.long_wait *= SKILL_FADE_A_DAY
        self.long_weight *= SKILL_FADE_A_DAY
        self.usual_days += 1.0
        self.order.learn()
        self.handling.tabulate()

    def arrive(self, now: float, kind: int) -> None:
        """A call of this class joins its queue."""
        self.pass_time(now)
        queue = self.class_queue[kind]
        insort(self.waiting[kind], now)
        self.waiting_n[queue] += 1.0
        self.flow[ARRIVED, queue] += 1.0
        self.class_flow[kind] += 1.0
        self.usual_arrivals[queue, self.half_hour] += 1.0

    @property
    def half_hour(self) -> int:
        """Which half hour of the day it is."""
        return min(int(self.second // 1800.0), HALF_HOURS - 1)

    def foreseen(self, kind: int, waited_s: float, forecast_s: float) -> None:
        """A wait is over for which there was a forecast; just before its `answer`."""
        queue = self.class_queue[kind]
        self.flow[FORESEEN, queue] += 1.0
        ratio = np.log((waited_s + RATIO_FLOOR_S) / (forecast_s + RATIO_FLOOR_S))
        self.flow[SURPRISE, queue] += ratio

    def answer(self, now: float, kind: int, arrived: float, operator: int, call: int) -> None:
        """An operator takes the call that arrived then."""
        self.pass_time(now)
        queue = self.class_queue[kind]
        waited = now - arrived
        self._leave(kind, arrived)
        self.flow[ANSWERED, queue] += 1.0
        self.usual_answers[queue, self.half_hour] += 1.0
        if waited > SHORT_WAIT_S:
            self._learn_choice(kind, arrived, operator)
            self._count_wait(queue, waited)
            if np.isnan(self.busy_since[operator]):
                self.handling.paused(now - float(self.left_at[operator]))
        self.last_wait[queue] = waited
        self.last_answer[queue] = now
        self.rolling[queue] = (3.0 * self.rolling[queue] + waited) / 4.0
        self.skills[operator, queue] += 1.0
        self.busy_since[operator] = now
        self.busy_row[operator] = queue + 1
        self.talking_to[operator] = call

    def abandon(self, now: float, kind: int, arrived: float) -> None:
        """The call that arrived then has given up."""
        self.pass_time(now)
        self._leave(kind, arrived)
        self.flow[ABANDONED, self.class_queue[kind]] += 1.0

    def leave(self, now: float, kind: int, arrived: float) -> None:
        """The call that arrived then is in the queue no more; nobody learns why."""
        self.pass_time(now)
        self._leave(kind, arrived)

    def end(self, now: float, kind: int, operator: int, call: int) -> None:
        """The talk is over."""
        self.pass_time(now)
        if self.talking_to[operator] != call:
            return
        talk_s = now - float(self.busy_since[operator])
        self.handling.talked(self.class_queue[kind], operator, min(talk_s, LONGEST_TALK_S))
        self.talking_to[operator] = -1
        self.busy_since[operator] = np.nan
        self.left_at[operator] = now

    def _leave(self, kind: int, arrived: float) -> None:
        line = self.waiting[kind]
        place = bisect_left(line, arrived)
        if place < len(line) and line[place] == arrived:
            del line[place]
            self.waiting_n[self.class_queue[kind]] -= 1.0

    def _count_wait(self, queue: int, waited: float) -> None:
        self.flow[WAITED, queue] += 1.0
        self.flow[WAIT_SUM, queue] += waited
        self.last_waited[queue] = waited
        self.recent[queue].append(waited)
        self.usual_wait[queue, self.half_hour] += waited
        self.usual_weight[queue, self.half_hour] += 1.0
        self.long_wait[queue] += waited
        self.long_weight[queue] += 1.0

    def _learn_choice(self, kind: int, arrived: float, operator: int) -> None:
        compared = 0
        for other, line in enumerate(self.waiting):
            if not line or other == kind or self.skills[operator, self.class_queue[other]] < 1.0:
                continue
            self.order.chosen(kind, other, line[0] - arrived)
            compared += 1
            if compared == HEADS_COMPARED:
                break
