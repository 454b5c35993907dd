"""From people with a password to teams, second factors and sessions that have a name."""

from alembic import command
from sqlalchemy import Connection, text

from storage.database import Database, open_database
from storage.migrate import alembic_config, upgrade
from storage.migrations.versions import r0004_people
from storage.people import SqlPeople
from storage.sign_ins import SqlSignIns
from tests.storage.conftest import Place
from tests.storage.stories import NOON
from vocabulary.records import Person
from vocabulary.states import Role

_PERSON = text(
    "INSERT INTO people (name, display_name, roles, extension, disabled, sip_generation, "
    "password_hash) VALUES ('anna', 'Anna', 'operator', '101', false, 1, 'hash')"
)
_SESSION = text(
    "INSERT INTO sign_ins (token_hash, person, created_at, seen_at, address, agent) "
    "VALUES (:token, 'anna', :at, :at, '127.0.0.1', 'agent')"
)
ANNA = Person("anna", "Anna", frozenset({Role.OPERATOR}), "101")


def _old_tables(connection: Connection) -> None:
    command.upgrade(alembic_config(connection), r0004_people.down_revision)


async def _insert_old_rows(database: Database) -> None:
    at: object = int(NOON.timestamp() * 1_000_000) if database.is_sqlite else NOON
    async with database.writing() as connection:
        await connection.run_sync(_old_tables)
        await connection.execute(_PERSON)
        for token in ("hash-1", "hash-2"):
            await connection.execute(_SESSION, {"token": token, "at": at})


async def test_people_stay_and_their_sessions_get_a_name(place: Place) -> None:
    database = open_database(await place.new_url())
    await _insert_old_rows(database)
    await upgrade(database)
    assert await SqlPeople(database).get("anna") == ANNA
    sessions = await SqlSignIns(database).of("anna")
    assert len({one.id for one in sessions}) == 2
    assert all(len(one.id) == 16 and one.how == "password" for one in sessions)
    await database.close()


async def test_it_can_be_taken_back(place: Place) -> None:
    database = open_database(await place.new_url())
    await _insert_old_rows(database)
    await upgrade(database)
    async with database.writing() as connection:
        await connection.run_sync(
            lambda sync: command.downgrade(alembic_config(sync), r0004_people.down_revision)
        )
        (row,) = (await connection.execute(text("SELECT * FROM people"))).all()
        assert not hasattr(row, "team")
    await upgrade(database)
    assert await SqlPeople(database).get("anna") == ANNA
    await database.close()
