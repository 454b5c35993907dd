"""`callwright plan …`: check a plan, compare, publish and take back, try it, tune it."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Column, Table

from switchboard.commands.common import (
    FAILED,
    WRONG_USE,
    fail,
    out,
    printable,
    read_settings,
    run_async,
    show_json,
)
from switchboard.commands.publishing import publish_plan, rollback_plan, save_as_draft
from switchboard.commands.replay import replay_log
from switchboard.commands.tuning import tune_plan
from switchboard.home import Home
from switchboard.plan import PlanError, plan_text
from switchboard.planning.checking import Reading
from switchboard.planning.checking import read_plan as read_text
from switchboard.planning.diff import differences
from switchboard.planning.edits import dump
from switchboard.planning.files import PlanFiles
from vocabulary.plans import TextFinding

app = typer.Typer(no_args_is_help=True, help="The plan: how calls flow.")
Source = Annotated[
    str | None,
    typer.Argument(
        help="A YAML file, a revision's number or a built-in plan; the plan in force if left out."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON value on standard output.")]


@app.command("check", epilog="Example: callwright plan check shop.yaml")
def check(source: Source = None, json: AsJson = False) -> None:
    """Say what is wrong with a plan, and where: line, column and place. Warnings are no errors."""
    name, text = _text(source)
    reading = read_text(text)
    if json:
        show_json({"good": reading.usable is not None, "findings": reading.findings})
    else:
        _show_findings(name, reading)
    if reading.usable is None:
        raise typer.Exit(FAILED)


@app.command("show", epilog="Example: callwright plan show --json")
def show(source: Source = None, json: AsJson = False) -> None:
    """Show a plan with everything that it leaves to its defaults."""
    plan = _whole(source)
    if json:
        show_json(plan)
    else:
        out.print(dump(plan), markup=False, soft_wrap=True)


@app.command("diff", epilog="Example: callwright plan diff 3 shop.yaml")
def diff(
    before: Annotated[str, typer.Argument(help="A file, a revision's number or a built-in plan.")],
    after: Source = None,
    json: AsJson = False,
) -> None:
    """Say what changes from one plan to another, in short sentences."""
    changes = differences(_text(before)[1], _text(after)[1])
    if json:
        show_json(changes)
        return
    for change in changes:
        out.print(printable(change.told), markup=False, soft_wrap=True)
    if not changes:
        out.print("no difference")


@app.command("revisions", epilog="Example: callwright plan revisions --json")
def revisions(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="So many, the newest.")] = 20,
    json: AsJson = False,
) -> None:
    """List published revisions, the newest first."""
    files = _files()
    found = [files.about(number) for number in sorted(files.revisions(), reverse=True)[:limit]]
    if json:
        show_json(found)
        return
    table = Table(
        Column("revision", justify="right"), "published (UTC)", "by", "note", "changes", box=None
    )
    for each in found:
        note = each.note if each.rollback_of is None else f"back to {each.rollback_of}. {each.note}"
        shown = (f"{each.at:%Y-%m-%d %H:%M}", each.by, note, "; ".join(each.changes))
        table.add_row(str(each.revision), *(_plain(text) for text in shown))
    out.print(table)


@app.command("export", epilog="Example: callwright plan export 3 > plan.yaml")
def export(
    source: Source = None,
    json: AsJson = False,
) -> None:
    """Write a plan's text, comments and all, to standard output."""
    _name, text = _text(source)
    if json:
        show_json(_whole(source))
    else:
        sys.stdout.write(text)


@app.command("import", epilog="Example: callwright plan import shop.yaml")
def import_draft(
    file: Annotated[Path, typer.Argument(help="A YAML file, or - for standard input.")],
    json: AsJson = False,
) -> None:
    """Make a text the draft, to be looked at on the screens and published there."""
    text = sys.stdin.read() if str(file) == "-" else _text(str(file))[1]
    settings = read_settings()

    async def work() -> None:
        saved = await save_as_draft(settings, text)
        if json:
            show_json(saved)
        else:
            out.print(f"The draft is at version {saved['version']}.")

    run_async(work)


@app.command(
    "publish", epilog='Example: callwright plan publish shop.yaml --note "open on Sundays"'
)
def publish(
    file: Annotated[str, typer.Argument(help="A YAML file or a built-in plan.")],
    note: Annotated[str, typer.Option(help="What it is for.")] = "",
    json: AsJson = False,
) -> None:
    """Publish a plan: callers who arrive from then on follow it. Living calls do not change.

    Without a running service it comes into force at the next start.
    """
    _name, text = _text(file)
    settings = read_settings()

    async def work() -> None:
        _published(await publish_plan(settings, text, note, file), as_json=json)

    run_async(work)


@app.command("rollback", epilog="Example: callwright plan rollback 3")
def rollback(
    revision: Annotated[int, typer.Argument(help="The revision to go back to.")],
    note: Annotated[str, typer.Option(help="Why.")] = "",
    json: AsJson = False,
) -> None:
    """Publish the text of an older revision anew, as a new revision."""
    settings = read_settings()

    async def work() -> None:
        _published(await rollback_plan(settings, revision, note), as_json=json)

    run_async(work)


def _published(revision: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        show_json(revision)
        return
    for change in revision["changes"]:
        out.print(printable(change), markup=False, soft_wrap=True)
    out.print(f"Revision {revision['revision']} is published.")


def _files() -> PlanFiles:
    return PlanFiles(Home(read_settings().home).plan)


def _text(source: str | None) -> tuple[str, str]:
    """Name and text of a plan, or the end of the command."""
    files = _files()
    try:
        if source is None and files.newest:
            return f"revision {files.newest}", files.text_of(files.newest)
        if source is not None and source.isdecimal() and not Path(source).exists():
            return f"revision {source}", files.text_of(int(source))
        name = source or read_settings().plan
        return name, plan_text(name)
    except LookupError:
        fail(f"there is no revision {source}; see 'callwright plan revisions'", WRONG_USE)
    except PlanError as error:
        fail(str(error), WRONG_USE)


def _whole(source: str | None) -> dict[str, Any]:
    name, text = _text(source)
    reading = read_text(text)
    if reading.plan is None:
        fail(f"{name} has errors; see 'callwright plan check {name}'", WRONG_USE)
    return reading.plan.model_dump(mode="json")


def _show_findings(name: str, reading: Reading) -> None:
    if reading.plan is not None and not reading.findings:
        plan = reading.plan
        counts = ((len(plan.numbers), "number"), (len(plan.queues), "queue"))
        told = ", ".join(f"{n} {what}{'' if n == 1 else 's'}" for n, what in counts)
        out.print(f"{plan.name}: {told}, no findings.", markup=False, soft_wrap=True)
    for finding in reading.findings:
        where = f"{name}:{finding.line}:{finding.column}" if finding.line else name
        line = f"{where}: {finding.severity}: {_told(finding)}"
        out.print(printable(line), markup=False, soft_wrap=True)


def _told(finding: TextFinding) -> str:
    where = ".".join(str(part) for part in finding.place)
    return f"{where}: {finding.message}" if where else finding.message


def _plain(text: str) -> str:
    return printable(text)[:200]


app.command("replay", epilog="Example: callwright plan replay --calls calls.csv.gz --json")(
    replay_log
)
app.command("tune", epilog="Example: callwright plan tune --calls calls.csv.gz --plan shop.yaml")(
    tune_plan
)
