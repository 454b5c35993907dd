"""A home with a real database, and the command line run in it."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from storage.batch import write_steps
from storage.database import open_database
from storage.migrate import upgrade
from storage.people import SqlPeople
from switchboard.cli import app
from vocabulary.facts import Step
from vocabulary.records import Person


class Office:
    """One home, and what people type there."""

    def __init__(self, home: Path) -> None:
        self.home = home

    @property
    def url(self) -> str:
        """The address of its database."""
        return f"sqlite:///{self.home / 'callwright.db'}"

    def run(self, *arguments: str, typed: str | None = None) -> Result:
        """`callwright …`, `typed` on its standard input."""
        return CliRunner().invoke(app, arguments, input=typed)

    def keep(self, *steps: Step) -> None:
        """Fold these steps into the ledger."""

        async def work() -> None:
            database = open_database(self.url)
            await upgrade(database)
            async with database.writing() as connection:
                await write_steps(connection, steps)
            await database.close()

        asyncio.run(work())

    def people(self, *new: Person) -> Sequence[Person]:
        """Add these, and answer everybody."""

        async def work() -> Sequence[Person]:
            database = open_database(self.url)
            await upgrade(database)
            people = SqlPeople(database)
            for person in new:
                await people.add(person, "no hash")
            found = await people.list()
            await database.close()
            return found

        return asyncio.run(work())

    def password_hash(self, name: str) -> str | None:
        """What stands in the database for somebody."""

        async def work() -> str | None:
            database = open_database(self.url)
            found = await SqlPeople(database).password_hash(name)
            await database.close()
            return found

        return asyncio.run(work())


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An empty home, named by the environment; nothing else of the machine's settings counts."""
    for name in tuple(os.environ):
        if name.startswith("CALLWRIGHT_") and name != "CALLWRIGHT_CACHE":
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    monkeypatch.setenv("CALLWRIGHT_HOME", str(home))
    return Office(home)
