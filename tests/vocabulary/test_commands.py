"""Commands: immutable values without a reply in them."""

import msgspec
import pytest
from hypothesis import given, settings

from tests.support.structs import any_of, members, sample
from vocabulary.commands import Command, LineCommand, RingOperator, StoreRecording

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


def test_only_storing_a_recording_is_not_for_the_line() -> None:
    assert set(members(Command)) - set(members(LineCommand)) == {StoreRecording}


def test_numbers_of_callers_are_marked_as_personal() -> None:
    assert {name for name in RingOperator.__struct_fields__ if name.startswith("pii_")} == {
        "pii_number",
        "pii_name",
    }
