"""The tables of operators' work."""

from storage.tables_work import call_notes, calls, talks
from vocabulary.records import CallRow, NoteRow, TalkRow


def test_rows_have_a_column_for_every_field() -> None:
    assert set(talks.columns.keys()) == set(TalkRow.__struct_fields__)
    assert set(call_notes.columns.keys()) == set(NoteRow.__struct_fields__)


def test_calls_are_whole_here() -> None:
    assert {*CallRow.__struct_fields__, "caller_key"} <= set(calls.columns.keys())
