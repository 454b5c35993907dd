"""Column types that mean the same on SQLite and on PostgreSQL, and the one place where
text is made safe to store.
"""

import re
from datetime import UTC, datetime, timedelta
from enum import Enum

from sqlalchemy import BigInteger, DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
REPLACEMENT = "\ufffd"


def clean(text: str) -> str:
    """`text` with each character that a database refuses replaced by U+FFFD.

    PostgreSQL has no NUL in text, and neither database takes half of a surrogate pair.
    Replaced, not removed, so that two different names stay different from a third one.
    Nearly all text is ASCII, which is known without looking at it sign by sign.
    """
    if text.isascii() and "\x00" not in text:
        return text
    return _UNSTORABLE.sub(REPLACEMENT, text)


class CleanText(TypeDecorator[str]):
    """Text of any length, made safe on its way in, in rows and in conditions alike."""

    impl = Text
    cache_ok = True

    def process_bind_param(
        self,
        value: str | None,
        dialect: Dialect,  # noqa: ARG002 SQLAlchemy gives it
    ) -> str | None:
        """A plain `str`: drivers need not know our enums."""
        if value is None:
            return None
        return clean(value.value if isinstance(value, Enum) else value)


class Utc(TypeDecorator[datetime]):
    """An aware moment in UTC, exact to the microsecond, ordered by time.

    PostgreSQL: `timestamptz`. SQLite has no such type: whole microseconds since 1970.
    An integer takes 8 bytes in every index, compares exactly, and has no second
    spelling, while text would need one fixed form for its order to be right.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime] | TypeEngine[int]:
        """`timestamptz` where there is one."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(BigInteger())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | int | None:
        """Refuses a naive time: whose hour it is could only be guessed."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"the time {value.isoformat()} has no zone: give aware UTC")
        if dialect.name == "postgresql":
            return value
        return (value - _EPOCH) // _MICROSECOND

    def process_result_value(
        self,
        value: datetime | int | None,
        dialect: Dialect,  # noqa: ARG002 SQLAlchemy gives it
    ) -> datetime | None:
        """Always in UTC, whatever zone the server speaks in."""
        if value is None:
            return None
        if isinstance(value, int):
            return _EPOCH + value * _MICROSECOND
        return value.astimezone(UTC)
