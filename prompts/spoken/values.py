"""Values as they arrive, such as `12.50 EUR` or `14:30`, read into what they mean."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

VALUE_LIMIT = 200
LARGEST = 10**12
MONEY = ("EUR", "USD", "RUB", "GBP")


class NotRead(ValueError):
    """A value that is not of its kind; it is then said as it stands."""


class Sum(NamedTuple):
    """An amount in a currency: whole units and hundredths."""

    units: int
    hundredths: int
    currency: str


class Clock(NamedTuple):
    """A time of day; 24:00 is the end of the day."""

    hour: int
    minute: int


def whole(value: str) -> int:
    """A whole number that can be said. Raises `NotRead`."""
    text = value.strip()
    if not re.fullmatch(r"-?[0-9]{1,13}", text) or abs(int(text)) > LARGEST:
        raise NotRead(f"'{value[:40]}' is not a whole number up to {LARGEST}")
    return int(text)


def natural(value: str) -> int:
    """A whole number from 0. Raises `NotRead`."""
    number = whole(value)
    if number < 0:
        raise NotRead(f"'{value[:40]}' is less than nothing")
    return number


def money(value: str) -> Sum:
    """A sum such as `12.50 EUR`. Raises `NotRead`."""
    amount, _, currency = value.strip().partition(" ")
    if currency not in MONEY:
        raise NotRead(f"'{value[:40]}' is not a sum in {', '.join(MONEY)}")
    try:
        hundredths = Decimal(amount) * 100
    except InvalidOperation:
        raise NotRead(f"'{value[:40]}' is not an amount") from None
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,2})?", amount) or hundredths % 1:
        raise NotRead(f"'{value[:40]}' is not an amount with at most two decimals")
    return Sum(*divmod(int(hundredths), 100), currency)


def clock(value: str) -> Clock:
    """A time such as `14:30`. Raises `NotRead`."""
    match = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})(:[0-9]{2})?", value.strip())
    if match is None:
        raise NotRead(f"'{value[:40]}' is not a time such as 14:30")
    hour, minute = int(match[1]), int(match[2])
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        raise NotRead(f"'{value[:40]}' is no time of day")
    return Clock(hour % 24, minute)


def day(value: str) -> date:
    """A date such as `2026-12-24`. Raises `NotRead`."""
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        raise NotRead(f"'{value[:40]}' is not a date such as 2026-12-24") from None
