"""When operators were there, read from when they were busy.

A log shows an operator only with calls. In between, somebody was idle, on a break or at
after-call work (`wrapup`). Two observations show that somebody was away: callers who waited
in the operator's queues all the while, and more calls that went to the peers than an idle
operator would have been passed over for.
"""

from typing import NamedTuple

import numpy as np

from routing.simulation.logtable import Flags, LogTable
from routing.simulation.scenario import Floats, Integers, Presence, total_by
from routing.simulation.wrapup import MOST_S, Gaps, last_waiting, main_queues, wrap_ups

HOUR_S = 3600.0
LEAST_BREAK_S = MOST_S
"""Shorter gaps are after-call work or idleness, never a break."""
SURE_BREAK_S = 4 * HOUR_S
"""Longer gaps need no witness."""
PATIENT_WAIT_S = 10.0
"""A call that waited at least so long inside a gap is a witness that nobody was there."""
WITNESSES = 2.0
MISSED_CALLS = 3.0
"""Expected calls of a gap from which on an idle operator would have had one."""


class Stretches(NamedTuple):
    """The operators' presence, and after-call work as `wrapup.wrap_ups` tells it."""

    presence: Presence
    wrap_ups: Floats


def estimate(table: LogTable, serves: Flags) -> Stretches:
    """Presence and after-call work of everybody in the log.

    Presence ends not with the last call but on average as long before as a call lasts when
    its operator is met at random: whoever is busy at the end finishes the call.
    """
    gaps, order = _gaps(table)
    until = last_waiting(table, main_queues(table, serves), gaps)
    breaks = _breaks(table, serves, gaps, until)
    first = np.append(True, _other_operator(table, order))
    begins = np.sort(np.concatenate([order[first], gaps.after[breaks]]))
    return Stretches(_presence(table, order, begins), wrap_ups(table, gaps, until))


def _other_operator(table: LogTable, order: Integers) -> Flags:
    operator = table.operator[order]
    other: Flags = operator[1:] != operator[:-1]
    return other


def _gaps(table: LogTable) -> tuple[Gaps, Integers]:
    """The gaps, and the answered calls by operator and time."""
    answered = np.flatnonzero(table.answered)
    starts = table.arrived + table.wait
    order = answered[np.lexsort((starts[answered], table.operator[answered]))]
    same = ~_other_operator(table, order)
    before, after = order[:-1][same], order[1:][same]
    start = starts[before] + table.service[before]
    return Gaps(before, after, start, starts[after]), order


def _breaks(table: LogTable, serves: Flags, gaps: Gaps, until: Floats) -> Flags:
    """Which gaps were breaks."""
    length = gaps.end - gaps.start
    breaks: Flags = length >= SURE_BREAK_S
    breaks |= (length >= LEAST_BREAK_S) & (until - gaps.start >= LEAST_BREAK_S)
    asked = np.flatnonzero(~breaks & (length >= LEAST_BREAK_S))
    operator = table.operator[gaps.before[asked]]
    low, high = gaps.start[asked] + PATIENT_WAIT_S, gaps.end[asked] - PATIENT_WAIT_S
    peers, hours = _peers(table, serves)
    hour = np.floor((low + high) / 2 / HOUR_S).astype(np.int64) - hours
    missed, witnesses = np.zeros(len(asked)), np.zeros(len(asked))
    for place in range(len(table.queues)):
        mine = table.queue == place
        able = serves[operator, place]
        arrived = table.arrived[mine]
        waiters = arrived[table.wait[mine] >= PATIENT_WAIT_S]
        missed += able * _between(arrived, low, high) / np.maximum(peers[hour, place], 1.0)
        witnesses += able * _between(waiters, low, high)
    breaks[asked] = (witnesses >= WITNESSES) | (missed >= MISSED_CALLS)
    return breaks


def _between(moments: Floats, low: Floats, high: Floats) -> Floats:
    """How many of the sorted moments lie in each stretch."""
    count = np.searchsorted(moments, high) - np.searchsorted(moments, low)
    between: Floats = np.maximum(count, 0).astype(np.float64)
    return between


def _peers(table: LogTable, serves: Flags) -> tuple[Floats, int]:
    """(hours, queues): how many who serve the queue had a call in the hour; the first hour."""
    answered = table.answered
    starts = (table.arrived + table.wait)[answered]
    first = int(table.arrived.min() // HOUR_S)
    ends = starts + table.service[answered]
    hours = int(ends.max() // HOUR_S) - first + 1
    active = np.zeros((hours, len(table.operators)))
    for moments in (starts, ends):
        hour = (moments // HOUR_S).astype(np.int64) - first
        active[hour, table.operator[answered]] = 1.0
    peers: Floats = active @ serves.astype(np.float64)
    return peers, first


def _presence(table: LogTable, order: Integers, begins: Integers) -> Presence:
    """Stretches from the calls with which they begin."""
    starts = table.arrived + table.wait
    is_first = np.isin(order, begins)
    is_last = np.append(is_first[1:], True)
    came, last = starts[order[is_first]], order[is_last]
    service = table.service[last]
    stretch = np.cumsum(is_first) - 1
    busy = total_by(stretch, table.service[order], len(came))
    span = starts[last] + service - came
    share = np.clip(busy.sum() / max(float(span.sum()), 1.0), 0.0, 1.0)
    gone = starts[last] + (1.0 - share) * service
    return Presence(table.operator[last], came, np.maximum(gone, came + 1.0))
