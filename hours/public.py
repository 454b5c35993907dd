"""Public holidays of countries, from the library `holidays`, by year.

Names are in the country's own language, whatever the machine's is.
"""

import re
import warnings
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from holidays import HolidayBase, country_holidays, list_supported_countries

from vocabulary.findings import did_you_mean

ENGLISH: Final = "en_US"
YEARS_OF_NAMES: Final = range(2020, 2036)
YEARS_KEPT: Final = 128
MISTAKEN: Final = {"UK": "GB", "EN": "GB", "DEU": "DE", "GER": "DE"}
"""What people write for a country that ISO calls otherwise."""

_REMARK = re.compile(r" \((?:observed|estimated|observed, estimated)\)$")


class PublicHoliday(NamedTuple):
    """What is celebrated on one day. `english` is empty where that is the country's language,
    or the library has none."""

    names: tuple[str, ...]
    english: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def countries() -> Mapping[str, tuple[str, ...]]:
    """Countries whose holidays are known, by ISO code, and their subdivisions."""
    known = list_supported_countries(include_aliases=False)
    return {code: tuple(below) for code, below in known.items() if len(code) == 2}


def check_country(country: str) -> None:
    """Refuse a country that is not known. Raises `ValueError`."""
    if country in countries():
        return
    written = country.upper()
    near = MISTAKEN.get(written, written)
    hint = f"; did you mean {near}?" if near in countries() else did_you_mean(near, countries())
    raise ValueError(
        f"no holidays are known for this country{hint or '; write its ISO code, such as DE'}"
    )


def check_subdivision(country: str, subdivision: str) -> None:
    """Refuse a subdivision that the country does not have. Raises `ValueError`."""
    known = countries()[country]
    if subdivision in known:
        return
    if not known:
        raise ValueError(f"{country} has no subdivisions; leave it out")
    by_lower = {name.lower(): name for name in known}
    near = by_lower.get(subdivision.lower())
    hint = f"; did you mean {near}?" if near else did_you_mean(subdivision, known)
    raise ValueError(f"{country} has no such subdivision{hint or f'; it has {_few(known)}'}")


def _few(names: Iterable[str]) -> str:
    names = list(names)
    return ", ".join(names[:20]) + (", …" if len(names) > 20 else "")


@lru_cache(maxsize=YEARS_KEPT)
def public_holidays(country: str, subdivision: str, year: int) -> Mapping[date, PublicHoliday]:
    """The public holidays of one year."""
    return _celebrated(country, subdivision, range(year, year + 1))


@lru_cache(maxsize=16)
def names_known(country: str, subdivision: str) -> frozenset[str]:
    """The names that the holidays had or will have in the years around now, as `key`s."""
    days = _celebrated(country, subdivision, YEARS_OF_NAMES).values()
    return frozenset(key(name) for day in days for name in (*day.names, *day.english))


@lru_cache(maxsize=16)
def names_shown(country: str, subdivision: str) -> tuple[str, ...]:
    """The names in the country's language, for a hint, in the order of their first date."""
    days = sorted(_celebrated(country, subdivision, YEARS_OF_NAMES).items())
    told = (_REMARK.sub("", name) for _, day in days for name in day.names)
    return tuple(dict.fromkeys(told))


def key(name: str) -> str:
    """By what names are compared: not by case, nor by the remark that a day is observed
    instead of another or only estimated."""
    return _REMARK.sub("", name.strip()).casefold()


def is_among(holiday: PublicHoliday, keys: frozenset[str]) -> bool:
    """Whether all that is celebrated is named by `keys`, in one language or the other."""
    return any(
        names and all(key(name) in keys for name in names)
        for names in (holiday.names, holiday.english)
    )


def _celebrated(country: str, subdivision: str, years: range) -> dict[date, PublicHoliday]:
    """Holidays of some years, sorted.

    The library warns of years that it does not know well; it then knows fewer holidays.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        nothing = country_holidays(country, subdiv=subdivision or None)
        own = nothing.default_language
        native = _in_language(country, subdivision, years, own)
        english = None
        if own != ENGLISH and ENGLISH in nothing.supported_languages:
            english = _in_language(country, subdivision, years, ENGLISH)
    return {
        day: PublicHoliday(
            tuple(native.get_list(day)),
            tuple(english.get_list(day)) if english is not None else (),
        )
        for day in sorted(native)
    }


def _in_language(country: str, subdivision: str, years: range, language: str | None) -> HolidayBase:
    return country_holidays(
        country, subdiv=subdivision or None, years=years, expand=False, language=language
    )
