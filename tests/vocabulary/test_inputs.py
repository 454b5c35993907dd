"""Inputs: immutable values, so that a story of them can be kept and told again."""

import msgspec
import pytest
from hypothesis import given, settings

from tests.support.structs import any_of, members, sample
from vocabulary.ids import LegId
from vocabulary.inputs import (
    IncidentSwitchAsked,
    Input,
    LegEnded,
    LinesSurveyed,
    LookUpDone,
    PlanGiven,
    PromptEnded,
)

_decoder: msgspec.json.Decoder[Input] = msgspec.json.Decoder(Input)


@settings(max_examples=150, deadline=None)
@given(any_of(Input))
def test_every_input_can_be_kept_and_told_again(given: Input) -> None:
    assert _decoder.decode(msgspec.json.encode(given)) == given


@pytest.mark.parametrize("kind", members(Input), ids=lambda kind: kind.__name__)
def test_an_input_never_changes(kind: type[msgspec.Struct]) -> None:
    given = sample(kind)
    hash(given)
    for name in kind.__struct_fields__[:1]:
        with pytest.raises(AttributeError):
            setattr(given, name, None)


def test_a_survey_may_find_nothing() -> None:
    assert LinesSurveyed(()) == LinesSurveyed((), (), False, ())


def test_two_equal_reports_are_the_same_report() -> None:
    assert sample(LegEnded) == sample(LegEnded)


def test_the_ends_of_two_prompts_on_one_leg_are_told_apart() -> None:
    leg = LegId("l")
    assert PromptEnded(leg, "t1") != PromptEnded(leg, "t2")


def test_a_plan_is_given_by_its_revision_alone() -> None:
    assert PlanGiven(3, "mara") == PlanGiven(3, "mara", "", (), None)


def test_an_incident_without_queues_concerns_everybody() -> None:
    assert IncidentSwitchAsked("outage", "mara").queues == ()


def test_what_was_looked_up_is_personal() -> None:
    assert "pii_values" in LookUpDone.__struct_fields__
