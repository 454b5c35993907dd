"""Customers' cards, and the key by which their calls are found.

Calls of before are given their key here, some thousands at a time.
"""

import sqlalchemy as sa
from alembic import op

from storage.caller_key import caller_key
from storage.columns import CleanText, Utc

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_PAGE = 5000


def upgrade() -> None:
    """Add the column and the three tables."""
    op.add_column("calls", sa.Column("caller_key", CleanText(), nullable=True))
    _give_calls_their_keys()
    op.create_index("ix_calls_caller", "calls", ["caller_key", "arrived_at", "id"])
    _create_customers()
    _create_numbers()
    _create_words()


def downgrade() -> None:
    """Remove them."""
    op.drop_table("customer_words")
    op.drop_table("customer_numbers")
    op.drop_table("customers")
    op.drop_index("ix_calls_caller", "calls")
    op.drop_column("calls", "caller_key")


def _give_calls_their_keys() -> None:
    calls = sa.table("calls", sa.column("id"), sa.column("pii_caller"), sa.column("caller_key"))
    page = sa.select(calls.c.id, calls.c.pii_caller).order_by(calls.c.id).limit(_PAGE)
    keyed = sa.update(calls).where(calls.c.id == sa.bindparam("call")).values(caller_key=_KEY_GIVEN)
    connection, last = op.get_bind(), ""
    while rows := connection.execute(page.where(calls.c.id > last)).all():
        last = rows[-1].id
        found = [{"call": row.id, "key": caller_key(row.pii_caller)} for row in rows]
        if known := [one for one in found if one["key"]]:
            connection.execute(keyed, known)


_KEY_GIVEN: sa.BindParameter[str] = sa.bindparam("key", type_=CleanText())


def _create_customers() -> None:
    op.create_table(
        "customers",
        sa.Column("id", CleanText(), nullable=False),
        sa.Column("name", CleanText(), nullable=False),
        sa.Column("company", CleanText(), nullable=False),
        sa.Column("language", CleanText(), nullable=False),
        sa.Column("vip", sa.Boolean(), nullable=False),
        sa.Column("preferred_operator", CleanText(), nullable=True),
        sa.Column("notes", CleanText(), nullable=False),
        sa.Column("fields", CleanText(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("created_by", CleanText(), nullable=False),
        sa.Column("changed_at", Utc(), nullable=False),
        sa.Column("changed_by", CleanText(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("merged_into", CleanText(), nullable=True),
        sa.Column("replaced", CleanText(), nullable=False, server_default="{}"),
        sa.Column("sort", CleanText(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_customers"),
    )
    op.create_index("ix_customers_sort", "customers", ["sort", "id"])
    merged = sa.text("merged_into IS NOT NULL")
    op.create_index(
        "ix_customers_merged",
        "customers",
        ["merged_into"],
        sqlite_where=merged,
        postgresql_where=merged,
    )


def _create_numbers() -> None:
    op.create_table(
        "customer_numbers",
        sa.Column("number", CleanText(), nullable=False),
        sa.Column("customer", CleanText(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("as_given", CleanText(), nullable=False),
        sa.Column("tail", CleanText(), nullable=False),
        sa.Column("caller_key", CleanText(), nullable=False),
        sa.Column("came_from", CleanText(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("number", name="pk_customer_numbers"),
        sa.ForeignKeyConstraint(
            ["customer"], ["customers.id"], name="fk_customer_numbers_customer"
        ),
    )
    op.create_index("ix_customer_numbers_customer", "customer_numbers", ["customer", "place"])
    op.create_index("ix_customer_numbers_tail", "customer_numbers", ["tail"])


def _create_words() -> None:
    op.create_table(
        "customer_words",
        sa.Column("customer", CleanText(), nullable=False),
        sa.Column("word", CleanText(), nullable=False),
        sa.PrimaryKeyConstraint("customer", "word", name="pk_customer_words"),
        sa.ForeignKeyConstraint(["customer"], ["customers.id"], name="fk_customer_words_customer"),
    )
    op.create_index(
        "ix_customer_words_word",
        "customer_words",
        ["word", "customer"],
        postgresql_ops={"word": "text_pattern_ops"},
    )
