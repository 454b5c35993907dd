"""Finding cards as somebody types."""

import pytest

from storage.customers import SqlCustomers
from storage.customers_search import TEXT_CHARS, read_typed
from storage.database import Database
from tests.storage.cards import card


@pytest.fixture
async def cards(database: Database) -> SqlCustomers:
    made = SqlCustomers(database)
    await made.put(
        [
            card("eve", "+4930123456", name="Eve Müller", company="Example GmbH"),
            card("eva", "+436641234567", name="Eva Muster", fields={"contract": "K-4711"}),
            card("ivan", "+79161234567", name="Иван Иванов", company="Ёлка"),
            card("many", name="Evelyn Everly Ever"),
            card("digits", name="4711 Club"),
        ],
        [],
    )
    return made


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("eve", {"eve", "many"}),
        ("EV", {"eve", "eva", "many"}),
        ("mull", {"eve"}),
        ("Müll", {"eve"}),
        ("eve mu", {"eve"}),
        ("mu ev", {"eve", "eva"}),
        ("eve xx", set()),
        ("example", {"eve"}),
        ("xample", set()),
        ("ива", {"ivan"}),
        ("елка", {"ivan"}),
        ("4711", {"eva", "digits"}),
        ("k 47", {"eva"}),
        ("123456", {"eve", "eva", "ivan"}),
        ("030 1234", {"eve"}),
        ("+49 30", {"eve"}),
        ("(0) 664", {"eva"}),
        ("34567", {"eva", "ivan"}),
        ("eva 664", {"eva"}),
        ("eve 664", set()),
        ("12", set()),
        ("", set()),
        ("%", set()),
        ("_ve", set()),
        ("' OR 1=1", set()),
    ],
)
async def test_what_is_typed_finds(cards: SqlCustomers, text: str, found: set[str]) -> None:
    assert {one.id for one in await cards.search(text, 50)} == found


async def test_at_most_so_many_and_each_once(cards: SqlCustomers) -> None:
    await cards.put([card(f"c{n:03}", name=f"Common Common{n}") for n in range(120)], [])
    found = [one.id for one in await cards.search("com", 1000)]
    assert len(found) == len(set(found)) == 50
    assert len(await cards.search("com", 7)) == 7


def test_what_is_typed_is_bounded() -> None:
    typed = read_typed("a b c d e f g h i")
    assert len(typed.words) == 6
    assert read_typed("1" * 500).digits == "1" * TEXT_CHARS
    assert read_typed("0049 30").digits == "4930"
    assert read_typed("a1").digits == ""
    assert read_typed("000").digits == "000"
