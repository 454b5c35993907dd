"""Tables: second factors and teams, and what people, sessions and the audit gained with them.

Columns of tables that other modules declare are added here, so that whoever reads people or
sessions takes those tables from this module.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, text

from storage.columns import CleanText, Utc
from storage.tables import audit, metadata, people, sign_ins

__all__ = ["audit", "people", "recovery_codes", "second_factors", "sign_ins", "team_leads", "teams"]

people.append_column(Column("team", CleanText))
people.append_column(Column("sign_on", CleanText))
Index("ix_people_team", people.c.team)
Index("uq_people_sign_on", people.c.sign_on, unique=True)

sign_ins.append_column(Column("id", CleanText, nullable=False, server_default=text("''")))
sign_ins.append_column(Column("how", CleanText, nullable=False, server_default=text("'password'")))

Index("ix_audit_at", audit.c.at)
Index("ix_audit_person", audit.c.person, audit.c.id)

teams = Table(
    "teams",
    metadata,
    Column("id", CleanText, primary_key=True),
    Column("name", CleanText, nullable=False),
)
Index("uq_teams_name", teams.c.name, unique=True)

team_leads = Table(
    "team_leads",
    metadata,
    Column("team", CleanText, ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True),
    Column("person", CleanText, ForeignKey("people.name"), primary_key=True),
)

# `secret` is sealed with a key that the database never sees.
second_factors = Table(
    "second_factors",
    metadata,
    Column("person", CleanText, ForeignKey("people.name"), primary_key=True),
    Column("secret", CleanText, nullable=False),
    Column("begun_at", Utc, nullable=False),
    Column("confirmed_at", Utc),
    Column("last_step", BigInteger, nullable=False),
)

# Keyed hashes; a code that was used is gone.
recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column(
        "person",
        CleanText,
        ForeignKey("second_factors.person", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("code", CleanText, primary_key=True),
)
