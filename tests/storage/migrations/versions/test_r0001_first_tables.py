"""The first migration, there and back."""

from alembic import command
from sqlalchemy import Connection, inspect

from storage.database import open_database
from storage.migrate import alembic_config, upgrade
from storage.migrations.versions import r0001_first_tables
from storage.tables import metadata
from tests.storage.conftest import Place


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def _downgrade(connection: Connection) -> None:
    command.downgrade(alembic_config(connection), "base")


async def test_it_makes_all_tables_and_takes_them_away(place: Place) -> None:
    assert r0001_first_tables.down_revision is None
    database = open_database(await place.new_url())
    for _ in range(2):
        await upgrade(database)
        async with database.writing() as connection:
            assert await connection.run_sync(_tables) == {*metadata.tables, "alembic_version"}
            await connection.run_sync(_downgrade)
            assert await connection.run_sync(_tables) == {"alembic_version"}
    await database.close()
