"""Values in English words."""

from datetime import date

import pytest

from prompts.spoken.english import English
from prompts.spoken.values import Clock, Sum

ENGLISH = English()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "zero"),
        (12, "twelve"),
        (21, "twenty-one"),
        (1234, "one thousand two hundred and thirty-four"),
        (-3, "minus three"),
    ],
)
def test_numbers(value: int, said: str) -> None:
    assert ENGLISH.number(value) == said


def test_ordinals() -> None:
    assert [ENGLISH.ordinal(n) for n in (1, 2, 3, 21)] == [
        "first",
        "second",
        "third",
        "twenty-first",
    ]


def test_durations() -> None:
    assert [ENGLISH.minutes(n) for n in (0, 1, 2)] == ["zero minutes", "one minute", "two minutes"]
    assert [ENGLISH.seconds(n) for n in (1, 30)] == ["one second", "thirty seconds"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Sum(12, 50, "EUR"), "twelve euros and fifty cents"),
        (Sum(1, 1, "GBP"), "one pound and one penny"),
        (Sum(0, 5, "GBP"), "five pence"),
        (Sum(0, 0, "USD"), "zero dollars"),
        (Sum(1, 0, "RUB"), "one rouble"),
        (Sum(2, 2, "RUB"), "two roubles and two kopecks"),
    ],
)
def test_money(value: Sum, said: str) -> None:
    assert ENGLISH.money(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Clock(0, 0), "midnight"),
        (Clock(12, 0), "noon"),
        (Clock(9, 0), "nine o'clock in the morning"),
        (Clock(0, 5), "twelve oh five in the morning"),
        (Clock(12, 30), "twelve thirty in the afternoon"),
        (Clock(14, 30), "two thirty in the afternoon"),
        (Clock(18, 0), "six o'clock in the evening"),
    ],
)
def test_times(value: Clock, said: str) -> None:
    assert ENGLISH.time(value) == said


def test_days() -> None:
    assert ENGLISH.date(date(2026, 12, 24)) == "the twenty-fourth of December"
    assert ENGLISH.date(date(2026, 1, 1)) == "the first of January"
