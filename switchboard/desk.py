"""Wires the desk: repositories, board and plan in the desk's own terms."""

from collections.abc import Awaitable, Callable, Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from uuid import uuid4

from prometheus_client import CollectorRegistry

import desk
from customers.erasure import Erasure, from_vault
from customers.plan import CustomersPlan
from customers.ports import AskOutside, nobody_outside
from desk.customers.ports import CustomersDesk
from desk.people.oidc import Provider, ProviderSettings
from desk.people.passwords import Passwords
from desk.people.sealing import Sealing
from desk.ports import (
    BreakReason,
    DeskParts,
    DeskSettings,
    DispositionSummary,
    HealthCheck,
    NodeSummary,
    PlanSummary,
    QueueSummary,
    TransferNumber,
    WebPhones,
    nobody_asks,
)
from routing.dispositions import DispositionPlan
from stats.promises import PromiseFold
from storage.audit import SqlAudit
from storage.customers import SqlCustomers
from storage.customers_erasure import SqlForgetting
from storage.database import Database
from storage.ledger import SqlLedger
from storage.notes import SqlNotes
from storage.people import SqlPeople
from storage.problems import DatabaseUnavailable
from storage.second_factors import SqlSecondFactors
from storage.sign_ins import SqlSignIns
from storage.teams import SqlTeams
from switchboard.planning.document import Plan, QueueDocument
from switchboard.planning.edits import edit
from switchboard.settings import Settings
from telephony.asterisk.secrets import load_or_create
from telephony.asterisk.settings import ECHO_CODE
from telephony.ivr.nodes import Transfer
from vocabulary.plans import PlanOffice
from vocabulary.ports import Board, Clock, Dialling, Inbox, Vault
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
    web_phones: WebPhones | None = None,
    phone_left: Callable[[str], None] = nobody_asks,
    dialling: Dialling | None = None,
    customers: Callable[[], CustomersPlan] = CustomersPlan,
    outside: AskOutside = nobody_outside,
) -> DeskParts:
    """Everything that the desk works with."""
    return DeskParts(
        people=SqlPeople(database),
        sign_ins=SqlSignIns(database),
        teams=SqlTeams(database),
        second_factors=SqlSecondFactors(database),
        ledger=SqlLedger(database),
        notes=SqlNotes(database),
        audit=SqlAudit(database),
        board=board,
        inbox=inbox,
        vault=vault,
        clock=clock,
        plan=plan,
        office=office,
        edit_plan=edit,
        promises=PromiseFold,
        health=health,
        on_people_changed=people_changed,
        web_root=WEB_ROOT,
        metrics=metrics,
        passwords=passwords,
        sealing=Sealing(load_or_create(settings.home).master),
        provider=provider_of(settings),
        settings=DeskSettings(
            version=version("callwright"),
            language=settings.language,
            behind_proxy=settings.behind_proxy,
            echo_code=ECHO_CODE,
            # Who has a certificate of our own must be able to go back to none.
            strict_transport=settings.tls_cert is not None,
            second_factor_roles=frozenset(settings.require_second_factor_for),
        ),
        unavailable=(DatabaseUnavailable,),
        dialling=dialling,
        web_phones=web_phones,
        phone_left=phone_left,
        customers=CustomersDesk(
            cards=SqlCustomers(database),
            plan=customers,
            erasure=Erasure(SqlForgetting(database), from_vault(vault)),
            new_id=lambda: uuid4().hex,
            outside=outside,
        ),
    )


def provider_of(settings: Settings) -> Provider | None:
    """The provider of single sign-on, where one is set."""
    if settings.oidc_issuer is None:
        return None
    secret = settings.oidc_client_secret
    return Provider(
        ProviderSettings(
            issuer=settings.oidc_issuer,
            client_id=settings.oidc_client_id or "",
            client_secret=secret.get_secret_value() if secret else "",
            button=settings.oidc_button,
            claim=settings.oidc_claim,
            domain=settings.oidc_domain or "",
            roles_claim=settings.oidc_roles_claim or "",
            roles=settings.oidc_roles,
        )
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
    reasons = tuple(
        BreakReason(name, name.capitalize()) for name in plan.codes.break_reasons.values()
    )
    numbers = tuple(number.number for number in plan.numbers)
    return PlanSummary(
        number=numbers[0],
        queues=tuple(_queue(queue) for queue in plan.queues),
        break_reasons=reasons,
        timezone=plan.timezone,
        numbers=numbers,
        sip_port=sip_port,
        revision=revision,
        languages=plan.languages,
        nodes={name: NodeSummary(_title(name), node.kind) for name, node in plan.flow.items()},
        calendars=tuple(plan.hours),
        incidents=plan.incidents,
        dialling=plan.telephony.outgoing.is_open,
        transfer_numbers=_transfer_numbers(plan),
    )


def _queue(queue: QueueDocument) -> QueueSummary:
    return QueueSummary(
        queue=queue.queue,
        name=queue.name,
        objective=queue.objective,
        threshold_s=queue.threshold_s,
        wrap_up_s=queue.wrap_up_s,
        dispositions=_dispositions(queue.dispositions),
        disposition_required=queue.disposition_required,
    )


def _dispositions(tree: tuple[DispositionPlan, ...]) -> tuple[DispositionSummary, ...]:
    return tuple(
        DispositionSummary(one.code, one.name, _dispositions(one.children)) for one in tree
    )


def _transfer_numbers(plan: Plan) -> tuple[TransferNumber, ...]:
    """The plan's outside numbers, each by the first node that leads there, if one does."""
    names: dict[str, str] = {}
    for name, node in plan.flow.items():
        if isinstance(node, Transfer):
            names.setdefault(node.number, _title(name))
    return tuple(TransferNumber(number, names.get(number, number)) for number in plan.outside)


def _title(name: str) -> str:
    """A node's name for people: `after_hours` as `After hours`."""
    return name.replace("_", " ").replace("-", " ").strip().capitalize() or name
