"""A source that is a database: one SELECT, read only, one row."""

import asyncio
import time
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from customers.lookups.source import (
    ASK_S,
    MOST_VALUES,
    OutsideSettings,
    SourceFailed,
    as_text,
)
from customers.plan import SqlSourcePlan

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}
_STEPS = 10_000


class SqlSource:
    """`customers.lookups.source.Source`. Connections are made when they are needed."""

    def __init__(self, plan: SqlSourcePlan, settings: OutsideSettings) -> None:
        address = settings.databases.get(plan.database)
        if address is None:
            raise SourceFailed(f"the settings name no database {plan.database}: add it there")
        url = _url(address, plan.database)
        self._file = None if url.get_backend_name() != "sqlite" else _file_of(url)
        self._engine = _engine(url, plan.at_once)
        # Around the query, so that it can be nothing but one query, and one row of it.
        self._query = text(f"SELECT * FROM ({plan.query}\n) AS asked LIMIT 1")  # noqa: S608 the plan's, checked

    async def ask(self, key: str) -> dict[str, str] | None:
        """Raises `SourceFailed`; no error tells the key."""
        if self._file is not None and not await asyncio.to_thread(self._file.is_file):
            raise SourceFailed("its file is not there; correct its address in the settings")
        try:
            async with self._engine.connect() as connection:
                await _only_read(connection)
                row = (await connection.execute(self._query, {"key": key})).mappings().first()
        except TimeoutError as error:
            raise SourceFailed("it did not answer in two seconds") from error
        except (SQLAlchemyError, OSError) as error:
            raise SourceFailed(_of(error)) from error
        if row is None:
            return None
        told = {str(name)[:40]: as_text(value) for name, value in list(row.items())[:MOST_VALUES]}
        return {name: value for name, value in told.items() if value is not None} or None

    async def close(self) -> None:
        """Let go of the pool."""
        await self._engine.dispose()


def _url(address: str, name: str) -> URL:
    try:
        url = make_url(address)
        url = url.set(drivername=_DRIVERS[url.drivername.partition("+")[0]])
    except (ArgumentError, KeyError, ValueError) as error:
        raise SourceFailed(
            f"the database {name} must be sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME"
        ) from error
    if url.get_backend_name() == "sqlite":
        query = {"mode": "ro", "uri": "true"}
        return url.set(database=f"file:{url.database}", query=query)
    return url


def _file_of(url: URL) -> Path:
    return Path((url.database or "").removeprefix("file:"))


def _engine(url: URL, at_once: int) -> AsyncEngine:
    common: dict[str, Any] = {"hide_parameters": True, "pool_size": at_once, "max_overflow": 0}
    if url.get_backend_name() == "sqlite":
        return create_async_engine(url, pool_timeout=ASK_S, **common)
    server = {
        "application_name": "callwright",
        "default_transaction_read_only": "on",
        "statement_timeout": str(int(ASK_S * 1000)),
    }
    return create_async_engine(
        url,
        pool_timeout=ASK_S,
        pool_recycle=300,
        connect_args={"timeout": ASK_S, "command_timeout": ASK_S, "server_settings": server},
        **common,
    )


async def _only_read(connection: AsyncConnection) -> None:
    """Nothing may be written, and a question that takes too long is stopped where it runs."""
    if connection.dialect.name != "sqlite":
        await connection.execute(text("SET TRANSACTION READ ONLY"))
        return
    driver: Any = (await connection.get_raw_connection()).driver_connection
    until = time.monotonic() + ASK_S
    await driver.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
    await connection.execute(text("PRAGMA query_only = ON"))


def _of(error: Exception) -> str:
    said = str(error).lower()
    if "interrupted" in said or "timeout" in said or "canceling" in said:
        return "it did not answer in two seconds"
    if "no such" in said or "does not exist" in said or "syntax" in said:
        return "its query cannot be run; look at the names of tables and columns"
    if "read-only" in said or "readonly" in said:
        return "its query would write; it may only read"
    return f"the database failed ({type(error).__name__})"
