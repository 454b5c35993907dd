"""What the desk is given, all of it, and the limits that it keeps."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import msgspec
from prometheus_client import CollectorRegistry

from desk.customers.ports import CustomersDesk
from desk.people.oidc import Provider
from desk.people.passwords import Passwords
from desk.people.sealing import Sealing
from vocabulary.facts import Step
from vocabulary.ids import QueueId
from vocabulary.people import SecondFactors, Teams
from vocabulary.plans import PlanOffice
from vocabulary.ports import Board, Clock, Dialling, Inbox, Vault
from vocabulary.records import Audit, CallNotes, Ledger, People, SignIns
from vocabulary.states import Role


@dataclass(frozen=True, slots=True)
class DispositionSummary:
    """One thing that a call may come to. With `children`, one of them has to be chosen."""

    code: str
    name: str
    children: tuple["DispositionSummary", ...] = ()


@dataclass(frozen=True, slots=True)
class QueueSummary:
    """One queue of the plan. `objective` is a share from 0 to 1 within `threshold_s`.

    `dispositions` is the tree of what operators may say that a call came to;
    `disposition_required`: an operator ends its own wrap-up only once it has said it.
    """

    queue: str
    name: str
    objective: float
    threshold_s: int
    wrap_up_s: float = 0.0
    dispositions: tuple[DispositionSummary, ...] = ()
    disposition_required: bool = False


@dataclass(frozen=True, slots=True)
class BreakReason:
    """A reason that an operator may give for a break."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class NodeSummary:
    """One node of the flow: its kind, and a few words for whoever sees a caller there."""

    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class TransferNumber:
    """An outside number to which the plan lets calls be given."""

    number: str
    name: str


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """The part of the plan in force that screens need. `timezone` is an IANA name.

    `number` is the first of the dialled `numbers`; `sip_port` is where phones sign in.
    `languages` begins with the usual one. `nodes` go by name; `calendars` and `incidents`
    are names that may be switched by hand. `dialling`: anybody may call out at all.
    """

    number: str
    queues: tuple[QueueSummary, ...]
    break_reasons: tuple[BreakReason, ...]
    timezone: str
    numbers: tuple[str, ...] = ()
    sip_port: int = 5060
    revision: int = 0
    languages: tuple[str, ...] = ()
    nodes: Mapping[str, NodeSummary] = field(default_factory=dict)
    calendars: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()
    dialling: bool = False
    transfer_numbers: tuple[TransferNumber, ...] = ()


class PromiseFold(Protocol):
    """Counts promises of waiting, and how they were kept, step by step."""

    def apply(self, step: Step) -> None:
        """Take what happened, in order."""
        ...

    def report(self) -> msgspec.Struct:
        """`rows` by queue and hour and `all`, as `desk.calls.promises_api` describes them."""
        ...


EditPlan = Callable[[str, Sequence[Mapping[str, Any]]], str]
"""A plan's text with single places changed, comments kept, as `PlanOffice.edit_draft` has
them. Raises `EditRefused`. Reads a text only, but that takes a while."""

PromisesOf = Callable[[ZoneInfo, QueueId | None], PromiseFold]
"""A new count with hours of that zone, of one queue or of all."""


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """How one dependency is, in words that anybody may read."""

    name: str
    ok: bool
    detail: str = ""


class WebPhones(Protocol):
    """Where phones in pages sign in. Both methods answer whether it was done."""

    @property
    def address(self) -> str | None:
        """Where SIP over WebSocket is spoken on loopback; None while nobody knows."""
        ...

    async def admit(self, user: str, password: str) -> bool:
        """From now on `user` signs in with that password, and with no other."""
        ...

    async def forget(self, user: str) -> bool:
        """From now on `user` cannot sign in."""
        ...


def nobody_asks(_: str) -> None:
    """Nobody wants to know that a page with a phone went away."""


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """Limits and habits of the desk.

    `strict_transport`: browsers are told never to come without https again.
    `phone_key_s`: how long the password of a phone in a page is good at most.

    `behind_proxy`: a reverse proxy on this machine sets `X-Forwarded-For` and
    `X-Forwarded-Proto`; without it those headers are not believed. Who signs in with a
    password and has one of `second_factor_roles` must set up a second factor first.
    """

    version: str = "0"
    language: str = "en"
    behind_proxy: bool = False
    session_idle_s: float = 12 * 3600
    session_absolute_s: float = 24 * 3600
    session_touch_s: float = 60
    request_limit_s: float = 30
    ping_s: float = 2
    recheck_s: float = 15
    live_clients: int = 500
    live_queue: int = 256
    live_history: int = 512
    listening_gap_s: float = 600
    phone_key_s: float = 15 * 3600
    echo_code: str = "*9"
    strict_transport: bool = False
    second_factor_roles: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class DeskParts:
    """Everything that the desk works with. Built by the switchboard, or by a test.

    `plan` tells of the plan in force at the moment of asking: it may change while the
    service runs. It is asked with most requests, so it must be quick. The methods of
    `office` that only read a text are called in threads, two at once.

    `phone_left` is told the extension of a page with a phone that went away on purpose.

    `unavailable`: the errors by which the repositories say that the database cannot be
    used now; they are answered as 503 instead of as a failure of ours.

    `dialling` says which numbers may be called out; None: nobody may call out.

    `sealing` keeps the secrets of second factors and of a sign-on that is under way;
    `provider` is there where people may sign in with one.
    """

    people: People
    sign_ins: SignIns
    teams: Teams
    second_factors: SecondFactors
    ledger: Ledger
    notes: CallNotes
    audit: Audit
    board: Board
    inbox: Inbox
    vault: Vault
    clock: Clock
    plan: Callable[[], PlanSummary]
    office: PlanOffice
    edit_plan: EditPlan
    promises: PromisesOf
    health: Callable[[], Sequence[HealthCheck]]
    on_people_changed: Callable[[], Awaitable[None]]
    web_root: Path
    metrics: CollectorRegistry
    passwords: Passwords = field(default_factory=Passwords)
    sealing: Sealing = field(default_factory=Sealing)
    provider: Provider | None = None
    settings: DeskSettings = field(default_factory=DeskSettings)
    unavailable: tuple[type[Exception], ...] = ()
    dialling: Dialling | None = None
    web_phones: WebPhones | None = None
    phone_left: Callable[[str], None] = nobody_asks
    customers: CustomersDesk | None = None
