"""The sources of every plan that some call follows, each kept for as long as it is the same.

A revision that leaves a source as it was leaves its memory and its state too.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping

from customers.lookups.guard import Guard
from customers.lookups.rest import RestSource
from customers.lookups.source import Never, OutsideSettings, Source, SourceFailed
from customers.lookups.sql import SqlSource
from customers.plan import CustomersPlan, RestSourcePlan, SqlSourcePlan
from vocabulary.ports import Clock

MOST_KEPT = 40


class SourceBook:
    """Makes sources when they are first asked for."""

    def __init__(
        self,
        settings: OutsideSettings,
        clock: Clock,
        plan_of: Callable[[int], CustomersPlan],
        passing: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._plan_of = plan_of
        self._passing = passing
        self._guards: OrderedDict[tuple[str, str], Guard] = OrderedDict()
        self._closing: set[asyncio.Task[None]] = set()

    def of(self, revision: int) -> Mapping[str, Guard]:
        """The sources of a revision, by name, in the plan's order."""
        sources = self._plan_of(revision).sources
        return {name: self._guard(name, plan) for name, plan in sources.items()}

    async def close(self) -> None:
        """Let go of every source."""
        closing = [guard.close() for guard in self._guards.values()]
        self._guards.clear()
        await asyncio.gather(*closing, *self._closing, return_exceptions=True)

    def _guard(self, name: str, plan: RestSourcePlan | SqlSourcePlan) -> Guard:
        key = (name, plan.model_dump_json())
        guard = self._guards.get(key)
        if guard is None:
            guard = self._guards[key] = Guard(
                make_source(plan, self._settings),
                self._clock,
                self._passing,
                label=plan.label or name,
                at_once=plan.at_once,
                cache_s=plan.cache_s,
                cache_missing_s=plan.cache_missing_s,
            )
        self._guards.move_to_end(key)
        while len(self._guards) > MOST_KEPT:
            self._let_go(self._guards.popitem(last=False)[1])
        return guard

    def _let_go(self, guard: Guard) -> None:
        task = asyncio.get_running_loop().create_task(guard.close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


def make_source(plan: RestSourcePlan | SqlSourcePlan, settings: OutsideSettings) -> Source:
    """The source of a plan; one that may not be asked says so whenever it is asked."""
    try:
        if isinstance(plan, RestSourcePlan):
            return RestSource(plan, settings)
        return SqlSource(plan, settings)
    except SourceFailed as error:
        return Never(str(error))
