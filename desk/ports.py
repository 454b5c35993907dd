"""What the desk is given, all of it, and the limits that it keeps."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec
from prometheus_client import CollectorRegistry

from desk.passwords import Passwords
from vocabulary.facts import Step
from vocabulary.ids import QueueId
from vocabulary.plans import PlanOffice
from vocabulary.ports import Board, Clock, Inbox, Vault
from vocabulary.records import Audit, Ledger, People, SignIns


@dataclass(frozen=True, slots=True)
class QueueSummary:
    """One queue of the plan. `objective` is a share from 0 to 1 within `threshold_s`."""

    queue: str
    name: str
    objective: float
    threshold_s: int


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
class PlanSummary:
    """The part of the plan in force that screens need. `timezone` is an IANA name.

    `number` is the first of the dialled `numbers`; `sip_port` is where phones sign in.
    `languages` begins with the usual one. `nodes` go by name; `calendars` and `incidents`
    are names that may be switched by hand.
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


class PromiseFold(Protocol):
    """Counts promises of waiting, and how they were kept, step by step."""

    def apply(self, step: Step) -> None:
        """Take what happened, in order."""
        ...

    def report(self) -> msgspec.Struct:
        """`rows` by queue and hour and `all`, as `desk.promises_api` describes them."""
        ...


PromisesOf = Callable[[ZoneInfo, QueueId | None], PromiseFold]
"""A new count with hours of that zone, of one queue or of all."""


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """How one dependency is, in words that anybody may read."""

    name: str
    ok: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """Limits and habits of the desk.

    `behind_proxy`: a reverse proxy on this machine sets `X-Forwarded-For` and
    `X-Forwarded-Proto`; without it those headers are not believed.
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


@dataclass(frozen=True, slots=True)
class DeskParts:
    """Everything that the desk works with. Built by the switchboard, or by a test.

    `plan` tells of the plan in force at the moment of asking: it may change while the
    service runs. It is asked with most requests, so it must be quick. The methods of
    `office` that only read a text are called in threads, two at once.

    `unavailable`: the errors by which the repositories say that the database cannot be
    used now; they are answered as 503 instead of as a failure of ours.
    """

    people: People
    sign_ins: SignIns
    ledger: Ledger
    audit: Audit
    board: Board
    inbox: Inbox
    vault: Vault
    clock: Clock
    plan: Callable[[], PlanSummary]
    office: PlanOffice
    promises: PromisesOf
    health: Callable[[], Sequence[HealthCheck]]
    on_people_changed: Callable[[], Awaitable[None]]
    web_root: Path
    metrics: CollectorRegistry
    passwords: Passwords = field(default_factory=Passwords)
    settings: DeskSettings = field(default_factory=DeskSettings)
    unavailable: tuple[type[Exception], ...] = ()
