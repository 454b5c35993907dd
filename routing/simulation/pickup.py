"""How long a phone rings before it is picked up, where the log counts that as waiting.

A call whose operator had long been idle when it came met nobody in its way: all that it
waited is ringing (and whatever else comes before every answer). A router cannot shorten
this, and an operator whose phone rings is taken, so it belongs to the operator's time.
"""

import numpy as np

from routing.simulation.logtable import Flags, LogTable
from routing.simulation.scenario import Floats

LONG_IDLE_S = 60.0
"""After-call work is over by then, as a rule."""
LEAST_CALLS = 30
LEAST_S = 1.0
"""Less cannot be told from a log in whole seconds."""
_QUANTILES = (np.arange(200) + 0.5) / 200
_GOLDEN = (5.0**0.5 - 1.0) / 2.0
MOST_TIMES = 4.0
"""Whoever seemed idle and took longer than so many times the median was not there yet."""


def without_pick_up(table: LogTable) -> tuple[LogTable, Floats]:
    """The log as if calls were answered when the phone began to ring, and how long phones
    rang, in seconds at evenly spread quantiles: 0, and the log as it is, where too few calls
    tell."""
    unhindered = _unhindered(table)
    waits = table.wait[unhindered]
    median = float(np.median(waits)) if len(waits) >= LEAST_CALLS else 0.0
    if median < LEAST_S:
        return table, np.zeros(1)
    unhindered &= table.wait <= MOST_TIMES * median
    usual = float(table.wait[unhindered].mean())
    rang: Floats = np.where(unhindered, table.wait, np.minimum(table.wait, usual))
    rang = np.where(table.answered, rang, 0.0)
    bare = table._replace(wait=table.wait - rang, service=table.service + rang)
    return bare, np.quantile(table.wait[unhindered], _QUANTILES)


def ringing(quantiles: Floats, calls: int) -> Floats:
    """How long each call's phone rings, the same for every policy: quantiles in an order
    that spreads them evenly over any stretch of calls (by the golden section)."""
    turn = np.arange(calls) * _GOLDEN % 1.0
    rings: Floats = quantiles[(turn * len(quantiles)).astype(np.int64)]
    return rings


def _unhindered(table: LogTable) -> Flags:
    """Calls that came when the operator who answered them had long been idle."""
    answered = np.flatnonzero(table.answered)
    starts = table.arrived + table.wait
    order = answered[np.lexsort((starts[answered], table.operator[answered]))]
    same = table.operator[order[1:]] == table.operator[order[:-1]]
    before, after = order[:-1][same], order[1:][same]
    idle = table.arrived[after] - (starts + table.service)[before]
    found = np.zeros(len(table.arrived), dtype=np.bool_)
    found[after[idle >= LONG_IDLE_S]] = True
    return found
