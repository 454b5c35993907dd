"""The inbox and the one writer: decide one at a time, do many at once.

Everything between an input and its commands happens in one go: nothing is awaited, so
there are no locks. A step is in the journal before its commands are on their way.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from switchboard.memory import Memory
from vocabulary.commands import Command
from vocabulary.facts import Step
from vocabulary.inputs import Input, Tick
from vocabulary.ports import Clock, Listener

log = structlog.get_logger(__name__)

INPUTS_AT_ONCE = 64
"""Inputs taken before the network is looked at again."""

SEGMENT_LIMIT_BYTES = 8 << 20
"""A restart reads one segment: this keeps it well under a second."""

FLUSH_EVERY_S = 0.1


class SwitchboardLoop:
    """Owns the engine. `failed` is set when a mistake of ours ended it."""

    def __init__(
        self,
        memory: Memory,
        clock: Clock,
        execute: Callable[[Command], None],
        listeners: Sequence[Listener],
    ) -> None:
        self._memory = memory
        self._engine = memory.engine
        self._spool = memory.spool
        self._clock = clock
        self._execute = execute
        self._listeners = tuple(listeners)
        self._inbox: deque[Input] = deque()
        self._unheard: deque[Step] = deque()
        self._loop = asyncio.get_running_loop()
        self._taken = False
        self._timer: asyncio.TimerHandle | None = None
        self._armed_for: datetime | None = None
        self.failed: asyncio.Future[None] = self._loop.create_future()

    def put(self, given: Input) -> None:
        """Take an input; it is decided on in its turn. From the loop's own thread only.

        Its turn is now, unless another is being decided on or many are waiting.
        """
        self._inbox.append(given)
        if not self._taken:
            self._drain()

    def put_threadsafe(self, given: Input) -> None:
        """`put` from another thread."""
        self._loop.call_soon_threadsafe(self.put, given)

    async def keep_flushed(self) -> None:
        """Bring the journal to the disk again and again, in a thread of its own."""
        while True:
            await asyncio.sleep(FLUSH_EVERY_S)
            try:
                await asyncio.to_thread(self._spool.flush)
            except OSError as error:
                log.error("the journal cannot be brought to the disk", why=str(error))

    def checkpoint(self) -> None:
        """Begin a new segment of the journal with the whole state as it is now."""
        self._publish()  # the board's part must not be older than the core's
        self._spool.checkpoint(self._memory.checkpoint())

    def _drain(self) -> None:
        if self.failed.done():
            return
        self._taken = True
        try:
            for _ in range(min(INPUTS_AT_ONCE, len(self._inbox))):
                self._take(self._inbox.popleft())
        except Exception as error:
            self.failed.set_exception(error)
            return
        if self._inbox:
            self._loop.call_soon(self._drain)
        else:
            self._taken = False
        self._arm()

    def _take(self, given: Input) -> None:
        step, commands = self._engine.step(self._clock.now(), given)
        if step is not None:
            self._spool.append(step)
        for command in commands:
            self._execute(command)
        if step is not None:  # after the commands have begun: screens can wait, calls cannot
            if not self._unheard:
                self._loop.call_soon(self._publish)
            self._unheard.append(step)
        if self._spool.segment_bytes > SEGMENT_LIMIT_BYTES:
            self.checkpoint()

    def _publish(self) -> None:
        while self._unheard:
            step = self._unheard.popleft()
            for listener in self._listeners:
                listener(step)

    def _arm(self) -> None:
        due = self._engine.deadline()
        if due == self._armed_for and self._timer is not None:
            return
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._armed_for = due
        if due is not None:
            left_s = max(0.0, (due - self._clock.now()).total_seconds())
            self._timer = self._loop.call_later(left_s, self._due)

    def _due(self) -> None:
        self._timer = None
        self.put(Tick())
