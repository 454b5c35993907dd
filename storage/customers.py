"""Customers' cards in SQL."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from msgspec.structs import replace
from sqlalchemy import insert, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from customers.card import Card, Found, Keep, Match
from customers.numbers import digits_of, tail
from customers.ports import PAGE_LIMIT, SEARCH_LIMIT, By, CardChanged, NumberTaken
from storage.customers_calls import calls_of
from storage.customers_merging import merge_cards, split_card
from storage.customers_rows import card_values, load, write_numbers, write_words
from storage.customers_search import find
from storage.database import Database
from storage.rows import to_call
from storage.tables_customers import customer_numbers, customers
from vocabulary.records import CallRow

MOST_MAYBE = 5
_MOST_ALIKE = 50
_IDS_AT_ONCE = 500
_PLACE_TYPES = (customers.c.sort.type, customers.c.id.type)


class SqlCustomers:
    """`customers.ports.Customers`.

    What a number must not be is asked first, for a clear answer, and kept by the table's
    key, for two who ask at the same moment.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, card: str) -> Card | None:
        """The card, or the one into which it was merged."""
        async with self._database.reading() as connection:
            while found := await load(connection, [card]):
                if found[0].merged_into is None:
                    return found[0]
                card = found[0].merged_into
        return None

    async def by_number(self, number: str) -> Found:
        """Sure where a card has this very form; maybe where last digits agree."""
        if not number:
            return Found()
        async with self._database.reading() as connection:
            exact = select(customer_numbers.c.customer).where(customer_numbers.c.number == number)
            owner = (await connection.execute(exact)).scalar_one_or_none()
            if owner is not None:
                return Found(Match.SURE, tuple(await load(connection, [owner])))
            alike = await _alike(connection, number)
            cards = tuple(await load(connection, alike[:MOST_MAYBE]))
        return Found(Match.MAYBE, cards) if cards else Found()

    async def search(self, text: str, limit: int) -> Sequence[Card]:
        """At most `limit`, never more than `SEARCH_LIMIT`."""
        async with self._database.reading() as connection:
            ids = await find(connection, text, max(1, min(limit, SEARCH_LIMIT)))
            return await load(connection, ids)

    async def page(self, after: str | None, limit: int) -> Sequence[Card]:
        """At most `limit`, never more than `PAGE_LIMIT`, by name."""
        page = (
            select(customers.c.id)
            .where(customers.c.merged_into.is_(None))
            .order_by(customers.c.sort, customers.c.id)
            .limit(max(1, min(limit, PAGE_LIMIT)))
        )
        async with self._database.reading() as connection:
            if after is not None:
                cursor = select(customers.c.sort).where(customers.c.id == after)
                sort = (await connection.execute(cursor)).scalar_one_or_none()
                if sort is None:
                    return []
                place = tuple_(customers.c.sort, customers.c.id)
                page = page.where(place > tuple_(sort, after, types=_PLACE_TYPES))
            ids = (await connection.execute(page)).scalars().all()
            return await load(connection, ids)

    async def calls(self, card: Card, limit: int) -> Sequence[CallRow]:
        """At most `limit`, never more than `PAGE_LIMIT`."""
        wanted = calls_of(card.forms, max(1, min(limit, PAGE_LIMIT)))
        if wanted is None:
            return []
        async with self._database.reading() as connection:
            rows = await connection.execute(wanted)
        return [to_call(row) for row in rows]

    async def create(self, card: Card) -> None:
        """Raises `NumberTaken`."""
        await self.put([card], [])

    async def change(self, card: Card) -> Card:
        """Raises `LookupError`, `CardChanged`, `NumberTaken`."""
        await self.put([], [card])
        return replace(card, version=card.version + 1)

    async def put(self, new: Sequence[Card], changed: Sequence[Card]) -> None:
        """Raises `NumberTaken`, `CardChanged`, `LookupError`; then nothing is changed."""
        cards = [*new, *changed]
        async with self._taking(cards) as connection:
            if new:
                await connection.execute(insert(customers), [card_values(card) for card in new])
            for card in changed:
                await _put_changed(connection, card)
            await _refuse_taken(connection, cards)
            await write_numbers(connection, cards)
            await write_words(connection, cards)

    async def merge(self, source: str, target: str, keep: Mapping[str, Keep], by: By) -> Card:
        """Raises `LookupError`."""
        async with self._database.writing() as connection:
            return await merge_cards(connection, source, target, keep, by)

    async def split(self, card: str, numbers: Sequence[str], fresh: str, by: By) -> Card:
        """Raises `LookupError`, `CannotSplit`."""
        async with self._database.writing() as connection:
            return await split_card(connection, card, numbers, fresh, by)

    async def owners(self, numbers: Sequence[str]) -> Mapping[str, Card]:
        """The cards of many numbers at once, by number."""
        async with self._database.reading() as connection:
            owner = await _owners(connection, numbers)
            cards = await load(connection, list(dict.fromkeys(owner.values())))
        by_id = {card.id: card for card in cards}
        return {number: by_id[card] for number, card in owner.items()}

    async def by_ids(self, ids: Sequence[str]) -> Mapping[str, Card]:
        """Many cards at once, those merged away too."""
        async with self._database.reading() as connection:
            return {card.id: card for card in await load(connection, list(ids))}

    @asynccontextmanager
    async def _taking(self, cards: Sequence[Card]) -> AsyncIterator[AsyncConnection]:
        """A transaction that gives numbers to cards; says whose a number is that is taken."""
        try:
            async with self._database.writing() as connection:
                yield connection
        except IntegrityError:
            async with self._database.reading() as connection:
                await _refuse_taken(connection, cards)
            raise


async def _put_changed(connection: AsyncConnection, card: Card) -> None:
    values = card_values(card) | {"version": card.version + 1}
    for fixed in ("id", "created_at", "created_by", "merged_into"):
        del values[fixed]
    done = await connection.execute(
        update(customers)
        .where(
            customers.c.id == card.id,
            customers.c.version == card.version,
            customers.c.merged_into.is_(None),
        )
        .values(values)
    )
    if done.rowcount:
        return
    found = await load(connection, [card.id])
    if not found or found[0].merged_into is not None:
        raise LookupError(f"there is no card {card.id}")
    raise CardChanged(found[0])


async def _owners(connection: AsyncConnection, numbers: Sequence[str]) -> dict[str, str]:
    owner: dict[str, str] = {}
    for start in range(0, len(numbers), _IDS_AT_ONCE):
        part = numbers[start : start + _IDS_AT_ONCE]
        wanted = select(customer_numbers.c.number, customer_numbers.c.customer).where(
            customer_numbers.c.number.in_(part)
        )
        owner |= {row.number: row.customer for row in await connection.execute(wanted)}
    return owner


async def _refuse_taken(connection: AsyncConnection, cards: Sequence[Card]) -> None:
    """A number of another card, unless that card gives it up in this very change."""
    wanted = {number: card.id for card in cards for number in card.forms}
    given_up = {card.id: set(card.forms) for card in cards}
    for number, owner in (await _owners(connection, list(wanted))).items():
        if owner == wanted[number] or (owner in given_up and number not in given_up[owner]):
            continue
        (card,) = await load(connection, [owner])
        raise NumberTaken(number, card)


async def _alike(connection: AsyncConnection, number: str) -> list[str]:
    """Cards with a number whose last digits agree, those that agree most first."""
    ending = tail(number)
    if not ending:
        return []
    wanted = (
        select(customer_numbers.c.number, customer_numbers.c.customer)
        .where(customer_numbers.c.tail == ending)
        .order_by(customer_numbers.c.number)
        .limit(_MOST_ALIKE)
    )
    rows = (await connection.execute(wanted)).all()
    digits = digits_of(number)
    ranked = sorted(rows, key=lambda row: -_agreeing(digits, digits_of(row.number)))
    return list(dict.fromkeys(row.customer for row in ranked))


def _agreeing(one: str, other: str) -> int:
    """How many last digits two numbers have in common."""
    count = 0
    for ours, theirs in zip(reversed(one), reversed(other), strict=False):
        if ours != theirs:
            break
        count += 1
    return count
