"""Recording's part of the plan: what is accepted, what is refused, whom it covers."""

import pytest
from pydantic import ValidationError

from recording.plan import RecordingPlan, findings
from vocabulary.ids import QueueId

SUPPORT, SALES = QueueId("support"), QueueId("sales")


def test_usually_everybody_is_recorded() -> None:
    assert RecordingPlan().covers(SUPPORT)
    assert RecordingPlan().covers(None)


def test_queues_and_everybody_can_be_left_out() -> None:
    plan = RecordingPlan(except_queues=(SALES,))
    assert plan.covers(SUPPORT)
    assert not plan.covers(SALES)
    assert not RecordingPlan(record=False).covers(SUPPORT)


def test_what_it_does_not_know_is_refused_by_name() -> None:
    with pytest.raises(ValidationError, match="except"):
        RecordingPlan.model_validate({"except": ["sales"]})


def test_a_queue_that_is_not_there_is_found_with_its_place() -> None:
    plan = RecordingPlan(except_queues=(SUPPORT, QueueId("sale")))
    (finding,) = findings(plan, [SUPPORT, SALES])
    assert finding.place == ("recording", "except_queues", 1)
    assert finding.message == "there is no queue sale; did you mean sales?"
    assert findings(RecordingPlan(), [SUPPORT]) == ()
