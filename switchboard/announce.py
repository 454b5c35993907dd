"""What a person sees when the service has started."""

from collections.abc import Sequence

from rich.console import Console
from rich.measure import Measurement
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from switchboard.people import FirstPassword
from switchboard.plan import Plan
from switchboard.settings import Settings

WIDEST = 500
"""Columns that the passwords may take; a terminal with fewer breaks the lines itself."""


def show_passwords(first: Sequence[FirstPassword]) -> None:
    """At the first start: whom there is, and with which password. Shown once."""
    if not first:
        return
    console = Console()
    table = Table("sign-in name", "password", "extension", box=None, pad_edge=False)
    for person in first:
        table.add_row(Text(person.name), Text(person.password), person.extension or "")
    panel = Panel(table, title="First start: these passwords are shown once", expand=False)
    # A narrow terminal must not cut a password that is never shown again.
    width = Measurement.get(console, console.options.update(width=WIDEST), panel).maximum
    Console(width=width).print(panel)
    console.print("Phones sign in with their extension; see 'callwright user sip-password NAME'.")


def show_address(settings: Settings, plan: Plan) -> None:
    """Say where the service is, now that it answers there."""
    numbers = ", ".join(number.number for number in plan.numbers)
    Console().print(
        f"Callwright: open {settings.shown_url}  ·  callers dial {numbers} "
        f"on SIP port {settings.sip_port}  ·  data in {settings.home}",
        highlight=False,
        soft_wrap=True,
        markup=False,
    )
