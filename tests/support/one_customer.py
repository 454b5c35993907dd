"""One customer in memory, for desks whose test is about something else."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from customers.card import Card, CardNumber, Found, Keep
from customers.erasure import Erasure
from customers.plan import CustomersPlan
from customers.ports import By, CannotSplit, TracedRecording, Traces
from desk.customers.ports import CustomersDesk
from vocabulary.records import CallRow

PLAN = CustomersPlan.model_validate({"fields": {"city": {"label": "City"}}})
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def card(key: str, *numbers: str, **more: Any) -> Card:
    given: dict[str, Any] = {
        "id": key,
        "created_at": NOON,
        "created_by": "anna",
        "changed_at": NOON,
        "changed_by": "anna",
        "numbers": tuple(CardNumber(number, number) for number in numbers),
    }
    return Card(**given | more)


class OneCustomer:
    """A customer `c-anna` who is all that there is; whatever is changed is forgotten at once."""

    async def get(self, card_id: str) -> Card | None:
        return card("c-anna", "+4930123456", name="Eve") if card_id == "c-anna" else None

    async def by_number(self, number: str) -> Found:
        return Found()

    async def search(self, text: str, limit: int) -> Sequence[Card]:
        return ()

    async def page(self, after: str | None, limit: int) -> Sequence[Card]:
        return ()

    async def calls(self, card: Card, limit: int) -> Sequence[CallRow]:
        return ()

    async def create(self, card: Card) -> None:
        pass

    async def change(self, card: Card) -> Card:
        return card

    async def merge(self, source: str, target: str, keep: Mapping[str, Keep], by: By) -> Card:
        return card(target, "+4930123456")

    async def split(self, whole: str, numbers: Sequence[str], fresh: str, by: By) -> Card:
        if list(numbers) != ["+4930123456"]:
            raise CannotSplit("the card does not have these numbers")
        return card(fresh, *numbers)

    async def owners(self, numbers: Sequence[str]) -> Mapping[str, Card]:
        return {}

    async def by_ids(self, ids: Sequence[str]) -> Mapping[str, Card]:
        return {}

    async def put(self, new: Sequence[Card], changed: Sequence[Card]) -> None:
        pass


class NothingKnown:
    """Forgetting where there is nothing to forget."""

    async def recordings(self, card: Card) -> Sequence[TracedRecording]:
        return ()

    async def forget(self, card: Card, why: str) -> Traces:
        return Traces()

    async def sweep(self, needles: Sequence[str]) -> tuple[str, ...]:
        return ()


async def _removed(path: str) -> bool:
    return True


def one_customer() -> CustomersDesk:
    """Customers for a desk whose test is about something else."""
    return CustomersDesk(
        cards=OneCustomer(),
        plan=lambda: PLAN,
        erasure=Erasure(NothingKnown(), _removed),
        new_id=lambda: "fresh",
    )
