"""Two cards made one, and taken apart again.

A merge leaves the source's row as it was, without numbers and words; it notes there what it
changed in the target, and at each number which card had it. So a split can bring the source
back and give the target its own values again, where nobody changed them since.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from customers.card import VALUES, Card, Keep, merged
from customers.ports import By, CannotSplit
from storage.customers_rows import card_values, load, write_words
from storage.tables_customers import customer_numbers, customer_words, customers

_FIELD = "fields."
Replaced = dict[str, tuple[Any, Any]]
"""By name of a value, or `fields.` and the name of a field: before and after. None: no field."""


async def merge_cards(
    connection: AsyncConnection, source: str, target: str, keep: Mapping[str, Keep], by: By
) -> Card:
    """The target with all numbers. Raises `LookupError`."""
    if source == target:
        raise LookupError(f"the card {source} cannot be merged into itself")
    given, kept = await _hold(connection, source), await _hold(connection, target)
    result = replace(
        merged(given, kept, keep),
        version=kept.version + 1,
        changed_at=by.at,
        changed_by=by.person,
    )
    replaced = msgspec.json.encode(_differences(kept, result)).decode()
    left = replace(
        given, merged_into=target, version=given.version + 1, changed_at=by.at, changed_by=by.person
    )
    await _store(connection, left, replaced)
    await _store(connection, result, None)
    await _move_numbers(connection, given, kept)
    await connection.execute(delete(customer_words).where(customer_words.c.customer == source))
    await write_words(connection, [result])
    return (await load(connection, [target]))[0]


async def split_card(
    connection: AsyncConnection, card: str, numbers: Sequence[str], fresh: str, by: By
) -> Card:
    """The card that has `numbers` now. Raises `LookupError`, `CannotSplit`."""
    whole = await _hold(connection, card)
    if missing := [number for number in numbers if number not in whole.forms]:
        raise CannotSplit(f"{missing[0]} is not a number of {whole.title}: look at the card again")
    came_from = await _came_from(connection, numbers)
    source = await _before_merge(connection, whole, came_from)
    if not numbers or (source is None and len(set(numbers)) == len(whole.numbers)):
        raise CannotSplit("name some of the card's numbers, but not all of them")
    if source is None:
        part = Card(
            id=fresh,
            created_at=by.at,
            created_by=by.person,
            changed_at=by.at,
            changed_by=by.person,
        )
        await connection.execute(insert(customers), card_values(part))
        rest = whole
    else:
        rest = await _undone(connection, whole, source)
        part = replace(source, merged_into=None, version=source.version + 1)
        part = replace(part, changed_at=by.at, changed_by=by.person)
        await _store(connection, part, "{}")
    await _hand_over(connection, part, numbers, came_from, revived=source is not None)
    rest = replace(rest, version=whole.version + 1, changed_at=by.at, changed_by=by.person)
    await _store(connection, rest, None)
    await write_words(connection, [part, rest])
    return (await load(connection, [part.id]))[0]


async def _hold(connection: AsyncConnection, card: str) -> Card:
    """A card that nobody else may change before our transaction ends."""
    held = select(customers.c.id).where(customers.c.id == card).with_for_update()
    await connection.execute(held)
    found = await load(connection, [card])
    if not found or found[0].merged_into is not None:
        raise LookupError(f"there is no card {card}")
    return found[0]


def _differences(before: Card, after: Card) -> Replaced:
    found: Replaced = {
        name: (getattr(before, name), getattr(after, name))
        for name in VALUES
        if getattr(before, name) != getattr(after, name)
    }
    for name, value in after.fields.items():
        if before.fields.get(name) != value:
            found[_FIELD + name] = (before.fields.get(name), value)
    return found


async def _undone(connection: AsyncConnection, whole: Card, source: Card) -> Card:
    """The card with the values of before the merge, where they are still the merge's."""
    wanted = select(customers.c.replaced).where(customers.c.id == source.id)
    text = (await connection.execute(wanted)).scalar_one()
    values: dict[str, Any] = {}
    fields: dict[str, str] = dict(whole.fields)
    for name, (before, after) in msgspec.json.decode(text, type=Replaced).items():
        field = name.removeprefix(_FIELD)
        if field == name:
            if getattr(whole, name) == after:
                values[name] = before
        elif fields.get(field) == after:
            if before is None:
                del fields[field]
            else:
                fields[field] = before
    return replace(whole, **values, fields=fields)


async def _store(connection: AsyncConnection, card: Card, replaced: str | None) -> None:
    values = card_values(card)
    if replaced is not None:
        values["replaced"] = replaced
    await connection.execute(update(customers).where(customers.c.id == card.id).values(values))


async def _move_numbers(connection: AsyncConnection, source: Card, target: Card) -> None:
    """Behind the target's own, each with the source before those it came from already."""
    earlier = await _came_from(connection, source.forms)
    for place, number in enumerate(source.forms, start=len(target.numbers)):
        path = f"{source.id}/{earlier[number]}".removesuffix("/")
        await connection.execute(
            update(customer_numbers)
            .where(customer_numbers.c.number == number)
            .values(customer=target.id, place=place, came_from=path)
        )


async def _hand_over(
    connection: AsyncConnection,
    part: Card,
    numbers: Sequence[str],
    came_from: Mapping[str, str],
    *,
    revived: bool,
) -> None:
    for place, number in enumerate(dict.fromkeys(numbers)):
        path = came_from[number].partition("/")[2] if revived else ""
        await connection.execute(
            update(customer_numbers)
            .where(customer_numbers.c.number == number)
            .values(customer=part.id, place=place, came_from=path)
        )


async def _came_from(connection: AsyncConnection, numbers: Sequence[str]) -> dict[str, str]:
    wanted = select(customer_numbers.c.number, customer_numbers.c.came_from).where(
        customer_numbers.c.number.in_(list(numbers))
    )
    return {row.number: row.came_from for row in await connection.execute(wanted)}


async def _before_merge(
    connection: AsyncConnection, whole: Card, came_from: Mapping[str, str]
) -> Card | None:
    """The card that had all these numbers before it was merged into this one."""
    sources = {path.partition("/")[0] for path in came_from.values()}
    if len(sources) != 1 or sources == {""}:
        return None
    found = await load(connection, list(sources))
    return found[0] if found and found[0].merged_into == whole.id else None
