"""Which numbers may be called out."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from telephony.outgoing import CLOSED, REMEMBERED, Dials, OutgoingPlan
from vocabulary.ids import OperatorId
from vocabulary.ports import DialRefused

AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
ANNA = OperatorId("anna")
PLAN = OutgoingPlan(
    allow=("+49", "+30210"), refuse=("+49900", "+49301"), region="DE", shown_by_queue={"a": "7"}
)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("030 555123", "+4930555123"),
        ("+49 (30) 555-123", "+4930555123"),
        ("0049 30 555123", "+4930555123"),
        ("+302101234567", "+302101234567"),
    ],
)
def test_numbers_are_brought_to_one_form(typed: str, number: str) -> None:
    assert PLAN.number(typed) == number


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("+1 212 5551234", "not_allowed"),
        ("+30 2310 123456", "not_allowed"),
        ("0900 1123456", "not_allowed"),
        ("030 123456", "not_allowed"),  # the longer beginning wins
        ("0180 5123456", "premium"),
        ("112", "no_number"),
        ("101", "no_number"),
        ("+4930555123;ext=7", "no_number"),
        ("sip:x@y", "no_number"),
        ("", "no_number"),
        ("٠٣٠", "no_number"),
    ],
)
def test_everything_else_is_refused_and_it_is_said_why(typed: str, code: str) -> None:
    with pytest.raises(DialRefused) as refused:
        PLAN.number(typed)
    assert refused.value.code == code
    assert str(refused.value).endswith(".")


def test_a_plan_that_says_nothing_lets_nobody_call() -> None:
    assert not CLOSED.is_open
    with pytest.raises(DialRefused, match="outgoing: allow"):
        CLOSED.number("+4930555123")


def test_premium_numbers_need_a_word_of_their_own() -> None:
    number = "+491805123456"
    assert OutgoingPlan(allow=("+49",), premium=True).number(number) == number


def test_a_longer_allowance_wins_over_a_refusal() -> None:
    assert OutgoingPlan(allow=("+49", "+49301234"), refuse=("+4930",)).number("+49301234567")


@pytest.mark.parametrize(
    "wrong", [{"allow": ["49"]}, {"region": "XX"}, {"ring_s": 1}, {"allows": ["+49"]}]
)
def test_a_wrong_plan_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        OutgoingPlan.model_validate(wrong)


def test_a_queue_may_show_a_number_of_its_own() -> None:
    assert (PLAN.shown_for("a"), PLAN.shown_for("b"), PLAN.shown_for(None)) == ("7", "", "")


def test_caps_count_24_hours() -> None:
    plan = OutgoingPlan(allow=("+49",), per_operator_day=3, per_number_day=2)
    dials = Dials()
    dials.placed(AT, ANNA, "+491")
    dials.placed(AT, ANNA, "+491")
    with pytest.raises(DialRefused, match="2 times"):
        dials.check(AT, plan, OperatorId("boris"), "+491")
    dials.check(AT, plan, ANNA, "+492")
    dials.placed(AT, ANNA, "+492")
    with pytest.raises(DialRefused, match="3 numbers"):
        dials.check(AT, plan, ANNA, "+493")
    later = AT + timedelta(hours=24)
    dials.check(later, plan, ANNA, "+491")
    dials.placed(later, ANNA, "+491")
    assert len(dials.state()) == 1  # what is old is forgotten
    assert Dials(dials.state()).state() == dials.state()


def test_no_more_is_remembered_than_can_be_held() -> None:
    dials = Dials()
    for _ in range(REMEMBERED + 5):
        dials.placed(AT, ANNA, "+491")
    assert len(dials.state()) == REMEMBERED
