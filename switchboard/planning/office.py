"""The plan's office: everything that the desk and the command line may do with the plan."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from switchboard.planning.calendars import calendar_of
from switchboard.planning.checking import read_plan
from switchboard.planning.diff import differences
from switchboard.planning.edits import edit
from switchboard.planning.picture import picture_of
from switchboard.planning.publishing import Publisher
from switchboard.planning.reading import SIZE_LIMIT_BYTES
from vocabulary.findings import Severity
from vocabulary.plans import (
    DraftChanged,
    EditRefused,
    FlowPicture,
    PlanChange,
    PlanDraft,
    PlanRefused,
    PlanRevision,
    PlanShelf,
    ReplayState,
    TextFinding,
    WeekDay,
)


class Studio(Protocol):
    """Whoever makes sound of text and keeps sounds that people bring."""

    async def speak(self, text: str, language: str) -> bytes:
        """A WAV. Raises `CannotSpeak`."""
        ...

    async def upload(self, data: bytes, name: str, by: str) -> str:
        """The id of a sound that was kept. Raises `EditRefused`."""
        ...


class Rehearsal(Protocol):
    """Whoever tries a draft over past calls."""

    async def start(self, published: str, draft: str, days: int) -> ReplayState:
        """Begin, unless one runs already."""
        ...

    def state(self) -> ReplayState:
        """How it stands."""
        ...


class Office:
    """`vocabulary.plans.PlanOffice`."""

    def __init__(
        self,
        publisher: Publisher,
        kept: PlanShelf,
        *,
        in_force: Callable[[], int],
        now: Callable[[], datetime],
        studio: Studio,
        rehearsal: Rehearsal,
    ) -> None:
        self._publisher = publisher
        self._kept = kept
        self._in_force = in_force
        self._now = now
        self._studio = studio
        self._rehearsal = rehearsal

    @property
    def revision(self) -> int:
        """The revision in force."""
        return self._in_force()

    async def revisions(self, limit: int) -> Sequence[PlanRevision]:
        """Newest first."""
        return await self._kept.revisions(limit)

    async def text_of(self, revision: int) -> str:
        """Raises `LookupError`."""
        return await self._publisher.text_of(revision)

    async def draft(self) -> PlanDraft:
        """The draft that is kept, or a fresh one with version 0."""
        kept = await self._kept.draft()
        if kept is not None:
            return kept
        return PlanDraft(await self.text_of(self.revision), self.revision, 0)

    async def save_draft(self, text: str, version: int, by: str) -> PlanDraft:
        """Keep a text as the draft's next version. Raises `DraftChanged`, `EditRefused`."""
        size = len(text.encode("utf-8", errors="replace"))
        if size > SIZE_LIMIT_BYTES:
            raise EditRefused(f"the plan has {size} bytes; at most {SIZE_LIMIT_BYTES} are kept")
        present = await self._draft_of(version)
        draft = PlanDraft(text, present.base, version + 1, self._now(), by)
        await self._kept.save_draft(draft)
        return draft

    async def edit_draft(
        self, edits: Sequence[Mapping[str, Any]], version: int, by: str
    ) -> PlanDraft:
        """Change single places of the draft. Raises `DraftChanged`, `EditRefused`."""
        present = await self._draft_of(version)
        text = await asyncio.to_thread(edit, present.text, edits)
        return await self.save_draft(text, version, by)

    async def drop_draft(self, by: str) -> None:  # noqa: ARG002 - the desk's audit says who
        """There is no draft any more."""
        await self._kept.drop_draft()

    def check(self, text: str) -> tuple[TextFinding, ...]:
        """All findings, errors first."""
        found = (*read_plan(text).findings, *self._publisher.refuses(text))
        return tuple(sorted(found, key=lambda each: each.severity is not Severity.ERROR))

    def document(self, text: str) -> dict[str, Any] | None:
        """The plan with all defaults; None while there are errors."""
        plan = read_plan(text).usable
        return plan.model_dump(mode="json") if plan is not None else None

    def picture(self, text: str) -> FlowPicture:
        """The flow as far as the text can be read."""
        return picture_of(read_plan(text))

    def differences(self, before: str, after: str) -> tuple[PlanChange, ...]:
        """What changes from one text to the other."""
        return differences(before, after)

    def weeks(self, text: str, calendar: str, since: str, days: int) -> tuple[WeekDay, ...]:
        """Days of a calendar from a date. Raises `LookupError`, `ValueError`."""
        return calendar_of(read_plan(text), calendar).week(date.fromisoformat(since), days)

    async def publish(self, version: int, note: str, by: str) -> PlanRevision:
        """Publish the draft. Raises `DraftChanged`, `PlanRefused`."""
        draft = await self._draft_of(version)
        if draft.version == 0:
            told = "there is no draft: change something and save it first"
            raise PlanRefused([TextFinding((), told, Severity.ERROR)])
        published = await self._publisher.publish(draft.text, note, by)
        if await self._kept.draft() == draft:
            await self._kept.drop_draft()
        return published

    async def publish_text(
        self, text: str, note: str, by: str, base: int | None = None
    ) -> PlanRevision:
        """Publish a text that is not the draft. Raises `PlanRefused`, `DraftChanged`."""
        return await self._publisher.publish(text, note, by, base=base)

    async def rollback(self, revision: int, note: str, by: str) -> PlanRevision:
        """Publish the text of an older revision anew. Raises `LookupError`, `PlanRefused`."""
        text = await self.text_of(revision)
        return await self._publisher.publish(text, note, by, rollback_of=revision)

    async def start_replay(self, days: int, by: str) -> ReplayState:  # noqa: ARG002 - likewise
        """Try the draft over the calls of the last `days`."""
        draft = await self.draft()
        return await self._rehearsal.start(await self.text_of(self.revision), draft.text, days)

    def replay(self) -> ReplayState:
        """How the trial stands."""
        return self._rehearsal.state()

    async def speak(self, text: str, language: str) -> bytes:
        """A WAV of the text. Raises `CannotSpeak`."""
        return await self._studio.speak(text, language)

    async def upload(self, data: bytes, name: str, by: str) -> str:
        """Keep a sound; its id. Raises `EditRefused`."""
        return await self._studio.upload(data, name, by)

    async def _draft_of(self, version: int) -> PlanDraft:
        draft = await self.draft()
        if draft.version != version:
            raise DraftChanged(
                f"the draft is at version {draft.version} by now: read it again and make your "
                "change there"
            )
        return draft
