"""What pairs are worth when several are new at once."""

from collections.abc import Hashable

import numpy as np
import pytest

from routing.ranking.assign import FORBIDDEN
from routing.ranking.dispatch import Claim, Membership
from routing.ranking.index import call_terms, operator_terms, total
from routing.ranking.together import leaves_kept, pair_worths
from routing.weights import Weights
from tests.routing.ranking.reference import Desk, queue, seat


def worths(desk: Desk, *calls: str) -> list[list[float]]:
    """By call, then by operator in the order of listing."""
    ranked = desk.ranked
    ranked.floor.reaches.refresh()
    claims: dict[Hashable, Claim] = {
        call: claim for call in calls if (claim := ranked.claim(call)) is not None
    }
    slots = np.arange(len(ranked.floor.seats))
    found = pair_worths(desk.now, ranked.floor, ranked.rates, claims, calls=calls, slots=slots)
    return [[float(one) for one in row] for row in found]


def test_a_pair_is_worth_both_parts_with_what_is_of_both_counted_once() -> None:
    desk = Desk(queue("support", prefers=["desk"]), weights=Weights(rank=1.0, fit=1.0))
    desk.put(
        seat("a", {"support": Membership(1)}, {"desk": 9}),
        seat("b", {"support": Membership(4)}, {"desk": 2}),
    )
    desk.free("a", "b")
    desk.call("x", waited_s=10.0)
    floor, rates = desk.ranked.floor, desk.ranked.rates
    ((first, second),) = worths(desk, "x")
    slots = np.array([0, 1])
    operators = operator_terms(desk.now, floor, rates, 0, slots, preferred=None)
    both = {"rank": operators.pop("rank"), "fit": operators.pop("fit")}
    assert both["rank"].tolist() == [0.0, -3.0]
    for slot, worth in enumerate([first, second]):
        calls = call_terms(desk.now, floor, rates, slot)
        assert {"rank", "fit"} <= calls.keys()
        expected = total(operators, 2)[slot] + total(calls, 1)[0]
        assert worth == pytest.approx(expected)


def test_calls_of_a_kind_differ_by_their_waiting() -> None:
    desk = Desk(queue("support", threshold_s=10))
    desk.put(seat("a"))
    desk.free("a")
    for call, waited_s in (("old", 50.0), ("young", 20.0)):
        desk.call(call, waited_s=waited_s)
    (old,), (young,) = worths(desk, "old", "young")
    assert old - young == pytest.approx(3.0)


def test_whoever_may_not_is_forbidden_also_for_the_younger_alone() -> None:
    desk = Desk(queue("support"), queue("sales"))
    desk.put(seat("a"), seat("reserve", reserve_s=30.0), seat("other", ["sales"]), seat("busy"))
    desk.free("a", "reserve", "other")
    desk.call("old", waited_s=40.0)
    desk.call("young", waited_s=20.0)
    allowed = [[one > FORBIDDEN / 2 for one in row] for row in worths(desk, "old", "young")]
    assert allowed == [[True, True, False, False], [True, False, False, False]]


@pytest.mark.parametrize(("taken", "left"), [([0], True), ([0, 1], True), ([0, 1, 2], False)])
def test_whether_enough_are_left(taken: list[int], left: bool) -> None:
    desk = Desk(queue("support"), queue("sales", keep_free=1))
    desk.put(*(seat(name, ["support", "sales"]) for name in "abc"))
    desk.free(*"abc")
    assert leaves_kept(desk.ranked.floor, desk.ranked.rates, np.array(taken)) == left
