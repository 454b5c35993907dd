"""The search finds what is better, tells it on unseen days, and never plays a plan twice."""

import numpy as np
import pytest
from numpy.typing import NDArray

from routing.plan import QueuePlan, RoutingPlan
from routing.simulation.tuning import Knob, Step, knobs, paired, tune
from routing.weights import Weights
from vocabulary.ids import QueueId

SALES, SUPPORT = QueueId("sales"), QueueId("support")
PLAN = RoutingPlan(
    queues={
        SALES: QueuePlan(queue=SALES, name="Sales"),
        SUPPORT: QueuePlan(queue=SUPPORT, name="Support"),
    }
)
LATE = Knob("late", (0.0, 1.0, 2.0, 5.0))
KEPT = Knob("keep_free", (0.0, 1.0, 2.0), SALES)


class Days:
    """Scores that are best at late 2 and keep_free 1, with noise that all plans share."""

    def __init__(self, seed: int) -> None:
        self.noise = np.random.default_rng(seed).normal(0.0, 5.0, 30)
        self.played: list[str] = []

    def __call__(self, plan: RoutingPlan) -> NDArray[np.float64]:
        self.played.append(plan.model_dump_json())
        miss = abs(plan.weights.late - 2.0) + abs(plan.queues[SALES].keep_free - 1)
        return np.asarray(self.noise - miss)


def test_the_best_values_are_found_and_verified_on_other_days() -> None:
    seen, unseen = Days(1), Days(2)
    found = tune(PLAN, (LATE, KEPT), seen, unseen, evaluations=50)
    assert (found.plan.weights.late, found.plan.queues[SALES].keep_free) == (2.0, 1)
    assert found.gain.mean == pytest.approx(3.0)
    assert unseen.played == [found.plan.model_dump_json(), PLAN.model_dump_json()]
    assert len(seen.played) == found.evaluations == len(set(seen.played))


def test_the_plan_given_is_not_changed() -> None:
    before = PLAN.model_dump_json()
    tune(PLAN, (LATE, KEPT), Days(1), Days(2), evaluations=50)
    assert PLAN.model_dump_json() == before


def test_no_more_is_played_than_allowed() -> None:
    seen = Days(1)
    found = tune(PLAN, (LATE, KEPT), seen, Days(2), evaluations=3)
    assert found.evaluations == len(seen.played) == 3


def test_a_gain_within_chance_is_no_step() -> None:
    rng = np.random.default_rng(3)

    def noisy(plan: RoutingPlan) -> NDArray[np.float64]:
        return rng.normal(0.0, 1.0, 400)

    found = tune(PLAN, (LATE,), noisy, noisy, evaluations=4)
    assert found.steps == ()
    assert found.gain.mean == 0.0


def test_every_step_is_told_with_its_gain() -> None:
    told: list[Step] = []
    tune(
        PLAN,
        (LATE,),
        Days(1),
        Days(2),
        evaluations=50,
        progress=lambda _done, step: told.append(step) if step else None,
    )
    assert [step[:3] for step in told] == [
        ("weights.late", "0", "1"),
        ("weights.late", "1", "2"),
    ]
    assert [round(step.gain.mean, 6) for step in told] == [1.0, 1.0]


def test_a_ready_set_that_is_better_is_where_the_search_begins() -> None:
    sets = {"worse": Weights(late=5.0), "near": Weights(late=1.0)}
    found = tune(PLAN, (LATE,), Days(1), Days(2), evaluations=50, starts=sets)
    assert found.steps[0][:3] == ("weights", "as they are", "near")
    assert found.plan.weights.late == 2.0


def test_a_valley_is_crossed_to_the_end_of_the_ladder() -> None:
    def far(plan: RoutingPlan) -> NDArray[np.float64]:
        return np.full(9, 1.0 if plan.weights.late == 5.0 else 0.0)

    found = tune(PLAN, (LATE,), far, far, evaluations=50)
    assert found.plan.weights.late == 5.0


def test_a_value_that_the_plan_refuses_is_passed_over() -> None:
    found = tune(PLAN, (Knob("late", (0.0, 1000.0)),), Days(1), Days(2), evaluations=9)
    assert (found.steps, found.evaluations) == ((), 1)


def test_knobs_are_the_weights_and_each_queues_own() -> None:
    turned = knobs(PLAN)
    assert Knob("late", turned[0].ladder) in turned
    assert {knob.queue for knob in turned if knob.name == "keep_free"} == {SALES, SUPPORT}
    assert all(knob.read(PLAN) == knob.read(knob.turned(PLAN, knob.read(PLAN))) for knob in turned)


def test_one_queue_alone_has_nothing_to_weigh_against() -> None:
    alone = RoutingPlan(queues={SALES: PLAN.queues[SALES]})
    assert all(knob.queue is None for knob in knobs(alone))


def test_one_day_tells_no_interval() -> None:
    gain = paired(np.array([2.0]), np.array([1.0]))
    assert (gain.mean, gain.low, gain.high) == (1.0, -np.inf, np.inf)
