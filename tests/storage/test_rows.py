"""Structs as rows."""

from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest
from sqlalchemy import Row

from storage.catalogue import RecordingEntry
from storage.columns import clean
from storage.fold import CallEntry
from storage.rows import (
    call_values,
    disposition_piece,
    disposition_text,
    fact_body,
    fact_rows,
    recording_values,
    search_text,
    talk_values,
    to_call_entry,
    to_note,
    to_talk,
)
from storage.stages import Stage
from storage.tables import facts, recordings
from storage.tables_work import calls, talks
from tests.storage.stories import ANNA, HOSTILE, NOON, after, arrival, offered
from vocabulary.codec import decode_fact
from vocabulary.facts import (
    AvailabilityChanged,
    CallArrived,
    Caller,
    LinesSeen,
    RecordingStarted,
    Step,
)
from vocabulary.ids import CallId, LegId, RecordingId
from vocabulary.records import CallRow, NoteRow, RecordingRow, TalkRow
from vocabulary.states import Availability


def test_a_step_is_a_row_for_each_fact() -> None:
    told = (
        arrival("c1"),
        offered("c1"),
        RecordingStarted(RecordingId("r1"), CallId("c1"), ANNA),
        AvailabilityChanged(ANNA, Availability.BREAK, "lunch", "anna"),
        LinesSeen(0),
    )
    rows = fact_rows(Step(7, NOON, told))
    assert [(row["seq"], row["idx"], row["at"]) for row in rows] == [(7, n, NOON) for n in range(5)]
    assert [(row["kind"], row["call"], row["operator"], row["recording"]) for row in rows] == [
        ("CallArrived", "c1", None, None),
        ("OfferMade", "c1", "anna", None),
        ("RecordingStarted", "c1", "anna", "r1"),
        ("AvailabilityChanged", None, "anna", None),
        ("LinesSeen", None, None, None),
    ]
    assert tuple(decode_fact(row["body"].encode()) for row in rows) == told
    assert set(rows[0]) == set(facts.columns.keys())
    assert fact_rows(Step(8, NOON, ())) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_fits_into_a_fact(text: str) -> None:
    told = CallArrived(CallId("c1"), LegId("l1"), text, Caller(text, text))
    stored = decode_fact(fact_body(told).encode())
    if "\ud800" in text or "\udfff" in text:
        safe = clean(text)
        assert stored == CallArrived(CallId("c1"), LegId("l1"), safe, Caller(safe, safe))
    else:
        assert stored == told
    assert "\x00" not in fact_body(told)


def test_halves_of_pairs_are_replaced_wherever_they_are() -> None:
    told = msgspec.structs.replace(offered("c1"), why=("fine", "\ud800"))
    assert decode_fact(fact_body(told).encode()) == msgspec.structs.replace(
        told, why=("fine", "\ufffd")
    )


def test_rows_have_a_value_for_every_column() -> None:
    call = CallRow(CallId("c1"), NOON, "100", "+49", "ÄDA")
    assert set(call_values(CallEntry(1, call))) == set(calls.columns.keys())
    recording = RecordingRow(RecordingId("r1"), CallId("c1"), "recording", after(1))
    assert set(recording_values(RecordingEntry(1, recording))) == set(recordings.columns.keys())
    assert set(talk_values(TalkRow(CallId("c1"), 1, ANNA, NOON))) == set(talks.columns.keys())


def test_the_stage_of_a_living_call_is_kept_beside_its_row() -> None:
    call = CallRow(CallId("c1"), NOON, "100", "+49", "Ada", disposition=("billing", "refund"))
    talk = TalkRow(CallId("c1"), 1, ANNA, after(2), talked_s=3.0)
    entry = CallEntry(3, call, Stage.HELD, after(4), (talk,))
    stored = SimpleNamespace(**call_values(entry))
    assert to_call_entry(cast("Row[Any]", stored), (talk,)) == entry
    assert to_talk(cast("Row[Any]", SimpleNamespace(**talk_values(talk)))) == talk


def test_notes_of_a_row() -> None:
    note = NoteRow(CallId("c1"), "text", 2, NOON, "anna")
    stored = SimpleNamespace(**msgspec.structs.asdict(note))
    assert to_note(cast("Row[Any]", stored)) == note


@pytest.mark.parametrize(
    ("number", "key"), [("+49 30 123456", "930123456"), ("101", "101"), ("anonymous", None)]
)
def test_a_row_has_the_key_of_its_caller(number: str, key: str | None) -> None:
    call = CallRow(CallId("c1"), NOON, "100", number, "Ada")
    assert call_values(CallEntry(1, call))["caller_key"] == key


def test_a_code_is_found_whole_among_the_codes_of_a_call() -> None:
    kept = disposition_text(("billing", "late refund", 'a"b'))
    assert disposition_piece("billing") in kept
    assert disposition_piece('a"b') in kept
    for other in ("refund", "late", "bill", "b", ""):
        assert disposition_piece(other) not in kept
    assert disposition_text(()) == ""
    assert disposition_piece("two\nlines") in disposition_text(("two\nlines",))
    assert "\nlines\n" not in disposition_text(("two\nlines",))


def test_a_search_is_folded_in_every_alphabet() -> None:
    assert search_text("+49", "ÄDA Straße МИХАИЛ") == "+49\näda strasse михаил"
