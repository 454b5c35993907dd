"""Values in Russian words: plurals, genders and cases."""

from datetime import date

import pytest

from prompts.spoken.russian import Russian
from prompts.spoken.values import Clock, Sum

RUSSIAN = Russian()


@pytest.mark.parametrize(
    ("value", "bare", "after_through", "after_until", "after_by"),
    [
        (1, "одна минута", "одну минуту", "одной минуты", "одной минуте"),
        (2, "две минуты", "две минуты", "двух минут", "двум минутам"),
        (5, "пять минут", "пять минут", "пяти минут", "пяти минутам"),
        (11, "одиннадцать минут", "одиннадцать минут", "одиннадцати минут", "одиннадцати минутам"),
        (
            21,
            "двадцать одна минута",
            "двадцать одну минуту",
            "двадцати одной минуты",
            "двадцати одной минуте",
        ),
        (22, "двадцать две минуты", "двадцать две минуты", "двадцати двух минут", None),
        (0, "ноль минут", "ноль минут", None, None),
    ],
)
def test_minutes(
    value: int, bare: str, after_through: str, after_until: str | None, after_by: str | None
) -> None:
    assert RUSSIAN.minutes(value) == bare
    assert RUSSIAN.minutes(value, "перезвоним через ") == after_through
    if after_until is not None:
        assert RUSSIAN.minutes(value, "от двух до ") == after_until
    if after_by is not None:
        assert RUSSIAN.minutes(value, "ближе к ") == after_by


def test_seconds() -> None:
    assert [RUSSIAN.seconds(n, "через ") for n in (1, 3, 30)] == [
        "одну секунду",
        "три секунды",
        "тридцать секунд",
    ]


def test_numbers_and_ordinals() -> None:
    assert RUSSIAN.number(1234) == "одна тысяча двести тридцать четыре"
    assert RUSSIAN.number(2, "через ") == "два"
    assert RUSSIAN.number(2, "не больше ") == "двух"
    assert [RUSSIAN.ordinal(n) for n in (1, 3, 24, 40)] == [
        "первый",
        "третий",
        "двадцать четвёртый",
        "сороковой",
    ]


@pytest.mark.parametrize(
    ("value", "before", "said"),
    [
        (Sum(12, 50, "EUR"), "", "двенадцать евро пятьдесят центов"),
        (Sum(1, 1, "RUB"), "", "один рубль одна копейка"),
        (Sum(1, 1, "RUB"), "заплатите за ", "один рубль одну копейку"),
        (Sum(21, 2, "RUB"), "до ", "двадцати одного рубля двух копеек"),
        (Sum(2, 0, "GBP"), "", "два фунта"),
        (Sum(0, 5, "USD"), "", "пять центов"),
        (Sum(0, 0, "RUB"), "", "ноль рублей"),
        (Sum(1000, 0, "USD"), "к ", "одной тысяче долларам"),
    ],
)
def test_money(value: Sum, before: str, said: str) -> None:
    assert RUSSIAN.money(value, before) == said


@pytest.mark.parametrize(
    ("value", "before", "said"),
    [
        (Clock(14, 30), "сейчас ", "четырнадцать часов тридцать минут"),
        (Clock(9, 0), "работаем с ", "девяти часов"),
        (Clock(21, 0), "с девяти до ", "двадцати одного часа"),
        (Clock(1, 1), "в ", "один час одну минуту"),
        (Clock(18, 0), "к ", "восемнадцати часам"),
    ],
)
def test_times(value: Clock, before: str, said: str) -> None:
    assert RUSSIAN.time(value, before) == said


def test_days() -> None:
    day = date(2026, 12, 24)
    assert RUSSIAN.date(day, "мы откроемся ") == "двадцать четвёртого декабря"
    assert RUSSIAN.date(day, "закрыто до ") == "двадцать четвёртого декабря"
    assert RUSSIAN.date(day, "перенесено на ") == "двадцать четвёртое декабря"
    assert RUSSIAN.date(date(2026, 5, 3), "к ") == "третьему мая"
