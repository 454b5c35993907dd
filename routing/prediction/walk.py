"""Walks through a log as it happened and asks, at chosen arrivals, what was known then."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.calllog import LoggedCall
from routing.prediction.centre import Centre

ARRIVAL, LEAVING, ANSWER = range(3)


class Event(NamedTuple):
    """One thing that happens to one call (its place in the log)."""

    at: float
    what: int
    call: int


def walk(
    calls: Sequence[LoggedCall],
    centre: Centre,
    joins: Callable[[int, int], None],
    answered: Callable[[int, int], None],
) -> None:
    """Feed `centre` with the log, in the order of time.

    `joins(call, kind)` is called just before the call enters its queue, `answered(call, kind)`
    when an operator takes it (before the centre hears of it). Things of one second come
    arrivals first, so that a forecast knows nothing of its own second but earlier arrivals.
    """
    kinds = [-1] * len(calls)
    operators = [-1] * len(calls)
    day = None
    for what, place in zip(*ordered_events(calls), strict=True):
        call = calls[place]
        if what == ARRIVAL:
            if call.day != day:
                day = call.day
                centre.begin_day(day.toordinal())
            centre.second = call.second_of_day
            centre.pass_time(call.arrived)
            kind = kinds[place] = centre.class_of(call.queue, call.priority)
            joins(place, kind)
            centre.arrive(call.arrived, kind)
        elif what == ANSWER:
            assert call.answered is not None and call.operator is not None
            operator = operators[place] = centre.operator_of(call.operator)
            answered(place, kinds[place])
            centre.answer(call.answered, kinds[place], call.arrived, operator, place)
        elif call.answered is None:
            centre.abandon(call.ended, kinds[place], call.arrived)
        else:
            centre.end(call.ended, kinds[place], operators[place], place)


def ordered_events(calls: Sequence[LoggedCall]) -> tuple[list[int], list[int]]:
    """What happens, and to which call, by time; of one moment: arrivals, leavings, answers."""
    n = len(calls)
    arrived = np.array([call.arrived for call in calls])
    has_answer = np.array([call.answered is not None for call in calls], dtype=bool)
    answered = np.array(
        [call.arrived if call.answered is None else call.answered for call in calls]
    )
    ended = np.array([call.ended for call in calls])
    ended = np.where(has_answer & (ended <= answered), answered + 0.5, ended)
    talks = np.flatnonzero(has_answer)
    places: NDArray[np.int64] = np.concatenate((np.arange(n), np.arange(n), talks))
    whats = np.concatenate((np.full(n, ARRIVAL), np.full(n, LEAVING), np.full(len(talks), ANSWER)))
    times = np.concatenate((arrived, ended, answered[talks]))
    order = np.lexsort((places, whats, times))
    return whats[order].tolist(), places[order].tolist()
