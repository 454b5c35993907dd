"""The first tables.

Written out, not taken from `storage.tables`: a migration says what was, for ever.
"""

import sqlalchemy as sa
from alembic import op

from storage.columns import CleanText, Utc

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create everything."""
    _create_facts()
    _create_calls()
    _create_recordings()
    _create_people()
    _create_audit()


def downgrade() -> None:
    """Drop everything."""
    for table in (
        "audit",
        "sign_ins",
        "people",
        "projection",
        "recordings",
        "calls",
        "facts",
    ):
        op.drop_table(table)


def _create_facts() -> None:
    op.create_table(
        "facts",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("idx", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("kind", CleanText(), nullable=False),
        sa.Column("call", CleanText(), nullable=True),
        sa.Column("operator", CleanText(), nullable=True),
        sa.Column("recording", CleanText(), nullable=True),
        sa.Column("body", CleanText(), nullable=False),
        sa.PrimaryKeyConstraint("seq", "idx", name="pk_facts"),
        sqlite_with_rowid=False,
    )
    of_a_call, first = sa.text("call IS NOT NULL"), sa.text("idx = 0")
    op.create_index(
        "ix_facts_call",
        "facts",
        ["call", "seq"],
        sqlite_where=of_a_call,
        postgresql_where=of_a_call,
    )
    op.create_index(
        "ix_facts_at", "facts", ["at", "seq"], sqlite_where=first, postgresql_where=first
    )
    op.create_table(
        "projection",
        sa.Column("name", CleanText(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("last_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_projection"),
    )


def _create_calls() -> None:
    op.create_table(
        "calls",
        sa.Column("id", CleanText(), nullable=False),
        sa.Column("arrived_at", Utc(), nullable=False),
        sa.Column("dialled", CleanText(), nullable=False),
        sa.Column("pii_caller", CleanText(), nullable=False),
        sa.Column("pii_caller_name", CleanText(), nullable=False),
        sa.Column("queue", CleanText(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("operator", CleanText(), nullable=True),
        sa.Column("queued_at", Utc(), nullable=True),
        sa.Column("answered_at", Utc(), nullable=True),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.Column("outcome", CleanText(), nullable=True),
        sa.Column("end_reason", CleanText(), nullable=True),
        sa.Column("waited_s", sa.Double(), nullable=True),
        sa.Column("talked_s", sa.Double(), nullable=True),
        sa.Column("offers", sa.Integer(), nullable=False),
        sa.Column("recording", CleanText(), nullable=True),
        sa.Column("source", CleanText(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("pii_search", CleanText(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
    )
    op.create_index("ix_calls_arrived", "calls", ["arrived_at", "id"])
    op.create_index("ix_calls_queue", "calls", ["queue", "arrived_at", "id"])
    op.create_index("ix_calls_operator", "calls", ["operator", "arrived_at", "id"])
    op.create_index("ix_calls_outcome", "calls", ["outcome", "arrived_at", "id"])


def _create_recordings() -> None:
    op.create_table(
        "recordings",
        sa.Column("id", CleanText(), nullable=False),
        sa.Column("call", CleanText(), nullable=False),
        sa.Column("state", CleanText(), nullable=False),
        sa.Column("started_at", Utc(), nullable=False),
        sa.Column("operator", CleanText(), nullable=True),
        sa.Column("path", CleanText(), nullable=True),
        sa.Column("duration_s", sa.Double(), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("channels", sa.Integer(), nullable=False),
        sa.Column("why", CleanText(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_recordings"),
    )
    op.create_index("ix_recordings_state", "recordings", ["state", "started_at"])


def _create_people() -> None:
    op.create_table(
        "people",
        sa.Column("name", CleanText(), nullable=False),
        sa.Column("display_name", CleanText(), nullable=False),
        sa.Column("roles", CleanText(), nullable=False),
        sa.Column("extension", CleanText(), nullable=True),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("sip_generation", sa.Integer(), nullable=False),
        sa.Column("password_hash", CleanText(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_people"),
    )
    op.create_index(
        "uq_people_active_extension",
        "people",
        ["extension"],
        unique=True,
        sqlite_where=sa.text("disabled = 0"),
        postgresql_where=sa.text("disabled = false"),
    )
    op.create_table(
        "sign_ins",
        sa.Column("token_hash", CleanText(), nullable=False),
        sa.Column("person", CleanText(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("seen_at", Utc(), nullable=False),
        sa.Column("address", CleanText(), nullable=False),
        sa.Column("agent", CleanText(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.name"], name="fk_sign_ins_person"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sign_ins"),
    )
    op.create_index("ix_sign_ins_person", "sign_ins", ["person"])


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("person", CleanText(), nullable=False),
        sa.Column("action", CleanText(), nullable=False),
        sa.Column("target", CleanText(), nullable=False),
        sa.Column("detail", CleanText(), nullable=False),
        sa.Column("address", CleanText(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
