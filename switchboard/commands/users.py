"""`callwright user …`: the people who may sign in."""

import re
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer
from msgspec.structs import replace
from rich.markup import escape
from rich.prompt import Prompt
from rich.table import Table

from desk.people.passwords import PasswordRefused, Passwords, check_password
from storage.audit import SqlAudit
from storage.database import Database
from storage.people import SqlPeople
from storage.second_factors import SqlSecondFactors
from storage.sign_ins import SqlSignIns
from switchboard.commands.common import (
    fail,
    opened_database,
    out,
    plan_of,
    printable,
    read_settings,
    run_async,
    show_json,
)
from switchboard.control import ServiceAway, ServiceFailed, ask_service
from switchboard.home import Home
from telephony.asterisk.secrets import load_or_create, sip_password
from vocabulary.records import AuditRow, ExtensionTaken, NameTaken, Person
from vocabulary.states import Role

app = typer.Typer(no_args_is_help=True, help="The people who may sign in.")
Name = Annotated[str, typer.Argument(help="The sign-in name.")]
BY = "command line"
"""Who did it, in the audit: whoever may run this may read the database too."""
NAME_FORM = "2 to 40 signs: small letters, digits, dot, dash, underline; a letter first"
EXTENSION_FORM = "[0-9]{2,6}"


@app.command("list", epilog="Example: callwright user list --json")
def list_people(json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Show everybody."""

    async def work() -> None:
        async with opened_database(read_settings()) as database:
            people = await SqlPeople(database).list()
        if json:
            show_json([_shown(person) for person in people])
            return
        table = Table("name", "shown as", "roles", "extension", "second factor", "state", box=None)
        for person in people:
            roles = ", ".join(sorted(person.roles))
            state = "disabled" if person.disabled else ""
            shown = escape(printable(person.display_name))
            second = "on" if person.second_factor else ""
            table.add_row(person.name, shown, roles, person.extension or "", second, state)
        out.print(table)

    run_async(work)


@app.command(
    "add", epilog="Example: callwright user add dora --role operator --extension 104 --shown Dora"
)
def add_person(
    name: Name,
    role: Annotated[list[Role], typer.Option(help="May be given more than once.")],
    extension: Annotated[str | None, typer.Option(help="The phone of an operator.")] = None,
    shown: Annotated[str | None, typer.Option(help="The name that others see.")] = None,
) -> None:
    """Add a person; the password is asked for, or read from standard input."""
    if not _is_name(name):
        fail(f"name {name!r}: {NAME_FORM}", 2)
    if Role.OPERATOR in role and extension is None:
        fail(f"operator {name} needs an extension: --extension 104", 2)
    if extension is not None:
        _check_extension(extension)

    async def work() -> None:
        password = _ask_password(name)
        person = Person(name, shown or name, frozenset(role), extension)
        async with opened_database(read_settings()) as database:
            try:
                await SqlPeople(database).add(person, await Passwords().hash(password))
            except NameTaken:
                fail(f"the name {name} is taken; names are never used again")
            except ExtensionTaken:
                fail(f"extension {extension} belongs to somebody else; choose another")
            await _note(database, "person_added", name)
        await _tell_service()
        out.print(f"{name} was added.")

    run_async(work)


@app.command("passwd", epilog="Example: callwright user passwd anna")
def set_password(name: Name) -> None:
    """Set a new password; every screen of that person is signed out."""

    async def work() -> None:
        password = _ask_password(name)
        async with opened_database(read_settings()) as database:
            people = SqlPeople(database)
            await _existing(people, name)
            await people.set_password_hash(name, await Passwords().hash(password))
            await SqlSignIns(database).remove_of(name)
            await _note(database, "password_set", name)
        out.print(f"{name} has a new password.")

    run_async(work)


@app.command("disable", epilog="Example: callwright user disable boris")
def disable_person(name: Name) -> None:
    """Take away every access at once; history stays."""

    async def work() -> None:
        async with opened_database(read_settings()) as database:
            people = SqlPeople(database)
            person = await _existing(people, name)
            await people.change(replace(person, disabled=True))
            await SqlSignIns(database).remove_of(name)
            await _note(database, "person_changed", name, "disabled")
        await _tell_service()
        out.print(f"{name} is disabled.")

    run_async(work)


@app.command("reset-second-factor", epilog="Example: callwright user reset-second-factor anna")
def reset_second_factor(name: Name) -> None:
    """Take away a second factor that was lost: the password is enough from now on."""

    async def work() -> None:
        async with opened_database(read_settings()) as database:
            await _existing(SqlPeople(database), name)
            there = await SqlSecondFactors(database).remove(name)
            await SqlSignIns(database).remove_of(name)
            await _note(database, "second_factor_reset", name)
        out.print(f"{name} has no second factor {'any more' if there else 'and had none'}.")

    run_async(work)


@app.command("sip-password", epilog="Example: callwright user sip-password anna")
def show_sip_password(
    name: Name,
    renew: Annotated[bool, typer.Option(help="Make a new one; the old one ends.")] = False,
) -> None:
    """Print the password with which an operator's phone signs in."""

    async def work() -> None:
        settings = read_settings()
        async with opened_database(settings) as database:
            people = SqlPeople(database)
            person = await _existing(people, name)
            if person.extension is None:
                fail(f"{name} has no extension, so there is no phone")
            if renew:
                person = replace(person, sip_generation=person.sip_generation + 1)
                await people.change(person)
                await _note(database, "sip_password_renewed", name)
                await _tell_service()
        master = load_or_create(settings.home).master
        sys.stdout.write(sip_password(master, str(person.extension), person.sip_generation) + "\n")

    run_async(work)


async def _note(database: Database, action: str, name: str, detail: str = "") -> None:
    row = AuditRow(datetime.now(UTC), BY, action, f"users/{name}", detail)
    await SqlAudit(database).add(row)


async def _existing(people: SqlPeople, name: str) -> Person:
    person = await people.get(name)
    if person is None:
        fail(f"there is nobody called {name}; see 'callwright user list'")
    return person


async def _tell_service() -> None:
    """A running service takes the change up at once; a stopped one at its start."""
    try:
        await ask_service(Home(read_settings().home), "POST", "/people-changed")
    except ServiceFailed as error:
        fail(f"it is stored, but the running service did not take it up: {error}")
    except ServiceAway:
        out.print("The service is not running; it takes this up when it starts.")


def _ask_password(name: str) -> str:
    if sys.stdin.isatty():
        password = Prompt.ask(f"New password for {name}", password=True)
    else:
        password = sys.stdin.readline().rstrip("\n")
    try:
        check_password(password, name)
    except PasswordRefused as error:
        fail(str(error))
    return password


def _check_extension(extension: str) -> None:
    """A phone that Asterisk can have: another one would keep the service from starting."""
    if not re.fullmatch(EXTENSION_FORM, extension):
        fail(f"extension {extension!r}: use 2 to 6 digits, like 104", 2)
    plan = plan_of(read_settings())
    if extension in {number.number for number in plan.numbers}:
        fail(f"extension {extension} is a number that callers dial; choose another", 2)


def _is_name(name: str) -> bool:
    signs = set("abcdefghijklmnopqrstuvwxyz0123456789._-")
    return 2 <= len(name) <= 40 and name[0].isalpha() and set(name) <= signs


def _shown(person: Person) -> dict[str, object]:
    return {
        "name": person.name,
        "display_name": person.display_name,
        "roles": sorted(person.roles),
        "extension": person.extension,
        "disabled": person.disabled,
        "team": person.team,
        "second_factor": person.second_factor,
    }
