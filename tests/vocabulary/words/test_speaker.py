"""Figures as people say them. The words of whole moments are in `test_why.py`."""

import pytest

from vocabulary.decisions import Forecast
from vocabulary.ids import CallId
from vocabulary.words.catalogue import Language
from vocabulary.words.speaker import BEYOND_MEASURE, Speaker, clock, number, span_words


def speaker(language: Language) -> Speaker:
    return Speaker(language, str, str)


def test_a_call_is_named_by_the_end_of_its_id() -> None:
    assert speaker("en").call(CallId("0193f2a1c0de5f1e2d9c7e01")) == "call 9c7e01"
    assert speaker("ru").call(CallId("c2")) == "звонок c2"


def test_terms_have_a_sign_and_two_decimals() -> None:
    english, russian = speaker("en"), speaker("ru")
    assert [number(value, english) for value in (0.125, -0.125, 0.004, 12.0)] == [
        "+0.13",
        "\N{MINUS SIGN}0.13",
        "0.00",
        "+12.00",
    ]
    assert number(0.5, russian, signed=False) == "0,50"
    assert number(BEYOND_MEASURE, english) == "goes first"


@pytest.mark.parametrize(
    ("half", "most", "words"),
    [
        (None, None, None),
        (-3.0, -1.0, "longer than predicted"),
        (-3.0, 20.0, "up to 20 s"),
        (30.0, None, "about 30 s"),
        (90.0, 90.5, "about 2 min"),
        (3600.0, 7300.0, "about 60–122 min"),
    ],
)
def test_a_span_says_no_more_than_is_known(
    half: float | None, most: float | None, words: str | None
) -> None:
    assert span_words(Forecast(half, most), speaker("en")) == words


def test_lengths_are_read_as_clocks() -> None:
    assert [clock(seconds) for seconds in (-1, 0, 65.9, 3725)] == [
        "0:00",
        "0:00",
        "1:05",
        "1:02:05",
    ]
