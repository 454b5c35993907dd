"""The line bench's blocks: one run of callers against a number, measured from outside.

A block starts the phones, has the operators made ready, lets the callers come, and adds
what the messages of both ends tell to the sums of ours or of app_queue.
"""

import random
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from switchboard.bench import app_queue
from switchboard.bench.centre import Centre
from switchboard.bench.figures import CallTrace, entry_to_ring, free_to_ring, spread, trace_calls
from switchboard.bench.messages import SipEvent, read_events
from switchboard.bench.options import ANSWER_AFTER_MS, LineOptions
from switchboard.bench.parties import caller, phone_with_talk_times, registering, registration_row
from switchboard.bench.processes import cpu_s
from switchboard.bench.sipp import SippJob, SippRun, run_sipp

Say = Callable[[str], None]

_CALLERS_HOST, _PHONES_HOST = "127.0.0.43", "127.0.0.41"
_ALIVE = ("-aa",)  # answers OPTIONS, by which Asterisk asks whether a phone lives
_CROWD_PER_PHONE = 10
_CROWD_TALK_MS = (400, 1600)
_CROWD_RATE_PER_S = 20.0
_WARM_UP_CALLS = 20


class CouldNotMeasure(RuntimeError):
    """The bench has no figures, and why."""


@dataclass(frozen=True)
class Block:
    """One run of callers against a number."""

    name: str
    number: str
    calls: int
    rate_per_s: float
    talk_ms: tuple[int, int]
    crowded: bool = False

    @property
    def timeout_s(self) -> float:
        """An end in any case: arrivals, then the longest crowd, then a margin."""
        rounds = _CROWD_PER_PHONE * 2 if self.crowded else 2
        return self.calls / self.rate_per_s + rounds * self.talk_ms[1] / 1000 + 30

    def talk_times(self) -> list[int]:
        """How long each call talks, in ms: the same list in every block, only cut."""
        chance = random.Random(1)  # noqa: S311 - not a secret
        return [chance.randint(*self.talk_ms) for _ in range(self.calls)]


@dataclass
class Sums:
    """What the blocks of one contestant add up to."""

    calls: int = 0
    failures: int = 0
    entry_s: list[float] = field(default_factory=list)
    free_s: list[float] = field(default_factory=list)
    asterisk_cpu_s: float = 0.0
    service_cpu_s: float = 0.0
    steady_calls: int = 0

    def add(
        self, block: Block, failures: int, traces: list[CallTrace], phones: list[SipEvent]
    ) -> list[float]:
        """Take a block's calls in; answers the spans that it gave."""
        self.calls += block.calls
        self.failures += failures
        spans = free_to_ring(traces, phones) if block.crowded else entry_to_ring(traces)
        if block.crowded:
            self.free_s += spans
        else:
            self.entry_s += spans
            self.steady_calls += block.calls
        return spans


class Bench:
    """One bench: the running centre, sipp, a scratch folder and a counter of callers."""

    def __init__(
        self, options: LineOptions, centre: Centre, sipp: Sequence[str], folder: Path, say: Say
    ) -> None:
        self._options = options
        self._centre = centre
        self._sipp = tuple(sipp)
        self._folder = folder
        self._say = say
        self._blocks = count(1)
        self._callers = count(1)
        self._callers_at = _CALLERS_HOST, _free_port(_CALLERS_HOST)
        self._phones_at = _PHONES_HOST, _free_port(_PHONES_HOST)
        self.ours = Sums()
        self.other = Sums()

    async def run(self) -> None:
        """Both phases. Raises CouldNotMeasure, SippBroke, LookupError or TimeoutError."""
        await self._sign_on()
        await self._steady()
        await self._crowded()

    async def _sign_on(self) -> None:
        """Register every phone from the socket where the phones will answer."""
        rows = [
            registration_row(extension, self._centre.passwords[extension])
            for extension in self._options.extensions
        ]
        job = SippJob(
            registering(),
            self._phones_at,
            self._centre.sip,
            timeout_s=30,
            calls=len(rows),
            rate_per_s=50,
            rows=rows,
            extra=_ALIVE,
        )
        result = await run_sipp(self._sipp, self._folder / "sign-on", job)
        if result.exit_code or result.succeeded < len(rows):
            raise CouldNotMeasure(
                f"{result.succeeded} of {len(rows)} phones could register: "
                f"{result.errors[-300:] or 'no reason given'}"
            )

    async def _steady(self) -> None:
        options = self._options
        half = options.calls // 2
        talk_ms = (options.talk_ms // 2, options.talk_ms * 3 // 2)
        for number in (app_queue.ALL_PHONES, self._centre.number):
            warm_up = Block("warm-up", number, _WARM_UP_CALLS, options.rate_per_s, talk_ms)
            await self._block(Sums(), warm_up)
        for sums, number, calls in (
            (self.other, app_queue.ALL_PHONES, half),
            (self.ours, self._centre.number, options.calls),
            (self.other, app_queue.ALL_PHONES, options.calls - half),
        ):
            name = "ours" if sums is self.ours else "app_queue"
            await self._block(sums, Block(name, number, calls, options.rate_per_s, talk_ms))

    async def _crowded(self) -> None:
        few = self._options.few
        for _ in range(2):
            for sums, number in (
                (self.ours, self._centre.number),
                (self.other, app_queue.FEW_PHONES),
            ):
                name = "ours, crowded" if sums is self.ours else "app_queue, crowded"
                calls = _CROWD_PER_PHONE * len(few)
                await self._block(
                    sums, Block(name, number, calls, _CROWD_RATE_PER_S, _CROWD_TALK_MS, True)
                )

    def _phones(self, talk_ms: Sequence[int], timeout_s: float, folder: Path) -> SippRun:
        job = SippJob(
            phone_with_talk_times(answer_after_ms=ANSWER_AFTER_MS),
            self._phones_at,
            self._centre.sip,
            timeout_s=timeout_s,
            rows=[(str(each),) for each in talk_ms],
            extra=_ALIVE,
        )
        return SippRun(self._sipp, folder / "phones", job)

    async def _block(self, sums: Sums, block: Block) -> None:
        """Run one block and add its figures to `sums`."""
        folder = self._folder / f"block-{next(self._blocks)}"
        job = SippJob(
            caller(block.number, patience_ms=round(block.timeout_s * 1000)),
            self._callers_at,
            self._centre.sip,
            timeout_s=block.timeout_s,
            calls=block.calls,
            rate_per_s=block.rate_per_s,
            rows=[(f"7{next(self._callers):08d}",) for _ in range(block.calls)],
        )
        async with self._phones(block.talk_times(), block.timeout_s + 30, folder) as phones:
            await phones.listening()
            ready = self._options.few if block.crowded else self._options.extensions
            await self._centre.make_ready(ready)
            before = self._cpu_s()
            called = await run_sipp(self._sipp, folder / "callers", job)
            after = self._cpu_s()
            rang = await phones.stop()
        phone_events = read_events(rang.messages)
        traces = trace_calls(read_events(called.messages), phone_events)
        unwhole = block.calls - sum(trace.whole for trace in traces)
        failures = max(unwhole, called.failed) + rang.failed
        spans = sums.add(block, failures, traces, phone_events)
        if not block.crowded:
            sums.asterisk_cpu_s += after[0] - before[0]
            sums.service_cpu_s += after[1] - before[1]
        shown = spread(spans)
        what = "free to ring" if block.crowded else "entry to ring"
        self._say(
            f"{block.name}: {block.calls} calls, {failures} failures, {what} "
            f"p50 {shown.p50_ms} ms, p99 {shown.p99_ms} ms"
        )

    def _cpu_s(self) -> tuple[float, float]:
        return cpu_s(self._centre.asterisk_pid), cpu_s(self._centre.service_pid)


def _free_port(host: str) -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
