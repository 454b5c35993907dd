"""Callers and phones made by sipp, each side with an address of its own.

`Sipp` hands out loopback addresses and folders, so a test names only what happens. All
processes it started are gone when the test is over, whatever happened.
"""

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

from switchboard.bench.messages import SipEvent, read_events
from switchboard.bench.parties import registering, registration_row
from switchboard.bench.scenario import Scenario
from switchboard.bench.sipp import SippJob, SippResult, SippRun, run_sipp
from tests.support.ports import free_udp_port

_ALIVE = ("-aa",)  # answers OPTIONS, by which Asterisk asks whether a phone lives


class Sipp:
    """sipp against one SIP server. Use as an async context manager."""

    def __init__(self, argv: Sequence[str], folder: Path, server: tuple[str, int]) -> None:
        self._argv = tuple(argv)
        self._folder = folder
        self._server = server
        self._number = count(1)
        self._runs = AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._runs.__aexit__(kind, error, trace)

    async def call(
        self,
        scenario: Scenario,
        *,
        numbers: Sequence[str],
        rate_per_s: float = 20.0,
        timeout_s: float = 60.0,
    ) -> SippResult:
        """One call for each number, to the end of all of them."""
        run = await self.start_calls(
            scenario, numbers=numbers, rate_per_s=rate_per_s, timeout_s=timeout_s
        )
        return await run.result()

    async def start_calls(
        self,
        scenario: Scenario,
        *,
        numbers: Sequence[str],
        rate_per_s: float = 20.0,
        timeout_s: float = 60.0,
    ) -> SippRun:
        """The same, but do not wait: `await run.result()` later."""
        job = SippJob(
            scenario,
            self._address(),
            self._server,
            timeout_s,
            calls=len(numbers),
            rate_per_s=rate_per_s,
            rows=[(number,) for number in numbers],
        )
        return await self._start(job)

    async def phones(
        self,
        passwords: Mapping[str, str],
        scenario: Scenario,
        *,
        timeout_s: float = 120.0,
    ) -> SippRun:
        """Register these extensions and let all of them behave like `scenario`.

        They share one socket; the extension that was rung is the To user of the INVITE.
        """
        address = self._address()
        rows = [registration_row(extension, word) for extension, word in passwords.items()]
        job = SippJob(
            registering(),
            address,
            self._server,
            timeout_s=20,
            calls=len(rows),
            rate_per_s=50,
            rows=rows,
            extra=_ALIVE,
        )
        result = await run_sipp(self._argv, self._new_folder(), job)
        assert result.succeeded == len(rows), f"not all phones registered: {result.errors}"
        return await self._start(SippJob(scenario, address, self._server, timeout_s, extra=_ALIVE))

    async def _start(self, job: SippJob) -> SippRun:
        run = await self._runs.enter_async_context(SippRun(self._argv, self._new_folder(), job))
        await run.listening()
        return run

    def _new_folder(self) -> Path:
        return self._folder / f"sipp-{next(self._number)}"

    def _address(self) -> tuple[str, int]:
        host = f"127.0.1.{next(self._number) % 250 + 1}"
        return host, free_udp_port(host)


def rung(run: SippRun) -> list[SipEvent]:
    """The INVITEs that reached these phones so far, each call once."""
    seen: dict[str, SipEvent] = {}
    for event in read_events(run.messages):
        if event.method == "INVITE" and not event.sent and not event.status:
            seen.setdefault(event.call_id, event)
    return list(seen.values())


def byes(run: SippRun, *, sent: bool) -> list[SipEvent]:
    """The BYEs that this side sent or got so far, each call once."""
    seen: dict[str, SipEvent] = {}
    for event in read_events(run.messages):
        if event.method == "BYE" and event.sent == sent and not event.status:
            seen.setdefault(event.call_id, event)
    return list(seen.values())
