"""From calls without a caller's key to calls that a card can find."""

from alembic import command
from sqlalchemy import Connection, text

from storage.database import Database, open_database
from storage.migrate import alembic_config, upgrade
from storage.migrations.versions import r0002_plans_and_menus, r0003_customers
from tests.storage.conftest import Place
from tests.storage.stories import after

_CALL = text(
    "INSERT INTO calls (id, arrived_at, dialled, pii_caller, pii_caller_name, priority, offers, "
    "source, seq, pii_search) VALUES (:id, :at, '100', :caller, '', 0, 0, 'service', 1, '')"
)


def _before(connection: Connection) -> None:
    command.upgrade(alembic_config(connection), r0002_plans_and_menus.revision)


def _back(connection: Connection) -> None:
    command.downgrade(alembic_config(connection), r0002_plans_and_menus.revision)


async def _with_old_calls(place: Place, callers: dict[str, str]) -> Database:
    database = open_database(await place.new_url())
    at = int(after(0).timestamp() * 1_000_000) if database.is_sqlite else after(0)
    async with database.writing() as connection:
        await connection.run_sync(_before)
        rows = [{"id": key, "at": at, "caller": caller} for key, caller in callers.items()]
        await connection.execute(_CALL, rows)
    await upgrade(database)
    return database


async def test_calls_of_before_get_their_keys(place: Place) -> None:
    assert r0003_customers.down_revision == r0002_plans_and_menus.revision
    many = {f"n{n:05}": f"+4930{n:06}" for n in range(5003)}
    callers = {"a": "+4930123456", "b": "anonymous", "c": "101", "d": ""}
    database = await _with_old_calls(place, callers | many)
    async with database.reading() as connection:
        rows = await connection.execute(text("SELECT id, caller_key FROM calls"))
        found = {row.id: row.caller_key for row in rows}
    assert {key: found[key] for key in callers} == {
        "a": "930123456",
        "b": None,
        "c": "101",
        "d": None,
    }
    assert all(found[key] == caller[-9:] for key, caller in many.items())
    await database.close()


async def test_it_can_be_taken_back(place: Place) -> None:
    database = await _with_old_calls(place, {"a": "+4930123456"})
    async with database.writing() as connection:
        await connection.run_sync(_back)
        (row,) = (await connection.execute(text("SELECT * FROM calls"))).all()
        assert not hasattr(row, "caller_key")
    await upgrade(database)
    await database.close()
