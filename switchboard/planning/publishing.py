"""Publishing: a checked text becomes a revision, and the revision comes into force.

Order, so that a crash at any point leaves what the next start can mend: the file is
written under another name, the row is added, the file gets its name, and only then does
anybody speak of the revision. A row without a file is written to one at the next start;
a file that is newer than what the journal knows comes into force then.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

import structlog

from switchboard.people import operators_of
from switchboard.planning.beginning import stored_plan
from switchboard.planning.checking import Reading, located, read_plan
from switchboard.planning.diff import differences, told_shortly
from switchboard.planning.document import Plan
from switchboard.planning.files import PlanFiles, digest
from switchboard.shelves import Shelves
from vocabulary.findings import Finding, Severity
from vocabulary.inputs import PlanGiven
from vocabulary.plans import DraftChanged, PlanRefused, PlanRevision, PlanShelf, TextFinding
from vocabulary.ports import Inbox
from vocabulary.records import Person

log = structlog.get_logger(__name__)

MOST_REVISIONS = 1000
"""Revisions that are looked at when files and rows are brought together."""


class Installation(Protocol):
    """What of this installation a plan comes into force in, besides the core."""

    def refuses(self, plan: Plan) -> Iterable[Finding]:
        """What this installation cannot do, such as a sound that nobody uploaded."""
        ...

    def keep(self, revisions: Iterable[int]) -> None:
        """Forget the sound of every revision but these and the newest."""
        ...

    def prepare(self, revision: int, plan: Plan) -> None:
        """Begin to make the sound of a revision. Returns at once."""
        ...

    async def take_up(self, plan: Plan) -> None:
        """Let Asterisk know what changed. Never raises: what fails is tried again."""
        ...


class Centre(NamedTuple):
    """Where plans come into force."""

    shelves: Shelves
    inbox: Inbox
    now: Callable[[], datetime]
    in_force: Callable[[], int]
    living: Callable[[], Iterable[int]]
    people: Callable[[], Awaitable[Sequence[Person]]]
    installation: Installation


class Publisher:
    """Publishes one plan at a time."""

    def __init__(self, files: PlanFiles, kept: PlanShelf, centre: Centre) -> None:
        self._files = files
        self._kept = kept
        self._centre = centre
        self._one_at_a_time = asyncio.Lock()
        self._working: set[asyncio.Task[PlanRevision]] = set()

    async def publish(
        self,
        text: str,
        note: str,
        by: str,
        rollback_of: int | None = None,
        *,
        base: int | None = None,
    ) -> PlanRevision:
        """Publish a text. Raises `PlanRefused`, and what storage raises when it is away.

        `base` is the revision that the text was made from, where that matters: raises
        `DraftChanged` when another one is the newest by now. Once begun it is finished, even
        if whoever asked goes away.
        """
        work = asyncio.create_task(self._publish(text, note, by, rollback_of, base))
        self._working.add(work)
        work.add_done_callback(self._working.discard)
        return await asyncio.shield(work)

    async def reconcile(self) -> None:
        """Bring files and rows together, and the newest revision into force.

        Raises what storage raises when it is away.
        """
        async with self._one_at_a_time:
            rows = await self._kept.revisions(MOST_REVISIONS)
            there = set(await asyncio.to_thread(self._files.revisions))
            for revision in sorted(rows, key=lambda each: each.revision):
                if revision.revision not in there:
                    text = await self._kept.text_of(revision.revision)
                    await asyncio.to_thread(self._files.keep, revision, text)
                elif self._files.about(revision.revision).sha256 != revision.sha256:
                    _log_other(revision.revision)
            known = {revision.revision for revision in rows}
            oldest = min(known, default=0) if len(rows) == MOST_REVISIONS else 0
            for number in sorted(there - known):
                if number > oldest:  # what is older was not looked at
                    await self._add_row(number)
            newest = self._files.newest
            if newest > self._centre.in_force():
                plan = await asyncio.to_thread(stored_plan, self._files, newest)
                await self._come_into_force(self._files.about(newest), plan)

    async def close(self) -> None:
        """Wait for what is being published just now."""
        await asyncio.gather(*self._working, return_exceptions=True)

    def give_newest(self) -> None:
        """At a start: what was published but is not in force yet. It is on the shelves."""
        newest = self._files.newest
        if newest > self._centre.in_force():
            self._centre.inbox.put(given(self._files.about(newest)))

    async def text_of(self, revision: int) -> str:
        """Raises `LookupError`."""
        try:
            return await asyncio.to_thread(self._files.text_of, revision)
        except LookupError:
            return await self._kept.text_of(revision)

    async def _publish(
        self, text: str, note: str, by: str, rollback_of: int | None, base: int | None
    ) -> PlanRevision:
        async with self._one_at_a_time:
            reading = await asyncio.to_thread(read_plan, text)
            plan = self._good(reading)
            people = await self._centre.people()
            _no_extension_is_dialled(plan, people, reading)
            revision = await self._next(text, note, by, rollback_of)
            if base is not None and revision.revision != base + 1:
                raise DraftChanged(
                    f"revision {revision.revision - 1} was published meanwhile: read it again "
                    "and make your change there"
                )
            staged = await asyncio.to_thread(self._files.stage, revision, text)
            try:
                await self._kept.add(revision, text)
            except BaseException:
                staged.drop()
                raise
            await asyncio.to_thread(staged.commit)
            await self._come_into_force(revision, plan, people)
            return revision

    def refuses(self, text: str) -> tuple[TextFinding, ...]:
        """What is well written but cannot be had in this installation."""
        reading = read_plan(text)
        if reading.plan is None:
            return ()
        return located(self._centre.installation.refuses(reading.plan), reading.tree)

    def _good(self, reading: Reading) -> Plan:
        plan = reading.usable
        if plan is None:
            raise PlanRefused(reading.errors)
        refused = located(self._centre.installation.refuses(plan), reading.tree)
        if any(finding.severity is Severity.ERROR for finding in refused):
            raise PlanRefused(refused)
        return plan

    async def _next(self, text: str, note: str, by: str, rollback_of: int | None) -> PlanRevision:
        rows = await self._kept.revisions(1)
        newest = max(self._files.newest, self._centre.in_force(), *(row.revision for row in rows))
        before = await asyncio.to_thread(self._files.text_of, self._files.newest)
        changes = await asyncio.to_thread(differences, before, text)
        return PlanRevision(
            revision=newest + 1,
            at=self._centre.now(),
            by=by,
            note=note,
            changes=told_shortly(changes),
            rollback_of=rollback_of,
            sha256=digest(text),
        )

    async def _come_into_force(
        self, revision: PlanRevision, plan: Plan, people: Sequence[Person] | None = None
    ) -> None:
        centre = self._centre
        living = tuple(centre.living())
        centre.shelves.keep(living)
        centre.installation.keep(living)
        centre.shelves.put(revision.revision, plan)
        centre.installation.prepare(revision.revision, plan)
        centre.inbox.put(given(revision))
        if people is None:
            people = await centre.people()
        centre.inbox.put(operators_of(people, plan))
        await centre.installation.take_up(plan)

    async def _add_row(self, number: int) -> None:
        try:
            await self._kept.add(self._files.about(number), self._files.text_of(number))
        except ValueError as error:
            log.error("the database does not take a plan", revision=number, why=str(error))


def _no_extension_is_dialled(plan: Plan, people: Sequence[Person], reading: Reading) -> None:
    """A number that callers dial is nobody's extension. Raises `PlanRefused`."""
    extensions = {person.extension: person.name for person in people if not person.disabled}
    found = [
        Finding(
            ("numbers", index, "number"),
            f"number {number.number} is the extension of {extensions[number.number]}; change one",
        )
        for index, number in enumerate(plan.numbers)
        if number.number in extensions
    ]
    if found:
        raise PlanRefused(located(found, reading.tree))


def _log_other(revision: int) -> None:
    log.error(
        "file and database have different plans; the file counts. Was the database of another "
        "installation?",
        revision=revision,
    )


def given(revision: PlanRevision) -> PlanGiven:
    """What the core is told of a revision."""
    return PlanGiven(
        revision.revision, revision.by, revision.note, revision.changes, revision.rollback_of
    )
