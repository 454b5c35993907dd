"""Longest idle, first come first served with strict priority."""

import pytest

from routing.ranking.dispatch import NEVER, Claim, Membership, Pair, Seat
from routing.simulation.baselines import LongestIdleFirstCome
from vocabulary.ids import QueueId

A, B = QueueId("a"), QueueId("b")


@pytest.fixture
def floor() -> LongestIdleFirstCome:
    """Operator 0 serves a, operator 1 serves both."""
    dispatcher = LongestIdleFirstCome()
    dispatcher.operator_listed(0.0, Seat(0, {A: Membership()}))
    dispatcher.operator_listed(0.0, Seat(1, {A: Membership(), B: Membership()}))
    return dispatcher


def test_the_longest_idle_who_serves_the_queue(floor: LongestIdleFirstCome) -> None:
    floor.operator_free(5.0, 0, 5.0)
    floor.operator_free(6.0, 1, 2.0)
    floor.call_waits(7.0, Claim("first", A, 7.0))
    assert floor.choose(7.0) == [Pair("first", 1)]
    floor.call_waits(8.0, Claim("second", B, 8.0))
    assert floor.choose(8.0) == []
    assert floor.due() == NEVER


def test_priority_goes_before_place_over_all_queues(floor: LongestIdleFirstCome) -> None:
    for claim in (Claim("old", A, 1.0), Claim("high", B, 3.0, 2), Claim("older", B, 0.0)):
        floor.call_waits(3.0, claim)
        assert floor.choose(3.0) == []
    floor.operator_free(4.0, 1, 4.0)
    assert floor.choose(4.0) == [Pair("high", 1)]
    floor.operator_busy(4.0, 1, True)
    floor.operator_free(5.0, 1, 5.0)
    assert floor.choose(5.0) == [Pair("older", 1)]


def test_a_call_that_has_gone_is_passed_over(floor: LongestIdleFirstCome) -> None:
    floor.call_waits(1.0, Claim("gone", A, 1.0))
    floor.call_waits(2.0, Claim("stays", A, 2.0))
    floor.choose(2.0)
    floor.call_gone(3.0, "gone")
    floor.call_gone(3.0, "never heard of")
    floor.operator_free(4.0, 0, 4.0)
    assert floor.choose(4.0) == [Pair("stays", 0)]


def test_several_at_one_instant(floor: LongestIdleFirstCome) -> None:
    floor.operator_free(1.0, 0, 1.0)
    assert floor.choose(1.0) == []
    floor.operator_free(2.0, 1, 2.0)
    floor.call_waits(2.0, Claim("low", A, 2.0))
    floor.call_waits(2.0, Claim("high", A, 2.0, 1))
    assert floor.choose(2.0) == [Pair("high", 1), Pair("low", 0)]


def test_a_call_told_again_stands_where_it_now_belongs(floor: LongestIdleFirstCome) -> None:
    floor.call_waits(1.0, Claim("moved", B, 1.0))
    floor.call_waits(2.0, Claim("other", B, 2.0))
    floor.choose(2.0)
    floor.call_waits(3.0, Claim("moved", A, 3.0))
    floor.choose(3.0)
    floor.operator_free(4.0, 0, 4.0)
    assert floor.choose(4.0) == [Pair("moved", 0)]


def test_whoever_learns_a_queue_takes_its_calls(floor: LongestIdleFirstCome) -> None:
    floor.operator_free(1.0, 0, 1.0)
    floor.call_waits(2.0, Claim("call", B, 2.0))
    assert floor.choose(2.0) == []
    floor.operator_listed(3.0, Seat(0, {B: Membership()}))
    assert floor.choose(3.0) == [Pair("call", 0)]


def test_whoever_has_gone_takes_none(floor: LongestIdleFirstCome) -> None:
    floor.operator_free(1.0, 0, 1.0)
    floor.operator_gone(2.0, 0)
    floor.call_waits(3.0, Claim("call", A, 3.0))
    assert floor.choose(3.0) == []
