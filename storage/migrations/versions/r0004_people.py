"""Second factors, single sign-on, teams, and what sessions tell.

Living sessions are given an id of their own, so that each of them can be ended by name.
"""

import secrets

import sqlalchemy as sa
from alembic import op

from storage.columns import CleanText, Utc

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them."""
    op.add_column("people", sa.Column("team", CleanText(), nullable=True))
    op.add_column("people", sa.Column("sign_on", CleanText(), nullable=True))
    op.create_index("ix_people_team", "people", ["team"])
    op.create_index("uq_people_sign_on", "people", ["sign_on"], unique=True)
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_person", "audit", ["person", "id"])
    _name_sessions()
    _create_teams()
    _create_second_factors()


def downgrade() -> None:
    """Remove them."""
    for table in ("recovery_codes", "second_factors", "team_leads", "teams"):
        op.drop_table(table)
    op.drop_index("ix_audit_person", "audit")
    op.drop_index("ix_audit_at", "audit")
    op.drop_index("uq_people_sign_on", "people")
    op.drop_index("ix_people_team", "people")
    for table, column in (
        ("sign_ins", "how"),
        ("sign_ins", "id"),
        ("people", "sign_on"),
        ("people", "team"),
    ):
        op.drop_column(table, column)


def _name_sessions() -> None:
    empty = sa.text("''")
    op.add_column("sign_ins", sa.Column("id", CleanText(), nullable=False, server_default=empty))
    usual = sa.text("'password'")
    op.add_column("sign_ins", sa.Column("how", CleanText(), nullable=False, server_default=usual))
    connection = op.get_bind()
    for (token,) in connection.execute(sa.text("SELECT token_hash FROM sign_ins")).all():
        connection.execute(
            sa.text("UPDATE sign_ins SET id = :id WHERE token_hash = :token"),
            {"id": secrets.token_hex(8), "token": token},
        )


def _create_teams() -> None:
    op.create_table(
        "teams",
        sa.Column("id", CleanText(), nullable=False),
        sa.Column("name", CleanText(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_teams"),
    )
    op.create_index("uq_teams_name", "teams", ["name"], unique=True)
    op.create_table(
        "team_leads",
        sa.Column("team", CleanText(), nullable=False),
        sa.Column("person", CleanText(), nullable=False),
        sa.PrimaryKeyConstraint("team", "person", name="pk_team_leads"),
        sa.ForeignKeyConstraint(
            ["team"], ["teams.id"], name="fk_team_leads_team", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person"], ["people.name"], name="fk_team_leads_person"),
    )


def _create_second_factors() -> None:
    op.create_table(
        "second_factors",
        sa.Column("person", CleanText(), nullable=False),
        sa.Column("secret", CleanText(), nullable=False),
        sa.Column("begun_at", Utc(), nullable=False),
        sa.Column("confirmed_at", Utc(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_second_factors"),
        sa.ForeignKeyConstraint(["person"], ["people.name"], name="fk_second_factors_person"),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("person", CleanText(), nullable=False),
        sa.Column("code", CleanText(), nullable=False),
        sa.PrimaryKeyConstraint("person", "code", name="pk_recovery_codes"),
        sa.ForeignKeyConstraint(
            ["person"],
            ["second_factors.person"],
            name="fk_recovery_codes_person",
            ondelete="CASCADE",
        ),
    )
