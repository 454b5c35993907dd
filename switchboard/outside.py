"""Customer data that calls and screens ask for: the plan's own callers, and outside systems."""

from collections.abc import Callable, Sequence

from customers.lookups.book import SourceBook
from customers.lookups.outside import OutsideLookUps, ask_all
from customers.lookups.source import OutsideSettings
from customers.plan import CustomersPlan
from customers.ports import Outside
from switchboard.lookups import PlanLookUps
from switchboard.planning.document import Plan
from switchboard.settings import Settings
from vocabulary.commands import LookUp
from vocabulary.ports import Clock, Inbox
from vocabulary.shelf import Shelf


class AllLookUps:
    """`vocabulary.ports.LookUps` for every source that a plan may name."""

    def __init__(
        self,
        settings: Settings,
        plans: Shelf[Plan],
        in_force: Callable[[], int],
        clock: Clock,
        inbox: Inbox,
    ) -> None:
        self._plans = plans
        self._in_force = in_force
        self._callers = PlanLookUps(plans, inbox)
        self._book = SourceBook(outside_settings(settings), clock, self._customers)
        self._outside = OutsideLookUps(self._book.of, inbox)

    def submit(self, command: LookUp) -> None:
        """Answer in the inbox, within two seconds in any case."""
        if self._outside.knows(command):
            self._outside.submit(command)
        else:
            self._callers.submit(command)

    def plan(self) -> CustomersPlan:
        """What the plan in force says of customers."""
        return self._customers(self._in_force())

    async def ask(self, key: str) -> Sequence[Outside]:
        """What every source of the plan in force says, for a screen."""
        return await ask_all(self._book.of(self._in_force()), key)

    async def close(self) -> None:
        """Ask no more."""
        await self._outside.close()
        await self._book.close()

    def _customers(self, revision: int) -> CustomersPlan:
        held = revision if revision in self._plans else self._plans.newest
        return self._plans.of(held).customers


def outside_settings(settings: Settings) -> OutsideSettings:
    """What may be asked: the settings' word alone, whatever a plan says."""
    return OutsideSettings(
        hosts=frozenset(settings.outside_hosts),
        inside_hosts=frozenset(settings.outside_inside_hosts),
        loopback_hosts=frozenset(settings.outside_loopback_hosts),
        databases={
            name: address.get_secret_value() for name, address in settings.outside_databases.items()
        },
        secrets=settings.home / "secrets" / "sources",
    )
