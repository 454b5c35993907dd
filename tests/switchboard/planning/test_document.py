"""Every room gets its part of the document."""

import pytest

from switchboard.plan import parse_plan
from switchboard.planning.document import Plan, QueueDocument
from tests.support.findings import SHOP
from vocabulary.ids import NodeId, OperatorId, QueueId


@pytest.fixture
def plan() -> Plan:
    return parse_plan(SHOP, "shop.yaml")


def test_routing_gets_queues_and_operators(plan: Plan) -> None:
    assert list(plan.routing.queues) == ["support", "greek"]
    assert plan.routing.operators[OperatorId("boris")].skills == {"greek": 3}


def test_telephony_gets_numbers_flow_hours_and_waiting(plan: Plan) -> None:
    part = plan.telephony
    assert part.numbers["100"].start == "main"
    assert part.flow[NodeId("bye")].kind == "hang_up"
    assert part.waiting(QueueId("greek")).closed == "message"
    assert part.waiting(QueueId("unknown")).closed is None
    assert list(part.hours) == ["shop"]
    assert part.languages == ("en", "ru")
    assert part.incidents == {"outage"}
    assert part.outside == {"+4930999"}
    assert list(part.callers) == ["49301"]
    assert str(plan.zone) == str(plan.calendar("shop").zone) == "Europe/Berlin"
    with pytest.raises(LookupError):
        plan.calendar("nowhere")


def test_recording_and_prompts_get_theirs(plan: Plan) -> None:
    assert not plan.recording.covers(QueueId("greek"))
    assert plan.prompt_book.said("welcome", "ru").wording.text == "Привет"
    assert "goodbye" in plan.prompt_book.names


def test_a_queue_carries_how_callers_wait(plan: Plan) -> None:
    assert isinstance(plan.queues[0], QueueDocument)
    assert plan.queues[0].waiting.keys == {"1": "back", "2": "known"}
