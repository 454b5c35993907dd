"""`callwright bench …`: measures, and judges nothing."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from routing.simulation.engine import BrokenDispatcher
from switchboard.bench.home import start_centre
from switchboard.bench.line import CouldNotMeasure, LineOptions, bench_line
from switchboard.bench.routing.report import PARTS, report
from switchboard.bench.routing.tables import tables
from switchboard.bench.screens import Tools, bench_screens
from switchboard.bench.screens_centre import start_screens_centre
from switchboard.bench.screens_options import ScreensOptions
from switchboard.commands.common import (
    err,
    fail,
    out,
    printable,
    read_settings,
    run_async,
    show_json,
)
from switchboard.desk import WEB_ROOT
from telephony.asterisk import runtime, tools

app = typer.Typer(no_args_is_help=True, help="Measure; nothing is judged.")


@app.callback()
def group() -> None:
    """Measure; nothing is judged."""


@app.command("line", epilog="Example: callwright bench line --json > line.json")
def line(
    calls: Annotated[int, typer.Option(help="Calls for each of the two.")] = 1620,
    rate: Annotated[float, typer.Option(help="New calls a second.")] = 27.0,
    phones: Annotated[int, typer.Option(help="Operators' phones.")] = 40,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Compare our line with app_queue on the same Asterisk, with callers and phones of sipp.

    Everything is on loopback, in a home of its own that is removed afterwards.
    """
    try:
        options = LineOptions(calls, rate, phones)
    except ValueError as error:
        fail(str(error), 2)

    async def work() -> None:
        cache: Path = read_settings().cache or runtime.default_cache()
        sipp = await asyncio.to_thread(tools.sipp, cache, lambda _share, _what: None)
        try:
            report = await bench_line(options, start_centre, sipp.argv, _say)
        except CouldNotMeasure as error:
            fail(f"could not measure: {error}")
        if json:
            show_json(report)
            return
        for name in ("ours", "app_queue"):
            out.print(f"{name}: {report[name]}", markup=False, soft_wrap=True)

    run_async(work)


@app.command("screens", epilog="Example: callwright bench screens --json > screens.json")
def screens(
    operators: Annotated[int, typer.Option(help="Operators with a phone on the desk.")] = 10,
    rate: Annotated[float, typer.Option(help="New calls a second.")] = 5.0,
    seconds: Annotated[float, typer.Option(help="How long calls come, twice.")] = 20.0,
    clients: Annotated[int, typer.Option(help="Clients of the live board.")] = 200,
    reloads: Annotated[int, typer.Option(help="Reloads of a page that talks.")] = 50,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Measure how soon people at the screens see and hear what happens, in real Chromium.

    Everything is on loopback, in a home of its own that is removed afterwards. A reload takes
    five seconds: no page gets more phone passwords a minute.
    """
    try:
        options = ScreensOptions(operators, rate, seconds, clients, reloads)
    except ValueError as error:
        fail(str(error), 2)

    async def work() -> None:
        cache: Path = read_settings().cache or runtime.default_cache()
        sipp = await asyncio.to_thread(tools.sipp, cache, lambda _share, _what: None)
        browser = await asyncio.to_thread(tools.chromium, cache, lambda _share, _what: None)
        needed = Tools(sipp.argv, browser.argv, WEB_ROOT)
        try:
            found = await bench_screens(options, start_screens_centre, needed, _say)
        except CouldNotMeasure as error:
            fail(f"could not measure: {error}")
        if json:
            show_json(found)
            return
        for name, figures in found.items():
            out.print(f"{name}: {figures}", markup=False, soft_wrap=True)

    run_async(work)


@app.command("routing", epilog="Example: callwright bench routing --only optimum")
def routing(
    json: Annotated[bool, typer.Option("--json")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Less of all, wide intervals.")] = False,
    only: Annotated[
        list[str] | None, typer.Option(metavar="PART", help=f"One of {', '.join(PARTS)}.")
    ] = None,
    year: Annotated[
        bool, typer.Option("--year", help="Replay a whole year, not some days of it.")
    ] = False,
) -> None:
    """Measure the router: known answers, published centres, the exact optimum, speed.

    All of it takes some minutes of one processor; figures but those of speed are the same on
    every machine.
    """
    parts = tuple(only or PARTS)
    for part in parts:
        if part not in PARTS:
            fail(f"--only {printable(part)}: must be one of {', '.join(PARTS)}", 2)
    try:
        found = report(_say, parts, quick, year)
    except (ValueError, BrokenDispatcher) as error:
        fail(f"could not measure: {error}")
    if json:
        show_json(found)
        return
    for table in tables(found):
        out.print(table)


def _say(what: str) -> None:
    err.print(what, markup=False)
