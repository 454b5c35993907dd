from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from prometheus_client import CollectorRegistry

from desk.people.passwords import Passwords
from desk.people.sealing import Sealing
from desk.ports import (
    BreakReason,
    DispositionSummary,
    HealthCheck,
    NodeSummary,
    QueueSummary,
    TransferNumber,
)
from recording.vault import FileVault
from stats.board import LiveBoard
from storage.database import Database, open_database
from storage.migrate import upgrade
from switchboard.clock import SteadyClock
from switchboard.desk import WEB_ROOT, Summaries, desk_parts, plan_summary, provider_of
from switchboard.plan import load_plan, parse_plan
from switchboard.settings import load_settings
from switchboard.shelves import queue_configs
from telephony.asterisk.secrets import load_or_create
from tests.support.desk_fakes import FakeOffice
from vocabulary.ids import CallId
from vocabulary.inputs import Input
from vocabulary.records import AuditFilter, AuditRow, CallFilter
from vocabulary.shelf import Shelf

PLAN = """
name: x
timezone: Europe/Berlin
numbers: [{number: "100", queue: sales}, {number: "200", queue: support}]
queues:
  - queue: support
    name: Support
    objective: 0.9
    threshold_s: 30
    wrap_up_s: 5
    dispositions:
      - {code: billing, name: Billing, children: [{code: refund, name: Refund}]}
      - {code: spam, name: Spam}
    disposition_required: true
  - {queue: sales, name: Sales}
languages: [en, ru]
flow:
  after_hours: {kind: hang_up}
  head_office: {kind: transfer, number: "+4930111", otherwise: after_hours}
outside: ["+4930111", "+4930222"]
hours: {shop: {week: {mon: "09:00-18:00"}}}
prompts: {outage: {en: Sorry, ru: Увы}}
incidents: [outage]
codes: {take_break: "*2", break_reasons: {"": break, "1": lunch}}
"""


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    made = open_database(f"sqlite:///{tmp_path / 'callwright.db'}")
    await upgrade(made)
    yield made
    await made.close()


class Inbox:
    def put(self, given: Input) -> None:
        raise AssertionError("nobody clicks here")


async def test_the_desk_gets_the_real_parts(tmp_path: Path, database: Database) -> None:
    plan = load_plan("minimal")
    inbox, clock, metrics, passwords = Inbox(), SteadyClock(), CollectorRegistry(), Passwords()
    board = LiveBoard("e", queue_configs(plan), ZoneInfo("UTC"), datetime.now(UTC))
    vault = FileVault(tmp_path)
    changed: list[bool] = []

    async def people_changed() -> None:
        changed.append(True)

    office = FakeOffice()
    summaries = Summaries(Shelf({1: plan}), lambda: 1, 5060)
    parts = desk_parts(
        load_settings(home=tmp_path, language="ru", behind_proxy=True),
        summaries,
        office,
        database=database,
        board=board,
        inbox=inbox,
        vault=vault,
        clock=clock,
        passwords=passwords,
        metrics=metrics,
        health=lambda: (HealthCheck("lines", ok=False, detail="not connected"),),
        people_changed=people_changed,
    )
    assert await parts.people.list() == []
    assert await parts.ledger.calls(CallFilter()) == []
    assert await parts.sign_ins.get("0" * 64) is None
    row = AuditRow(datetime.now(UTC), "admin", "tested", "desk")
    await parts.audit.add(row)
    assert [each.row.action for each in await parts.audit.find(AuditFilter())] == ["tested"]
    given = (parts.board, parts.inbox, parts.vault, parts.clock, parts.metrics, parts.passwords)
    assert given == (board, inbox, vault, clock, metrics, passwords)
    assert (parts.settings.language, parts.settings.behind_proxy) == ("ru", True)
    assert parts.settings.version
    assert parts.plan() is parts.plan()
    assert (parts.plan().revision, parts.office) == (1, office)
    assert parts.health()[0].name == "lines"
    assert (
        parts.edit_plan("name: x\n", [{"op": "set", "place": ["name"], "value": "y"}])
        == "name: y\n"
    )
    assert (await parts.notes.get(CallId("c1"))).version == 0
    assert parts.dialling is None
    assert await parts.teams.list() == []
    assert await parts.second_factors.get("anna") is None
    again = Sealing(load_or_create(tmp_path).master)
    assert again.open(parts.sealing.seal("text", "a"), "a") == "text", "a restart can open it"
    await parts.on_people_changed()
    assert changed == [True]


def test_a_provider_is_there_where_one_is_set(tmp_path: Path) -> None:
    assert provider_of(load_settings(home=tmp_path)) is None
    given = {"oidc_issuer": "https://id.example", "oidc_client_id": "c", "oidc_button": "Our house"}
    provider = provider_of(load_settings(home=tmp_path, **given, oidc_client_secret="s"))
    assert provider is not None
    told = provider.settings
    assert (told.issuer, told.client_id, told.client_secret) == ("https://id.example", "c", "s")
    assert (told.button, told.claim, told.domain) == ("Our house", "preferred_username", "")


def test_screens_get_their_part_of_the_plan() -> None:
    summary = plan_summary(parse_plan(PLAN, "x"), 3, 5070)
    assert summary.number == "100"
    assert summary.numbers[0] == "100"
    assert (summary.revision, summary.sip_port) == (3, 5070)
    assert summary.languages == ("en", "ru")
    assert summary.nodes["after_hours"] == NodeSummary("After hours", "hang_up")
    assert summary.calendars == ("shop",)
    assert summary.incidents == ("outage",)
    assert summary.timezone == "Europe/Berlin"
    assert summary.queues == (
        QueueSummary(
            "support",
            "Support",
            0.9,
            30,
            5.0,
            (
                DispositionSummary("billing", "Billing", (DispositionSummary("refund", "Refund"),)),
                DispositionSummary("spam", "Spam"),
            ),
            disposition_required=True,
        ),
        QueueSummary("sales", "Sales", 0.8, 20, 15.0),
    )
    assert summary.transfer_numbers == (
        TransferNumber("+4930111", "Head office"),
        TransferNumber("+4930222", "+4930222"),
    )
    assert summary.dialling is False
    assert summary.break_reasons == (BreakReason("break", "Break"), BreakReason("lunch", "Lunch"))


def test_the_screens_are_where_the_desk_looks_for_them() -> None:
    assert WEB_ROOT.parts[-3:] == ("desk", "web", "dist")
