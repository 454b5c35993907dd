"""Publishing from the command line: through the living service, or in a home at rest."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec

from switchboard.commands.common import err, fail, printable
from switchboard.control import ServiceAway, ServiceFailed, ServiceRefused, ask_service
from switchboard.control_plan import BY
from switchboard.home import Home
from switchboard.planning.offline import HomeOffice, home_office
from switchboard.settings import Settings
from vocabulary.plans import DraftChanged, EditRefused, PlanRefused

Body = dict[str, Any]
AtRest = Callable[[HomeOffice], Awaitable[Any]]


async def publish_plan(settings: Settings, text: str, note: str, name: str) -> Body:
    """Publish a text; the revision. Ends the command where it is refused."""

    async def at_rest(office: HomeOffice) -> Any:
        return await office.publish_text(text, note, BY)

    return await _done(settings, "/plan/publish", {"text": text, "note": note}, at_rest, name)


async def rollback_plan(settings: Settings, revision: int, note: str) -> Body:
    """Publish an older revision anew; the new one. Ends the command where it is refused."""

    async def at_rest(office: HomeOffice) -> Any:
        return await office.rollback(revision, note, BY)

    body = {"revision": revision, "note": note}
    return await _done(settings, "/plan/rollback", body, at_rest, f"revision {revision}")


async def save_as_draft(settings: Settings, text: str) -> Body:
    """Make a text the draft. Ends the command where it is refused."""

    async def at_rest(office: HomeOffice) -> Any:
        saved = await office.save_draft(text, BY)
        return {"version": saved.version, "base": saved.base}

    return await _done(settings, "/plan/draft", {"text": text}, at_rest, "the draft")


async def _done(settings: Settings, path: str, body: Body, at_rest: AtRest, name: str) -> Body:
    """Ask the service; where none runs, do it in the home itself."""
    try:
        return await ask_service(Home(settings.home), "POST", path, body)
    except ServiceRefused as error:
        _tell(name, error.findings)
        fail(str(error))
    except ServiceFailed:
        raise
    except ServiceAway:
        return await _in_home(settings, at_rest, name)


async def _in_home(settings: Settings, at_rest: AtRest, name: str) -> Body:
    try:
        async with home_office(settings) as office:
            done = await at_rest(office)
    except PlanRefused as error:
        _tell(name, [msgspec.to_builtins(finding) for finding in error.findings])
        fail("the plan has findings")
    except (LookupError, DraftChanged, EditRefused) as error:
        fail(str(error))
    err.print("No service runs here; the next start takes it up.")
    told: Body = msgspec.to_builtins(done)
    return told


def _tell(name: str, findings: Sequence[Any]) -> None:
    """Findings as `plan check` shows them, on standard error."""
    for finding in findings:
        place = ".".join(str(part) for part in finding["place"])
        where = f"{name}:{finding['line']}:{finding['column']}"
        line = f"{where}: {finding['severity']}: {place}: {finding['message']}"
        err.print(printable(line), markup=False, soft_wrap=True)
