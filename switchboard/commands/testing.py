"""`callwright test-call`: a caller of our own proves that the installation works."""

from contextlib import AsyncExitStack
from typing import Annotated

import typer

from storage.ledger import SqlLedger
from storage.people import SqlPeople
from switchboard.commands.common import (
    FAILED,
    WRONG_USE,
    fail,
    opened_database,
    out,
    plan_of,
    read_settings,
    run_async,
    show_json,
)
from switchboard.control import ask_service
from switchboard.home import Home
from switchboard.settings import Settings
from switchboard.testcall.phone import PhoneLogin
from switchboard.testcall.steps import StepTime, TestCallSettings, run_test_call
from telephony.asterisk.secrets import load_or_create, sip_password
from vocabulary.records import CallFilter, CallRow, Person

KEYS = frozenset("0123456789*#")


def test_call(
    number: Annotated[
        str | None, typer.Option(help="The number to call; the plan's first one if left out.")
    ] = None,
    answer_as: Annotated[
        str | None,
        typer.Option(help="Answer as this operator, with a phone of our own on its extension."),
    ] = None,
    press: Annotated[
        str, typer.Option(help="Keys that lead through the menus to an operator.")
    ] = "0",
    wait_s: Annotated[float, typer.Option(min=1, max=600, help="Limit for each step.")] = 30.0,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Ring this centre as a customer would and report each step with its time.

    Without --answer-as the call is answered, hears the centre and hangs up. With it, an
    operator's phone is played too: both must hear each other and be recorded.
    """
    settings = read_settings()
    if set(press) - KEYS:
        fail(f"--press {press}: keys are 0 to 9, * and #", WRONG_USE)
    dialled = number or plan_of(settings).numbers[0].number

    async def work() -> None:
        async with AsyncExitStack() as stack:
            database = await stack.enter_async_context(opened_database(settings))
            phone = None
            if answer_as is not None:
                person = await SqlPeople(database).get(answer_as)
                phone = await _play_operator(settings, answer_as, person, stack)
            ledger = SqlLedger(database)

            async def lookup(caller: str) -> CallRow | None:
                rows = await ledger.calls(CallFilter(search=caller, limit=1))
                return rows[0] if rows else None

            report = await run_test_call(
                TestCallSettings("127.0.0.1", settings.sip_port, dialled, wait_s, phone, press),
                lookup,
                lambda step: None if json else _tell(step),
            )
        if json:
            show_json(report.to_json())
        elif report.ok:
            out.print("The test call went well.")
        if not report.ok:
            if not json:
                fail(f"the test call failed: {report.failure}")
            raise typer.Exit(FAILED)

    run_async(work)


async def _play_operator(
    settings: Settings, name: str, person: Person | None, stack: AsyncExitStack
) -> PhoneLogin:
    """The operator is ready for the time of the call, and as before afterwards."""
    if person is None or person.extension is None:
        fail(f"{name} is no operator with an extension; see 'callwright user list'")
    home = Home(settings.home)
    before = await ask_service(home, "GET", "/status")
    known = {each["operator"]: each["availability"] for each in before["operators"]}

    async def set_availability(availability: str) -> None:
        body = {"operator": name, "availability": availability}
        await ask_service(home, "POST", "/availability", body)

    await set_availability("ready")
    stack.push_async_callback(set_availability, known.get(name, "signed_out"))
    master = load_or_create(settings.home).master
    return PhoneLogin(
        person.extension, sip_password(master, person.extension, person.sip_generation)
    )


def _tell(step: StepTime) -> None:
    out.print(f"{step.at_ms:6d} ms  {step.step.value.replace('_', ' ')}")
