"""Wires the plan: its files, its shelves, its office, and what it comes into force in."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from storage.ledger import SqlLedger
from storage.plans import SqlPlans
from switchboard.archive import Archive
from switchboard.desk import Summaries
from switchboard.installation import ThisInstallation
from switchboard.memory import Memory
from switchboard.planning.document import Plan
from switchboard.planning.files import PlanFiles
from switchboard.planning.office import Office
from switchboard.planning.publishing import Centre, Publisher
from switchboard.planning.trial import Trial
from switchboard.settings import Settings
from switchboard.voice import Voice
from vocabulary.ports import Clock, Inbox
from vocabulary.records import CallFilter, CallRow
from vocabulary.states import Direction

PAGE = 500


class PlanRoom:
    """Everything about the plan in a running service."""

    def __init__(
        self,
        files: PlanFiles,
        *,
        memory: Memory,
        inbox: Inbox,
        clock: Clock,
        archive: Archive,
        voice: Voice,
        settings: Settings,
    ) -> None:
        self._memory = memory
        self.inbox = inbox
        self.installation = ThisInstallation(settings, voice, self._followed)
        kept = SqlPlans(archive.database)
        centre = Centre(
            shelves=memory.shelves,
            inbox=inbox,
            now=clock.now,
            in_force=self._revision,
            living=memory.engine.revisions,
            people=archive.people.list,
            installation=self.installation,
        )
        self.publisher = Publisher(files, kept, centre)
        self._trial = Trial(Rows(SqlLedger(archive.database)).since, clock.now)
        self.office = Office(
            self.publisher,
            kept,
            in_force=self._revision,
            now=clock.now,
            studio=voice,
            rehearsal=self._trial,
        )
        self.summaries = Summaries(memory.shelves.plans, self._revision, settings.sip_port)

    @property
    def now(self) -> Plan:
        """The plan in force."""
        return self._memory.shelves.plans.of(self._revision())

    @property
    def numbers(self) -> tuple[str, ...]:
        """What Asterisk is to answer at a start."""
        return self.installation.numbers(self.now)

    async def close(self) -> None:
        """End what runs beside."""
        await self.publisher.close()
        await self._trial.stop()
        await self.installation.close()

    def _followed(self) -> list[Plan]:
        """Plans that some living call still follows."""
        plans = self._memory.shelves.plans
        return [plans.of(each) for each in sorted(self._memory.engine.revisions())]

    def _revision(self) -> int:
        return self._memory.engine.standing.revision


class Rows:
    """Past calls of the ledger, page by page."""

    def __init__(self, ledger: SqlLedger) -> None:
        self._ledger = ledger

    async def since(self, moment: datetime, limit: int) -> Sequence[CallRow]:
        """Calls that arrived since a moment, the newest first."""
        rows: list[CallRow] = []
        wanted = CallFilter(since=moment, direction=Direction.IN, limit=PAGE)
        while len(rows) < limit:
            page = await self._ledger.calls(wanted)
            rows.extend(page)
            if len(page) < PAGE:
                break
            wanted = replace(wanted, before=page[-1].id)
        return rows[:limit]
