"""Order where it matters, concurrency everywhere else.

A job names the lanes it needs: a leg, an extension, a bridge. Jobs that share a lane run
in the order in which they came; all others run at once.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import structlog

log = structlog.get_logger(__name__)


class Lanes:
    """Runs jobs. Must be used from one event loop."""

    def __init__(self) -> None:
        self._last: dict[str, asyncio.Task[None]] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._working: set[asyncio.Task[None]] = set()
        self._open = asyncio.Event()
        self._open.set()

    def run(self, lanes: Sequence[str], job: Callable[[], Awaitable[None]]) -> None:
        """Start `job` as soon as earlier jobs of its lanes are done."""
        before = {self._last[lane] for lane in lanes if lane in self._last}
        task = asyncio.create_task(self._after(before, job))
        self._running.add(task)
        for lane in lanes:
            self._last[lane] = task
        task.add_done_callback(lambda done: self._forget(done, lanes))

    def aside(self, job: Callable[[], Awaitable[None]]) -> None:
        """Start `job` now: it says nothing to the line, so it is in nobody's way."""
        task = asyncio.create_task(self._plain(job))
        self._running.add(task)
        task.add_done_callback(lambda done: self._forget(done, ()))

    @asynccontextmanager
    async def still(self, limit_s: float) -> AsyncIterator[None]:
        """Inside, no job begins. Jobs that have begun are given `limit_s` to end before."""
        self._open.clear()
        try:
            if self._working:
                await asyncio.wait(set(self._working), timeout=limit_s)
            yield
        finally:
            self._open.set()

    def cancel(self) -> None:
        """Give up everything that runs."""
        for task in tuple(self._running):
            task.cancel()

    def _forget(self, task: asyncio.Task[None], lanes: Sequence[str]) -> None:
        self._running.discard(task)
        self._working.discard(task)
        for lane in lanes:
            if self._last.get(lane) is task:
                del self._last[lane]
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a line command failed in an unforeseen way", exc_info=error)

    async def _plain(self, job: Callable[[], Awaitable[None]]) -> None:
        await job()

    async def _after(
        self, before: set[asyncio.Task[None]], job: Callable[[], Awaitable[None]]
    ) -> None:
        if before:
            await asyncio.wait(before)
        await self._open.wait()
        task = asyncio.current_task()
        if task is not None:
            self._working.add(task)
        await job()
