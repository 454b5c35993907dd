"""Structs as rows."""

from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest
from sqlalchemy import Row

from storage.catalogue import RecordingEntry
from storage.columns import clean
from storage.fold import CallEntry, Stage
from storage.rows import (
    call_values,
    fact_body,
    fact_rows,
    recording_values,
    search_text,
    to_call_entry,
)
from storage.tables import calls, facts, recordings
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
from vocabulary.records import CallRow, RecordingRow
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


def test_the_stage_of_a_living_call_is_kept_beside_its_row() -> None:
    entry = CallEntry(3, CallRow(CallId("c1"), NOON, "100", "+49", "Ada"), Stage.WAITING, after(4))
    stored = SimpleNamespace(**call_values(entry))
    assert to_call_entry(cast("Row[Any]", stored)) == entry


def test_a_search_is_folded_in_every_alphabet() -> None:
    assert search_text("+49", "ÄDA Straße МИХАИЛ") == "+49\näda strasse михаил"
