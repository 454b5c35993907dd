"""The words that the journal, the API and the exports show: never renamed, only added."""

from enum import StrEnum

import msgspec
import pytest

from vocabulary import states

WORDS = {
    "CallState": {
        "arriving",
        "ivr",
        "waiting",
        "connecting",
        "talking",
        "outside",
        "ended",
        "dialling",
        "transferring",
        "recovering",
    },
    "Availability": {"ready", "break", "signed_out"},
    "Activity": {"idle", "offered", "talking", "holding", "wrapping_up"},
    "PhoneState": {"unreachable", "free", "busy"},
    "OfferResult": {
        "accepted",
        "declined",
        "busy",
        "timed_out",
        "unreachable",
        "withdrawn",
        "failed",
    },
    "Outcome": {
        "answered",
        "abandoned",
        "voicemail",
        "interrupted",
        "refused",
        "callback",
        "transferred",
        "informed",
        "unreached",
    },
    "EndReason": {
        "caller_hung_up",
        "operator_hung_up",
        "ended_from_desk",
        "left_in_greeting",
        "left_in_queue",
        "left_while_connecting",
        "unknown_number",
        "line_failed",
        "asterisk_lost",
        "left_while_away",
        "fallback_answered",
        "fallback_left",
        "fallback_message",
        "left_in_menu",
        "flow_ended",
        "flow_too_long",
        "caller_blocked",
        "left_message",
        "callback_asked",
        "outside_ended",
        "left_outside",
        "left_in_transfer",
        "left_on_hold",
        "operator_lost",
        "callee_busy",
        "callee_declined",
        "callee_silent",
        "callee_unreachable",
        "operator_gave_up",
        "operator_silent",
    },
    "Direction": {"in", "out"},
    "TransferKind": {"blind", "consulted"},
    "ConsultMove": {"complete", "cancel", "conference"},
    "QueueExit": {"key", "too_long", "too_many", "ratio", "nobody", "closed"},
    "CallerKind": {"blocked", "vip", "known", "unknown"},
    "InputFault": {"missing", "wrong", "dismissed"},
    "LookUpResult": {"found", "missing", "failed"},
    "EndCause": {
        "hang_up",
        "busy",
        "declined",
        "no_answer",
        "unreachable",
        "failed",
        "gone",
        "line_lost",
    },
    "Role": {"operator", "supervisor", "manager", "administrator"},
}
LISTS = {
    name: kind
    for name, kind in vars(states).items()
    if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum
}


@pytest.mark.parametrize("name", WORDS)
def test_no_word_was_renamed_or_lost(name: str) -> None:
    assert {word.value for word in LISTS[name]} >= WORDS[name]


@pytest.mark.parametrize("name", LISTS)
def test_a_word_is_the_name_in_small_letters(name: str) -> None:
    assert all(word.value == word.name.lower() for word in LISTS[name])


def test_every_list_is_watched() -> None:
    assert set(LISTS) == set(WORDS)


def test_a_checkpoint_of_versions_before_menus_is_read() -> None:
    decoded = msgspec.json.decode(b'"greeting"', type=states.CallState)
    assert decoded is states.CallState.IVR
    with pytest.raises(msgspec.ValidationError, match="Invalid enum value 'flying'"):
        msgspec.json.decode(b'"flying"', type=states.CallState)
