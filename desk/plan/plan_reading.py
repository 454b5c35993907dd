"""Reading plans beside the event loop: a large text takes a while, and calls go on.

At most two texts are read at once and a bounded number wait. A thread cannot be stopped,
so a place is given back only when its thread is done, also when nobody waits for it.
"""

import asyncio
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from desk.errors import try_later
from vocabulary.plans import FlowPicture, PlanChange, PlanOffice, TextFinding, WeekDay

AT_ONCE = 2
WAITING_LIMIT = 16

T = TypeVar("T")


class Checked(NamedTuple):
    """What a text says: all findings, and the plan with its defaults unless there are errors."""

    findings: tuple[TextFinding, ...]
    document: dict[str, Any] | None


class PlanReading:
    """The office's readers, for callers that must not block. Each raises `Refusal` 503."""

    def __init__(self, office: PlanOffice) -> None:
        self._office = office
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def check(self, text: str) -> Checked:
        """Findings and document."""
        office = self._office
        return await self.beside(lambda: Checked(office.check(text), office.document(text)))

    async def document(self, text: str) -> dict[str, Any] | None:
        """The plan with its defaults; None while there are errors."""
        return await self.beside(lambda: self._office.document(text))

    async def check_and_draw(self, text: str) -> tuple[Checked, FlowPicture]:
        """All that one who types wants to see."""
        office = self._office
        return await self.beside(
            lambda: (Checked(office.check(text), office.document(text)), office.picture(text))
        )

    async def picture(self, text: str) -> FlowPicture:
        """The flow, as far as the text can be read."""
        return await self.beside(lambda: self._office.picture(text))

    async def differences(self, before: str, after: str) -> tuple[PlanChange, ...]:
        """What differs between two texts."""
        return await self.beside(lambda: self._office.differences(before, after))

    async def weeks(self, text: str, calendar: str, since: str, days: int) -> tuple[WeekDay, ...]:
        """Days of a calendar. Raises `LookupError`, `ValueError` as the office does."""
        return await self.beside(lambda: self._office.weeks(text, calendar, since, days))

    async def beside(self, work: Callable[[], T]) -> T:
        """Any other work of that kind. Raises what `work` raises."""
        if self._waiting >= WAITING_LIMIT:
            raise try_later(503, "busy", "Many plans are being read. Try again in a moment.", 2)
        self._waiting += 1
        try:
            await self._turn.acquire()
        finally:
            self._waiting -= 1
        reading = asyncio.ensure_future(asyncio.to_thread(work))
        reading.add_done_callback(self._done)
        return await asyncio.shield(reading)

    def _done(self, reading: asyncio.Future[Any]) -> None:
        self._turn.release()
        if not reading.cancelled():
            reading.exception()  # whoever waited may have left: then nobody else looks at it
