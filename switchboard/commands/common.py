"""What commands share: settings, clear failures, output for people and for programs."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, NoReturn, TextIO

import msgspec
import typer
from rich.console import Console

from storage.database import Database, open_database
from storage.migrate import upgrade
from storage.problems import DatabaseProblem
from switchboard.control import ServiceAway
from switchboard.home import Home, HomeUnusable
from switchboard.plan import Plan, PlanError, load_plan
from switchboard.planning.beginning import current_plan
from switchboard.planning.files import PlanFiles
from switchboard.settings import Settings, SettingsError, load_settings
from telephony.asterisk.faults import AsteriskFault, SettingsRefused

FAILED, WRONG_USE = 1, 2
PIPE_WIDTH = 200
"""Columns where no terminal says how wide it is: enough not to cut what a program reads."""


def _console(stream: TextIO) -> Console:
    is_error = stream is sys.stderr
    width = None if stream.isatty() else PIPE_WIDTH
    return Console(stderr=is_error, highlight=False, width=width)


out = _console(sys.stdout)
err = _console(sys.stderr)


def fail(message: str, status: int = FAILED) -> NoReturn:
    """End the command with one clear line on standard error."""
    err.print(f"callwright: {message}", markup=False, soft_wrap=True)
    raise typer.Exit(status)


def read_settings() -> Settings:
    """All settings, or the end of the command."""
    try:
        return load_settings()
    except SettingsError as error:
        fail(str(error), WRONG_USE)


def read_plan(name: str) -> Plan:
    """The plan, or the end of the command."""
    try:
        return load_plan(name)
    except PlanError as error:
        fail(str(error), WRONG_USE)


def plan_of(settings: Settings) -> Plan:
    """The plan in force, or the one that a first start will take; or the end of the command."""
    try:
        return current_plan(PlanFiles(Home(settings.home).plan), settings.plan)
    except PlanError as error:
        fail(str(error), WRONG_USE)


def printable(text: str) -> str:
    """Text of somebody else's for a terminal: no sign that commands it or turns it round."""
    return "".join(sign for sign in text if sign.isprintable())


def show_json(value: Any) -> None:
    """One JSON value on standard output and nothing else."""
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n")


def run_async(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a command's work; known troubles become one clear line."""
    try:
        asyncio.run(work())
    except (SettingsRefused, PlanError) as error:
        fail(str(error), WRONG_USE)
    except (DatabaseProblem, HomeUnusable, ServiceAway, AsteriskFault) as error:
        fail(str(error))
    except KeyboardInterrupt:
        raise typer.Exit(FAILED) from None


@asynccontextmanager
async def opened_database(settings: Settings) -> AsyncIterator[Database]:
    """The database, its tables up to date."""
    if settings.database_url is None and not settings.home.exists():
        raise HomeUnusable(
            f"home {settings.home} is not there. Start Callwright once, or set CALLWRIGHT_HOME"
        )
    database = open_database(settings.database)
    try:
        await upgrade(database)
        yield database
    finally:
        await database.close()
