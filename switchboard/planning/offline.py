"""The plan of a home whose service does not run: published to its files and its rows.

The next start brings what was published here into force.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from prompts.uploads import Uploads
from storage.database import open_database
from storage.migrate import upgrade
from storage.plans import SqlPlans
from switchboard.home import Home, HomeLock
from switchboard.planning.beginning import begin, stored_plans
from switchboard.planning.document import Plan
from switchboard.planning.files import PlanFiles
from switchboard.planning.publishing import Centre, Publisher
from switchboard.settings import Settings
from switchboard.shelves import Shelves
from vocabulary.findings import Finding
from vocabulary.inputs import Input
from vocabulary.plans import PlanDraft, PlanRevision
from vocabulary.records import Person


class HomeOffice:
    """What can be done with the plan without a service."""

    def __init__(self, publisher: Publisher, kept: SqlPlans, files: PlanFiles) -> None:
        self._publisher = publisher
        self._kept = kept
        self._files = files

    async def publish_text(self, text: str, note: str, by: str) -> PlanRevision:
        """For the next start. Raises `PlanRefused`."""
        return await self._publisher.publish(text, note, by)

    async def rollback(self, revision: int, note: str, by: str) -> PlanRevision:
        """For the next start. Raises `LookupError`, `PlanRefused`."""
        text = await self._publisher.text_of(revision)
        return await self._publisher.publish(text, note, by, rollback_of=revision)

    async def save_draft(self, text: str, by: str) -> PlanDraft:
        """A text becomes the draft. Raises `DraftChanged`, `EditRefused`."""
        present = await self._kept.draft()
        base = present.base if present is not None else self._files.newest
        version = present.version if present is not None else 0
        draft = PlanDraft(text, base, version + 1, datetime.now(UTC), by)
        await self._kept.save_draft(draft)
        return draft


@asynccontextmanager
async def home_office(settings: Settings) -> AsyncIterator[HomeOffice]:
    """The office of a home, locked meanwhile. Raises `HomeUnusable`, `PlanError`, and what
    the database raises."""
    home = Home(settings.home)
    home.prepare()
    lock = HomeLock(home)
    lock.take()
    try:
        files = PlanFiles(home.plan)
        named = None if files.newest else settings.named_plan
        begin(files, named, settings.plan, datetime.now(UTC))
        database = open_database(settings.database)
        try:
            await upgrade(database)
            kept = SqlPlans(database)
            publisher = Publisher(files, kept, _nowhere(files, Uploads(home.sounds)))
            await publisher.reconcile()
            yield HomeOffice(publisher, kept, files)
        finally:
            await database.close()
    finally:
        lock.release()


def _nowhere(files: PlanFiles, uploads: Uploads) -> Centre:
    """A centre in which nothing happens: there is no core to tell anything."""
    return Centre(
        shelves=Shelves.of(stored_plans(files, set())),
        inbox=_Silent(),
        now=lambda: datetime.now(UTC),
        in_force=lambda: files.newest,
        living=tuple,
        people=_nobody,
        installation=_AtRest(uploads),
    )


async def _nobody() -> tuple[Person, ...]:
    return ()


class _Silent:
    def put(self, given: Input) -> None:
        """Nobody listens."""


class _AtRest:
    """An installation that does not run."""

    def __init__(self, uploads: Uploads) -> None:
        self._uploads = uploads

    def refuses(self, plan: Plan) -> Iterable[Finding]:
        """Sounds that nobody uploaded."""
        for name, prompt in plan.prompts.items():
            for language, wording in prompt.wordings.items():
                if wording.file is not None and not self._uploads.has(wording.file):
                    told = f"there is no uploaded sound {wording.file}; upload it again"
                    yield Finding(("prompts", name, language, "file"), told)

    def keep(self, revisions: Iterable[int]) -> None:
        """Nothing is kept."""

    def prepare(self, revision: int, plan: Plan) -> None:
        """The next start does."""

    async def take_up(self, plan: Plan) -> None:
        """The next start does."""
