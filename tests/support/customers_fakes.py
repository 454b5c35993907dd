"""A desk with real cards, in a database of their own."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from customers.erasure import Erasure, from_vault
from customers.plan import CustomersPlan
from customers.ports import Outside, SourceState
from desk.customers.ports import CustomersDesk
from desk.ports import DeskParts
from storage.customers import SqlCustomers
from storage.customers_erasure import SqlForgetting
from storage.database import Database, open_database
from storage.migrate import upgrade
from tests.support.desk_fakes import Centre, Running, running
from tests.support.one_customer import NOON, card

PLAN = CustomersPlan.model_validate(
    {
        "region": "DE",
        "fields": {
            "contract": {"label": "Contract", "required": True},
            "since": {"label": "Customer since", "kind": "date"},
        },
        "limits": {"numbers": 3},
    }
)


class FakeOutside:
    """Two systems: one that knows the customer, one that is down."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def __call__(self, key: str) -> Sequence[Outside]:
        self.asked.append(key)
        down = SourceState("down", NOON, "it did not answer in two seconds")
        return (
            Outside(
                "crm", "Customer system", SourceState("ok", NOON), True, {"name": "<b>Eve</b>"}
            ),
            Outside("shop", "Shop", down),
        )


@dataclass
class CardCentre(Centre):
    """A centre with real cards."""

    database: Database | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self.outside = FakeOutside()
        self.plan_of_customers = PLAN

    @property
    def cards(self) -> SqlCustomers:
        assert self.database is not None
        return SqlCustomers(self.database)

    def parts(self) -> DeskParts:
        assert self.database is not None
        ids = count(1)
        customers = CustomersDesk(
            cards=self.cards,
            plan=lambda: self.plan_of_customers,
            erasure=Erasure(SqlForgetting(self.database), from_vault(self.vault)),
            new_id=lambda: f"new{next(ids)}",
            outside=self.outside,
        )
        return replace(super().parts(), customers=customers)


@asynccontextmanager
async def running_with_cards(folder: Path) -> AsyncIterator[tuple[Running, CardCentre]]:
    """A desk with three customers: Eve, Bob, and Ann without a number."""
    database = open_database(f"sqlite:///{folder}/cards.db")
    await upgrade(database)
    centre = CardCentre(folder, database=database)
    await centre.cards.put(
        [
            card("eve", "+4930123456", "+4930999", name="Eve Müller", fields={"contract": "K1"}),
            card("bob", "101", name="Bob", company="Example"),
            card("ann", name="Ann"),
        ],
        [],
    )
    try:
        async with running(centre) as desk:
            yield desk, centre
    finally:
        await database.close()
