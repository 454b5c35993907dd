"""One database: SQLite in a file or PostgreSQL, opened from its URL.

Whoever reads or writes goes through `reading` and `writing`: each is one transaction,
and each turns the drivers' errors into `DatabaseUnavailable` with a sentence.
"""

import os
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from storage.problems import (
    DRIVER_ERRORS,
    DatabaseUnavailable,
    DatabaseUrlWrong,
    is_about_rows,
    sentence,
)

_ASYNC_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}
_WRITES = "callwright_writes"
_WAL_RETRY_S = 0.02


class Database:
    """A pool of connections. Make it with `open_database`."""

    def __init__(self, url: URL, *, busy_timeout_s: float, command_timeout_s: float) -> None:
        self._url = url
        self._busy_timeout_s = busy_timeout_s
        self._engine = _make_engine(url, busy_timeout_s, command_timeout_s)
        self._writer = self._engine.execution_options(**{_WRITES: True})

    @property
    def shown(self) -> str:
        """The address with its password hidden: what logs and sentences may say."""
        plain = self._url.set(drivername=self._url.get_backend_name())
        return plain.render_as_string(hide_password=True)

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file of ours."""
        return self._url.get_backend_name() == "sqlite"

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database."""
        return Path(self._url.database or "") if self.is_sqlite else None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that only reads. Raises `DatabaseUnavailable`."""
        with self._told():
            async with self._engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that writes: done at the end, undone on any error.

        On SQLite it takes the write lock at once, so that it waits for another writer
        in the beginning instead of failing in the middle. Raises `DatabaseUnavailable`;
        a broken constraint comes through as SQLAlchemy's `IntegrityError`.
        """
        with self._told():
            async with self._writer.begin() as connection:
                yield connection

    @asynccontextmanager
    async def migrating(self) -> AsyncIterator[AsyncConnection]:
        """Like `writing`, on a connection of its own that has no limit of time."""
        engine = _make_engine(self._url, self._busy_timeout_s, None)
        try:
            with self._told():
                async with engine.execution_options(**{_WRITES: True}).begin() as connection:
                    yield connection
        finally:
            await engine.dispose()

    async def ping(self) -> None:
        """Ask the simplest question. Raises `DatabaseUnavailable`."""
        async with self.reading() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Close every connection. A closed database opens new ones when it is used."""
        await self._engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except DRIVER_ERRORS as error:
            if is_about_rows(error):
                raise
            raise DatabaseUnavailable(sentence(self.shown, error)) from error


def open_database(
    url: str, *, busy_timeout_s: float = 5.0, command_timeout_s: float = 15.0
) -> Database:
    """The database at `sqlite:///path` or `postgresql://user:password@host:port/name`.

    Connects only when it is used: ask `ping` to know whether it answers. A new SQLite
    file may be read by its owner alone, as it holds numbers and password hashes.
    `busy_timeout_s` is how long SQLite waits for another writer, `command_timeout_s` how
    long PostgreSQL may take for one statement. Raises `DatabaseUrlWrong`.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        _prepare_file(parsed, busy_timeout_s)
    return Database(parsed, busy_timeout_s=busy_timeout_s, command_timeout_s=command_timeout_s)


def _parse(url: str) -> URL:
    expected = "write sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME"
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise DatabaseUrlWrong(
            f"CALLWRIGHT_DATABASE_URL is not the address of a database: {expected}"
        ) from error
    driver = _ASYNC_DRIVERS.get(parsed.drivername)
    if driver is None:
        raise DatabaseUrlWrong(
            f"CALLWRIGHT_DATABASE_URL begins with {parsed.drivername}://, "
            f"which is not a database we know: {expected}"
        )
    if not parsed.database or parsed.database == ":memory:":
        raise DatabaseUrlWrong(f"CALLWRIGHT_DATABASE_URL names no database: {expected}")
    parsed = parsed.set(drivername=driver)
    if "sslmode" in parsed.query:  # libpq's word, which asyncpg calls ssl
        mode = parsed.query["sslmode"]
        parsed = parsed.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})
    return parsed


def _prepare_file(url: URL, busy_timeout_s: float) -> None:
    path = Path(url.database or "")
    if not path.parent.is_dir():
        raise DatabaseUrlWrong(
            f"the folder {path.parent} of the database {path.name} does not exist: "
            "create it, or correct CALLWRIGHT_DATABASE_URL"
        )
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise DatabaseUrlWrong(
            f"the database {path} cannot be opened for writing ({error.strerror}): "
            "correct its rights or CALLWRIGHT_DATABASE_URL"
        ) from error
    _switch_to_wal(str(url.database), busy_timeout_s)


def _switch_to_wal(file: str, busy_timeout_s: float) -> None:
    """Let readers and a writer work side by side; the file remembers it for ever.

    Done once and alone: of several connections that switch a new file at the same
    moment, SQLite refuses all but one without waiting. A file that is no database, or
    may not be written, is left as it is: whoever uses it will be told.
    """
    until = time.monotonic() + busy_timeout_s
    while True:
        try:
            with closing(sqlite3.connect(file, timeout=busy_timeout_s)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                return
            time.sleep(_WAL_RETRY_S)
        except sqlite3.Error:
            return
        else:
            return


def _make_engine(url: URL, busy_timeout_s: float, command_timeout_s: float | None) -> AsyncEngine:
    if url.get_backend_name() == "sqlite":
        engine = create_async_engine(
            url, hide_parameters=True, pool_size=4, max_overflow=4, pool_timeout=10
        )
        _tune_sqlite(engine, busy_timeout_s)
        return engine
    return create_async_engine(
        url,
        hide_parameters=True,  # numbers of callers never reach a log by way of an error
        pool_pre_ping=True,
        pool_size=4,
        max_overflow=4,
        pool_timeout=10,
        connect_args={
            "timeout": 5,
            "command_timeout": command_timeout_s,
            "server_settings": {"application_name": "callwright", "jit": "off"},
        },
    )


def _tune_sqlite(engine: AsyncEngine, busy_timeout_s: float) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def _connected(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        # We say BEGIN ourselves: the driver would begin late, after the first reading.
        adapted: Any = connection
        adapted.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {int(busy_timeout_s * 1000)}")
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "invalidate")
    def _invalidated(
        connection: DBAPIConnection, _entry: ConnectionPoolEntry, _why: BaseException | None
    ) -> None:
        # A task that is cancelled in the middle of a statement leaves it unfinished, and
        # SQLite keeps a closed connection's lock for as long as it has such a statement.
        connection.rollback()

    @event.listens_for(engine.sync_engine, "begin")
    def _began(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
