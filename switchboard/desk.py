"""Wires the desk: repositories, board and plan in the desk's own terms."""

from collections.abc import Awaitable, Callable, Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from prometheus_client import CollectorRegistry

import desk
from desk.passwords import Passwords
from desk.ports import (
    BreakReason,
    DeskParts,
    DeskSettings,
    HealthCheck,
    NodeSummary,
    PlanSummary,
    QueueSummary,
)
from stats.promises import PromiseFold
from storage.audit import SqlAudit
from storage.database import Database
from storage.ledger import SqlLedger
from storage.people import SqlPeople
from storage.problems import DatabaseUnavailable
from storage.sign_ins import SqlSignIns
from switchboard.planning.document import Plan
from switchboard.settings import Settings
from vocabulary.plans import PlanOffice
from vocabulary.ports import Board, Clock, Inbox, Vault
from vocabulary.shelf import Shelf

WEB_ROOT = Path(desk.__file__).parent / "web" / "dist"


def desk_parts(
    settings: Settings,
    plan: Callable[[], PlanSummary],
    office: PlanOffice,
    *,
    database: Database,
    board: Board,
    inbox: Inbox,
    vault: Vault,
    clock: Clock,
    passwords: Passwords,
    metrics: CollectorRegistry,
    health: Callable[[], Sequence[HealthCheck]],
    people_changed: Callable[[], Awaitable[None]],
) -> DeskParts:
    """Everything that the desk works with."""
    return DeskParts(
        people=SqlPeople(database),
        sign_ins=SqlSignIns(database),
        ledger=SqlLedger(database),
        audit=SqlAudit(database),
        board=board,
        inbox=inbox,
        vault=vault,
        clock=clock,
        plan=plan,
        office=office,
        promises=PromiseFold,
        health=health,
        on_people_changed=people_changed,
        web_root=WEB_ROOT,
        metrics=metrics,
        passwords=passwords,
        settings=DeskSettings(
            version=version("callwright"),
            language=settings.language,
            behind_proxy=settings.behind_proxy,
        ),
        unavailable=(DatabaseUnavailable,),
    )


class Summaries:
    """What screens need of the plan in force; asked often, so the last one is kept."""

    def __init__(self, plans: Shelf[Plan], in_force: Callable[[], int], sip_port: int) -> None:
        self._plans = plans
        self._in_force = in_force
        self._made = lru_cache(maxsize=1)(self._of)
        self._sip_port = sip_port

    def __call__(self) -> PlanSummary:
        """Of this moment."""
        return self._made(self._in_force())

    def _of(self, revision: int) -> PlanSummary:
        return plan_summary(self._plans.of(revision), revision, self._sip_port)


def plan_summary(plan: Plan, revision: int, sip_port: int) -> PlanSummary:
    """The part of a plan that screens need."""
    queues = tuple(
        QueueSummary(queue.queue, queue.name, queue.objective, queue.threshold_s)
        for queue in plan.queues
    )
    reasons = tuple(
        BreakReason(name, name.capitalize()) for name in plan.codes.break_reasons.values()
    )
    numbers = tuple(number.number for number in plan.numbers)
    return PlanSummary(
        number=numbers[0],
        queues=queues,
        break_reasons=reasons,
        timezone=plan.timezone,
        numbers=numbers,
        sip_port=sip_port,
        revision=revision,
        languages=plan.languages,
        nodes={name: NodeSummary(_title(name), node.kind) for name, node in plan.flow.items()},
        calendars=tuple(plan.hours),
        incidents=plan.incidents,
    )


def _title(name: str) -> str:
    """A node's name for people: `after_hours` as `After hours`."""
    return name.replace("_", " ").replace("-", " ").strip().capitalize() or name
