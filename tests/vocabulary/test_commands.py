"""Commands: immutable values without a reply in them."""

import msgspec
import pytest
from hypothesis import given, settings

from tests.support.structs import any_of, members, sample
from vocabulary.commands import (
    Command,
    LineCommand,
    LookUp,
    PlayPrompt,
    RecordMessage,
    RingOperator,
    RingOutside,
    StoreRecording,
    Utterance,
)
from vocabulary.ids import LegId

_decoder: msgspec.json.Decoder[Command] = msgspec.json.Decoder(Command)


@settings(max_examples=100, deadline=None)
@given(any_of(Command))
def test_every_command_can_be_sent_elsewhere(command: Command) -> None:
    assert _decoder.decode(msgspec.json.encode(command)) == command


@pytest.mark.parametrize("kind", members(Command), ids=lambda kind: kind.__name__)
def test_a_command_never_changes(kind: type[msgspec.Struct]) -> None:
    command = sample(kind)
    hash(command)
    with pytest.raises(AttributeError):
        setattr(command, kind.__struct_fields__[0], None)


def test_only_storing_a_recording_and_looking_up_are_not_for_the_line() -> None:
    assert set(members(Command)) - set(members(LineCommand)) == {StoreRecording, LookUp}


@pytest.mark.parametrize(
    ("kind", "personal"),
    [
        (RingOperator, {"pii_number", "pii_name"}),
        (RingOutside, {"pii_number", "pii_shown"}),
        (LookUp, {"pii_key"}),
    ],
)
def test_what_is_personal_is_marked(kind: type[msgspec.Struct], personal: set[str]) -> None:
    assert {name for name in kind.__struct_fields__ if name.startswith("pii_")} == personal


def test_what_is_said_has_blanks_that_are_plain_text() -> None:
    assert Utterance("hello") == Utterance("hello", ())
    place = Utterance("place", (("place", "3"),))
    said = PlayPrompt(LegId("l"), "t1", (Utterance("hello"), place), "ru", 4)
    assert _decoder.decode(msgspec.json.encode(said)) == said


def test_a_message_has_an_end() -> None:
    assert {"max_s", "silence_s"} <= set(RecordMessage.__struct_fields__)
