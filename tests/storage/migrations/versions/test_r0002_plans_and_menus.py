"""From the first tables to plans and menus, with calls of before."""

from alembic import command
from sqlalchemy import Connection, text

from storage.database import Database, open_database
from storage.ledger import SqlLedger
from storage.migrate import alembic_config, upgrade
from storage.migrations.versions import r0001_first_tables, r0002_plans_and_menus
from tests.storage.conftest import Place
from tests.storage.stories import ANNA, NOON, SUPPORT, Journal, after, connected, ended, fold_all
from vocabulary.facts import Step
from vocabulary.ids import CallId

_OLD_CALL = text(
    "INSERT INTO calls (id, arrived_at, dialled, pii_caller, pii_caller_name, queue, priority, "
    "operator, queued_at, answered_at, waited_s, offers, source, seq, pii_search) "
    "VALUES (:id, :arrived, '100', '+49', 'Ada', 'support', 0, :operator, :queued, :answered, "
    ":waited_s, 1, 'service', 1, '+49')"
)
_POSITION = text("INSERT INTO projection (name, last_seq, last_at) VALUES ('ledger', 1, :at)")


def _old_tables(connection: Connection) -> None:
    command.upgrade(alembic_config(connection), r0001_first_tables.revision)


async def _insert_old_calls(database: Database) -> None:
    """One that waits since 1 s, one that talks since 10 s, as the first version wrote them."""

    def moment(seconds: float) -> object:
        at = after(seconds)
        return int(at.timestamp() * 1_000_000) if database.is_sqlite else at

    async with database.writing() as connection:
        await connection.run_sync(_old_tables)
        common = {"arrived": moment(0), "queued": moment(1)}
        waits = common | {"id": "waits", "operator": None, "answered": None, "waited_s": None}
        talks = common | {"id": "talks", "operator": "anna", "answered": moment(10)}
        await connection.execute(_OLD_CALL, waits)
        await connection.execute(_OLD_CALL, talks | {"waited_s": 9.0})
        await connection.execute(_POSITION, {"at": moment(10)})


async def test_calls_of_before_are_read_and_go_on_where_they_were(place: Place) -> None:
    assert r0002_plans_and_menus.down_revision == r0001_first_tables.revision
    database = open_database(await place.new_url())
    await _insert_old_calls(database)
    await upgrade(database)
    ledger = SqlLedger(database)
    row = await ledger.call(CallId("waits"))
    assert row is not None
    assert (row.queue, row.queued_at, row.waited_s) == (SUPPORT, after(1), None)
    assert (row.revision, row.language, row.left_queue, row.menu_s) == (0, "", None, None)
    assert (row.node, row.talk_ended_at) == (None, None)

    journal = Journal()
    journal.steps = [
        Step(1, after(10), ()),
        Step(2, after(21), (connected("waits"),)),
        Step(3, after(70), (ended("talks"), ended("waits"))),
    ]
    await fold_all(database, journal)
    waited, talked = await ledger.call(CallId("waits")), await ledger.call(CallId("talks"))
    assert waited is not None and talked is not None
    assert (waited.waited_s, waited.talked_s, waited.operator) == (20.0, 49.0, ANNA)
    assert (talked.waited_s, talked.talked_s, talked.arrived_at) == (9.0, 60.0, NOON)
    await database.close()


async def test_it_can_be_taken_back(place: Place) -> None:
    database = open_database(await place.new_url())
    await _insert_old_calls(database)
    await upgrade(database)
    async with database.writing() as connection:
        await connection.run_sync(
            lambda sync: command.downgrade(
                alembic_config(sync), r0002_plans_and_menus.down_revision
            )
        )
        rows = (await connection.execute(text("SELECT * FROM calls ORDER BY id"))).all()
        assert [row.id for row in rows] == ["talks", "waits"]
        assert not hasattr(rows[0], "stage")
    await upgrade(database)
    assert await SqlLedger(database).call(CallId("talks")) is not None
    await database.close()
