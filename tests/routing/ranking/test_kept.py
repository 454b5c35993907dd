"""Who is kept free for whom."""

import numpy as np
import pytest

from routing.ranking.dispatch import Membership
from routing.ranking.kept import Keeping
from tests.routing.ranking.reference import Desk, queue, seat

SUPPORT, SALES = 0, 1


def desk(free: int, **support: float) -> Desk:
    """Sales keeps one. Some are at home there and help in support, one the other way round."""
    made = Desk(queue("support", **support), queue("sales", keep_free=1))
    for at in range(free):
        made.put(seat(at, {"sales": Membership(1), "support": Membership(2)}))
        made.free(at)
    made.put(seat("other", {"sales": Membership(2), "support": Membership(1)}))
    made.free("other")
    return made


def keeping(made: Desk) -> Keeping:
    return made.ranked.rates.keeping


@pytest.mark.parametrize(("free", "tight"), [(0, True), (1, True), (2, False)])
def test_a_queue_is_tight_while_no_more_are_free_than_it_keeps(free: int, tight: bool) -> None:
    made = desk(free)
    assert keeping(made).any
    assert keeping(made).tight(made.ranked.floor.seats).tolist() == [False, tight]


@pytest.mark.parametrize("free", [1, 2])
def test_both_views_agree_on_who_is_passed_by(free: int) -> None:
    made = desk(free)
    seats = made.ranked.floor.seats
    for queue_at in (SUPPORT, SALES):
        by_slot = keeping(made).operators_barred(seats, queue_at)
        for slot in range(len(seats)):
            assert by_slot[slot] == keeping(made).queues_barred(seats, slot)[queue_at]
    expected = [free == 1] * free + [False]
    barred = keeping(made).operators_barred(seats, SUPPORT)[: free + 1]
    assert barred.tolist() == expected


@pytest.mark.parametrize(("waited_s", "minds"), [(9.9, True), (10.0, False)])
def test_whoever_has_waited_enough_does_not_mind(waited_s: float, minds: bool) -> None:
    made = desk(1, takes_kept_after_s=10.0)
    made.away(0, "other")
    since = made.now
    made.call("x")
    made.now = since + waited_s
    kinds = made.ranked.floor.kinds
    assert keeping(made).minds(made.now, kinds, SUPPORT, since) == minds
    assert keeping(made).released(made.now, kinds).tolist() == [not minds]


def test_many_do_not_mind() -> None:
    made = desk(1, takes_kept_at=3)
    kinds, since = made.ranked.floor.kinds, made.now
    for call in range(4):
        made.call(call)
        assert keeping(made).minds(made.now, kinds, SUPPORT, since) == (call < 2)
        assert keeping(made).turns_many(kinds, SUPPORT) == (call == 2)


def test_when_one_more_is_free_the_queue_is_not_tight_any_more() -> None:
    made = desk(2)
    seats = made.ranked.floor.seats
    assert keeping(made).enough_with(seats, 1).tolist() == [False, True]
    assert keeping(made).enough_with(seats, 2).tolist() == [False, False]


@pytest.mark.parametrize(("taken", "spares"), [([0], True), ([0, 1], False), ([0, 2], True)])
def test_whether_enough_are_left(taken: list[int], spares: bool) -> None:
    made = desk(2)
    assert keeping(made).spares(made.ranked.floor.seats, np.array(taken)) == spares
