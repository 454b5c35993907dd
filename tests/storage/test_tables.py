"""The tables themselves."""

from sqlalchemy.engine import make_url
from sqlalchemy.schema import CreateTable

from storage.columns import CleanText, Utc
from storage.tables import calls, metadata, plan_draft, plan_revisions, recordings
from vocabulary.plans import PlanDraft, PlanRevision
from vocabulary.records import CallRow, RecordingRow

SQLITE = make_url("sqlite+aiosqlite://").get_dialect()()
POSTGRESQL = make_url("postgresql+asyncpg://").get_dialect()()


def test_rows_have_a_column_for_every_field() -> None:
    assert set(CallRow.__struct_fields__) <= set(calls.columns.keys())
    assert set(RecordingRow.__struct_fields__) <= set(recordings.columns.keys())
    assert set(PlanRevision.__struct_fields__) <= set(plan_revisions.columns.keys())
    assert set(PlanDraft.__struct_fields__) <= set(plan_draft.columns.keys())


def test_text_and_times_have_our_types_everywhere() -> None:
    for table in metadata.tables.values():
        for column in table.columns:
            if column.type.python_type is str:
                assert isinstance(column.type, CleanText), column
            if column.name.endswith("at"):
                assert isinstance(column.type, Utc), column


def test_both_databases_can_be_told_the_tables() -> None:
    for table in metadata.tables.values():
        assert "CONSTRAINT pk_" in str(CreateTable(table).compile(dialect=SQLITE))
        assert "CONSTRAINT pk_" in str(CreateTable(table).compile(dialect=POSTGRESQL))
