"""The projector: reads the journal behind the line and folds it into the database.

The journal is the truth and is written first; the database may be slow, locked or away
for hours and then catches up. One batch is one transaction with the position in it, so a
step is never lost and never counted twice, whatever dies in between.
"""

import asyncio
from collections.abc import Sequence
from typing import Protocol

import structlog

from storage.batch import Position, hold_position, read_position, write_steps
from storage.database import Database
from storage.problems import DatabaseProblem
from vocabulary.facts import Step
from vocabulary.ports import StepSource

BATCH_STEPS = 500
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 5.0

_log = structlog.get_logger(__name__)


class JournalSource(StepSource, Protocol):
    """A journal to fold: its steps, of which the old ones may be pruned, and its end."""

    @property
    def seq(self) -> int:
        """The newest step, 0 before the first."""
        ...


class JournalGap(RuntimeError):
    """Journal and database do not belong together: steps are missing between them.

    The message is a sentence for the person who runs the service.
    """


class Projector:
    """Keeps the tables up to the journal. `run` is a task of its own.

    `gather_s`: how long to let steps gather once one is there; under load this makes a
    few transactions a second of hundreds.
    """

    def __init__(
        self,
        database: Database,
        source: JournalSource,
        *,
        batch_steps: int = BATCH_STEPS,
        gather_s: float = 0.1,
        first_pause_s: float = FIRST_PAUSE_S,
    ) -> None:
        self._database = database
        self._source = source
        self._batch_steps = batch_steps
        self._gather_s = gather_s
        self._first_pause_s = first_pause_s
        self._position: Position | None = None  # None until the database has told it
        self._failure: Exception | None = None
        self._wake = asyncio.Event()
        self._moved = asyncio.Condition()

    @property
    def up(self) -> bool:
        """Whether the last attempt at the database went well. False before the first."""
        return self._failure is None and self._position is not None

    @property
    def last_error(self) -> str:
        """What is wrong, as a sentence; empty when nothing is."""
        if self._failure is None or isinstance(self._failure, DatabaseProblem | JournalGap):
            return str(self._failure or "")
        return f"steps cannot be stored: {type(self._failure).__name__}: {self._failure}"

    @property
    def gap(self) -> bool:
        """Whether journal and database do not belong together: a person must mend it."""
        return isinstance(self._failure, JournalGap)

    @property
    def last_seq(self) -> int:
        """The last step that is known to be in the database."""
        return self._position.seq if self._position else 0

    @property
    def lag(self) -> int:
        """How many steps of the journal are not in the database yet."""
        return max(0, self._source.seq - self.last_seq)

    def notify(self, _newest: int = 0) -> None:
        """There is more in the journal."""
        self._wake.set()

    async def run(self) -> None:
        """Fold for ever; cancel to end. No error ends it: it shows in `last_error`."""
        pause_s = self._first_pause_s
        while True:
            try:
                folded = await self.fold_batch()
            # Any error at all: a task that ended here would silently stop the ledger.
            except Exception as error:
                self._note(error)
                await asyncio.sleep(pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
                continue
            pause_s = self._first_pause_s
            if folded == 0:
                await self._wake.wait()
                self._wake.clear()
            if folded < self._batch_steps:
                await asyncio.sleep(self._gather_s)

    async def check(self) -> None:
        """Whether the journal continues what the database holds.

        For the start, before anything is written to the journal. Raises `JournalGap`,
        `DatabaseUnavailable`.
        """
        async with self._database.reading() as connection:
            position = await read_position(connection)
        self._compare(position)
        self._position = position

    async def fold_batch(self) -> int:
        """Fold the next steps in, in one transaction; how many there were.

        Raises `JournalGap`, `DatabaseUnavailable`; then nothing is changed.
        """
        if self._position is None:
            await self.check()
        assert self._position is not None
        steps = self._next_steps(self._position)
        if steps:
            async with self._database.writing() as connection:
                held = await hold_position(connection)
                if held == self._position:
                    await write_steps(connection, steps)
                    held = Position(steps[-1].seq, steps[-1].at)
            # Where it was not, a commit of ours was done though its answer was lost, or
            # somebody else writes too. The database's word counts; go on from there.
            self._position = held
        self._note(None)
        async with self._moved:
            self._moved.notify_all()
        return len(steps)

    async def caught_up(self, seq: int, deadline_s: float) -> bool:
        """Wait until the step `seq` is in the database; False when it takes longer."""
        self.notify()
        try:
            async with asyncio.timeout(deadline_s), self._moved:
                await self._moved.wait_for(lambda: self.last_seq >= seq)
        except TimeoutError:
            return False
        return True

    def _note(self, failure: Exception | None) -> None:
        """Remember how the last attempt went; log only when that changes."""
        before, self._failure = self.last_error, failure
        if failure is None and before:
            _log.info("steps are stored again", last_seq=self.last_seq)
        elif failure is not None and self.last_error != before:
            expected = isinstance(failure, DatabaseProblem | JournalGap)
            _log.error(self.last_error, exc_info=None if expected else failure)

    def _next_steps(self, position: Position) -> Sequence[Step]:
        """The steps right after `position`, in order, without those it has already."""
        steps: list[Step] = []
        expected = position.seq + 1
        for step in self._source.read(position.seq, self._batch_steps):
            if step.seq > expected:
                break
            if step.seq == expected:
                steps.append(step)
                expected += 1
        else:
            return steps
        if not steps:
            raise JournalGap(_missing(position.seq, step.seq))
        return steps

    def _compare(self, position: Position) -> None:
        """See that the journal reaches the database's last step, and that it is the same.

        A journal that was folded in to its end may be pruned to nothing: that is fine.
        """
        if self._source.seq < position.seq:
            raise JournalGap(
                f"the journal ends at step {self._source.seq}, but the database "
                f"{self._database.shown} is written up to step {position.seq}: {_MEND}"
            )
        if position.seq == 0:
            return
        for step in self._source.read(position.seq - 1, 2):
            if step.seq > position.seq + 1:
                raise JournalGap(_missing(position.seq, step.seq))
            if step.seq == position.seq and step.at != position.at:
                raise JournalGap(
                    f"step {position.seq} of the journal is not the one that the database "
                    f"{self._database.shown} knows: they are of different installations: {_MEND}"
                )


_MEND = (
    "put the journal folder of this database back, or start with an empty database "
    "(CALLWRIGHT_DATABASE_URL)"
)


def _missing(last: int, first: int) -> str:
    return (
        f"the database is written up to step {last}, but the journal goes on with step {first}: "
        + _MEND
    )
