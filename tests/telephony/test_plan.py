"""Telephony's part of the plan: what is accepted and what is refused."""

import pytest
from pydantic import ValidationError

from telephony.plan import CallerPlan, NumberPlan, digits


def test_a_number_needs_no_more_than_a_queue() -> None:
    number = NumberPlan.model_validate({"number": "100", "queue": "support"})
    assert (number.start, number.person, number.music) == (None, None, "default")
    assert number.priority == 0


def test_a_number_may_lead_to_a_node_of_the_flow_instead() -> None:
    number = NumberPlan.model_validate({"number": "100", "start": "main", "person": "support"})
    assert (number.queue, number.start, number.person) == (None, "main", "support")


@pytest.mark.parametrize("ways", [{}, {"queue": "support", "start": "main"}], ids=str)
def test_a_number_leads_to_exactly_one(ways: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="give one of both"):
        NumberPlan.model_validate({"number": "100", **ways})


def test_a_known_caller_may_be_blocked_or_dear_and_has_fields() -> None:
    caller = CallerPlan.model_validate(
        {"number": "1", "name": "Ada", "vip": True, "customer": "77", "fields": {"city": "Bonn"}}
    )
    assert (caller.vip, caller.blocked, caller.fields) == (True, False, {"city": "Bonn"})
    with pytest.raises(ValidationError):
        CallerPlan.model_validate({"number": "1", "customer": "A-77"})


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


def test_a_number_may_ask_for_skills_and_a_language() -> None:
    number = NumberPlan.model_validate(
        {"number": "100", "queue": "q", "needs": {"greek": 5}, "language": "el"}
    )
    assert (number.needs, number.language, number.last_operator) == ({"greek": 5}, "el", False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"needs": {"greek": 11}},
        {"needs": {"Greek!": 5}},
        {"language": "klingon language"},
    ],
    ids=str,
)
def test_what_no_operator_can_have_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        NumberPlan.model_validate({"number": "100", "queue": "q", **wrong})


def test_two_spellings_of_a_number_have_their_digits_in_common() -> None:
    assert digits("+49 (30) 123-4") == digits("49301234") == "49301234"
    assert digits("anonymous") == digits("") == digits("²٣") == ""


def test_a_caller_without_digits_cannot_be_known() -> None:
    with pytest.raises(ValidationError, match="a caller's number has digits"):
        CallerPlan.model_validate({"number": "anonymous"})
