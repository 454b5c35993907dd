"""Values are read into what they mean, or said to be none."""

from datetime import date

import pytest

from prompts.spoken import values
from prompts.spoken.values import Clock, NotRead, Sum


def test_numbers() -> None:
    assert values.whole(" -12 ") == -12
    assert values.natural("007") == 7


@pytest.mark.parametrize("value", ["", "x", "1.5", "1e3", "9" * 20, "٣", "1 2"])
def test_what_is_no_number(value: str) -> None:
    with pytest.raises(NotRead):
        values.whole(value)


def test_nothing_is_less_than_nothing() -> None:
    with pytest.raises(NotRead, match="less than nothing"):
        values.natural("-1")


@pytest.mark.parametrize(
    ("value", "means"),
    [
        ("12.50 EUR", Sum(12, 50, "EUR")),
        ("12.5 USD", Sum(12, 50, "USD")),
        ("0.05 GBP", Sum(0, 5, "GBP")),
        ("1000 RUB", Sum(1000, 0, "RUB")),
    ],
)
def test_money(value: str, means: Sum) -> None:
    assert values.money(value) == means


@pytest.mark.parametrize("value", ["", "12", "12 XYZ", "1.234 EUR", "NaN EUR", "-1 EUR", "1e5 EUR"])
def test_what_is_no_money(value: str) -> None:
    with pytest.raises(NotRead):
        values.money(value)


def test_times() -> None:
    assert values.clock("14:30") == Clock(14, 30)
    assert values.clock("9:05:59") == Clock(9, 5)
    assert values.clock("24:00") == Clock(0, 0)
    for wrong in ("24:01", "25:00", "12:60", "noon", "1430"):
        with pytest.raises(NotRead):
            values.clock(wrong)


def test_days() -> None:
    assert values.day("2026-12-24") == date(2026, 12, 24)
    for wrong in ("24.12.2026", "2026-13-01", ""):
        with pytest.raises(NotRead):
            values.day(wrong)
