"""app_queue's strategies: whom each rings."""

from routing.ranking.dispatch import Claim, Dispatcher, Membership, Pair, Seat
from routing.simulation.app_queue import (
    SIGNED_OUT_S,
    FewestCalls,
    LeastRecent,
    RoundRobinMemory,
)
from vocabulary.ids import QueueId

A, B = QueueId("a"), QueueId("b")


def three(dispatcher: Dispatcher) -> None:
    """Three operators who serve both queues, all free."""
    for operator in range(3):
        dispatcher.operator_listed(0.0, Seat(operator, {A: Membership(), B: Membership()}))
    for operator in range(3):
        dispatcher.operator_free(1.0, operator, 1.0)
    dispatcher.choose(1.0)


def rung(dispatcher: Dispatcher, now: float, queue: QueueId = A) -> object:
    """Who gets a new call; it lasts no time."""
    dispatcher.call_waits(now, Claim(now, queue, now))
    ((_, operator),) = dispatcher.choose(now)
    dispatcher.operator_busy(now, operator, True)
    dispatcher.handled(now, queue, operator, 0.0)
    dispatcher.operator_free(now, operator, now)
    dispatcher.choose(now)
    return operator


def test_round_robin_goes_on_from_the_last_in_each_queue() -> None:
    dispatcher = RoundRobinMemory()
    three(dispatcher)
    assert [rung(dispatcher, 2.0 + n) for n in range(4)] == [0, 1, 2, 0]
    assert rung(dispatcher, 7.0, B) == 0
    dispatcher.operator_busy(8.0, 1, True)
    assert rung(dispatcher, 8.0) == 2


def test_round_robin_forgets_a_member_who_left_the_queue() -> None:
    dispatcher = RoundRobinMemory()
    three(dispatcher)
    dispatcher.operator_listed(2.0, Seat(0, {B: Membership()}))
    assert [rung(dispatcher, 3.0 + n) for n in range(3)] == [1, 2, 1]


def test_least_recent_is_whose_last_call_ended_longest_ago_in_any_queue() -> None:
    dispatcher = LeastRecent()
    three(dispatcher)
    assert [rung(dispatcher, 2.0), rung(dispatcher, 3.0, B), rung(dispatcher, 4.0)] == [0, 1, 2]
    dispatcher.operator_busy(5.0, 0, False)
    dispatcher.operator_free(6.0, 0, 6.0)
    assert rung(dispatcher, 7.0) == 0  # a pause changes nothing, unlike the longest idle


def test_fewest_calls_counts_from_signing_in() -> None:
    dispatcher = FewestCalls()
    three(dispatcher)
    dispatcher.operator_busy(2.0, 2, False)
    assert [rung(dispatcher, 3.0 + n) for n in range(4)] == [0, 1, 0, 1]
    dispatcher.operator_free(8.0, 2, 8.0)
    assert [rung(dispatcher, 9.0), rung(dispatcher, 10.0)] == [2, 2]
    dispatcher.operator_busy(11.0, 0, False)
    dispatcher.operator_free(12.0 + SIGNED_OUT_S, 0, 12.0 + SIGNED_OUT_S)
    assert rung(dispatcher, 13.0 + SIGNED_OUT_S) == 0


def test_between_queues_the_oldest_first_caller_goes_first_whatever_the_priority() -> None:
    dispatcher = LeastRecent()
    dispatcher.operator_listed(0.0, Seat(0, {A: Membership(), B: Membership()}))
    for claim in (Claim("old", A, 1.0), Claim("high", B, 2.0, 5), Claim("higher", A, 3.0, 1)):
        dispatcher.call_waits(3.0, claim)
        dispatcher.choose(3.0)
    dispatcher.operator_free(4.0, 0, 4.0)
    assert dispatcher.choose(4.0) == [
        Pair("high", 0)
    ]  # of the firsts: high since 2, higher since 3
