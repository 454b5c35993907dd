"""Names of things."""

import pytest

from vocabulary.ids import (
    CallId,
    OfferId,
    RecordingId,
    call_of_message,
    extension_of_phone,
    message_of,
    operator_leg,
    outside_leg,
    web_phone,
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


@pytest.mark.parametrize(
    ("endpoint", "extension"),
    [
        ("101", "101"),
        ("web-101", "101"),
        ("web-", None),
        ("web-web-101", None),
        ("", None),
        ("callwright-trunk", None),
        ("web-anna", None),
        ("web-\u0661\u0660\u0661", None),
    ],
)
def test_an_endpoint_is_somebodys_phone_or_none(endpoint: str, extension: str | None) -> None:
    assert extension_of_phone(endpoint) == extension


def test_the_phone_in_the_page_is_known_by_the_same_extension() -> None:
    assert web_phone("101") == "web-101"
    assert extension_of_phone(web_phone("101")) == "101"
