"""Keeps one service running: starts it, listens to its heartbeat, replaces it.

Small and without libraries, so that it has no reason to fail. It ends with the service
when that one was asked to stop, refused to start, or was replaced by another controller.
Asterisk is not its business: it lives in a session of its own and outlives the service.
"""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from types import FrameType

from switchboard.heartbeat import VARIABLE

SILENT_S = 20.0
"""A service that was ready and says nothing for so long hangs."""
FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 5.0
STEADY_S = 30.0
STOPPED, REFUSED, WRONG_USE, REPLACED = 0, 1, 2, 3
"""Exit status of the service. A refused start is final only if none went well before."""


class Supervisor:
    """Runs `command` again and again."""

    def __init__(self, command: list[str], silent_s: float = SILENT_S) -> None:
        self._command = command
        self._silent_s = silent_s
        self._service: subprocess.Popen[bytes] | None = None
        self._stopping = False

    def run(self) -> int:
        """Supervise until the service ends for good; answers its exit status."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._pass_on)
        pause_s = FIRST_PAUSE_S
        ever_ready = False
        while True:
            began = time.monotonic()
            status, was_ready = self._run_once()
            ever_ready = ever_ready or was_ready
            if status in {STOPPED, WRONG_USE, REPLACED} or self._stopping:
                return _final(status)
            if status == REFUSED and not ever_ready:
                return status
            if time.monotonic() - began > STEADY_S:
                pause_s = FIRST_PAUSE_S
            _say(f"the service ended ({_told(status)}); starting it again")
            time.sleep(pause_s)
            if self._stopping:
                return STOPPED
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    def _run_once(self) -> tuple[int, bool]:
        listening, speaking = os.pipe()
        environment = {**os.environ, VARIABLE: str(speaking)}
        # In a process group of its own: Ctrl+C in a terminal is for us, who pass it on once.
        self._service = subprocess.Popen(  # noqa: S603 - our own program, no shell
            self._command, env=environment, pass_fds=(speaking,), process_group=0
        )
        if self._stopping:
            self._send(signal.SIGTERM)
        os.close(speaking)
        try:
            was_ready = self._listen(listening)
            return self._service.wait(), was_ready
        finally:
            os.close(listening)

    def _listen(self, pipe: int) -> bool:
        """Read signs of life until the pipe ends; whether `ready` was among them."""
        ready = False
        while True:
            limit_s = self._silent_s if ready else None
            readable, _, _ = select.select([pipe], [], [], limit_s)
            if not readable:
                _say("the service hangs; it is replaced")
                self._send(signal.SIGKILL)
                return ready
            signs = os.read(pipe, 4096)
            if not signs:
                return ready
            ready = ready or b"r" in signs

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        self._stopping = True
        self._send(signal.Signals(number))

    def _send(self, number: signal.Signals) -> None:
        if self._service is not None:
            with contextlib.suppress(ProcessLookupError):
                self._service.send_signal(number)


def _final(status: int) -> int:
    if status in {-signal.SIGTERM, -signal.SIGINT}:
        return STOPPED  # asked to stop before it could listen
    return status if status >= 0 else REFUSED


def _told(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"status {status}"


def _say(what: str) -> None:
    sys.stderr.write(f"callwright: {what}\n")
