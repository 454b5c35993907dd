"""Signs of life from the service to its supervisor, over an inherited pipe.

`r` says that the service is ready, then a `.` comes every second from the event loop
itself: a loop that hangs falls silent, and the supervisor replaces the process.
"""

import asyncio
import contextlib
import os

BEAT_S = 1.0
VARIABLE = "CALLWRIGHT_HEARTBEAT_FD"


class Heartbeat:
    """The service's end of the pipe; without a supervisor it does nothing."""

    def __init__(self) -> None:
        given = os.environ.pop(VARIABLE, "")
        self._pipe = int(given) if given.isdigit() else None
        if self._pipe is not None:
            # Asterisk outlives us: were the pipe its own too, our end would go unheard.
            os.set_inheritable(self._pipe, False)
        self._task: asyncio.Task[None] | None = None
        self.is_ready = False

    def ready(self) -> None:
        """Tell that the service serves, and keep telling that it lives."""
        self.is_ready = True
        self._say(b"r")
        self._task = asyncio.create_task(self._beat())

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            self._say(b".")

    def _say(self, sign: bytes) -> None:
        if self._pipe is not None:
            # A supervisor that is gone reads no more; the service stops by its signal.
            with contextlib.suppress(OSError):
                os.write(self._pipe, sign)
