"""How truly a replay repeats its log, and the one screw that is turned until it does.

The log's own policy is not known; first come first served with priority and the longest
idle operator stands for it. The mean wait hardly depends on that choice, so the mean wait
is what must agree; abandonment and service level are told beside it, unadjusted.
"""

from typing import NamedTuple

import numpy as np

from routing.simulation.baselines import LongestIdleFirstCome
from routing.simulation.engine import Outcome, simulate
from routing.simulation.logmodel import LogModel
from routing.simulation.logtable import Flags
from routing.simulation.scenario import Floats, Presence

CLOSE_ENOUGH = 0.02
MOST_SCALE = 2.5
TRIES = 6
SAMPLE_CALLS = 40_000
"""Whole days, spread evenly over the log, until so many calls are in the sample."""
THRESHOLD_S = 20.0


class Likeness(NamedTuple):
    """Waits of all calls in seconds, shares from 0 to 1; in time is within 20 s."""

    wait_mean_s: float
    abandonment: float
    in_time: float


class Fit(NamedTuple):
    """`log` and `replayed` are of the same days. After-call work was multiplied by
    `wrap_up_scale`."""

    wrap_up_scale: float
    log: Likeness
    replayed: Likeness


def calibrate(model: LogModel) -> tuple[LogModel, Fit]:
    """Scale after-call work until the replayed mean wait is the log's, as far as it can.

    After-call work is the one thing that a log does not show and that every call needs.
    """
    sample = _sample(model)
    log = _likeness(sample.table.wait, sample.table.answered)
    low, high = 0.0, MOST_SCALE
    best, found = 1.0, _replayed(sample, 1.0)
    scale, latest = best, found
    for _ in range(TRIES):
        if _gap(latest, log) <= CLOSE_ENOUGH or not model.wrap_ups.any():
            break
        if latest.wait_mean_s > log.wait_mean_s:
            high = scale
        else:
            low = scale
        scale = (low + high) / 2
        latest = _replayed(sample, scale)
        if _gap(latest, log) < _gap(found, log):
            best, found = scale, latest
    return model._replace(wrap_ups=model.wrap_ups * best), Fit(best, log, found)


def _gap(one: Likeness, log: Likeness) -> float:
    return abs(one.wait_mean_s - log.wait_mean_s) / max(log.wait_mean_s, 1.0)


def _replayed(model: LogModel, scale: float) -> Likeness:
    scenario = model._replace(wrap_ups=model.wrap_ups * scale).scenario(0)
    run = simulate(scenario, LongestIdleFirstCome())
    return _likeness(run.wait, run.outcome == Outcome.ANSWERED)


def _likeness(wait: Floats, answered: Flags) -> Likeness:
    return Likeness(
        float(wait.mean()),
        1.0 - float(answered.mean()),
        float((answered & (wait <= THRESHOLD_S)).mean()),
    )


def _sample(model: LogModel) -> LogModel:
    """The model on some of its days."""
    table, days = model.table, len(model.table.days)
    wanted = max(1, min(days, round(days * SAMPLE_CALLS / len(table.arrived))))
    chosen = np.zeros(days, dtype=bool)
    chosen[np.linspace(0, days - 1, wanted).round().astype(int)] = True
    kept = chosen[table.day]
    operator, start, end = model.presence
    there = chosen[table.by_date.of(start)]
    presence = Presence(operator[there], start[there], end[there])
    return model._replace(table=table.only(kept), presence=presence)
