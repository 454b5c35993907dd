"""Callers and desk phones of the screens bench: sipp's, so that they cost the bench nothing.

The watched operator talks shortly and all others long enough to leave it its share of the
calls. Nobody here sends audio.
"""

import socket
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from switchboard.bench.blocks import CouldNotMeasure
from switchboard.bench.parties import caller, phone_with_talk_times, registering, registration_row
from switchboard.bench.screens_centre import ScreensCentre
from switchboard.bench.screens_options import ANSWER_AFTER_MS, PAGE_TALK_MS, ScreensOptions
from switchboard.bench.sipp import SippJob, SippResult, SippRun, run_sipp

_CALLERS_HOST, _WATCHED_HOST, _OTHERS_HOST = "127.0.0.46", "127.0.0.47", "127.0.0.48"
_ALIVE = ("-aa",)  # answers OPTIONS, by which Asterisk asks whether a phone lives
_MARGIN_S = 40.0


class Traffic:
    """One centre's callers and phones, with a folder for sipp's files."""

    def __init__(
        self, options: ScreensOptions, centre: ScreensCentre, sipp: Sequence[str], folder: Path
    ) -> None:
        self._options = options
        self._centre = centre
        self._sipp = tuple(sipp)
        self._folder = folder
        self._turns = count(1)
        self._numbers = count(1)
        self._phones = {
            host: (host, free_port(host)) for host in (_WATCHED_HOST, _OTHERS_HOST, _CALLERS_HOST)
        }

    async def register(self) -> None:
        """Sign all desk phones in, from the sockets where they will answer."""
        options = self._options
        await self._register(_WATCHED_HOST, (options.watched,))
        await self._register(_OTHERS_HOST, options.extensions[1:])

    async def run(self) -> SippResult:
        """One stretch of calls at the rate of the options; returns when all are over."""
        options = self._options
        folder = self._folder / f"traffic-{next(self._turns)}"
        seconds = options.calls / options.rate_per_s + _MARGIN_S
        watched = self._phone(_WATCHED_HOST, PAGE_TALK_MS, seconds, folder / "watched")
        others = self._phone(_OTHERS_HOST, options.talk_ms, seconds, folder / "others")
        job = SippJob(
            caller(self._centre.number, patience_ms=round(seconds * 1000)),
            self._phones[_CALLERS_HOST],
            self._centre.sip,
            timeout_s=seconds,
            calls=options.calls,
            rate_per_s=options.rate_per_s,
            rows=[(f"7{next(self._numbers):08d}",) for _ in range(options.calls)],
        )
        async with watched, others:
            await watched.listening()
            await others.listening()
            await self._centre.make_ready(options.extensions)
            called = await run_sipp(self._sipp, folder / "callers", job)
            await self._centre.make_ready(())
        return called

    def _phone(self, host: str, talk_ms: int, seconds: float, folder: Path) -> SippRun:
        job = SippJob(
            phone_with_talk_times(answer_after_ms=ANSWER_AFTER_MS),
            self._phones[host],
            self._centre.sip,
            timeout_s=seconds + _MARGIN_S,
            rows=[(str(talk_ms),)],
            extra=_ALIVE,
        )
        return SippRun(self._sipp, folder, job)

    async def _register(self, host: str, extensions: Sequence[str]) -> None:
        rows = [registration_row(each, self._centre.passwords[each]) for each in extensions]
        job = SippJob(
            registering(),
            self._phones[host],
            self._centre.sip,
            timeout_s=30,
            calls=len(rows),
            rate_per_s=50,
            rows=rows,
            extra=_ALIVE,
        )
        result = await run_sipp(self._sipp, self._folder / f"sign-on-{host}", job)
        if result.exit_code or result.succeeded < len(rows):
            raise CouldNotMeasure(
                f"{result.succeeded} of {len(rows)} phones could register: "
                f"{result.errors[-300:] or 'no reason given'}"
            )


def free_port(host: str) -> int:
    """A UDP port of that address that nobody has."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
