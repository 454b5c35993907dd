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
from vocabulary.states import Direction, EndReason, Outcome, QueueExit, Role


class Person(msgspec.Struct, frozen=True):
    """Somebody who may sign in. `name` is the sign-in name and never changes.

    `team` is a team's id. `sign_on` is who the person is at the provider of single sign-on:
    the issuer, a space, and the subject there. `second_factor` says whether one is asked for;
    it is read with the person and changed with `vocabulary.people.SecondFactors` only.
    """

    name: str
    display_name: str
    roles: frozenset[Role]
    extension: str | None = None
    disabled: bool = False
    sip_generation: int = 1
    team: str | None = None
    sign_on: str | None = None
    second_factor: bool = False


class SignIn(msgspec.Struct, frozen=True):
    """A live session. Only the hash of its token is stored.

    `id` names it to people: it opens nothing. `how` is `password` or `sign_on`.
    """

    token_hash: str
    person: str
    created_at: datetime
    seen_at: datetime
    address: str
    agent: str
    id: str = ""
    how: str = "password"


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

    `held_s` are seconds on hold within `talked_s`, `transfers` how often an operator gave
    the call away; `operator` is who had it last, all of them are in `TalkRow`s.
    `disposition` is what an operator said that the call came to. A call `out` has the
    number that was called as its caller; its `waited_s` is how long that number rang.
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
    direction: Direction = Direction.IN
    held_s: float | None = None
    transfers: int = 0
    disposition: tuple[str, ...] = ()


class TalkRow(msgspec.Struct, frozen=True):
    """One operator's part in one call, from the join to its end.

    `talked_s` and `held_s` are final with `ended_at`; `talked_s` holds `held_s`. `ended_by`
    says how: caller, operator, desk, transfer, lost, failure.
    """

    call: CallId
    n: int
    operator: OperatorId
    began_at: datetime
    ended_at: datetime | None = None
    talked_s: float | None = None
    held_s: float | None = None
    ended_by: str = ""


class NoteRow(msgspec.Struct, frozen=True):
    """What operators wrote of a call. `version` counts from 1; 0: nothing was written."""

    call: CallId
    pii_text: str = ""
    version: int = 0
    saved_at: datetime | None = None
    saved_by: str = ""


class CallFilter(msgspec.Struct, frozen=True):
    """Which calls; `None` means any. `since` is inclusive, `until` exclusive.

    `search` matches the caller's number or name; `disposition` a code anywhere in a call's
    path; `caller_key` the numbers' key, exactly. At most `limit` rows (1 to 500),
    newest first, those before the `before` cursor (a call id from an earlier page).
    """

    since: datetime | None = None
    until: datetime | None = None
    queue: QueueId | None = None
    operator: OperatorId | None = None
    outcome: Outcome | None = None
    end_reason: EndReason | None = None
    left_queue: QueueExit | None = None
    direction: Direction | None = None
    disposition: str | None = None
    caller_key: str | None = None
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


class AuditEntry(msgspec.Struct, frozen=True):
    """A row of the audit as it is read; numbers grow with time."""

    number: int
    row: AuditRow


class AuditFilter(msgspec.Struct, frozen=True):
    """Which rows; `None` means any. `since` is inclusive, `until` exclusive.

    A `target` that ends in `/` means everything below it. At most `limit` rows, newest first,
    those before the number `before`.
    """

    person: str | None = None
    action: str | None = None
    target: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    limit: int = 100


class People(Protocol):
    """The people's list. Names are compared exactly; passwords arrive as argon2 hashes."""

    async def list(self) -> Sequence[Person]: ...

    async def get(self, name: str) -> Person | None: ...

    async def signed_on(self, sign_on: str) -> Person | None:
        """Who is linked to that subject of the provider."""
        ...

    async def add(self, person: Person, password_hash: str) -> None:
        """Raises `NameTaken` or `ExtensionTaken`."""
        ...

    async def change(self, person: Person) -> None:
        """Replace all but the password and the second factor. Raises `LookupError`,
        `ExtensionTaken`."""
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

    async def of(self, person: str) -> Sequence[SignIn]:
        """The sessions of a person, the newest first."""
        ...

    async def remove_one(self, person: str, session: str) -> bool:
        """End the session of this id, if it is that person's; whether it was."""
        ...

    async def remove_of(self, person: str, *, but: str | None = None) -> int:
        """End the sessions of a person, but for the one of the token hash `but`; how many."""
        ...

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

    async def talks_of(self, call: CallId) -> Sequence[TalkRow]:
        """Who had the call, in order."""
        ...

    async def recording(self, recording: RecordingId) -> RecordingRow | None: ...

    async def recordings_in(self, states: Sequence[str]) -> Sequence[RecordingRow]: ...

    async def last_seq(self) -> int:
        """The last step that is folded into the tables, 0 when none is."""
        ...


class NotesChanged(ValueError):
    """Somebody saved other notes meanwhile; they are not overwritten."""


class CallNotes(Protocol):
    """Notes of calls, saved as they are typed."""

    async def get(self, call: CallId) -> NoteRow: ...

    async def save(self, note: NoteRow) -> NoteRow:
        """Keep the text if `version` is still the one that is kept; answers the next one.

        Raises `NotesChanged`.
        """
        ...


class Audit(Protocol):
    """Who did what."""

    async def add(self, row: AuditRow) -> None: ...

    async def find(self, wanted: AuditFilter) -> Sequence[AuditEntry]: ...
