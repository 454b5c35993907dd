"""A prompt's text with its blanks filled: one sentence, said in one breath."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Protocol

from prompts.blanks import Blank, Kind, parse
from prompts.spoken import values
from prompts.spoken.english import English
from prompts.spoken.russian import Russian
from prompts.spoken.values import VALUE_LIMIT, Clock, NotRead, Sum

_GROUP = 3


class Words(Protocol):
    """The words of one language. `before` is the text up to the value."""

    def number(self, value: int, before: str) -> str:
        """A whole number."""
        ...

    def ordinal(self, value: int, before: str) -> str:
        """A place in a row."""
        ...

    def minutes(self, value: int, before: str) -> str:
        """So many minutes."""
        ...

    def seconds(self, value: int, before: str) -> str:
        """So many seconds."""
        ...

    def money(self, value: Sum, before: str) -> str:
        """A sum."""
        ...

    def time(self, value: Clock, before: str) -> str:
        """A time of day."""
        ...

    def date(self, value: date, before: str) -> str:
        """A day."""
        ...


_WORDS: Mapping[str, Words] = {"en": English(), "ru": Russian()}


class Unfilled(LookupError):
    """A blank without a value: the sentence would say nothing true."""


def sentence(text: str, given: Sequence[tuple[str, str]], language: str) -> str:
    """The text as it is to be said. Raises `Unfilled`, `BlankError`.

    A value that is not of its blank's kind is said as it stands.
    """
    filled: dict[str, str] = dict(given)
    said = ""
    for part in parse(text):
        if isinstance(part, str):
            said += part
        elif not filled.get(part.name, "").strip():
            raise Unfilled(f"the blank {{{part.name}}} has no value")
        else:
            said += spoken(part.kind, filled[part.name], language, said)
    return plain(said)


def spoken(kind: Kind, value: str, language: str, before: str = "") -> str:
    """One value in the words of a language; as it stands where they are not known."""
    value = plain(value[:VALUE_LIMIT])
    words = _WORDS.get(language.partition("-")[0])
    if kind is Kind.DIGITS:
        return _one_by_one(value, words)
    if words is None or kind is Kind.TEXT:
        return value
    try:
        return _say(words, kind, value, before)
    except NotRead:
        return value


def _say(words: Words, kind: Kind, value: str, before: str) -> str:
    ways: dict[Kind, Callable[[], str]] = {
        Kind.NUMBER: lambda: words.number(values.whole(value), before),
        Kind.ORDINAL: lambda: words.ordinal(values.natural(value), before),
        Kind.MINUTES: lambda: words.minutes(values.natural(value), before),
        Kind.SECONDS: lambda: words.seconds(values.natural(value), before),
        Kind.MONEY: lambda: words.money(values.money(value), before),
        Kind.TIME: lambda: words.time(values.clock(value), before),
        Kind.DATE: lambda: words.date(values.day(value), before),
    }
    return ways[kind]()


def _one_by_one(value: str, words: Words | None) -> str:
    """Sign by sign, with a rest after every third: so one can write it down."""
    signs = [sign for sign in value if sign.isalnum()]
    said = [
        words.number(int(sign), "") if words and sign in "0123456789" else sign for sign in signs
    ]
    groups = [" ".join(said[at : at + _GROUP]) for at in range(0, len(said), _GROUP)]
    if len(groups) > 1 and len(said) % _GROUP == 1:
        last = groups.pop()
        groups[-1] += f" {last}"
    return ", ".join(groups)


def plain(text: str) -> str:
    """Text that no engine takes for an order: no control signs, no phonemes, no markup."""
    text = "".join(sign if sign.isprintable() else " " for sign in text)
    text = re.sub(r"\[{2,}|\]{2,}", " ", text)  # espeak would read phonemes between them
    text = text.replace("<", " ").replace(">", " ")
    return re.sub(r"\s+", " ", text).strip()


def passing(text: str, given: Sequence[tuple[str, str]]) -> bool:
    """Whether a filled text may tell of one caller and so must not be kept.

    Counts of up to three digits and times of day are everybody's; all else is somebody's.
    """
    filled = dict(given)
    return any(
        not _everybodys(part, filled.get(part.name, ""))
        for part in parse(text)
        if isinstance(part, Blank)
    )


def _everybodys(blank: Blank, value: str) -> bool:
    if blank.kind is Kind.TIME:
        return True
    counts = {Kind.NUMBER, Kind.ORDINAL, Kind.MINUTES, Kind.SECONDS}
    return blank.kind in counts and len(value) <= 3
