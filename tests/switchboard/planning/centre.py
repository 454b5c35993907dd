"""A small centre for tests of publishing: real files, a real database, no telephones."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from storage.database import Database, open_database
from storage.migrate import upgrade
from storage.plans import SqlPlans
from storage.problems import DatabaseUnavailable
from switchboard.planning.beginning import stored_plans
from switchboard.planning.document import Plan
from switchboard.planning.files import PlanFiles
from switchboard.planning.publishing import Centre, Publisher
from switchboard.shelves import Shelves
from vocabulary.findings import Finding
from vocabulary.inputs import Input, PlanGiven
from vocabulary.plans import PlanDraft, PlanRevision
from vocabulary.records import Person
from vocabulary.states import Role

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
MINE = """\
name: Mine   # a comment
numbers: [{number: "100", queue: support}]
queues: [{queue: support, name: Support, ring_s: 15}]
"""
ANNA = Person(name="anna", display_name="Anna", roles=frozenset({Role.OPERATOR}), extension="101")


class Installation:
    """Remembers what it was told; refuses what the test says."""

    def __init__(self) -> None:
        self.finding: Finding | None = None
        self.told: list[str] = []

    def refuses(self, plan: Plan) -> Iterable[Finding]:
        return () if self.finding is None else (self.finding,)

    def keep(self, revisions: Iterable[int]) -> None:
        self.told.append(f"keep {sorted(revisions)}")

    def prepare(self, revision: int, plan: Plan) -> None:
        self.told.append(f"prepare {revision}")

    async def take_up(self, plan: Plan) -> None:
        self.told.append(f"take up {[number.number for number in plan.numbers]}")


class Shelf:
    """The real shelf, which can be taken away."""

    def __init__(self, kept: SqlPlans) -> None:
        self.kept = kept
        self.away_for: str = ""

    def _there(self, what: str) -> None:
        if self.away_for in {what, "all"}:
            raise DatabaseUnavailable("the database does not answer")

    async def revisions(self, limit: int) -> Sequence[PlanRevision]:
        self._there("revisions")
        return await self.kept.revisions(limit)

    async def text_of(self, revision: int) -> str:
        self._there("text_of")
        return await self.kept.text_of(revision)

    async def add(self, revision: PlanRevision, text: str) -> None:
        self._there("add")
        await self.kept.add(revision, text)

    async def draft(self) -> PlanDraft | None:
        self._there("draft")
        return await self.kept.draft()

    async def save_draft(self, draft: PlanDraft) -> None:
        await self.kept.save_draft(draft)

    async def drop_draft(self) -> None:
        await self.kept.drop_draft()


class SmallCentre:
    """Everything that a publisher works with."""

    def __init__(self, folder: Path, files: PlanFiles, database: Database) -> None:
        self.folder = folder
        self.files = files
        self.database = database
        self.kept = Shelf(SqlPlans(database))
        self.installation = Installation()
        self.inbox: list[Input] = []
        self.in_force = 0
        self.shelves = Shelves.of(stored_plans(files, set()))
        self.people: tuple[Person, ...] = (ANNA,)
        self.publisher = Publisher(files, self.kept, self.centre())

    @classmethod
    async def open(cls, folder: Path, files: PlanFiles) -> "SmallCentre":
        """With an empty database, or the one that is there."""
        database = open_database(f"sqlite:///{folder / 'callwright.db'}")
        await upgrade(database)
        return cls(folder, files, database)

    def centre(self) -> Centre:
        return Centre(
            shelves=self.shelves,
            inbox=self,
            now=lambda: NOW,
            in_force=lambda: self.in_force,
            living=lambda: [self.in_force],
            people=self.list_people,
            installation=self.installation,
        )

    def put(self, given: Input) -> None:
        """The inbox: a plan that is given is in force at once."""
        self.inbox.append(given)
        if isinstance(given, PlanGiven):
            assert given.revision in self.shelves.telephony
            self.in_force = given.revision

    async def list_people(self) -> Sequence[Person]:
        return self.people

    def given(self) -> list[int]:
        """Revisions that the core was told of."""
        return [given.revision for given in self.inbox if isinstance(given, PlanGiven)]
