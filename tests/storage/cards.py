"""Cards for tests of storage."""

from typing import Any

from customers.card import Card, CardNumber
from customers.ports import By
from tests.storage.stories import NOON, after

BY = By("mia", after(60))


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
