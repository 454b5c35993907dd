"""Names of things."""

from vocabulary.ids import (
    CallId,
    OfferId,
    RecordingId,
    call_of_message,
    message_of,
    operator_leg,
    outside_leg,
)


def test_an_operators_leg_follows_from_its_offer() -> None:
    assert operator_leg(OfferId("7f3")) == "op-7f3"
    assert operator_leg(OfferId("7f3")) == operator_leg(OfferId("7f3"))
    assert operator_leg(OfferId("7f4")) != operator_leg(OfferId("7f3"))


def test_outside_legs_and_messages_follow_from_their_call_and_count() -> None:
    first, second = CallId("7f3"), CallId("7f4")
    assert (outside_leg(first, 1), message_of(first, 2)) == ("out-7f3-1", "7f3-m2")
    for name in (outside_leg, message_of):
        assert len({name(call, count) for call in (first, second) for count in (1, 2)}) == 4


def test_a_message_names_its_call_and_a_conversation_none() -> None:
    assert call_of_message(message_of(CallId("7f3-m"), 12)) == "7f3-m"
    for other in ("7f3-1", "7f3-m", "m1", "7f3-mx", "message-17-4", ""):
        assert call_of_message(RecordingId(other)) is None
