"""Inputs: immutable values, so that a story of them can be kept and told again."""

import msgspec
import pytest
from hypothesis import given, settings

from tests.support.structs import any_of, members, sample
from vocabulary.inputs import Input, LegEnded, LinesSurveyed

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
