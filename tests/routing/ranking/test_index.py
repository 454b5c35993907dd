"""The index: what each term is worth, and that both triggers go by the same rules."""

import numpy as np
import pytest

from routing.plan import QueuePlan
from routing.ranking.dispatch import Membership, Seat
from routing.ranking.index import (
    GUARD_WORTH,
    HANDLING_LIMIT,
    IDLE_SCALE_S,
    PREDICTED_LIMIT,
    call_terms,
    calls_open_to,
    is_open,
    operator_terms,
    operators_open_to,
    total,
)
from routing.weights import Weights
from tests.routing.ranking.histories import history
from tests.routing.ranking.reference import Desk, queue, seat

OFF = Weights(
    predicted=0, handling=0, fit=0, speed=0, idle=0, occupancy=0, in_a_row=0, scarcity=0,
    preferred=0, rank=0,
)  # fmt: skip


def of_call(desk: Desk, operator: str = "anna") -> dict[str, float]:
    """The terms of the only kind that waits."""
    slot = desk.ranked.floor.seats.slot(operator)
    assert slot is not None
    desk.ranked.floor.reaches.refresh()
    terms = call_terms(desk.now, desk.ranked.floor, desk.ranked.rates, slot)
    return {name: float(term[0]) for name, term in terms.items()}


def of_operators(desk: Desk, preferred: str | None = None) -> dict[str, list[float]]:
    """The terms of all free operators for the only kind that waits."""
    desk.ranked.floor.reaches.refresh()
    floor, rates = desk.ranked.floor, desk.ranked.rates
    slots = operators_open_to(desk.now, floor, rates, 0)
    terms = operator_terms(desk.now, floor, rates, 0, slots, preferred=preferred)
    return {name: term.tolist() for name, term in terms.items()}


def desk(*queues: QueuePlan, seats: tuple[Seat, ...] = (seat("anna"),), **weights: float) -> Desk:
    made = Desk(*queues, weights=OFF.model_copy(update=weights))
    made.put(*seats)
    made.free(*(one.operator for one in seats))
    return made


def test_waiting_counts_in_objectives_of_the_queue() -> None:
    made = desk(queue("support", threshold_s=40, urgency=2.0))
    made.call("a", waited_s=60.0)
    assert of_call(made) == pytest.approx({"waiting": 3.0})


def test_priority_and_credit_are_waiting_on_top() -> None:
    made = desk(queue("support", threshold_s=20, priority=1), priority_s=30.0)
    made.call("a", priority=2, credit_s=10.0)
    assert of_call(made) == pytest.approx({"waiting": 0.0, "priority": 5.0})


def test_being_late_costs_once_the_objective_is_missed() -> None:
    made = desk(queue("support", threshold_s=20), late=3.0)
    made.call("a", waited_s=19.9)
    assert of_call(made)["late"] == 0.0
    made.now += 1.0
    assert of_call(made)["late"] == -3.0


def test_the_predicted_wait_counts_up_to_its_limit() -> None:
    made = desk(queue("support", threshold_s=180), predicted=0.5)
    made.call("a")
    assert of_call(made)["predicted"] == 0.5 * PREDICTED_LIMIT  # nobody works, nobody returns
    made.works("anna")
    assert of_call(made)["predicted"] == pytest.approx(0.5)  # one returns in 180 s


def test_long_work_costs_up_to_its_limit() -> None:
    made = desk(handling=2.0)
    made.call("a")
    assert of_call(made)["handling"] == -2.0
    for _ in range(20):
        made.ranked.handled(made.now, queue("support").queue, "anna", 1e6)
    assert of_call(made)["handling"] >= -2.0 * HANDLING_LIMIT


def test_the_guard_counts_from_its_moment() -> None:
    made = desk(guard_s=100.0)
    made.call("a", waited_s=99.0)
    assert "guard" not in of_call(made)
    made.now += 1.0
    assert of_call(made)["guard"] == pytest.approx(GUARD_WORTH + 100.0)


def test_rank_and_fit_are_of_the_two_together() -> None:
    near, far = seat("anna", skills={"desk": 10}), seat("b", {"support": Membership(3)})
    made = desk(queue("support", prefers=["desk"]), seats=(near, far), rank=2.0, fit=0.5)
    made.call("a")
    assert of_operators(made) == {"rank": [-0.0, -4.0], "fit": [0.5, 0.0]}
    assert (of_call(made)["fit"], of_call(made, "b")["rank"]) == (0.5, -4.0)


def test_idle_time_nears_its_weight_and_starts_at_nothing() -> None:
    made = desk(seats=tuple(seat(name) for name in "abc"), idle=0.3)
    made.free("a")
    made.free("b", idle_s=IDLE_SCALE_S)
    made.free("c", idle_s=1e9)
    made.call("x")
    assert of_operators(made)["idle"] == pytest.approx([0.0, 0.15, 0.3], abs=1e-6)


def test_work_of_the_recent_past_costs() -> None:
    made = desk(seats=(seat("a"), seat("b")), occupancy=2.0, in_a_row=0.1, in_a_row_limit=2)
    made.works("a")
    for _ in range(5):
        made.ranked.handled(made.now, queue("support").queue, "a", 60.0)
    made.now += 1e5
    made.free("a", "b")
    made.call("x")
    assert of_operators(made)["occupancy"] == pytest.approx([-2.0, 0.0], abs=1e-6)
    assert of_operators(made)["in_a_row"] == pytest.approx([-0.2, 0.0])


def test_a_slow_operator_costs_up_to_the_limit() -> None:
    made = desk(seats=tuple(seat(name) for name in "ab"), speed=1.0)
    made.call("x")
    assert of_operators(made)["speed"] == [-1.0, -1.0]
    made.ranked.floor.handling.relative[0, 0] = 77.0
    assert of_operators(made)["speed"] == [-HANDLING_LIMIT, -1.0]


def test_an_operator_of_a_busy_queue_is_dear() -> None:
    both = seat("both", ["support", "sales"])
    made = desk(queue("support"), queue("sales"), seats=(seat("one"), both), scarcity=1.0)
    made.put(*(seat(f"at work {at}") for at in range(20)))
    made.works(*(f"at work {at}" for at in range(20)))
    for _ in range(1000):
        made.ranked.floor.pressure.arrived(made.now, 1)
    made.call("x")
    one, two = of_operators(made)["scarcity"]
    assert two < -0.9
    assert one > -0.1


def test_only_the_known_operator_is_preferred() -> None:
    made = desk(seats=tuple(seat(name) for name in "ab"), preferred=2.0)
    made.call("x")
    assert of_operators(made, "b")["preferred"] == [0.0, 2.0]
    assert "preferred" not in of_operators(made, "nobody")


def test_the_index_is_the_sum_of_its_terms() -> None:
    assert total({"a": np.array([1.0, 2.0]), "b": np.array([0.5, -2.0])}, 2).tolist() == [1.5, 0]


@pytest.mark.parametrize("seed", range(40))
def test_both_triggers_go_by_the_same_rules(seed: int) -> None:
    told = history(seed, steps=40)
    floor, rates, now = told.ranked.floor, told.ranked.rates, told.now
    floor.reaches.refresh()
    listed = [slot for slot, one in enumerate(floor.seats.seats) if one is not None]
    for slot in listed:  # with all of them free there is more to see
        floor.seats.set_free(now, slot, now)
    for slot in listed:
        of_slot = calls_open_to(now, floor, rates, slot)
        for kind in range(floor.kinds.count):
            key, since = floor.kinds.keys[kind], float(floor.kinds.since[kind])
            of_kind = slot in operators_open_to(now, floor, rates, kind)
            assert of_kind == of_slot[kind]
            assert of_kind == is_open(now, floor, rates, key, since=since, slot=slot)
