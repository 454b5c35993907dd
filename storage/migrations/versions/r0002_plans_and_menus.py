"""Plans with revisions; what the ledger knows of menus, ways out of a queue and ends of talks.

Rows of before keep their figures. Calls that live at this moment are put into the stage
that they are in, so that their time goes on being counted where it was.
"""

import sqlalchemy as sa
from alembic import op

from storage.columns import CleanText, Utc

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the two tables."""
    _add_columns()
    _put_living_calls_into_stages()
    _create_plans()


def downgrade() -> None:
    """Remove them."""
    op.drop_table("plan_draft")
    op.drop_table("plan_revisions")
    for column in (
        "stage_since",
        "stage",
        "node",
        "menu_s",
        "left_queue",
        "talk_ended_at",
        "language",
        "revision",
    ):
        op.drop_column("calls", column)


def _add_columns() -> None:
    for column in (
        sa.Column("revision", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("language", CleanText(), nullable=False, server_default=""),
        sa.Column("talk_ended_at", Utc(), nullable=True),
        sa.Column("left_queue", CleanText(), nullable=True),
        sa.Column("menu_s", sa.Double(), nullable=True),
        sa.Column("node", CleanText(), nullable=True),
        sa.Column("stage", CleanText(), nullable=False, server_default=""),
        sa.Column("stage_since", Utc(), nullable=True),
    ):
        op.add_column("calls", column)


def _put_living_calls_into_stages() -> None:
    """A call that is joined has its wait counted; one that waits has nothing counted yet."""
    op.execute(
        "UPDATE calls SET stage = 'talking', stage_since = answered_at "
        "WHERE ended_at IS NULL AND answered_at IS NOT NULL"
    )
    op.execute(
        "UPDATE calls SET stage = 'waiting', stage_since = queued_at "
        "WHERE ended_at IS NULL AND answered_at IS NULL AND queued_at IS NOT NULL"
    )


def _create_plans() -> None:
    op.create_table(
        "plan_revisions",
        sa.Column("revision", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("by", CleanText(), nullable=False),
        sa.Column("note", CleanText(), nullable=False),
        sa.Column("changes", CleanText(), nullable=False),
        sa.Column("rollback_of", sa.BigInteger(), nullable=True),
        sa.Column("sha256", CleanText(), nullable=False),
        sa.Column("text", CleanText(), nullable=False),
        sa.PrimaryKeyConstraint("revision", name="pk_plan_revisions"),
    )
    op.create_table(
        "plan_draft",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", CleanText(), nullable=False),
        sa.Column("base", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("saved_at", Utc(), nullable=True),
        sa.Column("saved_by", CleanText(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_plan_draft_one"),
        sa.PrimaryKeyConstraint("id", name="pk_plan_draft"),
    )
