"""A text with its blanks filled is one sentence, and never an order to the engine."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prompts.blanks import Kind
from prompts.spoken.sentence import Unfilled, passing, plain, sentence, spoken


def test_a_sentence_is_filled_in_the_words_of_its_language() -> None:
    values = [("from", "2"), ("to", "21")]
    assert (
        sentence("Between {from:number} and {to:minutes}.", values, "en")
        == "Between two and twenty-one minutes."
    )
    assert (
        sentence("От {from:minutes} до {to:minutes}.", values, "ru")
        == "От двух минут до двадцати одной минуты."
    )


def test_every_kind_is_said() -> None:
    said = {
        kind: spoken(kind, value, "en-GB")
        for kind, value in {
            Kind.TEXT: "Anna",
            Kind.NUMBER: "2",
            Kind.ORDINAL: "2",
            Kind.DIGITS: "2",
            Kind.MINUTES: "2",
            Kind.SECONDS: "2",
            Kind.MONEY: "2 EUR",
            Kind.TIME: "2:00",
            Kind.DATE: "2026-02-02",
        }.items()
    }
    assert said == {
        Kind.TEXT: "Anna",
        Kind.NUMBER: "two",
        Kind.ORDINAL: "second",
        Kind.DIGITS: "two",
        Kind.MINUTES: "two minutes",
        Kind.SECONDS: "two seconds",
        Kind.MONEY: "two euros",
        Kind.TIME: "two o'clock in the morning",
        Kind.DATE: "the second of February",
    }


@pytest.mark.parametrize(
    ("digits", "said"),
    [
        ("4719", "four seven one nine"),
        ("123456", "one two three, four five six"),
        ("1234567", "one two three, four five six seven"),
        ("+49 30", "four nine three zero"),
        ("A7", "A seven"),
        ("", ""),
    ],
)
def test_digits_come_one_by_one_with_rests(digits: str, said: str) -> None:
    assert spoken(Kind.DIGITS, digits, "en") == said


def test_a_language_without_words_of_its_own_leaves_numbers_to_the_engine() -> None:
    assert spoken(Kind.MINUTES, "5", "vi") == "5"
    assert spoken(Kind.DIGITS, "123", "el") == "1 2 3"


def test_a_value_of_another_kind_is_said_as_it_stands() -> None:
    assert sentence("It is {n:number}.", [("n", "many")], "en") == "It is many."
    assert sentence("{d:date}", [("d", "24.12.")], "ru") == "24.12."


@pytest.mark.parametrize("given", [[], [("n", "  ")], [("m", "1")]])
def test_a_blank_without_a_value_says_nothing(given: list[tuple[str, str]]) -> None:
    with pytest.raises(Unfilled, match=r"\{n\}"):
        sentence("It is {n:number}.", given, "en")


def test_text_is_never_markup() -> None:
    assert plain("a <b>c</b> [[h@'l]] \x01v \n d") == "a b c /b h@'l v d"
    assert sentence("Dear {name}.", [("name", "{x} [[a]] <audio src='x'/>")], "en") == (
        "Dear {x} a audio src='x'/."
    )


VALUES = st.one_of(
    st.text(max_size=30),
    st.integers(-(10**14), 10**14).map(str),
    st.decimals(0, 10**13, places=2).map(lambda amount: f"{amount} RUB"),
    st.dates().map(str),
    st.times().map(lambda time: time.isoformat("minutes")),
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(Kind), VALUES, st.sampled_from(["en", "ru", "el", ""]))
def test_any_value_is_said_somehow(kind: Kind, value: str, language: str) -> None:
    for before in ("", "до ", "через ", "к "):
        said = spoken(kind, value, language, before)
        assert said == plain(said)


def test_a_long_value_is_cut() -> None:
    assert len(spoken(Kind.TEXT, "x" * 10_000, "en")) == 200


@pytest.mark.parametrize(
    ("text", "value", "somebodys"),
    [
        ("It is {v:number}.", "12", False),
        ("At {v:time}.", "14:30", False),
        ("{v:minutes}", "5", False),
        ("It is {v:number}.", "1234", True),
        ("You typed {v:digits}.", "1", True),
        ("Dear {v}.", "Anna", True),
        ("{v:money}", "1 EUR", True),
        ("Nothing.", "", False),
    ],
)
def test_what_tells_of_a_caller_is_known(text: str, value: str, somebodys: bool) -> None:
    assert passing(text, [("v", value)]) is somebodys
