"""The projector: behind the line, never losing and never doubling a step."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from storage.database import Database, open_database
from storage.ledger import SqlLedger
from storage.problems import DatabaseUnavailable
from storage.projector import JournalGap, JournalSource, Projector
from storage.tables import calls, facts, projection, recordings
from tests.storage.conftest import Place
from tests.storage.stories import (
    NOON,
    Journal,
    abandoned_visit,
    after,
    answered_visit,
    arrival,
    dump,
    fold_all,
    offered,
)
from tests.support.waiting import until
from vocabulary.facts import LinesSeen, Step

Fold = Callable[[Journal], Awaitable[object]]


@asynccontextmanager
async def running(projector: Projector) -> AsyncIterator[None]:
    task = asyncio.create_task(projector.run())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def quick(database: Database, source: JournalSource, batch_steps: int = 500) -> Projector:
    return Projector(database, source, gather_s=0.0, first_pause_s=0.01, batch_steps=batch_steps)


def busy_hour(visits: int = 12) -> Journal:
    journal = Journal()
    journal.tell(
        *(
            (abandoned_visit if n % 4 == 0 else answered_visit)(f"c{n}", after(9 * n))
            for n in range(visits)
        )
    )
    return journal


@pytest.fixture
async def expected(place: Place) -> AsyncIterator[Fold]:
    """What the tables hold when a journal is folded into a fresh database at once."""
    database = open_database(await place.upgraded_url())

    async def fold(journal: Journal) -> object:
        await fold_all(database, journal)
        return await dump(database)

    yield fold
    await database.close()


async def test_it_follows_the_journal(database: Database, expected: Fold) -> None:
    journal, whole = Journal(), busy_hour()
    projector = quick(database, journal, batch_steps=7)
    assert (projector.up, projector.last_error, projector.lag) == (False, "", 0)
    async with running(projector):
        for step in whole.steps:
            journal.steps.append(step)
            projector.notify(step.seq)
        assert await projector.caught_up(whole.seq, deadline_s=20)
        assert (projector.up, projector.last_error, projector.lag) == (True, "", 0)
        assert projector.last_seq == await SqlLedger(database).last_seq() == whole.seq
        assert not await projector.caught_up(whole.seq + 1, deadline_s=0.01)
    assert await dump(database) == await expected(whole)


async def test_it_waits_for_a_database_that_is_away(
    url: str, place: Place, database: Database, expected: Fold
) -> None:
    """SQLite: another program holds the lock. PostgreSQL: the server crashes."""
    journal = busy_hour()
    later = journal.steps[20:]
    del journal.steps[20:]
    projector = quick(database, journal)
    async with running(projector):
        assert await projector.caught_up(20, deadline_s=20)
        with place.out_of_order(url):
            journal.steps += later
            projector.notify()
            await until(lambda: projector.last_error, 20, "the trouble is shown")
            assert not projector.up
            assert not projector.gap
            assert projector.lag == len(later)
            assert not await projector.caught_up(journal.seq, deadline_s=0.1)
            says = "is locked by another program" if database.is_sqlite else "the database postgres"
            assert says in projector.last_error
        assert await projector.caught_up(journal.seq, deadline_s=30)
        await until(lambda: projector.up, 5, "the projector is well again")
    assert await dump(database) == await expected(journal)


async def test_killed_at_any_moment_it_goes_on_where_it_was(
    database: Database, expected: Fold
) -> None:
    journal = busy_hour()
    folded = 0
    for turns in range(40):
        projector = quick(database, journal, batch_steps=1)
        async with running(projector):
            assert await projector.caught_up(folded + 1, deadline_s=20)
            for _ in range(turns):  # into the middle of a later batch
                await asyncio.sleep(0)
        folded = min(await SqlLedger(database).last_seq(), journal.seq - 1)
    await fold_all(database, journal)
    assert await dump(database) == await expected(journal)


async def test_two_projectors_do_not_double_anything(url: str, expected: Fold) -> None:
    journal = busy_hour()
    databases = [open_database(url), open_database(url)]
    first, second = (quick(database, journal, batch_steps=2) for database in databases)
    async with running(first), running(second):
        assert await first.caught_up(journal.seq, deadline_s=20)
        assert await second.caught_up(journal.seq, deadline_s=20)
    assert await dump(databases[0]) == await expected(journal)
    for database in databases:
        await database.close()


class Uneven:
    """A source that gives runs of any length, some of which begin too early."""

    def __init__(self, journal: Journal, draw: Callable[[int, int], int]) -> None:
        self._journal, self._draw = journal, draw

    @property
    def seq(self) -> int:
        return self._journal.seq

    def read(self, after: int, limit: int) -> tuple[Step, ...]:
        begin = self._draw(max(0, after - 3), after)
        found = self._journal.read(begin, after - begin + self._draw(1, limit))
        again = found[: self._draw(0, 2)]
        return tuple(sorted((*again, *found), key=lambda step: step.seq))


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
async def test_batches_and_repetitions_do_not_matter(
    database: Database, expected: Fold, data: st.DataObject
) -> None:
    async with database.writing() as connection:
        for table in (facts, calls, recordings, projection):
            await connection.execute(delete(table))
    journal = busy_hour(6)
    source = Uneven(journal, lambda low, high: data.draw(st.integers(low, high)))
    projector = quick(database, source, batch_steps=9)
    while projector.last_seq < journal.seq:
        await projector.fold_batch()
    assert await dump(database) == await expected(journal)


async def test_an_empty_step_moves_the_position(database: Database) -> None:
    journal = Journal()
    journal.write(NOON)
    await fold_all(database, journal)
    assert await SqlLedger(database).last_seq() == 1


async def test_a_journal_that_was_deleted_is_told(database: Database) -> None:
    await fold_all(database, busy_hour())
    before = await dump(database)
    empty = Journal()
    with pytest.raises(JournalGap, match=r"ends at step 0, but the database .* up to step 81: put"):
        await Projector(database, empty).check()
    empty.write(after(5000), arrival("new"))
    projector = quick(database, empty)
    async with running(projector):
        await until(lambda: projector.gap, 20, "the gap is seen")
        assert not projector.up
        assert "put the journal folder of this database back" in projector.last_error
    assert await dump(database) == before


async def test_a_journal_of_another_installation_is_told(database: Database) -> None:
    await fold_all(database, busy_hour())
    other = Journal()
    for n in range(100):
        other.write(after(10_000 + n), LinesSeen(n))
    with pytest.raises(JournalGap, match="they are of different installations"):
        await quick(database, other).fold_batch()
    assert await SqlLedger(database).last_seq() == busy_hour().seq


async def test_a_journal_with_a_hole_is_told(database: Database) -> None:
    journal = busy_hour()
    del journal.steps[10:12]
    projector = quick(database, journal)
    async with running(projector):
        assert await projector.caught_up(10, deadline_s=20)
        projector.notify()
        await until(lambda: projector.gap, 20, "the gap is seen")
    assert "up to step 10, but the journal goes on with step 13" in projector.last_error
    assert projector.last_seq == 10
    with pytest.raises(JournalGap, match="goes on with step 13"):
        await quick(database, journal).check()


async def test_a_new_database_needs_the_whole_journal(database: Database) -> None:
    journal = busy_hour()
    del journal.steps[:5]
    with pytest.raises(JournalGap, match="up to step 0, but the journal goes on with step 6"):
        await quick(database, journal).fold_batch()


class Pruned(Journal):
    """A journal whose old steps are gone from the disk once they are folded in."""

    first = 1

    def read(self, after: int, limit: int) -> tuple[Step, ...]:
        return tuple(step for step in super().read(after, 10**6) if step.seq >= self.first)[:limit]


async def test_a_pruned_journal_is_no_gap(database: Database) -> None:
    journal = Pruned()
    journal.tell(answered_visit("c1", NOON))
    await fold_all(database, journal)
    journal.first = journal.seq + 1
    await Projector(database, journal).check()
    journal.write(after(500), arrival("c2"))
    await fold_all(database, journal)
    assert await SqlLedger(database).last_seq() == journal.seq


async def test_an_unexpected_error_does_not_end_it(database: Database) -> None:
    journal = Journal()
    journal.write(NOON, arrival("c1"), offered("c1"))
    projector = quick(database, Broken(journal))
    async with running(projector):
        assert await projector.caught_up(1, deadline_s=20)


class Broken:
    """A source whose disk fails three times."""

    def __init__(self, journal: Journal) -> None:
        self._journal, self._failures = journal, 3

    @property
    def seq(self) -> int:
        return self._journal.seq

    def read(self, after: int, limit: int) -> tuple[Step, ...]:
        if self._failures:
            self._failures -= 1
            raise RuntimeError("unreadable")
        return self._journal.read(after, limit)


async def test_an_unexpected_error_is_shown(database: Database) -> None:
    projector = quick(database, Broken(Journal()))
    async with running(projector):
        await until(lambda: projector.last_error, 20, "the trouble is shown")
        assert projector.last_error == "steps cannot be stored: RuntimeError: unreadable"


async def test_one_batch_can_be_folded_by_hand(database: Database, url: str, place: Place) -> None:
    journal = busy_hour()
    projector = quick(database, journal)
    assert await projector.fold_batch() == journal.seq
    assert await projector.fold_batch() == 0
    journal.write(after(5000), arrival("late"))
    with place.out_of_order(url), pytest.raises(DatabaseUnavailable):
        await projector.fold_batch()
    assert await projector.fold_batch() == 1
