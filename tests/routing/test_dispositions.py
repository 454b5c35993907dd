"""The tree of what a call may have come to."""

from typing import Any

import pytest
from pydantic import ValidationError

from routing.dispositions import DispositionPlan, find
from routing.plan import QueuePlan

SALE = {
    "code": "sale",
    "name": "Sale",
    "children": [{"code": "new", "name": "New customer"}, {"code": "again", "name": "Again"}],
}


def listed(*tree: dict[str, Any], **more: object) -> QueuePlan:
    return QueuePlan.model_validate(
        {"queue": "support", "name": "Support", "dispositions": tree, **more}
    )


def nested(levels: int) -> dict[str, Any]:
    children = [nested(levels - 1)] if levels > 1 else []
    return {"code": "x", "name": "X", "children": children}


def test_a_queue_has_none_unless_its_plan_lists_some() -> None:
    queue = QueuePlan.model_validate({"queue": "support", "name": "Support"})
    assert (queue.dispositions, queue.disposition_required) == ((), False)


def test_a_path_is_followed_from_the_top_down() -> None:
    tree = listed(SALE, {"code": "other", "name": "Other"}, disposition_required=True).dispositions
    sale, again, other = find(tree, ["sale"]), find(tree, ["sale", "again"]), find(tree, ["other"])
    assert sale is not None and not sale.is_leaf
    assert again is not None and again.is_leaf and again.name == "Again"
    assert other is not None and other.is_leaf
    for nowhere in ([], ["new"], ["sale", "other"], ["other", "new"], ["sale", "new", "new"]):
        assert find(tree, nowhere) is None


def test_the_same_code_may_stand_in_two_branches() -> None:
    tree = listed(SALE, {**SALE, "code": "order", "name": "Order"}).dispositions
    assert isinstance(find(tree, ("order", "new")), DispositionPlan)


def test_three_levels_are_enough() -> None:
    assert listed(nested(3)).dispositions
    with pytest.raises(ValidationError, match="4 levels deep, and the most is 3"):
        listed(nested(4))
    with pytest.raises(ValidationError):
        listed(nested(400))


def test_two_hundred_are_enough() -> None:
    def branch(number: int, leaves: int) -> dict[str, Any]:
        below = [{"code": f"l{leaf}", "name": "L"} for leaf in range(leaves)]
        return {"code": f"b{number}", "name": "B", "children": below}

    assert len(listed(*(branch(number, 9) for number in range(20))).dispositions) == 20
    with pytest.raises(ValidationError, match="201 dispositions, and the most is 200"):
        listed(*(branch(number, 9) for number in range(19)), branch(19, 10))


@pytest.mark.parametrize(
    ("tree", "place"),
    [
        ([SALE, SALE], ("dispositions",)),
        ([{**SALE, "children": [SALE, SALE]}], ("dispositions", 0, "children")),
    ],
)
def test_siblings_are_told_apart(tree: list[dict[str, Any]], place: tuple[object, ...]) -> None:
    with pytest.raises(ValidationError, match="the code sale stands here twice") as refused:
        listed(*tree)
    assert [error["loc"] for error in refused.value.errors()] == [place]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "Big Sale"}, "code"),
        ({"code": ""}, "code"),
        ({"code": "x" * 41}, "code"),
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_values_without_sense_are_refused_by_name(change: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        listed({**SALE, **change})
    assert [error["loc"][-1] for error in refused.value.errors()] == [field]


def test_nobody_has_to_choose_from_nothing() -> None:
    with pytest.raises(ValidationError, match="there is nothing to choose from"):
        listed(disposition_required=True)
