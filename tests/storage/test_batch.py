"""Steps written in one transaction with the position."""

import pytest
from sqlalchemy.exc import IntegrityError

from storage.batch import Position, hold_position, read_position, write_steps
from storage.database import Database
from tests.storage.stories import NOON, Journal, after, answered_visit, dump
from vocabulary.facts import Step


async def test_an_empty_database_is_at_the_beginning(database: Database) -> None:
    async with database.writing() as connection:
        for ask in (read_position, hold_position, hold_position, read_position):
            assert await ask(connection) == Position(0, None)


async def test_the_position_moves_with_the_steps(database: Database) -> None:
    journal = Journal()
    journal.tell(answered_visit("c1", NOON))
    async with database.writing() as connection:
        await write_steps(connection, journal.steps[:3])
        await write_steps(connection, [*journal.steps[3:], Step(9, after(200), ())])
    async with database.reading() as connection:
        assert await read_position(connection) == Position(9, after(200))
    tables = await dump(database)
    assert [len(tables[name]) for name in ("facts", "calls", "recordings")] == [13, 1, 1]


async def test_what_fails_leaves_nothing_behind(database: Database) -> None:
    journal = Journal()
    journal.tell(answered_visit("c1", NOON))
    async with database.writing() as connection:
        await write_steps(connection, journal.steps[:5])
    before = await dump(database)
    with pytest.raises(IntegrityError):
        async with database.writing() as connection:
            await write_steps(connection, journal.steps[4:])
    assert await dump(database) == before
