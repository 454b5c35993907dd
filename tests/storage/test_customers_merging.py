"""Two cards made one, and taken apart again."""

import pytest
from msgspec.structs import replace

from customers.card import Card, Keep
from customers.ports import CannotSplit
from storage.customers import SqlCustomers
from storage.customers_merging import merge_cards, split_card
from storage.database import Database
from tests.storage.cards import BY, card

A = card("a", "+491", "+492", name="Ann", notes="old", fields={"city": "Rome", "x": "1"}, vip=True)
B = card("b", "+493", name="Anna", fields={"city": "Oslo"})


@pytest.fixture
async def cards(database: Database) -> SqlCustomers:
    made = SqlCustomers(database)
    await made.put([A, B, card("c", "+494", name="Cid")], [])
    return made


def values(one: Card | None) -> tuple[object, ...]:
    assert one is not None
    return (one.name, one.notes, one.vip, dict(one.fields), one.forms)


async def test_one_card_of_two(cards: SqlCustomers) -> None:
    got = await cards.merge("a", "b", {"city": Keep.FROM}, BY)
    wanted = ("Anna", "old", True, {"city": "Rome", "x": "1"}, ("+493", "+491", "+492"))
    assert values(got) == wanted
    assert (got.id, got.version, got.changed_by, got.changed_at) == ("b", 2, "mia", BY.at)
    assert await cards.get("a") == got
    assert (await cards.by_number("+491")).cards == (got,)
    assert [one.id for one in await cards.search("ann", 9)] == ["b"]
    assert [one.id for one in await cards.page(None, 9)] == ["b", "c"]
    with pytest.raises(LookupError):
        await cards.change(A)


async def test_a_split_undoes_a_merge(cards: SqlCustomers) -> None:
    await cards.merge("a", "b", {"name": Keep.FROM}, BY)
    got = await cards.split("b", ["+491", "+492"], "fresh", BY)
    assert (got.id, got.merged_into) == ("a", None)
    assert values(got) == values(A)
    assert values(await cards.get("b")) == values(B)
    assert await cards.get("fresh") is None
    assert {one.id for one in await cards.search("ann", 9)} == {"a", "b"}
    again = await cards.change(replace(got, name="Ann again"))
    assert again.version == got.version + 1


async def test_a_split_leaves_what_was_changed_since(cards: SqlCustomers) -> None:
    whole = await cards.merge("a", "b", {"name": Keep.FROM, "city": Keep.FROM}, BY)
    await cards.change(replace(whole, name="Annabel", fields={**whole.fields, "x": "2"}))
    await cards.split("b", ["+491", "+492"], "fresh", BY)
    rest = await cards.get("b")
    assert rest is not None
    assert (rest.name, dict(rest.fields)) == ("Annabel", {"city": "Oslo", "x": "2"})


async def test_merges_one_upon_the_other_come_apart_in_turn(cards: SqlCustomers) -> None:
    await cards.merge("a", "b", {}, BY)
    await cards.merge("b", "c", {}, BY)
    assert values(await cards.get("a"))[4] == ("+494", "+493", "+491", "+492")
    middle = await cards.split("c", ["+493", "+491", "+492"], "fresh", BY)
    assert (middle.id, middle.forms) == ("b", ("+493", "+491", "+492"))
    first = await cards.split("b", ["+491", "+492"], "fresh", BY)
    assert values(first) == values(A)
    assert values(await cards.get("b")) == values(B)


async def test_a_number_goes_to_a_new_card(cards: SqlCustomers) -> None:
    got = await cards.split("a", ["+492"], "fresh", BY)
    assert (got.id, got.forms, got.name, got.created_by) == ("fresh", ("+492",), "", "mia")
    rest = await cards.get("a")
    assert rest is not None
    assert (rest.forms, rest.version, rest.name) == (("+491",), 2, "Ann")


async def test_a_part_of_what_came_brings_the_card_back_once(cards: SqlCustomers) -> None:
    await cards.merge("a", "b", {}, BY)
    assert (await cards.split("b", ["+491"], "one", BY)).id == "a"
    assert (await cards.split("b", ["+492"], "two", BY)).id == "two"


@pytest.mark.parametrize("numbers", [[], ["+491", "+492"], ["+493"], ["+491", "'"]])
async def test_what_cannot_be_split(cards: SqlCustomers, numbers: list[str]) -> None:
    with pytest.raises(CannotSplit):
        await cards.split("a", numbers, "fresh", BY)
    assert values(await cards.get("a")) == values(A)


async def test_a_merge_is_done_whole_or_not_at_all(cards: SqlCustomers, database: Database) -> None:
    with pytest.raises(RuntimeError, match="power"):
        async with database.writing() as connection:
            await merge_cards(connection, "a", "b", {}, BY)
            await split_card(connection, "b", ["+491"], "fresh", BY)
            raise RuntimeError("power is gone")
    assert values(await cards.get("a")) == values(A)
    assert values(await cards.get("b")) == values(B)


async def test_unknown_cards_are_neither_merged_nor_split(cards: SqlCustomers) -> None:
    await cards.merge("a", "b", {}, BY)
    for source, target in (("a", "c"), ("c", "a"), ("c", "c"), ("x", "c")):
        with pytest.raises(LookupError):
            await cards.merge(source, target, {}, BY)
    with pytest.raises(LookupError):
        await cards.split("a", ["+491"], "fresh", BY)
    assert await cards.get("a") == await cards.get("b")
