"""What a person sees when the service has started."""

from collections.abc import Sequence

from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from switchboard.people import FirstPassword
from switchboard.plan import Plan
from switchboard.settings import Settings


def announce(settings: Settings, plan: Plan, first: Sequence[FirstPassword]) -> None:
    """Say where the service is; at the first start, the passwords too, once."""
    console = Console()
    if first:
        table = Table("sign-in name", "password", "extension", box=None, pad_edge=False)
        for person in first:
            table.add_row(person.name, person.password, person.extension or "")
        console.print(
            Panel(table, title="First start: these passwords are shown once", expand=False)
        )
        console.print(
            "Phones sign in with their extension; see 'callwright user sip-password NAME'."
        )
    numbers = ", ".join(number.number for number in plan.numbers)
    console.print(
        f"Callwright: open {settings.shown_url}  ·  callers dial {numbers} "
        f"on SIP port {settings.sip_port}  ·  data in {settings.home}",
        highlight=False,
        soft_wrap=True,
    )
