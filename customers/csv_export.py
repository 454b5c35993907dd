"""Cards as CSV, page by page, so that no export is ever whole in memory."""

import csv
import io
from collections.abc import AsyncIterator, Sequence

from customers.card import Card
from customers.csv_text import columns_of, guarded
from customers.plan import CustomersPlan
from customers.ports import PAGE_LIMIT, Customers

BOM = "\ufeff"


async def export(customers: Customers, plan: CustomersPlan) -> AsyncIterator[bytes]:
    """The whole file in pieces: UTF-8 with its mark, cells separated by `,`."""
    yield (BOM + _written([columns_of(plan)])).encode()
    page = await customers.page(None, PAGE_LIMIT)
    while page:
        yield _written([row_of(card, plan) for card in page]).encode("utf-8", "replace")
        page = await customers.page(page[-1].id, PAGE_LIMIT)


def row_of(card: Card, plan: CustomersPlan) -> Sequence[str]:
    """One card. A number is written in its one form, which every program can dial."""
    told = (
        card.id,
        card.name,
        card.company,
        "; ".join(card.forms),
        card.language,
        "yes" if card.vip else "no",
        card.preferred_operator or "",
        card.notes,
    )
    return [guarded(cell) for cell in (*told, *(card.fields.get(name, "") for name in plan.fields))]


def _written(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
