"""Who may be offered a call, and that the records survive a checkpoint."""

from datetime import UTC, datetime

import msgspec
import pytest
from msgspec.structs import replace

from routing.state import OpenOffer, Operator, Waiting
from vocabulary.ids import CallId, OfferId, OperatorId, QueueId
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


def test_a_ready_idle_operator_with_a_free_phone_may_take_a_call() -> None:
    assert FREE.may_take()


@pytest.mark.parametrize(
    "change",
    [
        {"availability": Availability.BREAK},
        {"availability": Availability.SIGNED_OUT},
        {"activity": Activity.OFFERED},
        {"activity": Activity.TALKING},
        {"activity": Activity.WRAPPING_UP},
        {"phone": PhoneState.BUSY},
        {"phone": PhoneState.UNREACHABLE},
        {"unlisted": True},
        {"rest_until": AT},
        {"activity": Activity.OFFERED, "aside": True},
        {"activity": Activity.TALKING, "aside": True},
    ],
    ids=str,
)
def test_any_one_thing_is_enough_to_be_left_alone(change: dict[str, object]) -> None:
    assert not replace(FREE, **change).may_take()


def test_a_new_operator_is_signed_out_and_has_no_phone_yet() -> None:
    new = Operator(OperatorId("x"), "X", "109", frozenset(), AT)
    assert not new.may_take()
    assert (new.availability, new.phone) == (Availability.SIGNED_OUT, PhoneState.UNREACHABLE)


def test_records_go_to_json_and_back() -> None:
    offer = OpenOffer(OfferId("o"), CallId("c"), AT)
    busy = replace(FREE, activity=Activity.OFFERED, offer=offer, rest_until=AT)
    assert msgspec.json.decode(msgspec.json.encode(busy), type=Operator) == busy
    waiting = Waiting(CallId("c"), QueueId("q"), AT, 3, frozenset({OfferId("o")}), held=True)
    assert msgspec.json.decode(msgspec.json.encode(waiting), type=Waiting) == waiting
