"""Calls, their facts and their recordings, read from SQL."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select, tuple_

from storage.batch import read_position
from storage.database import Database
from storage.rows import disposition_piece, to_call, to_recording, to_talk
from storage.tables import facts, recordings
from storage.tables_work import calls, talks
from vocabulary.codec import decode_fact
from vocabulary.facts import Step
from vocabulary.ids import CallId, RecordingId
from vocabulary.records import CallFilter, CallRow, RecordingRow, TalkRow

PAGE_LIMIT = 500
SEARCH_CHARS = 200
_PLACE_TYPES = (calls.c.arrived_at.type, calls.c.id.type)


class SqlLedger:
    """`vocabulary.records.Ledger`: what the projector has written."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def calls(self, wanted: CallFilter) -> Sequence[CallRow]:
        """One page, newest first. An unknown `before` is after every call: no rows.

        Only the first `SEARCH_CHARS` characters of a search count.
        """
        page = (
            select(calls)
            .where(*_conditions(wanted))
            .order_by(calls.c.arrived_at.desc(), calls.c.id.desc())
            .limit(_limited(wanted.limit))
        )
        async with self._database.reading() as connection:
            if wanted.before is not None:
                cursor = select(calls.c.arrived_at).where(calls.c.id == wanted.before)
                arrived_at = (await connection.execute(cursor)).scalar_one_or_none()
                if arrived_at is None:
                    return []
                place = tuple_(calls.c.arrived_at, calls.c.id)
                page = page.where(place < tuple_(arrived_at, wanted.before, types=_PLACE_TYPES))
            rows = await connection.execute(page)
        return [to_call(row) for row in rows]

    async def count(self, wanted: CallFilter) -> int:
        """How many calls match, whatever `limit` and `before` say."""
        counted = select(func.count()).select_from(calls).where(*_conditions(wanted))
        async with self._database.reading() as connection:
            return (await connection.execute(counted)).scalar_one()

    async def call(self, call: CallId) -> CallRow | None:
        """One call's row."""
        async with self._database.reading() as connection:
            rows = await connection.execute(select(calls).where(calls.c.id == call))
            row = rows.one_or_none()
        return to_call(row) if row else None

    async def steps_of(self, call: CallId) -> Sequence[Step]:
        """The steps that tell of this call, in order, with only its facts in them."""
        async with self._database.reading() as connection:
            return _to_steps(await connection.execute(_steps().where(facts.c.call == call)))

    async def steps_since(self, at: datetime, after_seq: int, limit: int) -> Sequence[Step]:
        """Whole steps from a moment on, in order, `seq` greater than `after_seq`.

        At most `limit`, never more than `PAGE_LIMIT`. Steps without facts are not kept.
        A clock that stepped back over a restart loses nothing: each step counts by its
        own time.
        """
        firsts = select(facts.c.seq).where(facts.c.idx == 0, facts.c.at >= at)
        async with self._database.reading() as connection:
            if after_seq <= 0:  # later pages need not look for their beginning by time
                # "+ 0": min of a bare key is searched along the key, through all of history.
                earliest = firsts.with_only_columns(func.min(facts.c.seq + 0))
                found = (await connection.execute(earliest)).scalar_one_or_none()
                if found is None:
                    return []
                after_seq = found - 1
            page = firsts.where(facts.c.seq > after_seq).order_by(facts.c.seq)
            chosen = (await connection.execute(page.limit(_limited(limit)))).scalars().all()
            if not chosen:
                return []
            wanted = _steps().where(facts.c.seq.between(chosen[0], chosen[-1]), facts.c.at >= at)
            return _to_steps(await connection.execute(wanted))

    async def talks_of(self, call: CallId) -> Sequence[TalkRow]:
        """Who had the call, in order."""
        wanted = select(talks).where(talks.c.call == call).order_by(talks.c.n)
        async with self._database.reading() as connection:
            return [to_talk(row) for row in await connection.execute(wanted)]

    async def recording(self, recording: RecordingId) -> RecordingRow | None:
        """One entry of the catalogue."""
        wanted = select(recordings).where(recordings.c.id == recording)
        async with self._database.reading() as connection:
            row = (await connection.execute(wanted)).one_or_none()
        return to_recording(row) if row else None

    async def recordings_in(self, states: Sequence[str]) -> Sequence[RecordingRow]:
        """The entries in any of these states, oldest first."""
        wanted = (
            select(recordings)
            .where(recordings.c.state.in_(states))
            .order_by(recordings.c.started_at, recordings.c.id)
        )
        async with self._database.reading() as connection:
            rows = await connection.execute(wanted)
        return [to_recording(row) for row in rows]

    async def last_seq(self) -> int:
        """The last step that is folded into the tables, 0 when none is."""
        async with self._database.reading() as connection:
            return (await read_position(connection)).seq


def _steps() -> Select[int, datetime, str]:
    return select(facts.c.seq, facts.c.at, facts.c.body).order_by(facts.c.seq, facts.c.idx)


def _to_steps(rows: Iterable[Row[Any]]) -> list[Step]:
    return [
        Step(seq, at, tuple(decode_fact(row.body.encode()) for row in of_step))
        for (seq, at), of_step in groupby(rows, key=lambda row: (row.seq, row.at))
    ]


def _limited(limit: int) -> int:
    return max(1, min(limit, PAGE_LIMIT))


def _conditions(wanted: CallFilter) -> list[ColumnElement[bool]]:
    """Every value is bound, never written into the statement."""
    found = [
        column == value
        for column, value in (
            (calls.c.queue, wanted.queue),
            (calls.c.operator, wanted.operator),
            (calls.c.outcome, wanted.outcome),
            (calls.c.end_reason, wanted.end_reason),
            (calls.c.left_queue, wanted.left_queue),
            (calls.c.direction, wanted.direction),
            (calls.c.caller_key, wanted.caller_key),
        )
        if value is not None
    ]
    if wanted.since is not None:
        found.append(calls.c.arrived_at >= wanted.since)
    if wanted.until is not None:
        found.append(calls.c.arrived_at < wanted.until)
    if wanted.search:
        piece = wanted.search[:SEARCH_CHARS].casefold()
        found.append(calls.c.pii_search.contains(piece, autoescape=True))
    if wanted.disposition is not None:
        piece = disposition_piece(wanted.disposition[:SEARCH_CHARS])
        found.append(calls.c.disposition.contains(piece, autoescape=True))
    if wanted.has_recording is not None:
        has = calls.c.recording.is_not(None)
        found.append(has if wanted.has_recording else ~has)
    return found
