"""Routing's part of the plan: what is accepted, what is refused, what is usual."""

import pytest
from pydantic import BaseModel, ValidationError

from routing.plan import FeatureCodes, OfferPlan, QueuePlan, RoutingPlan, queue_plan
from vocabulary.ids import QueueId

SUPPORT = QueueId("support")


def test_a_queue_needs_its_name_only() -> None:
    queue = QueuePlan.model_validate({"queue": "support", "name": "Support"})
    assert queue.operators == "all"
    assert (queue.ring_s, queue.ring_at_once, queue.wrap_up_s) == (15.0, 1, 15.0)
    assert (queue.objective, queue.threshold_s, queue.short_abandon_s) == (0.8, 20, 5)


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        (QueuePlan, {"queue": "Big Sales"}, "queue"),
        (QueuePlan, {"queue": "-x"}, "queue"),
        (QueuePlan, {"queue": "x" * 41}, "queue"),
        (QueuePlan, {"name": ""}, "name"),
        (QueuePlan, {"ring_s": 2.9}, "ring_s"),
        (QueuePlan, {"ring_s": float("nan")}, "ring_s"),
        (QueuePlan, {"ring_at_once": 0}, "ring_at_once"),
        (QueuePlan, {"ring_at_once": 11}, "ring_at_once"),
        (QueuePlan, {"wrap_up_s": -1}, "wrap_up_s"),
        (QueuePlan, {"objective": 0}, "objective"),
        (QueuePlan, {"objective": 1.1}, "objective"),
        (QueuePlan, {"ring_sec": 3}, "ring_sec"),
        (OfferPlan, {"rest_s": 0.4}, "rest_s"),
        (OfferPlan, {"misses_before_break": 0}, "misses_before_break"),
        (FeatureCodes, {"reday": "*1"}, "reday"),
    ],
)
def test_values_without_sense_are_refused_by_name(
    kind: type[BaseModel], given: dict[str, object], field: str
) -> None:
    base = {"queue": "support", "name": "Support"} if kind is QueuePlan else {}
    with pytest.raises(ValidationError) as refused:
        kind.model_validate(base | given)
    assert [finding["loc"] for finding in refused.value.errors()] == [(field,)]


def test_a_queue_may_name_its_operators() -> None:
    queue = QueuePlan.model_validate({"queue": "q", "name": "Q", "operators": ["anna", "boris"]})
    assert queue.operators == ("anna", "boris")


def test_a_queue_that_left_the_plan_has_the_usual_one() -> None:
    known = QueuePlan(queue=SUPPORT, name="Support", ring_s=30)
    plan = RoutingPlan(queues={SUPPORT: known})
    assert queue_plan(plan.queues, SUPPORT) is known
    assert queue_plan(plan.queues, QueueId("sales")).ring_s == 15.0


def test_the_usual_codes_are_those_of_the_manual() -> None:
    codes = FeatureCodes()
    assert (codes.ready, codes.take_break) == ("*1", "*2")
    assert codes.break_reasons[""] == "break"


def test_codes_that_cannot_be_told_apart_are_refused() -> None:
    with pytest.raises(ValidationError, match="cannot be told apart"):
        FeatureCodes(ready="*2", take_break="*2")
    with pytest.raises(ValidationError, match="cannot be told apart"):
        FeatureCodes(ready="*21", take_break="*2")


@pytest.mark.parametrize("field", ["overflow", "max_waiting", "max_wait_s"])
def test_where_callers_wait_on_is_no_matter_of_routing(field: str) -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        QueuePlan.model_validate({"queue": "support", "name": "Support", field: 1})
