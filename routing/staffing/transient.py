"""A whole day of one pool followed exactly: arrivals and operators change with the half hour.

The steady state forgets how a half hour began. Here the chances of 0, 1, … calls inside are
carried from one half hour into the next (uniformisation of the birth-death chain), so that a
queue left by the busy half hour before is met, and an empty morning is too. An operator whose
time is over finishes the call in hand and takes no further one.

`Simulate` is the port behind which this stands; a discrete-event simulator can stand there
as well.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from routing.staffing.chain import flow, poisson
from routing.staffing.erlang import Pool, Steady, answer_chances

Floats = NDArray[np.float64]

HALF_HOUR_S = 1800.0
LOST = 1e-10
"""Chance of the fullest state above which the chain was cut too short."""
SAME = 1e-10
"""Chances that differ by less begin the same half hour."""
MOST_WAITING = 4_000
LEAST_PLACES, SPARE_PLACES = 32, 8
EDGE_PIECES = 2


class PoolDay(NamedTuple):
    """What comes in each half hour: `arrivals` (calls expected), mean `handling_s`, mean
    `patience_s` (infinite: nobody gives up). A call counts if answered in `threshold_s`."""

    arrivals: Floats
    handling_s: Floats
    patience_s: Floats
    threshold_s: float


class Followed(NamedTuple):
    """What became of the calls of each half hour; not a number where none come.

    `service_level`: share of all calls offered that is answered in time. `abandonment`: those
    who give up in the half hour against those who arrive in it. `error`: standard error of
    the service level, zero where nothing is drawn by lot.
    """

    service_level: Floats
    abandonment: Floats
    occupancy: Floats
    error: Floats


class Simulate(Protocol):
    """Follows one day of a pool with these operators in each half hour."""

    def __call__(self, day: PoolDay, operators: Sequence[int], seeds: Sequence[int], /) -> Followed:
        """Seeds are for those who draw lots, one replication each."""
        ...


class _Piece(NamedTuple):
    end: Floats
    service_level: float
    abandonment: float
    occupancy: float


class _CutShort(Exception):
    pass


class ExactDay:
    """Follows days exactly; `Simulate`. Remembers half hours of the day that it followed last:
    a second try that differs at 14:00 is followed from 13:30 until it makes no difference."""

    def __init__(self) -> None:
        self._day: PoolDay | None = None
        self._known: dict[tuple[int, int, int], list[tuple[Floats, _Piece]]] = {}
        self._states = 0

    def __call__(
        self, day: PoolDay, operators: Sequence[int], seeds: Sequence[int] = (), /
    ) -> Followed:
        """Raises `ValueError` where more than `MOST_WAITING` would wait."""
        del seeds  # nothing is drawn by lot
        if self._day is not day:
            self._day, self._states = day, 0
            self._known.clear()
        places = max(LEAST_PLACES, 2 * _most_waiting(day, operators))
        while places <= 2 * MOST_WAITING:
            if self._states < max(operators) + places:
                self._states = max(operators) + places + SPARE_PLACES
                self._known.clear()
            try:
                return self._follow(day, tuple(operators))
            except _CutShort:
                places *= 2
        raise ValueError(
            f"more than {MOST_WAITING} callers would wait; the day is not to be served"
        )

    def _follow(self, day: PoolDay, operators: tuple[int, ...]) -> Followed:
        state = _begin(day, operators[0], self._states)
        pieces = []
        for index in range(len(operators)):
            piece = self._piece(day, operators, index, state)
            if piece.end[-1] > LOST:
                raise _CutShort
            pieces.append(piece)
            state = piece.end
        return Followed(
            np.array([piece.service_level for piece in pieces]),
            np.array([piece.abandonment for piece in pieces]),
            np.array([piece.occupancy for piece in pieces]),
            np.zeros(len(pieces)),
        )

    def _piece(self, day: PoolDay, operators: tuple[int, ...], index: int, begin: Floats) -> _Piece:
        following = operators[min(index + 1, len(operators) - 1)]
        known = self._known.setdefault((index, operators[index], following), [])
        for as_before, piece in known:
            if np.abs(begin - as_before).max() < SAME:
                return piece
        piece = _half_hour(day, operators, index, begin)
        known.append((begin, piece))
        return piece


def _begin(day: PoolDay, operators: int, states: int) -> Floats:
    """The first half hour of a centre that never closes starts in its steady state."""
    state = np.zeros(states + 1)
    state[0] = 1.0
    if operators < 1 or day.arrivals[0] <= 0:
        return state
    rates = _rates(day, 0)
    try:
        steady = Steady(Pool(rates.arrivals, rates.service, operators, rates.abandon)).states
    except ValueError:  # it has none: begin empty, the queue will show
        return state
    kept = steady[: states + 1]
    state[: len(kept)] = kept
    state /= state.sum()
    return state


class _Rates(NamedTuple):
    arrivals: float
    service: float
    abandon: float


def _rates(day: PoolDay, index: int) -> _Rates:
    patience = float(day.patience_s[index])
    return _Rates(
        float(day.arrivals[index]) / HALF_HOUR_S,
        1.0 / float(day.handling_s[index]),
        0.0 if math.isinf(patience) else 1.0 / patience,
    )


def _half_hour(day: PoolDay, operators: tuple[int, ...], index: int, begin: Floats) -> _Piece:
    rates, staffed = _rates(day, index), operators[index]
    following = operators[index + 1] if index + 1 < len(operators) else staffed
    number = np.arange(len(begin), dtype=np.float64)
    up = np.full(len(begin), rates.arrivals)
    up[-1] = 0.0
    waiting = np.maximum(number - staffed, 0.0)
    down = np.minimum(number, staffed) * rates.service + waiting * rates.abandon
    if rates.arrivals <= 0 and begin[0] >= 1.0 - LOST:
        return _Piece(begin, math.nan, math.nan, 0.0 if staffed else math.nan)
    edge = min(day.threshold_s, HALF_HOUR_S)
    mean, state = flow(begin, up, down, HALF_HOUR_S - edge)
    share = 1.0 - edge / HALF_HOUR_S
    places = len(begin) - staffed
    served = share * _in_time(mean, staffed, _chances(rates, staffed, day.threshold_s, places))
    mean = mean * share
    piece_s = edge / EDGE_PIECES
    for piece in range(EDGE_PIECES):
        here, state = flow(state, up, down, piece_s)
        left = edge - (piece + 0.5) * piece_s
        after = _after_change(day, index, (staffed, following), day.threshold_s - left, places)
        chances = _before_change(rates, staffed, left, after)
        served += piece_s / HALF_HOUR_S * _in_time(here, staffed, chances)
        mean = mean + here * (piece_s / HALF_HOUR_S)
    come = float(day.arrivals[index])
    gone = float(mean @ waiting) * rates.abandon * HALF_HOUR_S
    return _Piece(
        _handed_over(state, staffed, following),
        served if come > 0 else math.nan,
        gone / come if come > 0 else math.nan,
        float(mean @ np.minimum(number, staffed)) / staffed if staffed else math.nan,
    )


def _in_time(state: Floats, staffed: int, chances: Floats) -> float:
    return float(state[:staffed].sum() + state[staffed:] @ chances)


def _chances(rates: _Rates, operators: int, limit: float, places: int) -> Floats:
    """Chance to be answered within `limit` with 0, 1, … ahead, operators as they are."""
    pool = Pool(max(rates.arrivals, 1e-12), rates.service, operators, rates.abandon)
    return answer_chances(pool, limit, places)


def _after_change(
    day: PoolDay, index: int, change: tuple[int, int], left: float, places: int
) -> Floats:
    """The same for a caller who still waits as the next half hour begins."""
    staffed, following = change
    rates = _rates(day, min(index + 1, len(day.arrivals) - 1))
    fresh = max(0, following - staffed)
    chances = _chances(rates, following, left, places)
    if fresh:
        chances = np.concatenate((np.ones(min(fresh, places)), chances))[:places]
    return chances


def _before_change(rates: _Rates, staffed: int, duration: float, after: Floats) -> Floats:
    """Carry the chances back over the time until the change: callers ahead leave one by one."""
    ahead = np.arange(len(after), dtype=np.float64)
    leave = staffed * rates.service + ahead * rates.abandon
    rate = float(leave.max()) + rates.abandon
    if rate <= 0.0:
        return after
    weights, _tails = poisson(rate * duration)
    stay = 1.0 - (leave + rates.abandon) / rate
    step = leave / rate
    total: Floats = weights[0] * after
    now = after
    for weight in weights[1:]:
        moved = now * stay
        moved[1:] += now[:-1] * step[1:]
        moved[0] += step[0]
        now = moved
        total = total + weight * now
    return total


def _handed_over(state: Floats, staffed: int, following: int) -> Floats:
    """Those who leave take their call in hand with them; who waits goes on waiting."""
    if following >= staffed:
        return state
    after = np.zeros_like(state)
    after[: following + 1] = state[: following + 1]
    after[following] += state[following + 1 : staffed + 1].sum()
    waiting = state[staffed + 1 :]
    after[following + 1 : following + 1 + len(waiting)] = waiting
    return after


def _most_waiting(day: PoolDay, operators: Sequence[int]) -> int:
    """A guess at the longest queue from mean flows."""
    waiting = most = 0.0
    for index, staffed in enumerate(operators):
        rates = _rates(day, index)
        gain = rates.arrivals - staffed * rates.service
        if rates.abandon > 0:
            level = gain / rates.abandon
            waiting = level + (waiting - level) * math.exp(-rates.abandon * HALF_HOUR_S)
        else:
            waiting += gain * HALF_HOUR_S
        waiting = max(0.0, waiting)
        most = max(most, waiting)
    return math.ceil(most + 3.0 * math.sqrt(most + 1.0))
