"""Telephony's part of the plan: what is accepted and what is refused."""

import pytest
from pydantic import ValidationError

from telephony.plan import NumberPlan


def test_a_number_needs_no_more_than_a_queue() -> None:
    number = NumberPlan.model_validate({"number": "100", "queue": "support"})
    assert (number.greeting, number.music, number.priority) == (None, "default", 0)


@pytest.mark.parametrize("number", ["100", "+4930123456", "1", "0" * 20])
def test_numbers_as_a_trunk_writes_them(number: str) -> None:
    assert NumberPlan.model_validate({"number": number, "queue": "q"}).number == number


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", ""),
        ("number", "*1"),
        ("number", "1" * 21),
        ("number", "10;0"),
        ("number", "100\n"),
        ("number", "${EXTEN}"),
        ("greeting", "../secret"),
        ("greeting", "a b"),
        ("greeting", "x" * 81),
        ("music", "de fault"),
        ("music", "a/b"),
        ("priority", -1),
        ("priority", 101),
        ("colour", "red"),
    ],
)
def test_what_could_break_the_dialplan_is_refused(field: str, value: object) -> None:
    with pytest.raises(ValidationError) as refused:
        NumberPlan.model_validate({"number": "100", "queue": "q", field: value})
    assert [finding["loc"] for finding in refused.value.errors()] == [(field,)]


def test_a_number_never_changes() -> None:
    number = NumberPlan.model_validate({"number": "100", "queue": "q"})
    with pytest.raises(ValidationError):
        setattr(number, "music", "other")  # noqa: B010 - that it is refused is the test
