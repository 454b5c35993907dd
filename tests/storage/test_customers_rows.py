"""Words and rows of cards."""

from storage.customers_rows import MOST_WORDS, fold, load, number_rows, word_rows, words_of
from storage.database import Database
from tests.storage.cards import card


def test_words_are_compared_without_case_and_accents() -> None:
    assert fold("Müller-ÉCOLE") == "muller-ecole"
    assert words_of("Müller-Lüdenscheidt, Dr.", "Straße  straße") == [
        "muller",
        "ludenscheidt",
        "dr",
        "strasse",
    ]
    assert words_of("Иванов", "", "!!!") == ["иванов"]


def test_a_card_has_a_bounded_number_of_words() -> None:
    assert len(word_rows(card("c", name=" ".join(f"w{n}" for n in range(500))))) == MOST_WORDS


def test_each_number_has_its_keys() -> None:
    first, second = number_rows(card("c", "+4930123456", "101"), {"101": "old"})
    assert (first["tail"], first["caller_key"], first["came_from"]) == ("0123456", "930123456", "")
    assert (second["tail"], second["caller_key"], second["place"]) == ("", "101", 1)
    assert second["came_from"] == "old"


async def test_unknown_cards_are_passed_over(database: Database) -> None:
    async with database.reading() as connection:
        assert await load(connection, ["a", "b"]) == []
        assert await load(connection, []) == []
