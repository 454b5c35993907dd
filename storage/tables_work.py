"""Tables: what operators do in calls: who had them, and what was written of them.

Whoever reads or writes calls takes that table from here: the columns that other modules add
to it are there too.
"""

from sqlalchemy import BigInteger, Column, Double, Index, Integer, Table

import storage.tables_customers  # noqa: F401  it adds the caller's key to the calls
from storage.columns import CleanText, Utc
from storage.tables import calls, metadata

__all__ = ["call_notes", "calls", "talks"]

# `vocabulary.records.TalkRow`. While `ended_at` is null, the seconds are those counted so far.
talks = Table(
    "talks",
    metadata,
    Column("call", CleanText, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("operator", CleanText, nullable=False),
    Column("began_at", Utc, nullable=False),
    Column("ended_at", Utc),
    Column("talked_s", Double),
    Column("held_s", Double),
    Column("ended_by", CleanText, nullable=False),
    Index("ix_talks_operator", "operator", "began_at"),
)

# `vocabulary.records.NoteRow`: one row for each call of which anything was written.
call_notes = Table(
    "call_notes",
    metadata,
    Column("call", CleanText, primary_key=True),
    Column("pii_text", CleanText, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("saved_at", Utc, nullable=False),
    Column("saved_by", CleanText, nullable=False),
)
