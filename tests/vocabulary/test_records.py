"""Rows that rooms hand to one another."""

from typing import get_type_hints

import msgspec
import pytest
from hypothesis import given, settings

from tests.support.structs import any_of, sample
from vocabulary.records import (
    AuditRow,
    CallFilter,
    CallRow,
    ExtensionTaken,
    NameTaken,
    Person,
    RecordingRow,
    SignIn,
)

ROWS = (Person, SignIn, CallRow, CallFilter, RecordingRow, AuditRow)


@pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind.__name__)
def test_a_row_never_changes(kind: type[msgspec.Struct]) -> None:
    row = sample(kind)
    with pytest.raises(AttributeError):
        setattr(row, kind.__struct_fields__[0], None)


@settings(max_examples=60, deadline=None)
@given(any_of(CallRow))
def test_a_call_goes_to_json_and_back(row: CallRow) -> None:
    assert msgspec.json.decode(msgspec.json.encode(row), type=CallRow) == row


def test_a_filter_that_asks_nothing_means_any_call() -> None:
    asked = CallFilter()
    fields = [name for name in CallFilter.__struct_fields__ if name != "limit"]
    assert all(getattr(asked, name) is None for name in fields)
    assert 1 <= asked.limit <= 500


def test_what_is_personal_in_a_call_is_marked() -> None:
    texts = [name for name, kind in get_type_hints(CallRow).items() if "caller" in name]
    assert texts
    assert all(name.startswith("pii_") for name in texts)


def test_a_row_of_versions_before_menus_is_read() -> None:
    old = b'{"id":"c","arrived_at":"2026-01-05T09:00:00Z","dialled":"100","pii_caller":"",'
    row = msgspec.json.decode(old + b'"pii_caller_name":""}', type=CallRow)
    assert (row.revision, row.language, row.left_queue) == (0, "", None)
    assert (row.menu_s, row.talk_ended_at, row.node) == (None, None, None)


def test_a_name_and_an_extension_that_are_taken_are_two_things() -> None:
    assert issubclass(NameTaken, ValueError)
    assert issubclass(ExtensionTaken, ValueError)
    assert not issubclass(NameTaken, ExtensionTaken)
