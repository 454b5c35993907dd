"""A call log as arrays, and what it says about who serves which queue."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.calllog import LoggedCall
from routing.simulation.scenario import Floats, Integers
from vocabulary.ids import QueueId

Flags = NDArray[np.bool_]

RARE_CALLS = 3
RARE_SHARE = 0.005
RARE_SHARE_CALLS = 12
KNOWN_CALLS = 30
"""Of an operator with `KNOWN_CALLS` or more, a queue is an accident (a slip, a hand-over) if
it has fewer than `RARE_CALLS` calls, or fewer than `RARE_SHARE_CALLS` and that share."""


class Days(NamedTuple):
    """When the days of a log begin, and the day of each call."""

    starts: Floats
    day: Integers

    def of(self, moments: Floats) -> Integers:
        """The day of each moment: the last one that has begun."""
        found = np.searchsorted(self.starts, moments, side="right") - 1
        return np.maximum(found, 0).astype(np.int64)


class LogTable(NamedTuple):
    """Arrays by call, by arrival. Seconds since 1970; `operator` is -1 for abandoned calls.

    `day` is the place of the call's date, by the log's own clock, in `days`.
    """

    queues: tuple[QueueId, ...]
    operators: tuple[str, ...]
    days: tuple[date, ...]
    arrived: Floats
    queue: Integers
    priority: Integers
    wait: Floats
    service: Floats
    operator: Integers
    day: Integers

    @property
    def answered(self) -> Flags:
        """Which calls were answered."""
        return self.operator >= 0

    @property
    def by_date(self) -> Days:
        """The log's days, each from its first call on; empty ones where the last ended."""
        first = np.full(len(self.days), np.inf)
        np.minimum.at(first, self.day, self.arrived)
        return Days(np.minimum.accumulate(first[::-1])[::-1], self.day)

    def only(self, kept: Flags) -> "LogTable":
        """Some of the calls, all names as they were."""
        return self._replace(
            arrived=self.arrived[kept],
            queue=self.queue[kept],
            priority=self.priority[kept],
            wait=self.wait[kept],
            service=self.service[kept],
            operator=self.operator[kept],
            day=self.day[kept],
        )


def tabulate(calls: Sequence[LoggedCall], rng: np.random.Generator) -> LogTable:
    """The log's calls as arrays.

    Times in whole seconds get the fraction that the log has dropped, drawn evenly, so that
    not everything happens at the same instants. Raises ValueError for a log without an
    answered call: nobody is known who could answer.
    """
    arrived = np.array([call.arrived for call in calls], dtype=np.float64)
    answered = np.array([np.nan if c.answered is None else c.answered for c in calls])
    ended = np.array([call.ended for call in calls], dtype=np.float64)
    if not len(calls) or np.isnan(answered).all():
        raise ValueError("the log has no answered call, so nobody is known who could answer")
    queues, queue = np.unique([call.queue for call in calls], return_inverse=True)
    operators, operator = np.unique([call.operator or "" for call in calls], return_inverse=True)
    if operators[0] == "":
        operators, operator = operators[1:], operator - 1
    days, day = np.unique([call.day.toordinal() for call in calls], return_inverse=True)
    wait = np.where(np.isnan(answered), ended, answered) - arrived
    service = np.where(np.isnan(answered), 0.0, ended - answered)
    if np.all(arrived == np.floor(arrived)):
        arrived = arrived + rng.random(len(calls))
    order = np.argsort(arrived, kind="stable")
    return LogTable(
        tuple(QueueId(str(name)) for name in queues),
        tuple(str(name) for name in operators),
        tuple(date.fromordinal(int(number)) for number in days),
        arrived[order],
        queue[order].astype(np.int64),
        np.array([call.priority for call in calls], dtype=np.int64)[order],
        wait[order],
        service[order],
        operator[order].astype(np.int64),
        day[order].astype(np.int64),
    )


def who_serves(table: LogTable) -> Flags:
    """(operators, queues): whom the log shows at work in which queue, accidents left out.

    A queue that would be left with nobody keeps everybody who was ever seen there.
    """
    shape = (len(table.operators), len(table.queues))
    taken = np.zeros(shape)
    answered = table.answered
    np.add.at(taken, (table.operator[answered], table.queue[answered]), 1.0)
    own = taken.sum(axis=1, keepdims=True)
    rare = (taken < RARE_CALLS) | ((taken < RARE_SHARE * own) & (taken < RARE_SHARE_CALLS))
    serves: Flags = (taken > 0) & ~(rare & (own >= KNOWN_CALLS))
    nobody = ~serves.any(axis=0)
    serves[:, nobody] = taken[:, nobody] > 0
    return serves
