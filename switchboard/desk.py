"""Wires the desk: repositories, board and plan in the desk's own terms."""

from collections.abc import Awaitable, Callable, Sequence
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
from switchboard.plan import Plan
from switchboard.settings import Settings
from vocabulary.ports import Board, Clock, Inbox, Vault

WEB_ROOT = Path(desk.__file__).parent / "web" / "dist"


def desk_parts(
    settings: Settings,
    plan: Plan,
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
        plan=plan_summary(plan, settings.sip_port),
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


def plan_summary(plan: Plan, sip_port: int) -> PlanSummary:
    """The part of the plan that screens need."""
    queues = tuple(
        QueueSummary(queue.queue, queue.name, queue.objective, queue.threshold_s)
        for queue in plan.queues
    )
    reasons = tuple(
        BreakReason(name, name.capitalize()) for name in plan.codes.break_reasons.values()
    )
    numbers = tuple(number.number for number in plan.numbers)
    return PlanSummary(numbers[0], queues, reasons, plan.timezone, numbers, sip_port)
