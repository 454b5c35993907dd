"""What a replay needs, estimated from the log alone: who, when, how long, how patient.

An answered call keeps its own work, rid of the speed of the operator who did it; the work
of an abandoned call is that of a random call of its queue. An abandoned call keeps its
patience; an answered one draws from those who would have waited longer than it did.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from routing.calllog import LoggedCall
from routing.ranking.dispatch import Claim, Membership, Seat
from routing.simulation import patience, presence
from routing.simulation.logtable import Flags, LogTable, tabulate, who_serves
from routing.simulation.pickup import without_pick_up
from routing.simulation.scenario import (
    Calls,
    Floats,
    Integers,
    MakeClaim,
    Presence,
    Scenario,
)

PRIOR_CALLS = 20.0
"""An operator's speed in a queue is worth so many calls at the speed shown in all queues,
and that speed so many calls at everybody's."""
LEAST_SPEED, MOST_SPEED = 0.4, 2.5
LEAST_SERVICE_S = 0.5
"""A call of no second lasted half a one on average: logs in whole seconds cut the rest."""


class LogModel(NamedTuple):
    """Estimates from one log.

    `log` is as it was, `table` as if calls were answered when the phone began to ring:
    `pick_up` is how long phones ring (quantiles). `speed[operator, queue]` multiplies the base
    service. `wrap_ups`: (queues, quantiles).
    """

    log: LogTable
    pick_up: Floats
    table: LogTable
    seats: tuple[Seat, ...]
    speed: Floats
    presence: Presence
    wrap_ups: Floats
    patience: patience.Patience
    seed: int

    def scenario(self, replication: int, claim: MakeClaim = Claim) -> Scenario:
        """One history. What is random depends on the seed and the replication alone."""
        table = self.table
        rng = np.random.default_rng([self.seed, replication])
        size = len(table.arrived)
        base = _base_service(table, self.speed)
        pick, stay, after = rng.random(size), rng.random(size), rng.random(size)
        answered = table.answered
        drawn = self.patience.draw(table.queue, table.wait, stay)
        calls = Calls(
            table.arrived,
            table.queue,
            table.priority,
            np.where(answered, base, _borrowed(table, base, pick)),
            np.where(answered, drawn, table.wait),
            self.wrap_ups[table.queue, (after * self.wrap_ups.shape[1]).astype(np.int64)],
        )
        return Scenario(
            table.queues,
            self.seats,
            calls,
            self.presence,
            factor=self.speed.tolist(),
            claim=claim,
        )


def estimate(calls: Sequence[LoggedCall], seed: int) -> LogModel:
    """Everything from the calls of a log. Raises ValueError for one without answered calls."""
    log = tabulate(calls, np.random.default_rng([seed, 0, 0]))
    table, ringing = without_pick_up(log)
    serves = who_serves(table)
    there = presence.estimate(table, serves)
    leaving = patience.estimate(table.queue, table.wait, ~table.answered, len(table.queues))
    return LogModel(
        log=log,
        pick_up=ringing,
        table=table,
        seats=_seats(table, serves),
        speed=_speed(table),
        presence=there.presence,
        wrap_ups=there.wrap_ups,
        patience=leaving,
        seed=seed,
    )


def _seats(table: LogTable, serves: Flags) -> tuple[Seat, ...]:
    """Operators by place; no queue is nearer to anybody than another."""
    return tuple(
        Seat(
            place,
            {queue: Membership() for queue, able in zip(table.queues, row, strict=True) if able},
        )
        for place, row in enumerate(serves)
    )


def _service(table: LogTable) -> Floats:
    return np.maximum(table.service, LEAST_SERVICE_S)


def _speed(table: LogTable) -> Floats:
    """How long an operator takes over the queue's mean, shrunk where there is little to see."""
    answered = table.answered
    operator, queue = table.operator[answered], table.queue[answered]
    service = _service(table)[answered]
    shape = (len(table.operators), len(table.queues))
    count, total = np.zeros(shape), np.zeros(shape)
    np.add.at(count, (operator, queue), 1.0)
    np.add.at(total, (operator, queue), service)
    mean = total.sum(axis=0) / np.maximum(count.sum(axis=0), 1.0)
    usual = count * mean
    own = (total.sum(axis=1) + PRIOR_CALLS * service.mean()) / (
        usual.sum(axis=1) + PRIOR_CALLS * service.mean()
    )
    prior = PRIOR_CALLS * mean
    speed = (total + prior * own[:, None]) / np.maximum(usual + prior, LEAST_SERVICE_S)
    speed[:, mean == 0] = 1.0
    clipped: Floats = np.clip(speed, LEAST_SPEED, MOST_SPEED)
    return clipped


def _base_service(table: LogTable, speed: Floats) -> Floats:
    """Each answered call's work at the speed 1; nothing for the others."""
    base: Floats = _service(table) / np.where(
        table.answered, speed[table.operator, table.queue], 1.0
    )
    return base


def _borrowed(table: LogTable, base: Floats, uniform: Floats) -> Floats:
    """For every call the work of a random answered call of its queue, of any if it has none."""
    answered = np.flatnonzero(table.answered)
    borrowed = np.empty(len(base))
    for place in range(len(table.queues)):
        mine = table.queue == place
        lenders: Integers = answered[mine[answered]]
        if not len(lenders):
            lenders = answered
        borrowed[mine] = base[lenders[(uniform[mine] * len(lenders)).astype(np.int64)]]
    return borrowed
