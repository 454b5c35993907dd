"""`callwright hours` and `callwright incident`: what a supervisor switches by hand."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from switchboard.commands.common import WRONG_USE, fail, out, plan_of, read_settings, run_async
from switchboard.control import ask_service
from switchboard.home import Home

hours = typer.Typer(no_args_is_help=True, help="Close a calendar by hand, or open it again.")
Calendar = Annotated[str, typer.Argument(help="A calendar of the plan in force.")]


@hours.command("close", epilog="Example: callwright hours close shop --until 14:30")
def close(
    calendar: Calendar,
    until: Annotated[
        str | None,
        typer.Option(help="14:30 of today, or 2026-12-24T14:30, by the plan's clock."),
    ] = None,
) -> None:
    """Close a calendar now: callers are led as outside of its hours, until it is opened."""
    ends = _moment(until) if until is not None else None
    body = {"calendar": calendar, "closed": True, "until": ends.isoformat() if ends else None}
    _ask("/hours", body)
    out.print(f"Calendar {calendar} is closed{f' until {until}' if until else ''}.", markup=False)


@hours.command("open", epilog="Example: callwright hours open shop")
def open_again(calendar: Calendar) -> None:
    """Let a calendar follow its hours again."""
    _ask("/hours", {"calendar": calendar, "closed": False})
    out.print(f"Calendar {calendar} follows its hours.", markup=False)


def incident(
    prompt: Annotated[
        str | None, typer.Argument(help="A prompt that the plan lists under incidents.")
    ] = None,
    off: Annotated[bool, typer.Option("--off", help="Nobody hears it any more.")] = False,
    queue: Annotated[
        list[str] | None, typer.Option(help="Only who waits in this queue; may be repeated.")
    ] = None,
) -> None:
    """Let callers hear a message about an incident first of all, or end it."""
    if (prompt is None) != off:
        fail("name a prompt, or give --off", WRONG_USE)
    _ask("/incident", {"prompt": prompt or "", "queues": queue or []})
    told = "No incident is told." if off else f"Callers hear {prompt} first."
    out.print(told, markup=False)


def _ask(path: str, body: dict[str, Any]) -> None:
    home = Home(read_settings().home)

    async def work() -> None:
        await ask_service(home, "POST", path, body)

    run_async(work)


def _moment(text: str) -> datetime:
    """A moment by the plan's clock; a time alone is the next one of that time."""
    now = datetime.now(plan_of(read_settings()).zone)
    try:
        if "T" not in text and "-" not in text:
            hour, minute = text.split(":")
            moment = now.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
            return (moment if moment > now else moment + timedelta(days=1)).astimezone(UTC)
        moment = datetime.fromisoformat(text)
    except ValueError:
        fail(f"--until {text!r}: write it like 14:30 or 2026-12-24T14:30", WRONG_USE)
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=now.tzinfo)
    if moment <= now:
        fail(f"--until {text}: that is over already", WRONG_USE)
    return moment.astimezone(UTC)
