"""Phone numbers as people and lines write them, made into one form that can be compared.

The form is E.164 (`+4930123456`) wherever a number can be understood: written with `+`, or
nationally in a region that is known. All else, such as an extension or a number that is
too short, is kept as its digits. A caller who hides its number has the form "".
"""

import unicodedata
from functools import lru_cache
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

LONGEST_TEXT: Final = 80
LONGEST_DIGITS: Final = 20
TAIL_DIGITS: Final = 7
"""So many last digits must agree before two numbers may be the same."""
_SHORTEST_NATIONAL: Final = 6
_SHORTEST_INTERNATIONAL: Final = 9
_CACHED: Final = 4096


def regions() -> frozenset[str]:
    """Every region whose numbers are known, by ISO 3166 code."""
    return frozenset(phonenumbers.SUPPORTED_REGIONS)


def digits_of(text: str) -> str:
    """The digits of a text, in whatever script they are written."""
    return "".join(
        str(unicodedata.digit(sign)) for sign in text if unicodedata.category(sign) == "Nd"
    )


@lru_cache(maxsize=_CACHED)
def normalise(text: str, region: str = "") -> str:
    """The one form of a number; "" where there is none to be had ("anonymous").

    `region` is where numbers without a country's code belong; empty: nowhere, such numbers
    stay digits. An extension written behind a number (`ext. 12`) is not a part of it.
    """
    written = _bare(text)
    digits = digits_of(written)[:LONGEST_DIGITS]
    if not digits:
        return ""
    found = _understood(written, digits, region)
    if found is None:
        return digits
    return phonenumbers.format_number(found, PhoneNumberFormat.E164)


def same(one: str, other: str, region: str = "") -> bool:
    """Whether two texts are certainly the same number; two hidden numbers never are."""
    form = normalise(one, region)
    return form != "" and form == normalise(other, region)


def tail(number: str) -> str:
    """The last digits of a form, for finding what may be the same; "" when it is too short."""
    digits = digits_of(number)
    return digits[-TAIL_DIGITS:] if len(digits) >= TAIL_DIGITS else ""


@lru_cache(maxsize=_CACHED)
def shown(number: str, region: str = "") -> str:
    """A form as people write it: nationally at home, else internationally."""
    found = _parsed(number, None) if number.startswith("+") else None
    if found is None:
        return number
    at_home = region != "" and found.country_code == _country_code(region)
    form = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(found, form)


def _bare(text: str) -> str:
    """The number in an address such as `sip:+4930123@host` or `tel:+49-30-123`."""
    written = text.strip()[:LONGEST_TEXT]
    scheme, mark, rest = written.partition(":")
    if mark and scheme.lower() in {"sip", "sips", "tel"}:
        written = rest.partition("@")[0]
    return written


def _understood(written: str, digits: str, region: str) -> PhoneNumber | None:
    """The number, when it is clear which one is meant."""
    if written.lstrip(" (").startswith(("+", "\uff0b")):
        found = _parsed(written, None)
        return found if found and phonenumbers.is_possible_number(found) else None
    if len(digits) < _SHORTEST_NATIONAL:
        return None
    if region and (found := _valid(written, region)):
        return found
    if digits.startswith("00"):
        return _valid(f"+{digits[2:]}", None)
    if region and len(digits) >= _SHORTEST_INTERNATIONAL:  # some lines leave the + out
        found = _valid(f"+{digits}", None)
        return found if found and found.country_code == _country_code(region) else None
    return None


def _valid(written: str, region: str | None) -> PhoneNumber | None:
    found = _parsed(written, region)
    return found if found and phonenumbers.is_valid_number(found) else None


def _parsed(written: str, region: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(written, region)
    except NumberParseException:
        return None


def _country_code(region: str) -> int:
    return phonenumbers.country_code_for_region(region)
