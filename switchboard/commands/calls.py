"""`callwright calls …`: the ledger on the command line."""

import csv
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

import typer
from msgspec.structs import replace
from rich.markup import escape
from rich.table import Column, Table

from routing.calllog import COLUMNS
from storage.database import Database
from storage.ledger import SqlLedger
from storage.people import SqlPeople
from switchboard.commands.common import (
    WRONG_USE,
    fail,
    opened_database,
    out,
    plan_of,
    printable,
    read_settings,
    run_async,
    show_json,
)
from switchboard.commands.why import Spoken, WhyNames, show_why
from vocabulary.codec import encode_fact
from vocabulary.facts import Step
from vocabulary.ids import CallId, OperatorId, QueueId
from vocabulary.records import CallFilter, CallRow
from vocabulary.states import EndReason, Outcome
from vocabulary.words.catalogue import Language

app = typer.Typer(no_args_is_help=True, help="Past and living calls.")
PAGE = 500
CSV_COLUMNS = (
    *COLUMNS,
    "end_reason",
    "waited_s",
    "talked_s",
    "dialled",
    "caller_name",
    "recording",
    "source",
    "direction",
    "held_s",
    "transfers",
    "disposition",
)
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\0")

Day = Annotated[str | None, typer.Option(help="One day, as YYYY-MM-DD in the plan's time zone.")]
Queue = Annotated[str | None, typer.Option(help="A queue's name.")]
Operator = Annotated[str | None, typer.Option(help="An operator's sign-in name.")]
EndOf = Annotated[Outcome | None, typer.Option("--outcome", help="What became of the caller.")]
ReasonOf = Annotated[EndReason | None, typer.Option("--end-reason", help="What ended the call.")]


@app.command("list", epilog="Example: callwright calls list --day 2026-11-22 --json")
def list_calls(
    day: Day = None,
    queue: Queue = None,
    operator: Operator = None,
    outcome: EndOf = None,
    end_reason: ReasonOf = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000)] = 100_000,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """List calls, the newest first."""
    wanted = _filter(day, queue, operator, outcome, end_reason)

    async def work() -> None:
        async with opened_database(read_settings()) as database:
            rows = await _all(database, wanted, limit)
        if json:
            show_json([_shown(row) for row in rows])
        else:
            out.print(_table(rows))

    run_async(work)


@app.command(
    "show",
    epilog="Example: callwright calls show 0193f2a1c0de5f1e2d3c4b5a --why --language ru",
)
def show_call(
    call: Annotated[str, typer.Argument(help="The call's id.")],
    why: Annotated[
        bool,
        typer.Option("--why", help="Why it waited and why it came to whom it did, in words."),
    ] = False,
    language: Annotated[
        Spoken | None, typer.Option(help="The language of --why, en when left out.")
    ] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Show one call with everything that happened in it."""
    if language is not None and not why:
        fail("--language is the language of --why; give both, or leave it out", WRONG_USE)

    async def work() -> None:
        settings = read_settings()
        async with opened_database(settings) as database:
            ledger = SqlLedger(database)
            row = await ledger.call(CallId(call))
            if row is None:
                fail(f"there is no call {call}; see 'callwright calls list'")
            steps = await ledger.steps_of(row.id)
            recording = await ledger.recording(row.recording) if row.recording else None
            people = await SqlPeople(database).list() if why else ()
        if why:
            plan = plan_of(settings)
            spoken: Language = "ru" if language is Spoken.RU else "en"
            show_why(row, steps, WhyNames(plan, people), spoken, as_json=json)
        elif json:
            show_json({"call": _shown(row), "steps": steps, "recording": recording})
        else:
            _show_all(row, steps)

    run_async(work)


def _show_all(row: CallRow, steps: Sequence[Step]) -> None:
    for key, value in _shown(row).items():
        told = "/".join(value) if isinstance(value, tuple) else value
        text = "" if told is None else printable(str(told))
        out.print(f"{key:13} {text}", markup=False, soft_wrap=True)
    out.print()
    for step in steps:
        for fact in step.facts:
            text = printable(encode_fact(fact).decode())
            out.print(f"{step.at:%H:%M:%S.%f} {text}", markup=False, soft_wrap=True)


@app.command("export", epilog="Example: callwright calls export --day 2026-11-22 > calls.csv")
def export_calls(
    day: Day = None,
    queue: Queue = None,
    operator: Operator = None,
    outcome: EndOf = None,
    end_reason: ReasonOf = None,
) -> None:
    """Write calls as CSV to standard output, the oldest first."""
    wanted = _filter(day, queue, operator, outcome, end_reason)

    async def work() -> None:
        async with opened_database(read_settings()) as database:
            rows = await _all(database, wanted, 1_000_000)
        writer = csv.writer(sys.stdout)
        writer.writerow(CSV_COLUMNS)
        for row in reversed(rows):
            shown = _shown(row)
            writer.writerow(
                [_cell(shown["id" if key == "call_id" else key]) for key in CSV_COLUMNS]
            )

    run_async(work)


def _filter(
    day: str | None,
    queue: str | None,
    operator: str | None,
    outcome: Outcome | None,
    end_reason: EndReason | None,
) -> CallFilter:
    since, until = _span(day)
    return CallFilter(
        since=since,
        until=until,
        queue=QueueId(queue) if queue else None,
        operator=OperatorId(operator) if operator else None,
        outcome=outcome,
        end_reason=end_reason,
        limit=PAGE,
    )


def _span(day: str | None) -> tuple[datetime | None, datetime | None]:
    if day is None:
        return None, None
    try:
        first = date.fromisoformat(day)
    except ValueError:
        fail(f"--day {day!r}: write it as YYYY-MM-DD, like 2026-11-22", 2)
    zone = plan_of(read_settings()).zone
    begin = datetime(first.year, first.month, first.day, tzinfo=zone)
    following = first + timedelta(days=1)
    end = datetime(following.year, following.month, following.day, tzinfo=zone)
    return begin.astimezone(UTC), end.astimezone(UTC)


async def _all(database: Database, wanted: CallFilter, limit: int) -> list[CallRow]:
    ledger = SqlLedger(database)
    rows: list[CallRow] = []
    before: CallId | None = None
    while len(rows) < limit:
        page = await ledger.calls(_page(wanted, before, min(PAGE, limit - len(rows))))
        rows.extend(page)
        if len(page) < PAGE:
            break
        before = page[-1].id
    return rows


def _page(wanted: CallFilter, before: CallId | None, limit: int) -> CallFilter:
    return replace(wanted, before=before, limit=limit)


def _shown(row: CallRow) -> dict[str, Any]:
    """The keys that programs read; more may be added, none renamed."""
    return {
        "id": row.id,
        "arrived_at": row.arrived_at,
        "caller": row.pii_caller,
        "queue": row.queue,
        "operator": row.operator,
        "answered_at": row.answered_at,
        "ended_at": row.ended_at,
        "outcome": row.outcome,
        "end_reason": row.end_reason,
        "waited_s": row.waited_s,
        "talked_s": row.talked_s,
        "recording": row.recording,
        "dialled": row.dialled,
        "caller_name": row.pii_caller_name,
        "priority": row.priority,
        "offers": row.offers,
        "source": row.source,
        "direction": row.direction,
        "held_s": row.held_s,
        "transfers": row.transfers,
        "disposition": row.disposition,
    }


def _table(rows: Sequence[CallRow]) -> Table:
    table = Table(
        Column("arrived (UTC)", no_wrap=True),
        "caller",
        "queue",
        "operator",
        "waited",
        "talked",
        "outcome",
        Column("id", no_wrap=True),  # the next command asks for all of it
        box=None,
    )
    for row in rows:
        table.add_row(
            f"{row.arrived_at:%Y-%m-%d %H:%M:%S}",
            _plain(row.pii_caller),
            row.queue or "",
            row.operator or "",
            _seconds(row.waited_s),
            _seconds(row.talked_s),
            row.outcome or "living",
            row.id,
        )
    return table


def _plain(text: str) -> str:
    """Caller text in a table: no control signs, no markup."""
    return escape(printable(text)[:40])


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.1f} s"


def _cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula; numbers keep their plus."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    text = "/".join(value) if isinstance(value, tuple) else str(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
