"""The tables. Their history is in `migrations/`; a test keeps the two equal.

Indexes serve the list queries: newest first, by day, queue, operator or outcome, for
hundreds of thousands of calls.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    false,
)

from storage.columns import CleanText, Utc

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# Every fact of the journal. Clustered by its key: rows come in order and are read in order.
facts = Table(
    "facts",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("idx", Integer, primary_key=True, autoincrement=False),
    Column("at", Utc, nullable=False),
    Column("kind", CleanText, nullable=False),
    Column("call", CleanText),
    Column("operator", CleanText),
    Column("recording", CleanText),
    Column("body", CleanText, nullable=False),
    sqlite_with_rowid=False,
)
_of_a_call = facts.c.call.is_not(None)
_first_of_step = facts.c.idx == 0
Index(
    "ix_facts_call",
    facts.c.call,
    facts.c.seq,
    sqlite_where=_of_a_call,
    postgresql_where=_of_a_call,
)
Index(
    "ix_facts_at",
    facts.c.at,
    facts.c.seq,
    sqlite_where=_first_of_step,
    postgresql_where=_first_of_step,
)

# `vocabulary.records.CallRow`, the last step folded into it with the stage that the call is
# in (`storage.fold.Stage`) and since when, and what `search` looks in.
calls = Table(
    "calls",
    metadata,
    Column("id", CleanText, primary_key=True),
    Column("arrived_at", Utc, nullable=False),
    Column("dialled", CleanText, nullable=False),
    Column("pii_caller", CleanText, nullable=False),
    Column("pii_caller_name", CleanText, nullable=False),
    Column("queue", CleanText),
    Column("priority", Integer, nullable=False),
    Column("operator", CleanText),
    Column("queued_at", Utc),
    Column("answered_at", Utc),
    Column("ended_at", Utc),
    Column("outcome", CleanText),
    Column("end_reason", CleanText),
    Column("waited_s", Double),
    Column("talked_s", Double),
    Column("offers", Integer, nullable=False),
    Column("recording", CleanText),
    Column("source", CleanText, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("pii_search", CleanText, nullable=False),
    Column("revision", BigInteger, nullable=False, server_default="0"),
    Column("language", CleanText, nullable=False, server_default=""),
    Column("talk_ended_at", Utc),
    Column("left_queue", CleanText),
    Column("menu_s", Double),
    Column("node", CleanText),
    Column("stage", CleanText, nullable=False, server_default=""),
    Column("stage_since", Utc),
    Column("direction", CleanText, nullable=False, server_default="in"),
    Column("held_s", Double),
    Column("transfers", Integer, nullable=False, server_default="0"),
    Column("disposition", CleanText, nullable=False, server_default=""),  # codes, by lines
    Index("ix_calls_arrived", "arrived_at", "id"),
    Index("ix_calls_queue", "queue", "arrived_at", "id"),
    Index("ix_calls_operator", "operator", "arrived_at", "id"),
    Index("ix_calls_outcome", "outcome", "arrived_at", "id"),
)

# `vocabulary.records.RecordingRow` and the last step folded into it.
recordings = Table(
    "recordings",
    metadata,
    Column("id", CleanText, primary_key=True),
    Column("call", CleanText, nullable=False),
    Column("state", CleanText, nullable=False),
    Column("started_at", Utc, nullable=False),
    Column("operator", CleanText),
    Column("path", CleanText),
    Column("duration_s", Double),
    Column("size_bytes", BigInteger),
    Column("channels", Integer, nullable=False),
    Column("why", CleanText),
    Column("seq", BigInteger, nullable=False),
    Index("ix_recordings_state", "state", "started_at"),
)

# How far the journal is folded in. `last_at` tells this journal's step from another's.
projection = Table(
    "projection",
    metadata,
    Column("name", CleanText, primary_key=True),
    Column("last_seq", BigInteger, nullable=False),
    Column("last_at", Utc),
)

people = Table(
    "people",
    metadata,
    Column("name", CleanText, primary_key=True),
    Column("display_name", CleanText, nullable=False),
    Column("roles", CleanText, nullable=False),
    Column("extension", CleanText),
    Column("disabled", Boolean, nullable=False),
    Column("sip_generation", Integer, nullable=False),
    Column("password_hash", CleanText, nullable=False),
)
_active = people.c.disabled == false()
Index(
    "uq_people_active_extension",
    people.c.extension,
    unique=True,
    sqlite_where=_active,
    postgresql_where=_active,
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("token_hash", CleanText, primary_key=True),
    Column("person", CleanText, ForeignKey("people.name"), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("seen_at", Utc, nullable=False),
    Column("address", CleanText, nullable=False),
    Column("agent", CleanText, nullable=False),
    Index("ix_sign_ins_person", "person"),
)

# Published plans. Rows are added and read, never changed and never deleted.
plan_revisions = Table(
    "plan_revisions",
    metadata,
    Column("revision", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Utc, nullable=False),
    Column("by", CleanText, nullable=False),
    Column("note", CleanText, nullable=False),
    Column("changes", CleanText, nullable=False),  # a JSON list of sentences
    Column("rollback_of", BigInteger),
    Column("sha256", CleanText, nullable=False),
    Column("text", CleanText, nullable=False),
)

# The one draft: a row with the id 1, or none.
plan_draft = Table(
    "plan_draft",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("text", CleanText, nullable=False),
    Column("base", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("saved_at", Utc),
    Column("saved_by", CleanText, nullable=False),
    CheckConstraint("id = 1", name="one"),
)

# No link to `people`: a row must outlive everything that it tells of.
audit = Table(
    "audit",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("at", Utc, nullable=False),
    Column("person", CleanText, nullable=False),
    Column("action", CleanText, nullable=False),
    Column("target", CleanText, nullable=False),
    Column("detail", CleanText, nullable=False),
    Column("address", CleanText, nullable=False),
)
