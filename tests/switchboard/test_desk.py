from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from prometheus_client import CollectorRegistry

from desk.passwords import Passwords
from desk.ports import BreakReason, HealthCheck, NodeSummary, QueueSummary
from recording.vault import FileVault
from stats.board import LiveBoard
from storage.database import Database, open_database
from storage.migrate import upgrade
from switchboard.clock import SteadyClock
from switchboard.desk import WEB_ROOT, Summaries, desk_parts, plan_summary
from switchboard.plan import load_plan, parse_plan
from switchboard.settings import load_settings
from switchboard.shelves import queue_configs
from tests.support.desk_fakes import FakeOffice
from vocabulary.inputs import Input
from vocabulary.records import AuditRow, CallFilter
from vocabulary.shelf import Shelf

PLAN = """
name: x
timezone: Europe/Berlin
numbers: [{number: "100", queue: sales}, {number: "200", queue: support}]
queues:
  - {queue: support, name: Support, objective: 0.9, threshold_s: 30}
  - {queue: sales, name: Sales}
languages: [en, ru]
flow: {after_hours: {kind: hang_up}}
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
    assert [each.action for each in await parts.audit.list(10)] == ["tested"]
    given = (parts.board, parts.inbox, parts.vault, parts.clock, parts.metrics, parts.passwords)
    assert given == (board, inbox, vault, clock, metrics, passwords)
    assert (parts.settings.language, parts.settings.behind_proxy) == ("ru", True)
    assert parts.settings.version
    assert parts.plan() is parts.plan()
    assert (parts.plan().revision, parts.office) == (1, office)
    assert parts.health()[0].name == "lines"
    await parts.on_people_changed()
    assert changed == [True]


def test_screens_get_their_part_of_the_plan() -> None:
    summary = plan_summary(parse_plan(PLAN, "x"), 3, 5070)
    assert summary.number == "100"
    assert summary.numbers[0] == "100"
    assert (summary.revision, summary.sip_port) == (3, 5070)
    assert summary.languages == ("en", "ru")
    assert summary.nodes == {"after_hours": NodeSummary("After hours", "hang_up")}
    assert summary.calendars == ("shop",)
    assert summary.incidents == ("outage",)
    assert summary.timezone == "Europe/Berlin"
    assert summary.queues == (
        QueueSummary("support", "Support", 0.9, 30),
        QueueSummary("sales", "Sales", 0.8, 20),
    )
    assert summary.break_reasons == (BreakReason("break", "Break"), BreakReason("lunch", "Lunch"))


def test_the_screens_are_where_the_desk_looks_for_them() -> None:
    assert WEB_ROOT.parts[-3:] == ("desk", "web", "dist")
