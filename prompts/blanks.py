"""Texts with blanks: `We close at {until:time}.` Pure.

A blank is `{name}` or `{name:kind}`; the kind says how the value is spoken.
"""

import re
from enum import StrEnum
from typing import NamedTuple

from vocabulary.findings import did_you_mean


class Kind(StrEnum):
    """How the value of a blank is spoken, and what such a value looks like."""

    TEXT = "text"  # as it is
    NUMBER = "number"  # 12
    ORDINAL = "ordinal"  # 3: third
    DIGITS = "digits"  # 4719: four, seven, one, nine
    MINUTES = "minutes"  # 5: five minutes
    SECONDS = "seconds"  # 5: five seconds
    MONEY = "money"  # 12.50 EUR
    TIME = "time"  # 14:30
    DATE = "date"  # 2026-12-24


class Blank(NamedTuple):
    """A place in a text that a value fills."""

    name: str
    kind: Kind = Kind.TEXT


Part = str | Blank

MOST_BLANKS = 20
_BLANK = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


class BlankError(ValueError):
    """A text whose blanks cannot be read; the message says what and how to mend it."""


def parse(text: str) -> tuple[Part, ...]:
    """The text as words and blanks, in order. Raises `BlankError`."""
    parts: list[Part] = []
    at = 0
    for match in _BLANK.finditer(text):
        parts += [_words(text[at : match.start()]), _blank(match[1])]
        at = match.end()
    parts.append(_words(text[at:]))
    if sum(isinstance(part, Blank) for part in parts) > MOST_BLANKS:
        raise BlankError(f"a text has at most {MOST_BLANKS} blanks; make two prompts of it")
    return tuple(part for part in parts if part)


def blanks(text: str) -> tuple[Blank, ...]:
    """The blanks of a text, in order. Raises `BlankError`."""
    return tuple(part for part in parse(text) if isinstance(part, Blank))


def _words(text: str) -> str:
    for brace in "{}":
        if brace in text:
            near = text[max(0, text.index(brace) - 15) :][:30]
            raise BlankError(
                f"the brace {brace} near '{near}' has no partner: "
                "a blank is written {name} or {name:kind}, and braces have no other use"
            )
    return text


def _blank(inside: str) -> Blank:
    name, colon, kind = (part.strip() for part in inside.partition(":"))
    if not _NAME.fullmatch(name):
        raise BlankError(
            f"the blank {{{inside}}} has no usable name: "
            "write small letters, digits and _, beginning with a letter"
        )
    if not colon:
        return Blank(name)
    kinds = [each.value for each in Kind]
    if kind not in kinds:
        raise BlankError(
            f"the blank {{{inside}}} has the unknown kind '{kind}'{did_you_mean(kind, kinds)} "
            f"(kinds are {', '.join(kinds)})"
        )
    return Blank(name, Kind(kind))
