"""How far urgency can be outweighed."""

import pytest

from routing.ranking.bound import lead_s, overtaking_bound, urgency
from routing.ranking.index import HANDLING_LIMIT, PREDICTED_LIMIT
from routing.weights import Weights
from tests.routing.ranking.reference import Desk, queue, seat

NONE = Weights(predicted=0, late=0, handling=0, fit=0, rank=0, preferred=0, speed=0)


def test_without_other_terms_urgency_alone_decides() -> None:
    assert overtaking_bound(NONE) == 0.0


@pytest.mark.parametrize(
    ("term", "range_"),
    [
        ("predicted", PREDICTED_LIMIT),
        ("late", 1.0),
        ("handling", HANDLING_LIMIT),
        ("fit", 1.0),
        ("rank", 98.0),
        ("preferred", 1.0),
        ("speed", HANDLING_LIMIT),
    ],
)
def test_each_term_adds_its_range(term: str, range_: float) -> None:
    assert overtaking_bound(NONE.model_copy(update={term: 2.0})) == pytest.approx(2.0 * range_)


def test_terms_that_are_the_same_for_every_call_do_not_count() -> None:
    same = {"idle": 9.0, "occupancy": 9.0, "in_a_row": 9.0, "scarcity": 9.0}
    assert overtaking_bound(NONE.model_copy(update=same)) == 0.0


def test_ranks_count_as_far_as_they_go() -> None:
    ranked = NONE.model_copy(update={"rank": 1.0})
    assert (overtaking_bound(ranked, 1), overtaking_bound(ranked, 4)) == (0.0, 3.0)


def test_with_the_usual_weights_it_is_a_few_objectives() -> None:
    assert overtaking_bound(Weights(), last_rank=1) == pytest.approx(8.0)


def test_urgency_is_waiting_and_lead_in_objectives() -> None:
    plan = queue("vip", threshold_s=10, urgency=2.0, priority=1)
    lead = lead_s(plan, Weights(priority_s=30.0), 1, 5.0)
    assert lead == 65.0
    assert urgency(plan, 15.0, lead) == 16.0


@pytest.mark.parametrize("slack", [-0.5, 0.5])
def test_the_bound_is_reached(slack: float) -> None:
    """With `late` alone, whoever is late waits just as long as the bound says."""
    weights = NONE.model_copy(update={"late": 4.0})
    old, new = queue("old", threshold_s=100), queue("new", threshold_s=1000)
    desk = Desk(old, new, weights=weights)
    desk.put(seat("anna", ["old", "new"]))
    desk.call("late", "old", waited_s=100.0 * (overtaking_bound(weights) + slack))
    desk.call("fresh", "new")
    desk.free("anna")
    assert desk.choose() == ["late>anna" if slack > 0 else "fresh>anna"]
