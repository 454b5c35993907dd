from hypothesis import given
from hypothesis import strategies as st

from telephony.ari import names
from vocabulary.ids import (
    CallId,
    LegId,
    OfferId,
    RecordingId,
    message_of,
    operator_leg,
    outside_leg,
    party_leg,
)

ids = st.text(alphabet="0123456789abcdef-.", min_size=1, max_size=40)
tokens = st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789.", min_size=1, max_size=12)


@given(ids, tokens)
def test_each_name_leads_back_to_its_id(text: str, token: str) -> None:
    call, leg, recording = CallId(text), LegId(text), RecordingId(text)
    assert names.call_of(names.bridge_of(call)) == call
    assert names.call_aside(names.aside_of(call)) == call
    assert names.call_aside(names.bridge_of(call)) is None
    assert names.call_of(names.aside_of(call)) is None
    assert names.prompt_in(names.playback_of(leg, token)) == (leg, token)
    assert names.message_in(names.message_file(recording)) == recording
    assert names.leg_of_tone(names.tone_of(leg)) == leg
    for side in names.SIDES:
        snoop = names.snoop_of(recording, side)
        assert names.recording_of(snoop) == recording
        assert names.file_of_snoop(snoop) == names.file_of(recording, side)
        assert names.recording_in(names.file_of(recording, side)) == (recording, side)


@given(ids)
def test_a_name_is_of_one_kind_only(text: str) -> None:
    leg = operator_leg(OfferId(text))
    snoop = names.snoop_of(RecordingId(text), "in")
    assert names.is_rung(leg)
    assert names.is_rung(outside_leg(CallId(text), 1))
    assert names.is_rung(party_leg(CallId(text), 1))
    assert names.is_phone(leg)
    assert names.is_phone(party_leg(CallId(text), 1))
    assert not names.is_phone(outside_leg(CallId(text), 1))
    assert names.recording_of(party_leg(CallId(text), 1)) is None
    assert names.recording_of(leg) is None
    assert not names.is_rung(snoop)
    assert names.leg_of_tone(names.playback_of(LegId(text), "1")) is None
    assert names.prompt_in(names.tone_of(LegId(text))) is None
    assert names.recording_in(names.message_file(RecordingId(text))) is None
    for side in names.SIDES:
        assert names.message_in(names.file_of(RecordingId(text), side)) is None


def test_asterisks_own_names_are_nobodys() -> None:
    ours = "02-00-17234.5"
    assert not names.is_rung(ours)
    assert names.recording_of(ours) is None
    assert not names.is_phone(ours)
    assert names.call_of("b8a8e1d0-bridge") is None
    assert names.call_aside("b8a8e1d0-bridge") is None
    for file in ("", "in", "-in", "message", "r1-left", "r1-out-x"):
        assert names.recording_in(file) is None
        assert names.message_in(file) is None
    for playback in ("", "prompt-", "prompt-1.1", "~1", "tone-1.1~1", "x"):
        assert names.prompt_in(playback) is None


def test_a_message_has_one_file_in_the_folder_of_the_sides() -> None:
    assert names.message_file(message_of(CallId("c1"), 2)) == "c1-m2-message"


def test_both_sides_of_a_recording_have_files_of_their_own() -> None:
    recording = RecordingId("c1-1")
    assert len({names.file_of(recording, side) for side in names.SIDES}) == 2
