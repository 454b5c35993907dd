"""Between the tables of customers and their cards, and the words a card is found by."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import Row, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from customers.card import Card, CardNumber
from customers.numbers import tail
from storage.caller_key import caller_key
from storage.columns import clean
from storage.rows import Values
from storage.tables_customers import customer_numbers, customer_words, customers

MOST_WORDS = 80
WORD_CHARS = 40
_IDS_AT_ONCE = 500


def fold(text: str) -> str:
    """Text as it is compared: without case and without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def words_of(*texts: str) -> list[str]:
    """The words of some texts, folded, each once and in order."""
    spaced = ("".join(c if c.isalnum() else " " for c in fold(text)) for text in texts)
    return list(dict.fromkeys(word[:WORD_CHARS] for text in spaced for word in text.split()))


def card_values(card: Card) -> Values:
    """A row of `customers`, without what merges leave."""
    return {
        "id": card.id,
        "name": card.name,
        "company": card.company,
        "language": card.language,
        "vip": card.vip,
        "preferred_operator": card.preferred_operator,
        "notes": card.notes,
        "fields": _as_json(card.fields),
        "created_at": card.created_at,
        "created_by": card.created_by,
        "changed_at": card.changed_at,
        "changed_by": card.changed_by,
        "version": card.version,
        "merged_into": card.merged_into,
        "sort": fold(card.name or card.company)[:200],
    }


def _as_json(fields: Mapping[str, str]) -> str:
    """Cleaned first: JSON cannot hold half of a surrogate pair."""
    cleaned = {clean(name): clean(value) for name, value in fields.items()}
    return msgspec.json.encode(cleaned).decode()


def to_card(row: Row[Any], numbers: Iterable[CardNumber] = ()) -> Card:
    """Inverse of `card_values`, with the card's numbers."""
    names = set(Card.__struct_fields__) - {"numbers", "fields"}
    told = {name: getattr(row, name) for name in names}
    fields = msgspec.json.decode(row.fields, type=dict[str, str])
    return Card(**told, numbers=tuple(numbers), fields=fields)


def number_rows(card: Card, came_from: dict[str, str]) -> list[Values]:
    """Rows of `customer_numbers`."""
    return [
        {
            "number": one.number,
            "customer": card.id,
            "place": place,
            "as_given": one.as_given,
            "tail": tail(one.number),
            "caller_key": caller_key(one.number),
            "came_from": came_from.get(one.number, ""),
        }
        for place, one in enumerate(card.numbers)
    ]


def word_rows(card: Card) -> list[Values]:
    """Rows of `customer_words`."""
    found = words_of(card.name, card.company, *card.fields.values())[:MOST_WORDS]
    return [{"customer": card.id, "word": word} for word in found]


async def load(connection: AsyncConnection, ids: Sequence[str]) -> list[Card]:
    """Cards with their numbers, in the order of the ids; unknown ones are passed over."""
    rows: dict[str, Row[Any]] = {}
    numbers: dict[str, list[CardNumber]] = {}
    for start in range(0, len(ids), _IDS_AT_ONCE):
        part = ids[start : start + _IDS_AT_ONCE]
        found = await connection.execute(select(customers).where(customers.c.id.in_(part)))
        rows |= {row.id: row for row in found}
        numbers |= await _numbers_of(connection, part)
    return [to_card(rows[one], numbers.get(one, ())) for one in ids if one in rows]


async def _numbers_of(
    connection: AsyncConnection, ids: Sequence[str]
) -> dict[str, list[CardNumber]]:
    wanted = (
        select(customer_numbers.c.customer, customer_numbers.c.number, customer_numbers.c.as_given)
        .where(customer_numbers.c.customer.in_(ids))
        .order_by(customer_numbers.c.customer, customer_numbers.c.place)
    )
    rows = (await connection.execute(wanted)).all()
    return {
        customer: [CardNumber(row.number, row.as_given) for row in group]
        for customer, group in groupby(rows, key=lambda row: row.customer)
    }


async def write_numbers(connection: AsyncConnection, cards: Sequence[Card]) -> None:
    """Put the cards' numbers in the place of those that they had; where each came from stays."""
    ids = [card.id for card in cards]
    wanted = select(customer_numbers.c.number, customer_numbers.c.came_from).where(
        customer_numbers.c.customer.in_(ids), customer_numbers.c.came_from != ""
    )
    came_from = {row.number: row.came_from for row in await connection.execute(wanted)}
    await connection.execute(delete(customer_numbers).where(customer_numbers.c.customer.in_(ids)))
    if rows := [row for card in cards for row in number_rows(card, came_from)]:
        await connection.execute(insert(customer_numbers), rows)


async def write_words(connection: AsyncConnection, cards: Sequence[Card]) -> None:
    """Put the cards' words in the place of those that they had."""
    ids = [card.id for card in cards]
    await connection.execute(delete(customer_words).where(customer_words.c.customer.in_(ids)))
    if rows := [row for card in cards for row in word_rows(card)]:
        await connection.execute(insert(customer_words), rows)
