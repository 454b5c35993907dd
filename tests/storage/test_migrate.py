"""Upgrading a database."""

import asyncio
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from storage.database import open_database
from storage.migrate import upgrade
from storage.problems import DatabaseTooNew, DatabaseUnavailable
from storage.schema import metadata
from tests.storage.conftest import Place


def differences(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


async def test_migrations_and_tables_agree(place: Place) -> None:
    database = open_database(await place.new_url())
    async with database.reading() as connection:
        assert await connection.run_sync(differences) != []
    await upgrade(database)
    async with database.reading() as connection:
        assert await connection.run_sync(differences) == []
    await database.close()


async def test_starters_at_the_same_moment_do_not_collide(place: Place) -> None:
    url = await place.new_url()
    starters = [open_database(url) for _ in range(4)]
    await asyncio.gather(*(upgrade(starter) for starter in starters))
    await upgrade(starters[0])
    async with starters[0].reading() as connection:
        found = await connection.execute(text("SELECT version_num FROM alembic_version"))
        assert len(found.all()) == 1
    for starter in starters:
        await starter.close()


async def test_a_newer_database_is_refused_and_left_alone(place: Place) -> None:
    database = open_database(await place.upgraded_url())
    async with database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(
        DatabaseTooNew, match=r"newer version of Callwright.* are at 9999, ours end"
    ):
        await upgrade(database)
    async with database.reading() as connection:
        found = await connection.execute(text("SELECT version_num FROM alembic_version"))
        assert found.scalar_one() == "9999"
    await database.close()


async def test_a_failed_upgrade_leaves_nothing(place: Place) -> None:
    database = open_database(await place.new_url())
    async with database.writing() as connection:
        await connection.execute(text("CREATE TABLE people (name TEXT)"))
    with pytest.raises(DatabaseUnavailable, match="already exists"):
        await upgrade(database)
    async with database.writing() as connection:
        await connection.execute(text("DROP TABLE people"))
    await upgrade(database)
    await database.close()
