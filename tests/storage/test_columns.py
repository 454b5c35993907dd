"""Column types and safe text."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import insert, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import StatementError

from storage.columns import CleanText, Utc, clean
from storage.database import Database
from storage.tables import audit
from tests.storage.stories import HOSTILE, NOON
from vocabulary.states import Outcome

SQLITE = make_url("sqlite+aiosqlite://").get_dialect()()
POSTGRESQL = make_url("postgresql+asyncpg://").get_dialect()()


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("plain", "plain"),
        ("a\x00b", "a\ufffdb"),
        ("half \ud800", "half \ufffd"),
        ("\udc00\ud800", "\ufffd\ufffd"),
        ("\U0001f600", "\U0001f600"),
    ],
)
def test_only_what_a_database_refuses_is_replaced(given: str, stored: str) -> None:
    assert clean(given) == stored


def test_an_enum_is_bound_as_its_word() -> None:
    bound = CleanText().process_bind_param(Outcome.ANSWERED, SQLITE)
    assert type(bound) is str
    assert bound == "answered"


def test_sqlite_keeps_times_in_their_order() -> None:
    times = [NOON + timedelta(microseconds=n) for n in (-1, 0, 1, 999_999, 10**9)]
    stored = [Utc().process_bind_param(time, SQLITE) for time in times]
    assert stored == sorted(stored, key=lambda value: int(str(value)))
    assert [Utc().process_result_value(value, SQLITE) for value in stored] == times


def test_postgresql_answers_in_utc() -> None:
    local = NOON.astimezone(timezone(timedelta(hours=5)))
    read = Utc().process_result_value(local, POSTGRESQL)
    assert read == NOON
    assert read is not None
    assert read.tzinfo is UTC


async def test_a_naive_time_is_refused(database: Database) -> None:
    naive = datetime(2026, 11, 22, 12, 0)  # noqa: DTZ001 that is the point
    row = dict.fromkeys(("person", "action", "target", "detail", "address"), "")
    with pytest.raises(Exception, match="has no zone: give aware UTC") as raised:
        async with database.writing() as connection:
            await connection.execute(insert(audit).values(at=naive, **row))
    assert isinstance(raised.value.__cause__, StatementError | ValueError)


async def test_hostile_text_comes_back(database: Database) -> None:
    row = dict.fromkeys(("person", "action", "target", "address"), "")
    async with database.writing() as connection:
        for text in HOSTILE:
            await connection.execute(insert(audit).values(at=NOON, detail=text, **row))
    async with database.reading() as connection:
        found = await connection.execute(select(audit.c.detail).order_by(audit.c.id))
        assert list(found.scalars()) == [clean(text) for text in HOSTILE]
        same = select(audit.c.id).where(audit.c.detail == "a\x00b")
        assert len((await connection.execute(same)).all()) == 1
