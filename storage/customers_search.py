"""Finding cards as somebody types: beginnings of words, and digits anywhere in a number.

Each question is answered from an index: words by their beginnings, in their order, so that
a list of fifty ends early however common the word is; digits by one run over the index of
numbers, which holds nothing else.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Select, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from customers.numbers import digits_of
from storage.customers_rows import WORD_CHARS, words_of
from storage.tables_customers import customer_numbers, customer_words

TEXT_CHARS = 100
MOST_TYPED = 6
FEWEST_DIGITS = 3
_COUNTED = 500
_NUMBER_SIGNS = frozenset("+-()./ \t\N{NO-BREAK SPACE}")
_LAST = "\U0010ffff"


class Typed(NamedTuple):
    """What was typed: folded words, and the digits where all of it looks like a number."""

    words: tuple[str, ...]
    digits: str


def read_typed(text: str) -> Typed:
    """The words and digits of a search; only its first `TEXT_CHARS` characters count."""
    text = text[:TEXT_CHARS]
    digits = digits_of(text)
    if any(not sign.isdecimal() and sign not in _NUMBER_SIGNS for sign in text):
        digits = ""
    words = tuple(word[:WORD_CHARS] for word in words_of(text))[:MOST_TYPED]
    return Typed(words, _without_trunk(digits))


async def find(connection: AsyncConnection, text: str, limit: int) -> list[str]:
    """Ids of cards, at most `limit`, each once: by number first, then by word."""
    typed = read_typed(text)
    found: dict[str, None] = {}
    if len(typed.digits) >= FEWEST_DIGITS:
        by_number = select(customer_numbers.c.customer).where(_has_digits(typed.digits))
        found |= dict.fromkeys((await connection.execute(by_number.limit(limit))).scalars())
    if typed.words and len(found) < limit:
        by_word = _by_words(connection.dialect.name, await _rarest_first(connection, typed.words))
        # A card may come once for each of its words: ask for more than are wanted.
        rows = (await connection.execute(by_word.limit(4 * limit))).all()
        found |= dict.fromkeys(row.customer for row in sorted(rows))
    return list(found)[:limit]


async def _rarest_first(connection: AsyncConnection, words: tuple[str, ...]) -> list[str]:
    """The words by how many cards have one that begins so, counted as far as it matters.

    Digits come last: they may stand in a number instead, where no word leads to.
    """
    if len(words) == 1:
        return list(words)
    counts: dict[str, int] = {}
    for word in words:
        some = select(customer_words.c.customer).limit(_COUNTED)
        begins = _begins(connection.dialect.name, customer_words, word)
        counted = select(func.count()).select_from(some.where(begins).subquery())
        counts[word] = (await connection.execute(counted)).scalar_one()
    return sorted(words, key=lambda word: (word.isdecimal(), counts[word]))


def _by_words(dialect: str, words: Sequence[str]) -> Select[Any]:
    """Cards with a word for each typed beginning; the first one leads the way."""
    first, *others = words
    leading = customer_words.alias("leading")
    wanted = select(leading.c.word, leading.c.customer).where(_begins(dialect, leading, first))
    for number, word in enumerate(others):
        other = customer_words.alias(f"other_{number}")
        same = other.c.customer == leading.c.customer
        has_word = exists().where(same, _begins(dialect, other, word))
        conditions = [has_word]
        if len(digits := _without_trunk(digits_of(word))) >= FEWEST_DIGITS and word.isdecimal():
            owned = customer_numbers.c.customer == leading.c.customer
            conditions.append(exists().where(owned, _has_digits(digits)))
        wanted = wanted.where(or_(*conditions))
    return wanted.order_by(*_in_index_order(dialect, leading))


def _begins(dialect: str, words: FromClause, piece: str) -> ColumnElement[bool]:
    """A stretch of the index; PostgreSQL's own order of words would not keep it together."""
    column = words.c.word
    if dialect == "postgresql":
        low, high = column.bool_op("~>=~")(piece), column.bool_op("~<~")(piece + _LAST)
        return low & high
    return (column >= piece) & (column < piece + _LAST)


def _in_index_order(dialect: str, words: FromClause) -> tuple[ColumnElement[Any], ...]:
    """Nothing on PostgreSQL, which walks the index anyway and sorts by another order."""
    return () if dialect == "postgresql" else (words.c.word, words.c.customer)


def _has_digits(digits: str) -> ColumnElement[bool]:
    return customer_numbers.c.number.contains(digits, autoescape=True)


def _without_trunk(digits: str) -> str:
    """Digits without the noughts that stand before national numbers at home only."""
    return digits.lstrip("0") or digits
