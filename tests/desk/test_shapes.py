from typing import get_args

import msgspec
import pytest
from pydantic import BaseModel

from desk.answers import to_json
from desk.shapes import (
    OUTSIDE,
    answer,
    call_shape,
    card_shape,
    model_of,
    outside_name,
    recording_shape,
    shape,
    steps_shape,
    talk_shape,
)
from tests.support.desk_fakes import ANNA, NOON, call_card, call_row, example_cards
from tests.support.structs import sample
from vocabulary.board import CallCard, Card, PartyCard
from vocabulary.facts import (
    CallArrived,
    CallbackAsked,
    Caller,
    CallTransferred,
    ConsultStarted,
    Fact,
    OutsideChosen,
    Step,
)
from vocabulary.ids import CallId, LegId, RecordingId
from vocabulary.records import CallRow, NoteRow, RecordingRow, TalkRow

CARDS = example_cards()


@pytest.mark.parametrize("key", CARDS)
def test_every_card_has_the_fields_of_its_model(key: str) -> None:
    card: Card = CARDS[key]
    shaped = msgspec.json.decode(to_json(card_shape(card)))
    assert set(shaped) == set(model_of(type(card)).model_fields)
    assert model_of(type(card)).model_validate_json(to_json(card_shape(card)))
    assert "pii_" not in str(shaped)


def test_a_third_party_has_outside_names_too() -> None:
    party = PartyCard("talking", NOON, pii_number="+4930333")
    card = msgspec.structs.replace(call_card("c-1"), party=party)
    shaped = msgspec.json.decode(to_json(card_shape(card)))
    assert shaped["party"] == {
        "state": "talking",
        "since": "2026-11-22T12:00:00Z",
        "operator": None,
        "number": "+4930333",
    }
    assert shaped["caller"] == "+4930123456"
    assert model_of(CallCard).model_validate_json(to_json(card_shape(card)))


@pytest.mark.parametrize("kind", get_args(Fact), ids=lambda kind: kind.__name__)
def test_every_fact_is_told_without_inside_names(kind: type[msgspec.Struct]) -> None:
    told = msgspec.json.decode(to_json(shape(sample(kind))))
    assert told["type"] == kind.__name__
    assert "pii_" not in str(told)


def test_rows_have_the_fields_of_their_models() -> None:
    shaped = call_shape(call_row("c", None))
    assert set(shaped) == set(model_of(CallRow).model_fields)
    assert shaped["caller"] == "+4930123456"
    assert shaped["caller_name"] == "<b>Eve</b>"
    talk = TalkRow(CallId("c"), 1, ANNA, NOON)
    assert set(talk_shape(talk)) == set(model_of(TalkRow).model_fields)
    row = RecordingRow(RecordingId("r"), CallId("c"), "kept", NOON)
    assert set(recording_shape(row)) == set(model_of(RecordingRow).model_fields)


def test_a_caller_without_number_is_an_empty_text() -> None:

    arrived = CallArrived(CallId("c"), LegId("l"), "100", Caller())
    (step,) = steps_shape([Step(1, NOON, (arrived,))])
    assert step.facts[0]["caller"] == ""
    assert step.facts[0]["caller_name"] == ""


def test_every_personal_key_of_the_vocabulary_has_an_outside_name() -> None:
    """A new `pii_` field must be given a name here before it can leave the house."""

    structs = [*get_args(Card), PartyCard, CallRow, RecordingRow, NoteRow, Caller, *get_args(Fact)]
    personal = {
        info.name
        for struct in structs
        for info in msgspec.structs.fields(struct)
        if info.name.startswith("pii_")
    }
    assert personal <= set(OUTSIDE)
    for struct in structs:
        assert not [k for k in model_of(struct).model_fields if k.startswith("pii_")]


def test_models_in_models() -> None:
    made = answer("Made", "A test.", calls=list[CallRow], one=CallRow | None, by=dict[str, CallRow])
    schema = made.model_json_schema()
    assert set(schema["$defs"]) >= {"CallRow", "Outcome"}
    assert schema["properties"]["calls"]["items"] == {"$ref": "#/$defs/CallRow"}
    assert issubclass(made, BaseModel)


def test_a_number_that_is_not_the_callers_is_called_so() -> None:
    for struct in (CallbackAsked, OutsideChosen, ConsultStarted, CallTransferred, PartyCard):
        assert outside_name(struct, "pii_number") == "number"
        assert "number" in model_of(struct).model_fields
    assert outside_name(Caller, "pii_number") == "caller"
