"""Forgetting a customer: the card, what its calls tell of the person, and the bytes of both.

Calls stay counted: their rows and facts keep times, queues and outcomes, and lose every
value that tells who it was. The journal's files and copies of the database are not ours to
reach; see docs/customers.md.
"""

import asyncio
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, delete, false, or_, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from customers.card import Card
from customers.numbers import digits_of
from customers.ports import Living, TracedRecording, Traces
from storage.caller_key import KEY_DIGITS
from storage.customers_calls import is_of
from storage.database import Database
from storage.rows import search_text
from storage.schema import metadata
from storage.tables import facts, recordings
from storage.tables_customers import customer_numbers, customer_words, customers
from storage.tables_work import calls

ERASED = "erased"
_RUNNING = ("recording", "storing")
_AT_ONCE = 500
_SHORTEST_TAIL = 6
_CHUNK = 1 << 20
Place = tuple[int, int]
"""A fact's step and its place in it."""


class SqlForgetting:
    """`customers.ports.Forgetting`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def recordings(self, card: Card) -> Sequence[TracedRecording]:
        """Raises `Living` while a call or a recording of the customer runs."""
        async with self._database.reading() as connection:
            return await _recordings_of(connection, await _calls_of(connection, card))

    async def forget(self, card: Card, why: str) -> Traces:
        """All changes in one transaction. Raises `Living`.

        Other calls' facts are looked through before, so that nobody waits for it to write.
        """
        async with self._database.reading() as connection:
            elsewhere = await _elsewhere(connection, card)
        async with self._database.writing() as connection:
            if self._database.is_sqlite:  # what is removed is overwritten, not only let go
                await connection.execute(text("PRAGMA secure_delete = ON"))
            ids = await _calls_of(connection, card)
            kept = await _recordings_of(connection, ids)
            changed = await _blank_facts(connection, ids, card, elsewhere)
            await _blank_calls(connection, ids)
            await _blank_beside(connection, ids)
            await _mark_recordings(connection, ids, why)
            await _remove_cards(connection, card)
        return Traces(len(ids), changed, tuple(kept))

    async def sweep(self, needles: Sequence[str]) -> tuple[str, ...]:
        """On SQLite nothing of the needles is left in the database's files afterwards."""
        file = self._database.file
        if file is None:
            return (
                "PostgreSQL keeps removed rows on its disk until it needs the space: "
                "run VACUUM FULL on calls, facts and the customers' tables",
            )
        sought = [needle.encode() for needle in needles if len(needle) >= _SHORTEST_TAIL]
        return await asyncio.to_thread(_sweep_file, file, sought)


async def _calls_of(connection: AsyncConnection, card: Card) -> list[str]:
    mine = is_of(card.forms)
    if mine is None:
        return []
    rows = (await connection.execute(select(calls.c.id, calls.c.ended_at).where(mine))).all()
    if any(row.ended_at is None for row in rows):
        raise Living("a call of this customer is under way: end it, then erase again")
    return [row.id for row in rows]


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]


async def _recordings_of(connection: AsyncConnection, ids: Sequence[str]) -> list[TracedRecording]:
    found: list[TracedRecording] = []
    for part in _parts(ids):
        wanted = select(recordings.c.id, recordings.c.path, recordings.c.state).where(
            recordings.c.call.in_(part)
        )
        for row in await connection.execute(wanted):
            if row.state in _RUNNING:
                raise Living("a recording of this customer is being stored: wait a moment")
            found.append(TracedRecording(row.id, row.path))
    return found


def _tails(card: Card) -> list[str]:
    """By what a number is known in other calls' facts: too short a one is in every second."""
    return sorted(
        {digits_of(number)[-KEY_DIGITS:] for number in card.forms if len(number) > _SHORTEST_TAIL}
    )


async def _elsewhere(connection: AsyncConnection, card: Card) -> list[Place]:
    """Facts of any call in which one of the numbers stands."""
    told = or_(false(), *(facts.c.body.contains(tail, autoescape=True) for tail in _tails(card)))
    rows = (await connection.execute(select(facts.c.seq, facts.c.idx).where(told))).all()
    return [(row.seq, row.idx) for row in rows]


async def _blank_facts(
    connection: AsyncConnection, ids: Sequence[str], card: Card, elsewhere: Sequence[Place]
) -> int:
    """Facts of the customer's calls, and those of other calls in which a number stands."""
    changed = 0
    for part in _parts(ids):
        changed += await _blank_where(connection, facts.c.call.in_(part), ())
    place = tuple_(facts.c.seq, facts.c.idx)
    for start in range(0, len(elsewhere), _AT_ONCE):
        chosen = place.in_(elsewhere[start : start + _AT_ONCE])
        changed += await _blank_where(connection, chosen, _tails(card))
    return changed


async def _blank_where(
    connection: AsyncConnection, condition: ColumnElement[bool], only: Sequence[str]
) -> int:
    wanted = select(facts.c.seq, facts.c.idx, facts.c.body).where(condition)
    changed = 0
    for row in (await connection.execute(wanted)).all():
        body = msgspec.json.decode(row.body)
        blanked = _blanked(body, only)
        if blanked == body:
            continue
        place = (facts.c.seq == row.seq) & (facts.c.idx == row.idx)
        written = msgspec.json.encode(blanked).decode()
        await connection.execute(update(facts).where(place).values(body=written))
        changed += 1
    return changed


def _blanked(value: Any, only: Sequence[str], key: str = "") -> Any:
    """The value without what stands under `pii_…`; with `only`, where one of them is in it."""
    if isinstance(value, dict):
        return {name: _blanked(one, only, name) for name, one in value.items()}
    if not key.startswith("pii_") or not value:
        return value
    said = msgspec.json.encode(value).decode()
    if only and not any(tail in said or tail in digits_of(said) for tail in only):
        return value
    return ERASED if isinstance(value, str) else []


async def _blank_calls(connection: AsyncConnection, ids: Sequence[str]) -> None:
    blank = {
        "pii_caller": ERASED,
        "pii_caller_name": "",
        "pii_search": search_text(ERASED, ""),
        "caller_key": None,
    }
    for part in _parts(ids):
        await connection.execute(update(calls).where(calls.c.id.in_(part)).values(blank))


async def _blank_beside(connection: AsyncConnection, ids: Sequence[str]) -> None:
    """Whatever other tables say of the calls in columns of personal data, such as notes."""
    for table in metadata.tables.values():
        personal = [column.name for column in table.columns if column.name.startswith("pii_")]
        if table is calls or not personal or "call" not in table.columns:
            continue
        blank = dict.fromkeys(personal, "")
        for part in _parts(ids):
            await connection.execute(update(table).where(table.c.call.in_(part)).values(blank))


async def _mark_recordings(connection: AsyncConnection, ids: Sequence[str], why: str) -> None:
    """They failed for ever, and say why; a call shows no recording that is not there."""
    marked = {"state": "failed", "path": None, "why": why, "size_bytes": None}
    for part in _parts(ids):
        await connection.execute(
            update(recordings).where(recordings.c.call.in_(part)).values(marked)
        )
        await connection.execute(update(calls).where(calls.c.id.in_(part)).values(recording=None))


async def _remove_cards(connection: AsyncConnection, card: Card) -> None:
    """The card and everything that was ever merged into it."""
    ids, newest = [card.id], [card.id]
    while newest:
        wanted = select(customers.c.id).where(customers.c.merged_into.in_(newest))
        newest = [one for one in (await connection.execute(wanted)).scalars() if one not in ids]
        ids += newest
    for part in _parts(ids):
        for table in (customer_words, customer_numbers):
            await connection.execute(delete(table).where(table.c.customer.in_(part)))
        await connection.execute(delete(customers).where(customers.c.id.in_(part)))


def _sweep_file(file: Path, needles: Sequence[bytes]) -> tuple[str, ...]:
    """Empty the write-ahead log; where the bytes still lie about, write the file anew."""
    unswept = (
        f"old bytes may still lie in {file.name}: they are overwritten in time, or at once by "
        "VACUUM while the service is stopped",
    )
    try:
        with closing(sqlite3.connect(file, timeout=5.0, isolation_level=None)) as connection:
            _empty_log(connection)
            if _any_in(file, needles):
                connection.execute("VACUUM")
                _empty_log(connection)
    except sqlite3.Error:
        return unswept
    return unswept if _any_in(file, needles) else ()


def _empty_log(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _any_in(file: Path, needles: Sequence[bytes]) -> bool:
    """Whether any of these bytes stand in the database's file or its log."""
    places = (file, file.with_name(file.name + "-wal"))
    return any(_has(place, needle) for place in places for needle in needles if place.exists())


def _has(file: Path, needle: bytes) -> bool:
    with file.open("rb") as opened:
        held = b""
        while chunk := opened.read(_CHUNK):
            held = held[-len(needle) :] + chunk
            if needle in held:
                return True
    return False
