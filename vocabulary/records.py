"""Rows that storage keeps and other rooms read, and the repositories that hold them.

Only data: storage writes these protocols in SQL, the desk and the command line use
them without knowing a table.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from vocabulary.facts import Step
from vocabulary.ids import CallId, NodeId, OperatorId, QueueId, RecordingId
from vocabulary.states import EndReason, Outcome, QueueExit, Role


class Person(msgspec.Struct, frozen=True):
    """Somebody who may sign in. `name` is the sign-in name and never changes."""

    name: str
    display_name: str
    roles: frozenset[Role]
    extension: str | None = None
    disabled: bool = False
    sip_generation: int = 1


class SignIn(msgspec.Struct, frozen=True):
    """A live session. Only the hash of its token is stored."""

    token_hash: str
    person: str
    created_at: datetime
    seen_at: datetime
    address: str
    agent: str


class CallRow(msgspec.Struct, frozen=True):
    """One finished or living call as the ledger shows it.

    `queued_at` is the place in the queues: a call that overflows keeps it. `waited_s`
    are seconds in queues, all together, until an operator and the caller were joined for
    the first time, the call left its last queue, or it ended; time in the flow is not
    waiting, neither before a queue nor between two. `talked_s` are seconds with
    operators: None without one, an outside number does not count. `talk_ended_at` is set
    where the operator was gone before the caller was: the talk ends there, not at
    `ended_at`.

    `menu_s` are seconds in the flow before the first queue, or before the end of a call
    that came to none; None for a call that was never in the flow and for calls of
    versions before menus. `node` is the last node of the flow that the caller came to.
    `left_queue` says why the call left a queue unserved, the last time that it did.
    `recording` is the conversation, or else the message that the caller left.
    """

    id: CallId
    arrived_at: datetime
    dialled: str
    pii_caller: str
    pii_caller_name: str
    queue: QueueId | None = None
    priority: int = 0
    operator: OperatorId | None = None
    queued_at: datetime | None = None
    answered_at: datetime | None = None  # when an operator and the caller were joined
    ended_at: datetime | None = None
    outcome: Outcome | None = None
    end_reason: EndReason | None = None
    waited_s: float | None = None
    talked_s: float | None = None
    offers: int = 0
    recording: RecordingId | None = None
    source: str = "service"  # or "fallback"
    revision: int = 0  # of the plan that the call followed; 0 before there were any
    language: str = ""  # what the caller heard; empty: not known
    talk_ended_at: datetime | None = None
    left_queue: QueueExit | None = None
    menu_s: float | None = None
    node: NodeId | None = None


class CallFilter(msgspec.Struct, frozen=True):
    """Which calls; `None` means any. `since` is inclusive, `until` exclusive.

    `search` matches the caller's number or name. At most `limit` rows (1 to 500),
    newest first, those before the `before` cursor (a call id from an earlier page).
    """

    since: datetime | None = None
    until: datetime | None = None
    queue: QueueId | None = None
    operator: OperatorId | None = None
    outcome: Outcome | None = None
    end_reason: EndReason | None = None
    left_queue: QueueExit | None = None
    search: str | None = None
    has_recording: bool | None = None
    before: CallId | None = None
    limit: int = 50


class RecordingRow(msgspec.Struct, frozen=True):
    """One entry of the recordings' catalogue.

    `state` is recording, storing, kept or failed. `path` is set when kept, relative to
    the recordings' folder. A message that a caller left has no operator and one channel.
    """

    id: RecordingId
    call: CallId
    state: str
    started_at: datetime
    operator: OperatorId | None = None
    path: str | None = None
    duration_s: float | None = None
    size_bytes: int | None = None
    channels: int = 2
    why: str | None = None


class AuditRow(msgspec.Struct, frozen=True):
    """Who did or heard what. Written before the deed is answered."""

    at: datetime
    person: str
    action: str
    target: str
    detail: str = ""
    address: str = ""


class People(Protocol):
    """The people's list. Names are compared exactly; passwords arrive as argon2 hashes."""

    async def list(self) -> Sequence[Person]: ...

    async def get(self, name: str) -> Person | None: ...

    async def add(self, person: Person, password_hash: str) -> None:
        """Raises `NameTaken` or `ExtensionTaken`."""
        ...

    async def change(self, person: Person) -> None:
        """Replace all but the password. Raises `LookupError`, `ExtensionTaken`."""
        ...

    async def password_hash(self, name: str) -> str | None: ...

    async def set_password_hash(self, name: str, password_hash: str) -> None: ...


class NameTaken(ValueError):
    """A person of that name exists or existed."""


class ExtensionTaken(ValueError):
    """Another active person has that extension."""


class SignIns(Protocol):
    """Server-side sessions."""

    async def add(self, sign_in: SignIn) -> None: ...

    async def get(self, token_hash: str) -> SignIn | None: ...

    async def touch(self, token_hash: str, seen_at: datetime) -> None: ...

    async def remove(self, token_hash: str) -> None: ...

    async def remove_of(self, person: str) -> None: ...

    async def remove_older(self, created_before: datetime, seen_before: datetime) -> int: ...


class Ledger(Protocol):
    """Calls, their facts and their recordings, as folded from the journal."""

    async def calls(self, wanted: CallFilter) -> Sequence[CallRow]: ...

    async def count(self, wanted: CallFilter) -> int:
        """How many calls match, whatever `limit` and `before` say."""
        ...

    async def call(self, call: CallId) -> CallRow | None: ...

    async def steps_of(self, call: CallId) -> Sequence[Step]:
        """The steps that tell of this call, in order, with only its facts in them."""
        ...

    async def steps_since(self, at: datetime, after_seq: int, limit: int) -> Sequence[Step]:
        """Whole steps from a moment on, in order, `seq` greater than `after_seq`."""
        ...

    async def recording(self, recording: RecordingId) -> RecordingRow | None: ...

    async def recordings_in(self, states: Sequence[str]) -> Sequence[RecordingRow]: ...

    async def last_seq(self) -> int:
        """The last step that is folded into the tables, 0 when none is."""
        ...


class Audit(Protocol):
    """Who did what."""

    async def add(self, row: AuditRow) -> None: ...

    async def list(self, limit: int) -> Sequence[AuditRow]: ...
