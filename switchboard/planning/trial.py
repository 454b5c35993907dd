"""A trial of the draft: past calls played again under the plan in force and under the draft.

Both plays are those of `callwright plan replay`, in a process of their own with a lower
claim to the processor, so that living calls notice nothing.
"""

import asyncio
import contextlib
import csv
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import structlog

from routing.calllog import COLUMNS
from switchboard.planning.checking import read_plan
from vocabulary.plans import ReplayState
from vocabulary.records import CallRow

log = structlog.get_logger(__name__)

MOST_DAYS = 366
MOST_CALLS = 50_000
LEAST_CALLS = 100
NICENESS = 15
LONGEST_S = 1800.0
SEED = "1"
LINES_TO_HALF = 15
"""After so many lines of progress a play counts as half done: how many come is not known."""
PLAYS = ("published", "draft")

RowsSince = Callable[[datetime, int], Awaitable[Sequence[CallRow]]]
"""Calls that arrived since a moment, the newest first, at most so many."""


class TrialFailed(RuntimeError):
    """The trial cannot be made; the message says why, to whoever asked for it."""


class Command(NamedTuple):
    """How a replay is started; its options are appended."""

    argv: tuple[str, ...] = (sys.executable, "-m", "switchboard", "plan", "replay")


class Trial:
    """One trial at a time. Its state lasts until the next one begins."""

    def __init__(
        self, rows: RowsSince, now: Callable[[], datetime], command: Command | None = None
    ) -> None:
        self._rows = rows
        self._now = now
        self._command = command or Command()
        self._state = ReplayState()
        self._task: asyncio.Task[None] | None = None

    def state(self) -> ReplayState:
        """How it stands."""
        return self._state

    async def start(self, published: str, draft: str, days: int) -> ReplayState:
        """Begin, unless one runs already; what stands in the way is told in the state."""
        if self._task is not None and not self._task.done():
            return self._state
        if not 1 <= days <= MOST_DAYS:
            self._state = ReplayState("failed", 0.0, f"days must be from 1 to {MOST_DAYS}")
        elif read_plan(draft).usable is None:
            self._state = ReplayState("failed", 0.0, "the draft has errors; mend them first")
        else:
            self._state = ReplayState("running", 0.0, "reading the calls")
            self._task = asyncio.create_task(self._run(published, draft, days))
        return self._state

    async def stop(self) -> None:
        """End a trial that runs."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self, published: str, draft: str, days: int) -> None:
        try:
            result = await self._play(published, draft, days)
        except TrialFailed as error:
            self._state = ReplayState("failed", 0.0, str(error))
        except asyncio.CancelledError:
            self._state = ReplayState("failed", 0.0, "it was broken off")
            raise
        except Exception:
            log.exception("the trial of the draft ended by a mistake of ours")
            self._state = ReplayState("failed", 0.0, "an unforeseen failure; see service.log")
        else:
            self._state = ReplayState("done", 1.0, "", result)

    async def _play(self, published: str, draft: str, days: int) -> dict[str, Any]:
        zone = _zone(published)
        rows = await self._rows(self._now() - timedelta(days=days), MOST_CALLS)
        lines = list(_lines(rows, zone))
        if len(lines) < LEAST_CALLS:
            raise TrialFailed(
                f"only {len(lines)} calls came to a queue in the last {days} days; at least "
                f"{LEAST_CALLS} are needed. Choose more days, or wait for more calls"
            )
        result: dict[str, Any] = {"calls": len(lines)}
        with tempfile.TemporaryDirectory(prefix="callwright-trial-") as name:
            folder = Path(name)
            await asyncio.to_thread(_write_calls, folder / "calls.csv", lines)
            for text, play in zip((published, draft), PLAYS, strict=True):
                await asyncio.to_thread((folder / f"{play}.yaml").write_text, text, "utf-8")
                result[play] = await self._replay(folder, play)
        return result

    async def _replay(self, folder: Path, play: str) -> Any:
        arguments = ["--calls", "calls.csv", "--plan", f"{play}.yaml", "--seed", SEED, "--json"]
        if play != PLAYS[0]:  # the same callers under both, for the differences
            arguments += ["--published", f"{PLAYS[0]}.yaml"]
        process = await asyncio.create_subprocess_exec(
            *self._command.argv,
            *arguments,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, process.pid, NICENESS)
            async with asyncio.timeout(LONGEST_S):
                assert process.stdout is not None
                told, said = await asyncio.gather(
                    self._follow(process, play), process.stdout.read()
                )
                status = await process.wait()
        except TimeoutError as error:
            raise TrialFailed(f"no end after {LONGEST_S:g} s; choose fewer days") from error
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if status != 0:
            raise TrialFailed(_why(told, play))
        return msgspec.json.decode(said)

    async def _follow(self, process: asyncio.subprocess.Process, play: str) -> list[str]:
        """Tell its progress; answers what it said of it."""
        assert process.stderr is not None
        lines: list[str] = []
        begun = PLAYS.index(play) / len(PLAYS)
        async for line in process.stderr:
            lines.append(line.decode(errors="replace").strip())
            share = len(lines) / (len(lines) + LINES_TO_HALF) / len(PLAYS)
            self._state = ReplayState("running", begun + share, f"{play}: {lines[-1][:200]}")
        return lines


def _zone(published: str) -> ZoneInfo:
    plan = read_plan(published).plan
    return plan.zone if plan is not None else ZoneInfo("UTC")


def _lines(rows: Sequence[CallRow], zone: ZoneInfo) -> Iterator[tuple[str, ...]]:
    """Calls that came to a queue, as the neutral call log has them, the oldest first.

    A call begins in its queue: time in the flow before is nobody's waiting.
    """
    for row in reversed(rows):
        queued = row.queued_at or row.arrived_at
        if row.queue is None or row.ended_at is None:
            continue
        if row.answered_at is not None and row.operator is not None:
            over, outcome = row.talk_ended_at or row.ended_at, "answered"
        else:
            waited = timedelta(seconds=row.waited_s) if row.waited_s is not None else None
            over, outcome = queued + waited if waited is not None else row.ended_at, "abandoned"
        answered = row.answered_at if outcome == "answered" else None
        if not queued <= (answered or queued) <= over:
            continue  # a clock was set meanwhile
        yield (
            row.id,
            _moment(queued, zone),
            row.queue,
            str(row.priority),
            "",  # who called does not matter, so it is not written
            _moment(answered, zone) if answered is not None else "",
            str(row.operator or "") if answered is not None else "",
            _moment(over, zone),
            outcome,
        )


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).isoformat()


def _write_calls(path: Path, lines: Sequence[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(lines)


def _why(told: Sequence[str], play: str) -> str:
    """What the replay said last, without the names of its files."""
    said = next((line for line in reversed(told) if line), "it did not say why")
    said = said.removeprefix("callwright: ").replace(f"--plan {play}.yaml: ", "")
    return f"under the plan {'in force' if play == 'published' else 'of the draft'}: {said[:500]}"
