"""A run of steps written to the tables, and how far the tables are.

All of it happens in the caller's transaction, so facts, rows and position are never
apart.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Table, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.catalogue import RecordingEntry
from storage.fold import CallEntry, LedgerFold, calls_in, recordings_in
from storage.rows import (
    Values,
    call_values,
    fact_rows,
    recording_values,
    talk_values,
    to_call_entry,
    to_recording,
    to_talk,
)
from storage.tables import facts, projection, recordings
from storage.tables_work import calls, talks
from storage.talks import Talks
from vocabulary.facts import Step

_LEDGER = "ledger"


class Position(NamedTuple):
    """The last step in the tables and when it happened; 0 and None when there is none."""

    seq: int = 0
    at: datetime | None = None


_POSITION = select(projection.c.last_seq, projection.c.last_at).where(projection.c.name == _LEDGER)


async def read_position(connection: AsyncConnection) -> Position:
    """Where the tables are."""
    row = (await connection.execute(_POSITION)).one_or_none()
    return Position(row.last_seq, row.last_at) if row else Position()


async def hold_position(connection: AsyncConnection) -> Position:
    """The same, and nobody else may move it before our transaction ends."""
    held = _POSITION.with_for_update()
    row = (await connection.execute(held)).one_or_none()
    if row is None:  # what is not there cannot be held
        first = insert_into(connection, projection).values(name=_LEDGER, last_seq=0)
        await connection.execute(first.on_conflict_do_nothing())
        row = (await connection.execute(held)).one()
    return Position(row.last_seq, row.last_at)


async def write_steps(connection: AsyncConnection, steps: Sequence[Step]) -> None:
    """Write the steps' facts, the rows they change, and the new position.

    The steps follow the position without a gap; the caller holds the position.
    """
    if new := [row for step in steps for row in fact_rows(step)]:
        await connection.execute(insert(facts), new)
    fold = await _fold_of(connection, steps)
    for step in steps:
        fold.apply(step)
    await _upsert(connection, calls, [call_values(entry) for entry in fold.changed_calls()])
    await _upsert(connection, talks, [talk_values(row) for row in fold.changed_talks()])
    await _upsert(
        connection, recordings, [recording_values(entry) for entry in fold.changed_recordings()]
    )
    last = steps[-1]
    await _upsert(
        connection,
        projection,
        [{"name": _LEDGER, "last_seq": last.seq, "last_at": last.at}],
    )


async def _fold_of(connection: AsyncConnection, steps: Sequence[Step]) -> LedgerFold:
    """A fold that holds the rows the steps may touch, read with one question each."""
    call_ids = set[str]().union(*map(calls_in, steps))
    recording_ids = set[str]().union(*map(recordings_in, steps))
    known_calls: tuple[CallEntry, ...] = ()
    known_recordings: tuple[RecordingEntry, ...] = ()
    if call_ids:
        rows = (await connection.execute(select(calls).where(calls.c.id.in_(call_ids)))).all()
        talked = [row.id for row in rows if row.answered_at is not None and row.ended_at is None]
        of_call = await _talks_of(connection, talked)
        known_calls = tuple(to_call_entry(row, of_call.get(row.id, ())) for row in rows)
    if recording_ids:
        found = await connection.execute(
            select(recordings).where(recordings.c.id.in_(recording_ids))
        )
        known_recordings = tuple(RecordingEntry(row.seq, to_recording(row)) for row in found)
    return LedgerFold(known_calls, known_recordings)


async def _talks_of(connection: AsyncConnection, call_ids: Iterable[str]) -> dict[str, Talks]:
    """The talks of living calls: those of calls that are over change no more."""
    wanted = list(call_ids)
    if not wanted:
        return {}
    found = select(talks).where(talks.c.call.in_(wanted)).order_by(talks.c.call, talks.c.n)
    of_call: dict[str, Talks] = {}
    for row in await connection.execute(found):
        of_call[row.call] = (*of_call.get(row.call, ()), to_talk(row))
    return of_call


async def _upsert(connection: AsyncConnection, table: Table, rows: Sequence[Values]) -> None:
    if not rows:
        return
    added = insert_into(connection, table)
    key = list(table.primary_key.columns)
    changed = {
        column.name: added.excluded[column.name] for column in table.columns if column not in key
    }
    await connection.execute(
        added.on_conflict_do_update(index_elements=key, set_=changed), list(rows)
    )


def insert_into(connection: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can say what to do about a row that is there already."""
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    return make(table)
