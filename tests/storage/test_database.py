"""Opening a database, and what goes wrong with it."""

import os
import socket
import stat
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from storage.database import Database, open_database
from storage.problems import DatabaseUnavailable, DatabaseUrlWrong
from storage.tables import sign_ins
from tests.storage.conftest import Place, PostgresServer
from tests.storage.stories import NOON


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "is not the address of a database"),
        ("postgresql://host:port/name", "is not the address of a database"),
        ("mysql://host/name", "begins with mysql://, which is not a database we know"),
        ("sqlite://", "names no database"),
        ("sqlite:///:memory:", "names no database"),
        ("postgresql://user@host", "names no database"),
        ("sqlite:////nowhere/at/all.db", "the folder /nowhere/at of the database all.db does not"),
    ],
)
def test_an_address_that_cannot_work_is_told_at_once(url: str, says: str) -> None:
    with pytest.raises(DatabaseUrlWrong, match=says):
        open_database(url)


def test_a_folder_is_not_a_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUrlWrong, match="cannot be opened for writing"):
        open_database(f"sqlite:///{tmp_path}")


def test_the_password_is_never_shown() -> None:
    secret = open_database("postgresql://user:hush@127.0.0.1:1/name?sslmode=require")
    assert "hush" not in secret.shown
    assert "ssl=require" in secret.shown


async def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    database = open_database(f"sqlite:///{path}")
    await database.ping()
    assert {stat.S_IMODE(os.stat(tmp_path / name).st_mode) for name in os.listdir(tmp_path)} == {
        0o600
    }
    assert database.file == path
    await database.close()


async def test_sqlite_is_tuned(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/x.db", busy_timeout_s=1.5)
    async with database.reading() as connection:
        for pragma, value in (
            ("journal_mode", "wal"),
            ("synchronous", 1),
            ("foreign_keys", 1),
            ("busy_timeout", 1500),
        ):
            found = await connection.execute(text(f"PRAGMA {pragma}"))
            assert found.scalar_one() == value
    await database.close()


async def test_a_file_of_another_kind_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("this is a letter, not a database\n" * 100)
    database = open_database(f"sqlite:///{tmp_path}/x.db")
    with pytest.raises(DatabaseUnavailable, match=r"x\.db is not a database file"):
        await database.ping()
    await database.close()


async def test_ping_answers(database: Database, place: Place) -> None:
    await database.ping()
    assert database.is_sqlite == (place.kind == "sqlite")
    assert (database.file is None) != database.is_sqlite


async def test_a_failed_writing_leaves_nothing(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.writing() as connection:
            await connection.execute(text("DELETE FROM projection"))
            await connection.execute(
                insert(sign_ins).values(
                    token_hash="t",
                    person="nobody",
                    created_at=NOON,
                    seen_at=NOON,
                    address="",
                    agent="",
                )
            )
    async with database.reading() as connection:
        assert (await connection.execute(text("SELECT * FROM sign_ins"))).all() == []


async def test_writers_wait_for_each_other_from_the_start(tmp_path: Path) -> None:
    """A transaction that reads first and writes later must not fail in its middle."""
    database = open_database(f"sqlite:///{tmp_path}/x.db", busy_timeout_s=0.05)
    async with database.writing() as connection:
        await connection.execute(text("CREATE TABLE t (n INTEGER)"))
    async with database.writing() as first:
        await first.execute(text("SELECT * FROM t"))
        with pytest.raises(DatabaseUnavailable, match="is locked by another program"):
            async with database.writing():
                pytest.fail("two writers at once")
        await database.ping()
        await first.execute(text("INSERT INTO t VALUES (1)"))
    await database.close()


async def test_a_server_that_is_not_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    database = open_database(f"postgresql://user:hush@127.0.0.1:{port}/name")
    with pytest.raises(DatabaseUnavailable, match="does not answer: start its server") as raised:
        await database.ping()
    assert "hush" not in str(raised.value)


async def test_a_socket_that_is_not_there_is_told(tmp_path: Path) -> None:
    database = open_database(f"postgresql://user@/name?host={tmp_path}")
    with pytest.raises(DatabaseUnavailable, match="does not answer: start its server"):
        await database.ping()


@pytest.mark.parametrize(
    ("user", "name", "says"),
    [
        ("locked:wrong", "postgres", "refuses the password"),
        ("locked:right", "none_such", "does not exist on its server"),
    ],
)
async def test_a_refusal_of_the_server_is_told(
    postgres_template: PostgresServer, user: str, name: str, says: str
) -> None:
    database = open_database(postgres_template.url(name, user))
    with pytest.raises(DatabaseUnavailable, match=says) as raised:
        await database.ping()
    assert "wrong" not in str(raised.value)
    await database.close()


async def test_a_right_password_opens(postgres_template: PostgresServer) -> None:
    database = open_database(postgres_template.url("postgres", "locked:right"))
    await database.ping()
    await database.close()


async def test_a_server_that_came_back_is_used_again(
    database: Database, postgres: PostgresServer
) -> None:
    await database.ping()
    if database.is_sqlite:
        return
    with postgres.stopped(), pytest.raises(DatabaseUnavailable):
        await database.ping()
    await database.ping()
