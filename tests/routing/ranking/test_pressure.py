"""How scarce operators are: arrivals against returns."""

from math import exp

import numpy as np
import pytest
from numpy.typing import NDArray

from routing.ranking.handling import HandlingTimes
from routing.ranking.pressure import MEMORY_S, Pressure
from routing.ranking.seats import Seats
from routing.weights import LoadPlan
from tests.routing.ranking.reference import START, seat
from vocabulary.ids import QueueId


def floor(free: int, working: int) -> tuple[Seats, HandlingTimes]:
    seats = Seats([QueueId("support"), QueueId("sales")], LoadPlan())
    for operator in range(free + working):
        slot = seats.put(START, seat(operator, ["support"]))
        if operator < free:
            seats.set_free(START, slot, START)
        else:
            seats.set_working(START, slot)
    return seats, HandlingTimes(2, seats.capacity)


def prices(arrivals: int, free: int, working: int) -> NDArray[np.float64]:
    pressure = Pressure(2)
    for _ in range(arrivals):
        pressure.arrived(START, 0)
    return pressure.prices(START, *floor(free, working))


def test_without_arrivals_an_operator_costs_nothing() -> None:
    assert prices(0, 1, 0).tolist() == pytest.approx([0.0, 1.0])  # nobody is free in sales


def test_the_price_is_the_chance_that_nobody_returns_in_time() -> None:
    a, r = 90 / MEMORY_S, 10 / 180.0
    assert prices(90, 2, 9)[0] == pytest.approx((a / (a + r)) ** 2)


def test_the_price_has_its_limits() -> None:
    assert prices(10_000, 3, 0)[0] == pytest.approx(1.0, abs=1e-2)
    assert prices(1, 30, 30)[0] == pytest.approx(0.0, abs=1e-9)
    for free in range(4):
        for working in range(4):
            assert ((prices(20, free, working) >= 0) & (prices(20, free, working) <= 1)).all()


def test_more_free_operators_are_cheaper_and_more_calls_dearer() -> None:
    by_free = [prices(30, free, 2)[0] for free in range(5)]
    assert by_free == sorted(by_free, reverse=True)
    by_calls = [prices(calls, 2, 2)[0] for calls in range(5)]
    assert by_calls == sorted(by_calls)


def test_old_arrivals_fade() -> None:
    pressure = Pressure(1)
    pressure.arrived(START, 0)
    pressure.arrived(START + MEMORY_S, 0)
    assert pressure.rate_of(0).per_s == pytest.approx((1 + exp(-1)) / MEMORY_S)


def test_a_steady_stream_is_counted_as_what_it_is() -> None:
    pressure = Pressure(1)
    for at in range(1000):
        pressure.arrived(START + 10.0 * at, 0)
    assert pressure.rate_of(0).per_s == pytest.approx(0.1, rel=0.02)


def test_what_is_known_can_be_kept_and_put_back() -> None:
    pressure, other = Pressure(1), Pressure(1)
    pressure.arrived(START, 0)
    other.remember(0, pressure.rate_of(0))
    assert other.rate_of(0) == pressure.rate_of(0)


def test_the_next_return_is_soon_when_many_work_and_never_when_nobody_does() -> None:
    support, sales = Pressure(2).next_return_s(*floor(0, 9))
    assert support == pytest.approx(180.0 / 9)
    assert sales == pytest.approx(1e6)
