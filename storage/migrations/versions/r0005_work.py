"""What operators do in calls: talks, holds, transfers, outcomes, notes, calls out.

Calls of before keep their figures. Each that an operator took gets one talk, made of its row;
who is in a call at this moment goes on with the talk that is made here.
"""

import sqlalchemy as sa
from alembic import op

from storage.columns import CleanText, Utc

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the two tables."""
    _add_columns()
    _create_talks()
    _create_notes()
    _give_calls_their_talks()


def downgrade() -> None:
    """Remove them."""
    op.drop_table("call_notes")
    op.drop_table("talks")
    for column in ("disposition", "transfers", "held_s", "direction"):
        op.drop_column("calls", column)


def _add_columns() -> None:
    for column in (
        sa.Column("direction", CleanText(), nullable=False, server_default="in"),
        sa.Column("held_s", sa.Double(), nullable=True),
        sa.Column("transfers", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("disposition", CleanText(), nullable=False, server_default=""),
    ):
        op.add_column("calls", column)


def _create_talks() -> None:
    op.create_table(
        "talks",
        sa.Column("call", CleanText(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("operator", CleanText(), nullable=False),
        sa.Column("began_at", Utc(), nullable=False),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.Column("talked_s", sa.Double(), nullable=True),
        sa.Column("held_s", sa.Double(), nullable=True),
        sa.Column("ended_by", CleanText(), nullable=False),
        sa.PrimaryKeyConstraint("call", "n", name="pk_talks"),
    )
    op.create_index("ix_talks_operator", "talks", ["operator", "began_at"])


def _create_notes() -> None:
    op.create_table(
        "call_notes",
        sa.Column("call", CleanText(), nullable=False),
        sa.Column("pii_text", CleanText(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("saved_at", Utc(), nullable=False),
        sa.Column("saved_by", CleanText(), nullable=False),
        sa.PrimaryKeyConstraint("call", name="pk_call_notes"),
    )


def _give_calls_their_talks() -> None:
    """Who talks at this moment has an open talk; its row has only the seconds of earlier ones."""
    op.execute(
        "INSERT INTO talks (call, n, operator, began_at, ended_at, talked_s, ended_by) "
        "SELECT id, 1, operator, answered_at, COALESCE(talk_ended_at, ended_at), talked_s, "
        "CASE WHEN talk_ended_at IS NOT NULL OR end_reason = 'operator_hung_up' THEN 'operator' "
        "WHEN end_reason IN ('caller_hung_up', 'left_while_away') THEN 'caller' "
        "WHEN end_reason = 'ended_from_desk' THEN 'desk' "
        "WHEN end_reason = 'fallback_answered' THEN '' ELSE 'failure' END "
        "FROM calls WHERE operator IS NOT NULL AND answered_at IS NOT NULL "
        "AND COALESCE(talk_ended_at, ended_at) IS NOT NULL"
    )
    op.execute(
        "INSERT INTO talks (call, n, operator, began_at, ended_by) "
        "SELECT id, 1, operator, stage_since, '' FROM calls "
        "WHERE operator IS NOT NULL AND ended_at IS NULL AND stage = 'talking'"
    )
