"""The routing of the published models."""

import numpy as np

from routing.ranking.dispatch import NEVER, Claim, Membership, Pair, Seat
from routing.simulation.published import OrderedGroups, RandomOperator, Rerouting
from vocabulary.ids import QueueId

A, B = QueueId("a"), QueueId("b")
ONLY_A, BOTH = frozenset({A}), frozenset({A, B})


def test_groups_are_tried_in_their_order_and_callers_come_in_theirs() -> None:
    dispatcher = OrderedGroups({A: [ONLY_A, BOTH], B: [BOTH]})
    dispatcher.operator_listed(0.0, Seat(0, {A: Membership(), B: Membership()}))
    dispatcher.operator_listed(0.0, Seat(1, {A: Membership()}))
    dispatcher.operator_free(1.0, 0, 1.0)
    dispatcher.operator_free(2.0, 1, 2.0)
    dispatcher.choose(2.0)
    answers = []
    for now, queue in ((3.0, A), (4.0, A), (5.0, B), (6.0, A)):
        dispatcher.call_waits(now, Claim(now, queue, now, priority=int(now)))
        answers += list(dispatcher.choose(now))
    assert answers == [Pair(3.0, 1), Pair(4.0, 0)]
    dispatcher.operator_free(7.0, 0, 7.0)
    assert dispatcher.choose(7.0) == [Pair(5.0, 0)]


def test_anybody_free_with_the_same_chance() -> None:
    dispatcher = RandomOperator(np.random.default_rng(3))
    for listed in range(3):
        dispatcher.operator_listed(0.0, Seat(listed, {A: Membership()}))
    dispatcher.operator_listed(0.0, Seat(3, {B: Membership()}))
    for free in range(4):
        dispatcher.operator_free(0.0, free, 0.0)
    dispatcher.choose(0.0)
    taken = []
    for now in range(300):
        dispatcher.call_waits(now, Claim(now, A, now))
        ((_, operator),) = dispatcher.choose(now)
        dispatcher.operator_free(now, operator, now)
        dispatcher.choose(now)
        taken.append(operator)
    assert {operator: 75 < taken.count(operator) < 125 for operator in set(taken)} == {
        0: True,
        1: True,
        2: True,
    }


def test_ranks_are_strict_and_a_delay_keeps_a_call_back() -> None:
    dispatcher = Rerouting()
    dispatcher.operator_listed(0.0, Seat(0, {A: Membership(1, 12.0), B: Membership(2)}))
    dispatcher.operator_free(0.0, 0, 0.0)
    dispatcher.choose(0.0)
    dispatcher.call_waits(1.0, Claim("kept back", A, 1.0))
    assert dispatcher.choose(1.0) == []
    assert dispatcher.due() == 13.0
    assert dispatcher.choose(13.0) == [Pair("kept back", 0)]
    assert dispatcher.due() == NEVER
    for claim in (Claim("second", B, 14.0), Claim("young", A, 20.0)):
        dispatcher.call_waits(20.0, claim)
        dispatcher.choose(20.0)
    dispatcher.operator_free(25.0, 0, 25.0)
    assert dispatcher.choose(25.0) == [Pair("second", 0)]
    dispatcher.call_waits(26.0, Claim("older", B, 15.0))
    dispatcher.operator_free(40.0, 0, 40.0)
    assert dispatcher.choose(40.0) == [Pair("young", 0)]
