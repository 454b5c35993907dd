"""The database side of the service: tables, projector, people, and their first start.

A service that has calls in hand waits for its database as long as it takes; one that
begins anew says what is wrong and ends.
"""

import asyncio
from collections.abc import Callable

import structlog

from desk.people.passwords import Passwords
from recording.keeper import Keeper
from storage.database import open_database
from storage.ledger import SqlLedger
from storage.migrate import upgrade
from storage.people import SqlPeople
from storage.problems import DatabaseUnavailable
from storage.projector import Projector
from storage.spool import Spool
from switchboard.people import FirstPassword, create_first_people

log = structlog.get_logger(__name__)

RETRY_S = 2.0
FOLD_WAIT_S = 5.0
CATALOGUE_STATES = ("recording", "storing", "kept", "failed")


class Archive:
    """Opened by `open`, fed by the projector, closed last of all."""

    def __init__(self, url: str, spool: Spool) -> None:
        self._spool = spool
        self.database = open_database(url)
        self.projector = Projector(self.database, spool)
        self.people = SqlPeople(self.database)
        self.passwords = Passwords()

    async def open(self, may_wait: Callable[[], bool]) -> None:
        """Bring the tables up to date and see that the journal continues them.

        Raises `DatabaseProblem`, or `JournalGap`; an absent database is waited for while
        `may_wait()`.
        """
        while True:
            try:
                await upgrade(self.database)
                await self.projector.check()
            except DatabaseUnavailable as error:
                if not may_wait():
                    raise
                log.error("the database is away", why=str(error))
                await asyncio.sleep(RETRY_S)
            else:
                return

    async def first_people(self, admin_password: str | None) -> tuple[FirstPassword, ...]:
        """Make the first people if there is nobody; their passwords, to be shown once."""
        return await create_first_people(self.people, self.passwords, admin_password)

    async def reconcile_recordings(self, keeper: Keeper) -> None:
        """Once the ledger is up to date: no row without a file, no file without a row."""
        while not await self.projector.caught_up(self._spool.seq, FOLD_WAIT_S):
            log.warning("recordings wait for the ledger", why=self.projector.last_error)
        rows = await SqlLedger(self.database).recordings_in(CATALOGUE_STATES)
        await keeper.reconcile(rows)

    async def close(self) -> None:
        """Fold in what the database will take, and close it."""
        try:
            while self.projector.up and await self.projector.fold_batch():
                pass
        except Exception as error:  # the journal keeps it for the next start
            log.warning("the ledger is behind the journal", why=str(error))
        await self.database.close()
