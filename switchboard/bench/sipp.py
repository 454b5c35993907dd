"""Run sipp as a child process that always ends, and read what it counted.

Each run gets a folder of its own: scenario, CSV, statistics, messages, errors. The
process is ended by its own pid, first politely, then not.
"""

import asyncio
import contextlib
import csv
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from switchboard.bench.scenario import Scenario

_DELIMITER = ";"
_STOP_S = 3.0


@dataclass(frozen=True)
class SippJob:
    """What to run. `calls` None: answer until stopped (a phone's side).

    `local` and `remote` are host and port; `rows` are CSV lines injected in order, one
    a call. `limit` bounds the calls at once, `timeout_s` the whole run.
    """

    scenario: Scenario
    local: tuple[str, int]
    remote: tuple[str, int]
    timeout_s: float
    calls: int | None = None
    rate_per_s: float = 10.0
    limit: int = 2000
    rows: Sequence[Sequence[str]] = ()
    extra: Sequence[str] = ()
    media_ports: tuple[int, int] = (40_000, 49_998)


@dataclass(frozen=True)
class SippResult:
    """How a run ended. `created` = `succeeded` + `failed` + those cut when it was stopped."""

    exit_code: int
    created: int
    succeeded: int
    failed: int
    messages: Path
    errors: str = ""
    counts: dict[str, int] = field(default_factory=dict)


class SippBroke(RuntimeError):
    """sipp could not be started or told nothing."""


class SippRun:
    """One sipp process. Use as an async context manager; leaving it ends the process."""

    def __init__(self, argv: Sequence[str], folder: Path, job: SippJob) -> None:
        self._argv = tuple(argv)
        self._job = job
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self.messages = folder / "messages.log"

    async def __aenter__(self) -> "SippRun":
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / "scenario.xml").write_text(self._job.scenario.xml())
        if self._job.rows:
            (self._folder / "rows.csv").write_text(_csv_text(self._job.rows))
        with (self._folder / "output.log").open("wb") as output:
            try:
                self._process = await asyncio.create_subprocess_exec(
                    *self._argv,
                    *_options(self._job, self._folder),
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    cwd=self._folder,
                )
            except OSError as error:
                raise SippBroke(f"sipp does not start ({error}); run 'callwright doctor'") from None
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._end()

    @property
    def pid(self) -> int:
        """The process id, for whoever measures its use of the processor."""
        return self._running.pid

    @property
    def _running(self) -> asyncio.subprocess.Process:
        if self._process is None:
            raise SippBroke("sipp has not been started")
        return self._process

    @property
    def ended(self) -> bool:
        """The process is gone."""
        return self._running.returncode is not None

    async def listening(self, deadline_s: float = 5.0) -> None:
        """Wait until sipp's socket is bound, so that no first call is lost.

        Raises SippBroke with sipp's own words when it ended instead.
        """
        host, port = self._job.local
        limit = time.monotonic() + deadline_s
        while time.monotonic() < limit:
            if self.ended:
                raise SippBroke(f"sipp ended at once: {_tail(self._folder / 'output.log')}")
            if _bound(host, port):
                return
            await asyncio.sleep(0.02)
        raise SippBroke(f"sipp did not open {host}:{port} within {deadline_s:g} s")

    async def result(self) -> SippResult:
        """Wait for the natural end, at most the job's time, and read the counts."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._running.wait(), self._job.timeout_s + _STOP_S)
        return await self.stop()

    async def stop(self) -> SippResult:
        """End the process now, when it still runs, and read the counts."""
        await self._end()
        code = self._running.returncode
        return read_result(self._folder, -1 if code is None else code)

    def kill(self) -> None:
        """End the process at once and without a word: the phone whose power fails."""
        with contextlib.suppress(ProcessLookupError):
            self._running.kill()

    async def _end(self) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        # SIGUSR1 is sipp's own 'stop now' and makes it write its last counts.
        for sign in (signal.SIGUSR1, signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(sign)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), _STOP_S)
                return


async def run_sipp(argv: Sequence[str], folder: Path, job: SippJob) -> SippResult:
    """Run one job to its end."""
    async with SippRun(argv, folder, job) as run:
        return await run.result()


def _bound(host: str, port: int) -> bool:
    """A UDP socket of this machine has that address (read from the kernel's own table)."""
    packed = "".join(f"{int(part):02X}" for part in reversed(host.split(".")))
    wanted = f"{packed}:{port:04X}"
    table = Path("/proc/net/udp").read_text().splitlines()[1:]
    return any(line.split()[1] == wanted for line in table)


def _options(job: SippJob, folder: Path) -> list[str]:
    low, high = job.media_ports
    options = [
        f"{job.remote[0]}:{job.remote[1]}",
        *("-sf", "scenario.xml", "-i", job.local[0], "-p", str(job.local[1])),
        *("-mi", job.local[0], "-min_rtp_port", str(low), "-max_rtp_port", str(high)),
        *("-r", f"{job.rate_per_s:g}", "-l", str(job.limit)),
        *("-timeout", f"{job.timeout_s:g}s", "-timeout_error", "-nostdin"),
        *("-trace_stat", "-stf", "stat.csv", "-fd", "1"),
        *("-trace_msg", "-message_file", "messages.log"),
        *("-trace_err", "-error_file", "errors.log"),
    ]
    if job.calls is not None:
        options += ["-m", str(job.calls)]
    if job.rows:
        options += ["-inf", str(folder / "rows.csv")]
    return [*options, *job.extra]


def _csv_text(rows: Sequence[Sequence[str]]) -> str:
    for row in rows:
        for value in row:
            if _DELIMITER in value or "\n" in value:
                raise ValueError("a CSV field for sipp holds neither ';' nor a line end")
    return "SEQUENTIAL\n" + "".join(_DELIMITER.join(row) + "\n" for row in rows)


def read_result(folder: Path, exit_code: int) -> SippResult:
    """Counts from the last line of sipp's statistics. Raises SippBroke when there is none."""
    stat = folder / "stat.csv"
    rows: list[dict[str, str]] = []
    if stat.exists():
        with stat.open(newline="", errors="replace") as lines:
            rows = list(csv.DictReader(lines, delimiter=_DELIMITER))
    if not rows:
        raise SippBroke(f"sipp counted nothing: {_tail(folder / 'output.log')}")
    counts = {key: int(value) for key, value in rows[-1].items() if key and _whole(value)}
    return SippResult(
        exit_code=exit_code,
        created=counts.get("TotalCallCreated", 0),
        succeeded=counts.get("SuccessfulCall(C)", 0),
        failed=counts.get("FailedCall(C)", 0),
        messages=folder / "messages.log",
        errors=_without_jumps(_tail(folder / "errors.log")),
        counts=counts,
    )


def _whole(value: object) -> bool:
    return isinstance(value, str) and value.strip().isdigit()


def _without_jumps(errors: str) -> str:
    """sipp notes each jump of a scenario among the errors; those are planned."""
    return "\n".join(line for line in errors.splitlines() if "jumping to label" not in line)


def _tail(path: Path, size: int = 2000) -> str:
    if not path.exists():
        return ""
    with path.open("rb") as source:
        source.seek(max(0, path.stat().st_size - size))
        return source.read().decode(errors="replace").strip()
