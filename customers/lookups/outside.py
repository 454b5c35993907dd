"""Outside sources for calls and for screens.

A call asks and goes on: the answer comes through the inbox, always, and within two seconds.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence

import structlog

from customers.lookups.guard import Guard
from customers.lookups.source import SourceFailed
from customers.ports import Outside
from vocabulary.commands import LookUp
from vocabulary.inputs import LookUpDone
from vocabulary.ports import Inbox
from vocabulary.states import LookUpResult

log = structlog.get_logger(__name__)

MOST_AT_ONCE = 200
Sources = Callable[[int], Mapping[str, Guard]]
"""The sources of a revision of the plan, by name."""


class OutsideLookUps:
    """`vocabulary.ports.LookUps` for sources outside. Must be used on the event loop."""

    def __init__(self, sources: Sources, inbox: Inbox) -> None:
        self._sources = sources
        self._inbox = inbox
        self._asking: set[asyncio.Task[None]] = set()

    def knows(self, command: LookUp) -> bool:
        """Whether the plan that the call follows has this source."""
        return command.source in self._sources(command.revision)

    def submit(self, command: LookUp) -> None:
        """Ask; returns at once."""
        guard = self._sources(command.revision).get(command.source)
        if guard is None or len(self._asking) >= MOST_AT_ONCE:
            log.error("a source cannot be asked", source=command.source, at_once=len(self._asking))
            self._answer(command, LookUpResult.FAILED)
            return
        task = asyncio.get_running_loop().create_task(self._ask(guard, command))
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)

    async def close(self) -> None:
        """Ask no more; what is under way is answered as failed."""
        for task in tuple(self._asking):
            task.cancel()
        await asyncio.gather(*self._asking, return_exceptions=True)

    async def _ask(self, guard: Guard, command: LookUp) -> None:
        result, values = LookUpResult.FAILED, None
        try:
            values = await guard.ask(command.pii_key)
            result = LookUpResult.MISSING if values is None else LookUpResult.FOUND
        except SourceFailed as error:
            log.warning("a source did not answer", source=command.source, why=str(error))
        finally:
            self._answer(command, result, values)

    def _answer(
        self, command: LookUp, result: LookUpResult, values: Mapping[str, str] | None = None
    ) -> None:
        told = tuple((values or {}).items())
        self._inbox.put(LookUpDone(command.call, command.node, result, told, command.asked))


async def ask_all(sources: Mapping[str, Guard], key: str) -> Sequence[Outside]:
    """Every source side by side; one that fails shows so and hides no other."""
    return await asyncio.gather(*(_face(name, guard, key) for name, guard in sources.items()))


async def _face(name: str, guard: Guard, key: str) -> Outside:
    try:
        values = await guard.ask(key)
    except SourceFailed as error:
        state = guard.state
        if state.status != "down":  # it was not asked at all
            state = type(state)("down", state.since, str(error))
        return Outside(name, guard.label, state)
    return Outside(name, guard.label, guard.state, values is not None, values or {})
