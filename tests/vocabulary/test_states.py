"""The words that the journal, the API and the exports show: never renamed, only added."""

from enum import StrEnum

import pytest

from vocabulary import states

WORDS = {
    "CallState": {"arriving", "greeting", "waiting", "connecting", "talking", "ended"},
    "Availability": {"ready", "break", "signed_out"},
    "Activity": {"idle", "offered", "talking", "wrapping_up"},
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
    "Outcome": {"answered", "abandoned", "voicemail", "interrupted", "refused"},
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
    },
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
