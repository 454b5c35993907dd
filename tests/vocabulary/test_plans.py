"""Plans as their keepers see them."""

from typing import get_type_hints

import msgspec
import pytest
from hypothesis import given, settings

from storage.plans import SqlPlans
from tests.support.structs import any_of, sample
from vocabulary.findings import Severity
from vocabulary.plans import (
    DraftChanged,
    EditRefused,
    FlowPicture,
    PictureEdge,
    PictureNode,
    PlanChange,
    PlanDraft,
    PlanOffice,
    PlanRefused,
    PlanRevision,
    PlanShelf,
    ReplayState,
    TextFinding,
    WeekDay,
    WeekSpan,
)

PLAIN = (PlanRevision, PlanDraft, TextFinding, FlowPicture, WeekDay)


@pytest.mark.parametrize("kind", PLAIN, ids=lambda kind: kind.__name__)
def test_what_is_told_of_a_plan_never_changes(kind: type[msgspec.Struct]) -> None:
    told = sample(kind)
    with pytest.raises(AttributeError):
        setattr(told, kind.__struct_fields__[0], None)


@settings(max_examples=60, deadline=None)
@given(any_of(PlanRevision), any_of(PlanDraft), any_of(FlowPicture), any_of(WeekDay))
def test_it_goes_to_json_and_back(
    revision: PlanRevision, draft: PlanDraft, picture: FlowPicture, day: WeekDay
) -> None:
    for told in (revision, draft, picture, day):
        assert msgspec.json.decode(msgspec.json.encode(told), type=type(told)) == told


def test_a_change_tells_what_was_and_what_is() -> None:
    change = PlanChange(("flow", "main", "keys"), None, {"3": "sales"}, "key 3 is new")
    assert msgspec.json.decode(msgspec.json.encode(change)) == {
        "place": ["flow", "main", "keys"],
        "before": None,
        "after": {"3": "sales"},
        "told": "key 3 is new",
    }


def test_a_refused_plan_says_everything_that_is_wrong() -> None:
    wrong = TextFinding(("queues", 0), "serves nobody", Severity.ERROR, 7, 3)
    other = TextFinding((), "names no number", Severity.ERROR)
    refused = PlanRefused([wrong, other])
    assert refused.findings == (wrong, other)
    assert str(refused) == "serves nobody\nnames no number"
    assert isinstance(refused, ValueError)
    assert (other.line, other.column) == (0, 0)


def test_a_draft_that_changed_is_no_mistake_of_whoever_saves() -> None:
    assert issubclass(EditRefused, ValueError)
    assert not issubclass(DraftChanged, ValueError)


def test_a_picture_may_be_empty_and_a_trial_not_begun() -> None:
    assert FlowPicture() == FlowPicture((), ())
    assert PictureNode("flow/main", "menu", "main").findings == ()
    assert PictureEdge("flow/main", "queue/support").label == ""
    assert (ReplayState().state, ReplayState().result) == ("none", None)
    assert WeekDay("2026-12-24", (WeekSpan(540, 1440),)).holiday is False


def test_storage_is_a_shelf_of_plans() -> None:
    for name in vars(PlanShelf):
        if not name.startswith("_"):
            ours, port = getattr(SqlPlans, name), getattr(PlanShelf, name)
            assert get_type_hints(ours) == get_type_hints(port)


def test_the_office_can_do_whatever_the_shelf_can_tell() -> None:
    assert {"revisions", "text_of", "draft", "save_draft", "drop_draft"} <= set(vars(PlanOffice))
