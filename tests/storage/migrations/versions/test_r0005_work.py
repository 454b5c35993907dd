"""From calls with one operator to calls with talks."""

from alembic import command
from sqlalchemy import Connection, text

from storage.database import Database, open_database
from storage.ledger import SqlLedger
from storage.migrate import alembic_config, upgrade
from storage.migrations.versions import r0004_people, r0005_work
from tests.storage.conftest import Place
from tests.storage.stories import ANNA, BORIS, Journal, after, ended, fold_all, transferred
from tests.storage.stories import connected as joined
from vocabulary.facts import CallHeld, CallResumed, Step
from vocabulary.ids import CallId
from vocabulary.records import CallRow, TalkRow
from vocabulary.states import Direction, EndReason

_OLD_CALL = text(
    "INSERT INTO calls (id, arrived_at, dialled, pii_caller, pii_caller_name, queue, priority, "
    "operator, queued_at, answered_at, ended_at, end_reason, waited_s, talked_s, talk_ended_at, "
    "offers, source, seq, pii_search, stage, stage_since) "
    "VALUES (:id, :arrived, '100', '+49', 'Ada', 'support', 0, :operator, :queued, :answered, "
    ":ended, :reason, :waited_s, :talked_s, :talk_ended, 1, 'service', 1, '+49', :stage, :since)"
)
_POSITION = text("INSERT INTO projection (name, last_seq, last_at) VALUES ('ledger', 1, :at)")
_KEYS = ("operator", "queued", "answered", "ended", "reason", "waited_s", "talked_s", "talk_ended")


def _before(connection: Connection) -> None:
    command.upgrade(alembic_config(connection), r0004_people.revision)


def _back(connection: Connection) -> None:
    command.downgrade(alembic_config(connection), r0004_people.revision)


async def _with_old_calls(place: Place) -> Database:
    """Over, over but for the survey, never answered; one talks since 10 s, one waits."""
    database = open_database(await place.new_url())

    def moment(seconds: float) -> object:
        at = after(seconds)
        return int(at.timestamp() * 1_000_000) if database.is_sqlite else at

    common = dict.fromkeys(_KEYS) | {"arrived": moment(0), "stage": "", "since": None}
    took = common | {"operator": "anna", "answered": moment(10), "waited_s": 9.0}
    over = took | {"talked_s": 60.0, "ended": moment(70)}
    rows = [
        over | {"id": "over", "reason": "caller_hung_up"},
        over | {"id": "left", "reason": "flow_ended", "talk_ended": moment(60), "talked_s": 50.0},
        over | {"id": "cut", "reason": "asterisk_lost"},
        common | {"id": "lost", "ended": moment(20), "reason": "left_in_queue"},
        took | {"id": "talks", "stage": "talking", "since": moment(10)},
        common | {"id": "waits", "stage": "waiting", "since": moment(1), "queued": moment(1)},
    ]
    async with database.writing() as connection:
        await connection.run_sync(_before)
        for row in rows:
            await connection.execute(_OLD_CALL, row)
        await connection.execute(_POSITION, {"at": moment(20)})
    await upgrade(database)
    return database


async def _call(ledger: SqlLedger, call: str) -> CallRow:
    row = await ledger.call(CallId(call))
    assert row is not None
    return row


async def test_calls_of_before_keep_their_figures(place: Place) -> None:
    assert r0005_work.down_revision == r0004_people.revision
    database = await _with_old_calls(place)
    ledger = SqlLedger(database)
    row = await _call(ledger, "over")
    assert (row.direction, row.held_s, row.transfers, row.disposition) == (
        Direction.IN,
        None,
        0,
        (),
    )
    assert (row.waited_s, row.talked_s, row.end_reason) == (9.0, 60.0, EndReason.CALLER_HUNG_UP)
    made = {call: await ledger.talks_of(CallId(call)) for call in ("over", "left", "cut", "lost")}
    assert made == {
        "over": [TalkRow(CallId("over"), 1, ANNA, after(10), after(70), 60.0, None, "caller")],
        "left": [TalkRow(CallId("left"), 1, ANNA, after(10), after(60), 50.0, None, "operator")],
        "cut": [TalkRow(CallId("cut"), 1, ANNA, after(10), after(70), 60.0, None, "failure")],
        "lost": [],
    }
    await database.close()


async def test_living_calls_go_on_where_they_were(place: Place) -> None:
    database = await _with_old_calls(place)
    journal = Journal()
    journal.steps = [
        Step(1, after(20), ()),
        Step(2, after(30), (CallHeld(CallId("talks"), ANNA), joined("waits"))),
        Step(3, after(40), (CallResumed(CallId("talks"), ANNA),)),
        Step(4, after(50), (transferred("talks", to=BORIS), joined("talks", BORIS))),
        Step(5, after(70), (ended("talks"), ended("waits"))),
    ]
    await fold_all(database, journal)
    ledger = SqlLedger(database)
    row = await _call(ledger, "talks")
    assert (row.waited_s, row.talked_s, row.held_s, row.transfers) == (9.0, 60.0, 10.0, 1)
    assert await ledger.talks_of(CallId("talks")) == [
        TalkRow(CallId("talks"), 1, ANNA, after(10), after(50), 40.0, 10.0, "transfer"),
        TalkRow(CallId("talks"), 2, BORIS, after(50), after(70), 20.0, 0.0, "caller"),
    ]
    waited = await _call(ledger, "waits")
    assert (waited.waited_s, waited.talked_s, waited.held_s) == (29.0, 40.0, 0.0)
    await database.close()


async def test_it_can_be_taken_back(place: Place) -> None:
    database = await _with_old_calls(place)
    async with database.writing() as connection:
        await connection.run_sync(_back)
        rows = (await connection.execute(text("SELECT * FROM calls"))).all()
        assert len(rows) == 6
        assert not hasattr(rows[0], "direction")
    await upgrade(database)
    assert len(await SqlLedger(database).talks_of(CallId("over"))) == 1
    await database.close()
