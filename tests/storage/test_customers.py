"""Cards in SQL: found, listed, created, changed."""

import asyncio

import pytest
from msgspec.structs import replace
from sqlalchemy import update

from customers.card import Card, CardNumber, Found, Match
from customers.ports import PAGE_LIMIT, CardChanged, NumberTaken
from storage.customers import SqlCustomers
from storage.database import Database
from storage.tables import calls
from tests.storage.cards import card
from tests.storage.stories import HOSTILE, Journal, abandoned_visit, after, fold_all

EVE = card("eve", "+4930123456", "+4930999", name="Eve Müller", company="Example GmbH")
BOB = card("bob", "+43664123456", "101", name="Bob", fields={"city": "Vienna"}, vip=True)


@pytest.fixture
async def cards(database: Database) -> SqlCustomers:
    made = SqlCustomers(database)
    await made.create(EVE)
    await made.create(BOB)
    return made


async def test_a_card_comes_back_as_it_was(cards: SqlCustomers) -> None:
    full = card(
        "full",
        "+12015550123",
        name="Ann",
        company="A & B",
        language="en",
        vip=True,
        preferred_operator="anna",
        notes="two\nlines",
        fields={"city": "Rome", "number": "7"},
    )
    full = replace(full, numbers=(CardNumber("+12015550123", "(201) 555-0123"),))
    await cards.create(full)
    assert await cards.get("full") == full
    assert await cards.get("nobody") is None
    assert await cards.by_ids(["full", "nobody"]) == {"full": full}


async def test_a_number_is_sure_only_as_a_whole(cards: SqlCustomers) -> None:
    assert await cards.by_number("+4930123456") == Found(Match.SURE, (EVE,))
    assert await cards.by_number("101") == Found(Match.SURE, (BOB,))
    assert await cards.by_number("") == Found()
    assert await cards.by_number("+15550000000") == Found()
    assert await cards.by_number("01") == Found()


async def test_what_may_be_the_number_is_only_maybe_and_the_likeliest_first(
    cards: SqlCustomers,
) -> None:
    near = card("near", "+43030123456")
    await cards.create(near)
    found = await cards.by_number("030123456")
    assert found.match is Match.MAYBE
    assert [one.id for one in found.cards] == ["near", "eve"]
    assert (await cards.by_number("0123456")).match is Match.MAYBE
    assert await cards.by_number("123456") == Found()  # six digits say nothing


async def test_a_number_belongs_to_one_card_and_the_refusal_says_whose(
    cards: SqlCustomers,
) -> None:
    with pytest.raises(NumberTaken, match="belongs to Eve Müller") as refused:
        await cards.create(card("new", "+4930123456", name="New"))
    assert refused.value.owner == EVE
    with pytest.raises(NumberTaken, match="belongs to Eve"):
        await cards.change(replace(BOB, numbers=(*BOB.numbers, EVE.numbers[0])))
    assert await cards.get("new") is None
    assert await cards.get("bob") == BOB


async def test_two_who_give_one_number_at_once(cards: SqlCustomers) -> None:
    made = [card(f"c{n}", "+15550001") for n in range(4)]
    done = await asyncio.gather(*(cards.create(one) for one in made), return_exceptions=True)
    assert sum(one is None for one in done) == 1
    assert sum(isinstance(one, NumberTaken) for one in done) == 3


async def test_numbers_may_be_handed_over_in_one_change(cards: SqlCustomers) -> None:
    first = replace(EVE, numbers=EVE.numbers[1:])
    second = replace(BOB, numbers=(*BOB.numbers, EVE.numbers[0]))
    await cards.put([], [first, second])
    assert (await cards.by_number("+4930123456")).cards[0].id == "bob"


async def test_a_change_names_the_version_that_it_saw(cards: SqlCustomers) -> None:
    changed = await cards.change(replace(EVE, name="Eve M.", changed_by="boris"))
    assert (changed.version, changed.name) == (2, "Eve M.")
    assert await cards.get("eve") == changed
    with pytest.raises(CardChanged, match="boris changed this card") as refused:
        await cards.change(replace(EVE, name="Other"))
    assert refused.value.current == changed
    with pytest.raises(LookupError):
        await cards.change(card("nobody"))
    assert [one.id for one in await cards.search("m", 9)] == ["eve"]


async def test_a_change_keeps_who_made_the_card(cards: SqlCustomers) -> None:
    await cards.change(replace(EVE, created_by="somebody", created_at=after(999)))
    kept = await cards.get("eve")
    assert kept is not None
    assert (kept.created_by, kept.created_at) == (EVE.created_by, EVE.created_at)


async def test_pages_meet_without_gap_or_overlap(database: Database) -> None:
    cards = SqlCustomers(database)
    await cards.put([card(f"c{n:03}", name=f"Name {n % 3}") for n in range(23)], [])
    found: list[Card] = []
    page = await cards.page(None, 5)
    while page:
        found += page
        page = await cards.page(page[-1].id, 5)
    assert [one.id for one in found] == sorted(
        (f"c{n:03}" for n in range(23)), key=lambda key: (int(key[1:]) % 3, key)
    )
    assert await cards.page("nobody", 5) == []
    assert len(await cards.page(None, PAGE_LIMIT + 1)) == 23


async def test_many_at_once_or_none(cards: SqlCustomers) -> None:
    new = [card(f"n{n}", f"+1555{n:07}") for n in range(1200)]
    await cards.put(new, [])
    owners = await cards.owners([one.forms[0] for one in new])
    assert {number: one.id for number, one in owners.items()} == {
        one.forms[0]: one.id for one in new
    }
    with pytest.raises(NumberTaken):
        await cards.put([card("x1", "+1999"), card("x2", "+4930999")], [])
    assert await cards.get("x1") is None


async def with_calls(database: Database, callers: dict[str, str]) -> None:
    journal = Journal()
    for n, key in enumerate(callers):
        journal.tell(abandoned_visit(key, after(100 * n)))
    await fold_all(database, journal)
    async with database.writing() as connection:
        for key, caller in callers.items():
            digits = "".join(sign for sign in caller if sign.isdigit())[-9:]
            await connection.execute(
                update(calls)
                .where(calls.c.id == key)
                .values(pii_caller=caller, caller_key=digits or None)
            )


async def test_the_calls_of_a_card_are_those_of_its_numbers(
    cards: SqlCustomers, database: Database
) -> None:
    callers = {
        "full": "+4930123456",
        "spaced": "+49 30 123456",
        "plain": "4930123456",
        "abroad": "+43930123456",
        "other": "+4930123457",
        "hidden": "anonymous",
        "inside": "101",
    }
    await with_calls(database, callers)
    assert [row.id for row in await cards.calls(EVE, 50)] == ["plain", "spaced", "full"]
    assert [row.id for row in await cards.calls(EVE, 1)] == ["plain"]
    assert [row.id for row in await cards.calls(BOB, 50)] == ["inside"]
    assert await cards.calls(card("none"), 50) == []


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_is_only_text(cards: SqlCustomers, text: str) -> None:
    await cards.create(card("h", name=text, company=text, notes=text, fields={"a": text}))
    found = await cards.get("h")
    assert found is not None
    assert len(found.name) == len(text)
    await cards.search(text, 50)
    assert (await cards.by_number(text)).match is Match.NONE
    assert await cards.get(text) is None
    assert await cards.page(text, 5) == []
