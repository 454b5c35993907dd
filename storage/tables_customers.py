"""Tables: customers' cards, their numbers, and the words by which they are found."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table

from storage.columns import CleanText, Utc
from storage.tables import calls, metadata

# `customers.card.Card` without its numbers. `sort` orders lists. `merged_into` and `replaced`
# (a JSON object: what the merge changed in the other card) let a split undo a merge.
customers = Table(
    "customers",
    metadata,
    Column("id", CleanText, primary_key=True),
    Column("name", CleanText, nullable=False),
    Column("company", CleanText, nullable=False),
    Column("language", CleanText, nullable=False),
    Column("vip", Boolean, nullable=False),
    Column("preferred_operator", CleanText),
    Column("notes", CleanText, nullable=False),
    Column("fields", CleanText, nullable=False),  # a JSON object
    Column("created_at", Utc, nullable=False),
    Column("created_by", CleanText, nullable=False),
    Column("changed_at", Utc, nullable=False),
    Column("changed_by", CleanText, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("merged_into", CleanText),
    Column("replaced", CleanText, nullable=False, server_default="{}"),
    Column("sort", CleanText, nullable=False),
    Index("ix_customers_sort", "sort", "id"),
)
_is_merged = customers.c.merged_into.is_not(None)
Index(
    "ix_customers_merged",
    customers.c.merged_into,
    sqlite_where=_is_merged,
    postgresql_where=_is_merged,
)

# A number belongs to one card: its form is the key. `came_from` are the cards that had it
# before merges, the latest first. `tail` finds what may be the same number.
customer_numbers = Table(
    "customer_numbers",
    metadata,
    Column("number", CleanText, primary_key=True),
    Column("customer", CleanText, ForeignKey("customers.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("as_given", CleanText, nullable=False),
    Column("tail", CleanText, nullable=False),
    Column("caller_key", CleanText, nullable=False),
    Column("came_from", CleanText, nullable=False, server_default=""),
    Index("ix_customer_numbers_customer", "customer", "place"),
    Index("ix_customer_numbers_tail", "tail"),
)

# Every word of a card, folded. The operator class lets PostgreSQL look for beginnings.
customer_words = Table(
    "customer_words",
    metadata,
    Column("customer", CleanText, ForeignKey("customers.id"), primary_key=True),
    Column("word", CleanText, primary_key=True),
    Index(
        "ix_customer_words_word",
        "word",
        "customer",
        postgresql_ops={"word": "text_pattern_ops"},
    ),
)

# The ledger's calls are found by their caller's key, the newest first.
calls.append_column(Column("caller_key", CleanText))
Index("ix_calls_caller", calls.c.caller_key, calls.c.arrived_at, calls.c.id)
