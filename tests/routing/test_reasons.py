"""What keeps an operator from any call at all."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from routing.reasons import rule_against
from routing.state import Operator
from vocabulary.decisions import Rule
from vocabulary.ids import OperatorId, QueueId
from vocabulary.states import Activity, Availability, PhoneState

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
FREE = Operator(
    operator=OperatorId("anna"),
    name="Anna",
    extension="101",
    queues=frozenset({QueueId("support")}),
    idle_since=AT,
    availability=Availability.READY,
    phone=PhoneState.FREE,
)


def test_nothing_is_against_whoever_may_take_a_call() -> None:
    assert rule_against(FREE) is None


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"availability": Availability.SIGNED_OUT}, Rule.SIGNED_OUT),
        ({"unlisted": True}, Rule.SIGNED_OUT),
        ({"availability": Availability.BREAK}, Rule.ON_BREAK),
        ({"activity": Activity.OFFERED}, Rule.OFFERED),
        ({"activity": Activity.TALKING}, Rule.TALKING),
        ({"activity": Activity.WRAPPING_UP}, Rule.WRAPPING_UP),
        ({"rest_until": AT}, Rule.RESTING),
        ({"phone": PhoneState.UNREACHABLE}, Rule.PHONE_UNREACHABLE),
        ({"phone": PhoneState.BUSY}, Rule.PHONE_BUSY),
    ],
    ids=str,
)
def test_each_obstacle_has_its_rule(change: dict[str, object], rule: Rule) -> None:
    hindered = replace(FREE, **change)
    assert rule_against(hindered) is rule
    assert not hindered.may_take()


def test_what_somebody_chose_is_told_before_what_the_work_imposes() -> None:
    away = replace(FREE, availability=Availability.BREAK, activity=Activity.TALKING)
    assert rule_against(away) is Rule.ON_BREAK
