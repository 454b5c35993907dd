"""Cards, and a place to keep them, for tests of the room."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from customers.plan import CustomersPlan
from customers.ports import By
from storage.customers import SqlCustomers
from storage.database import open_database
from storage.migrate import upgrade
from vocabulary.ids import MakeId

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BY = By("mia", NOON)
PLAN = CustomersPlan.model_validate(
    {
        "region": "DE",
        "fields": {
            "contract": {"label": "Contract no."},
            "since": {"label": "Customer since", "kind": "date"},
            "turnover": {"label": "Turnover", "kind": "number"},
            "level": {"label": "Level", "kind": "choice", "choices": ["Gold", "Silver"]},
            "fax": {"label": "Fax", "kind": "phone"},
            "mail": {"label": "Mail", "kind": "email"},
            "consent": {"label": "Consent", "kind": "yes_no"},
        },
    }
)


def counted() -> MakeId:
    """Ids c1, c2, …"""
    numbers = count(1)
    return lambda: f"c{next(numbers)}"


@asynccontextmanager
async def kept_in(folder: Path, name: str = "cards.db") -> AsyncIterator[SqlCustomers]:
    """A repository in a file of its own."""
    database = open_database(f"sqlite:///{folder}/{name}")
    await upgrade(database)
    try:
        yield SqlCustomers(database)
    finally:
        await database.close()
