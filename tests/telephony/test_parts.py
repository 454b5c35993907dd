"""Telephony's whole part of one revision."""

from telephony.parts import USUAL
from tests.support.walk import telephony
from vocabulary.ids import QueueId


def test_a_queue_that_the_plan_does_not_know_is_waited_in_as_usual() -> None:
    plan = telephony(
        {}, queues={"support": {"music": "calm"}}, number={"number": "1", "queue": "s"}
    )
    assert plan.waiting(QueueId("support")).music == "calm"
    assert plan.waiting(QueueId("gone")) is USUAL
