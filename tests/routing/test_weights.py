"""Weights and load: what is usual, what is refused, and that everything is bounded."""

import pytest
from pydantic import BaseModel, ValidationError

from routing.plan import RoutingPlan
from routing.ranking.bound import overtaking_bound
from routing.weights import LoadPlan, Weights


def test_nothing_need_be_said() -> None:
    plan = RoutingPlan.model_validate({"queues": {}})
    assert plan.weights == Weights()
    assert plan.load == LoadPlan()


def test_every_term_but_the_guard_can_be_switched_off() -> None:
    off = {
        name: 0.0
        for name in Weights.model_fields
        if name not in {"guard_s", "in_a_row_limit", "late_after"}
    }
    assert overtaking_bound(Weights.model_validate(off)) == 0.0


@pytest.mark.parametrize("name", sorted(Weights.model_fields))
@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf"), 1e9, "much"])
def test_no_weight_is_without_bounds(name: str, value: object) -> None:
    with pytest.raises(ValidationError) as refused:
        Weights.model_validate({name: value})
    assert [finding["loc"] for finding in refused.value.errors()] == [(name,)]


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (Weights, {"guard_s": 29.0}),
        (Weights, {"in_a_row_limit": 0}),
        (Weights, {"urgency": 1.0}),
        (LoadPlan, {"window_s": 59.0}),
        (LoadPlan, {"rest_s": 0.5}),
        (LoadPlan, {"window_s": float("inf")}),
    ],
)
def test_values_without_sense_are_refused_by_name(
    kind: type[BaseModel], given: dict[str, float]
) -> None:
    with pytest.raises(ValidationError) as refused:
        kind.model_validate(given)
    assert [finding["loc"] for finding in refused.value.errors()] == [tuple(given)]


def test_a_plan_cannot_be_changed_behind_the_routers_back() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Weights().late = 1.0
