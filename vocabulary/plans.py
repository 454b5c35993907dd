"""The plan as its keepers see it: revisions, the draft, findings, the picture of the flow.

Only data and protocols: storage keeps the rows, the switchboard implements the office,
the desk and the command line use it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import msgspec

from vocabulary.findings import Place, Severity


class PlanRevision(msgspec.Struct, frozen=True):
    """One published plan. `changes` say in short sentences what differs from the one before."""

    revision: int
    at: datetime
    by: str
    note: str = ""
    changes: tuple[str, ...] = ()
    rollback_of: int | None = None
    sha256: str = ""


class PlanDraft(msgspec.Struct, frozen=True):
    """The one draft. `base` is the revision it began from; `version` grows with each save."""

    text: str
    base: int
    version: int
    saved_at: datetime | None = None
    saved_by: str = ""


class TextFinding(msgspec.Struct, frozen=True):
    """A finding with its line and column in the text, from 1; 0 where they are not known."""

    place: Place
    message: str
    severity: Severity
    line: int = 0
    column: int = 0


class PlanChange(msgspec.Struct, frozen=True):
    """One difference between two plans: `before` is None for what is new, `after` for what
    is gone. `told` says it in a short sentence."""

    place: Place
    before: Any
    after: Any
    told: str


class PictureNode(msgspec.Struct, frozen=True):
    """One box of the picture. `kind` is that of the node, or number, queue, end.

    `id` is `number/100`, `flow/main` or `queue/support`; `told` a short line about it;
    `findings` are positions in the list of findings.
    """

    id: str
    kind: str
    name: str
    title: str = ""
    told: str = ""
    findings: tuple[int, ...] = ()


class PictureEdge(msgspec.Struct, frozen=True):
    """One way from a box to another. `label` is a key or a word such as `closed`."""

    source: str
    target: str
    label: str = ""


class FlowPicture(msgspec.Struct, frozen=True):
    """The flow as a graph."""

    nodes: tuple[PictureNode, ...] = ()
    edges: tuple[PictureEdge, ...] = ()


class WeekSpan(msgspec.Struct, frozen=True):
    """One opening on one day, in minutes from midnight of local time; `until` may be 1440."""

    start: int
    until: int


class WeekDay(msgspec.Struct, frozen=True):
    """One day of a calendar. `why` names the holiday or exception that rules it, if any."""

    date: str
    spans: tuple[WeekSpan, ...] = ()
    why: str = ""
    holiday: bool = False


class ReplayState(msgspec.Struct, frozen=True):
    """A trial of the draft over past calls. `state` is none, running, done or failed.

    `result` has the shape of `callwright plan replay --json`, once for the plan in force
    and once for the draft: `{"calls": n, "published": {…}, "draft": {…}}`.
    """

    state: str = "none"
    progress: float = 0.0
    told: str = ""
    result: dict[str, Any] | None = None


class PlanRefused(ValueError):
    """A plan that cannot be published; `findings` say why."""

    def __init__(self, findings: Sequence[TextFinding]) -> None:
        super().__init__("\n".join(finding.message for finding in findings))
        self.findings = tuple(findings)


class DraftChanged(RuntimeError):
    """Somebody else saved the draft, or published a plan, meanwhile."""


class EditRefused(ValueError):
    """A change to the draft that cannot be made; the message says why."""


class PlanShelf(Protocol):
    """Revisions and the draft as storage keeps them. Revisions are never changed."""

    async def revisions(self, limit: int) -> Sequence[PlanRevision]:
        """Newest first."""
        ...

    async def text_of(self, revision: int) -> str:
        """Raises `LookupError`."""
        ...

    async def add(self, revision: PlanRevision, text: str) -> None:
        """Keep a revision; one that is there already must have the same text, or `ValueError`."""
        ...

    async def draft(self) -> PlanDraft | None:
        """The draft, if there is one."""
        ...

    async def save_draft(self, draft: PlanDraft) -> None:
        """Keep it as version `draft.version`. Raises `DraftChanged` unless the version kept is
        the one before (0: none is kept)."""
        ...

    async def drop_draft(self) -> None:
        """There is no draft any more."""
        ...


class PlanOffice(Protocol):
    """Everything that may be done with the plan. Implemented by the switchboard."""

    @property
    def revision(self) -> int:
        """The revision in force."""
        ...

    async def revisions(self, limit: int) -> Sequence[PlanRevision]: ...

    async def text_of(self, revision: int) -> str:
        """The text of a revision. Raises `LookupError`."""
        ...

    async def draft(self) -> PlanDraft:
        """The draft; a fresh one with version 0 from the plan in force, if none is kept."""
        ...

    async def save_draft(self, text: str, version: int, by: str) -> PlanDraft:
        """Keep `text` as the next version. Raises `DraftChanged`, `EditRefused` (too large)."""
        ...

    async def edit_draft(
        self, edits: Sequence[Mapping[str, Any]], version: int, by: str
    ) -> PlanDraft:
        """Change single places of the draft, comments kept. Each edit is one of
        `{"op": "set", "place": [...], "value": ...}`, `{"op": "remove", "place": [...]}`,
        `{"op": "insert", "place": [... , index], "value": ...}` or
        `{"op": "rename", "place": [...], "name": "new"}`. A `set` makes missing mappings on
        its way. Raises `DraftChanged`, `EditRefused`."""
        ...

    async def drop_draft(self, by: str) -> None: ...

    def check(self, text: str) -> tuple[TextFinding, ...]:
        """All findings, errors first. Never raises, whatever the text is."""
        ...

    def document(self, text: str) -> dict[str, Any] | None:
        """The plan with all defaults as plain JSON; None while there are errors."""
        ...

    def picture(self, text: str) -> FlowPicture:
        """The flow as far as the text can be read."""
        ...

    def differences(self, before: str, after: str) -> tuple[PlanChange, ...]: ...

    def weeks(self, text: str, calendar: str, since: str, days: int) -> tuple[WeekDay, ...]:
        """Days of a calendar from a date. Raises `LookupError`, `ValueError`."""
        ...

    async def publish(self, version: int, note: str, by: str) -> PlanRevision:
        """Publish the draft. Raises `DraftChanged`, `PlanRefused`."""
        ...

    async def publish_text(
        self, text: str, note: str, by: str, base: int | None = None
    ) -> PlanRevision:
        """Publish a text that is not the draft. Raises `PlanRefused`, and `DraftChanged` where
        it was made from the revision `base` and another one is the newest by now."""
        ...

    async def rollback(self, revision: int, note: str, by: str) -> PlanRevision:
        """Publish the text of an older revision anew. Raises `LookupError`, `PlanRefused`."""
        ...

    async def start_replay(self, days: int, by: str) -> ReplayState:
        """Try the draft over the calls of the last `days`; one at a time."""
        ...

    def replay(self) -> ReplayState: ...

    async def speak(self, text: str, language: str) -> bytes:
        """A WAV of the text as callers would hear it. Raises `CannotSpeak`."""
        ...

    async def upload(self, data: bytes, name: str, by: str) -> str:
        """Keep a WAV or MP3 as a prompt's sound; its id for `file:` in the plan.
        Raises `EditRefused`."""
        ...
