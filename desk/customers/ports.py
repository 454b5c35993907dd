"""What the desk is given to work with customers' cards."""

from collections.abc import Callable
from dataclasses import dataclass

from customers.erasure import Erasure
from customers.plan import CustomersPlan
from customers.ports import AskOutside, Customers, nobody_outside
from vocabulary.ids import MakeId


@dataclass(frozen=True, slots=True)
class CustomersDesk:
    """Cards, the plan's part about them at the moment of asking, and what acts on them."""

    cards: Customers
    plan: Callable[[], CustomersPlan]
    erasure: Erasure
    new_id: MakeId
    outside: AskOutside = nobody_outside
