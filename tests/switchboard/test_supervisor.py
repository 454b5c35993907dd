"""The supervisor as a process of its own, over children that behave in every way."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from switchboard import supervisor
from tests.support.waiting import until

_RUNNER = """
import sys
from switchboard import supervisor
supervisor.LONGEST_PAUSE_S = float(sys.argv[3])
supervisor.FIRST_PAUSE_S = float(sys.argv[4])
sys.exit(supervisor.Supervisor([sys.executable, sys.argv[1]], float(sys.argv[2])).run())
"""

_CHILD = """
import os, signal, sys, time
log = open({log!r}, "a", buffering=1)
def say(what): log.write(f"{{os.getpid()}} {{what}}\\n")
def stop(number, frame):
    say(f"signal {{number}}")
    sys.exit(0)
beat = int(os.environ["CALLWRIGHT_HEARTBEAT_FD"])
runs = int(open({count!r}).read() or 0) + 1
open({count!r}, "w").write(str(runs))
say("started")
def wait():
    while True: signal.pause()
"""


class Supervised:
    """One supervisor over one child script."""

    def __init__(self, folder: Path, stack: AsyncExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self._log = folder / "child.log"
        self.errors = folder / "errors.log"
        self.process: asyncio.subprocess.Process

    async def start(
        self, body: str, *, silent_s: float = 20.0, longest_s: float = 0.05, first_s: float = 0.01
    ) -> None:
        """`body` is what the child does; `runs` is 1 at its first start."""
        count = self._folder / "count"
        count.write_text("")
        child = self._folder / "child.py"
        child.write_text(_CHILD.format(log=str(self._log), count=str(count)) + body)
        with self.errors.open("wb") as errors:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-c",
                _RUNNER,
                str(child),
                *(str(each) for each in (silent_s, longest_s, first_s)),
                stderr=errors,
                start_new_session=True,
            )
        self._stack.push_async_callback(self._clear)

    def said(self) -> list[tuple[int, str]]:
        """Process id and word of everything that children said."""
        lines = self._log.read_text().splitlines() if self._log.exists() else []
        pairs = (line.partition(" ") for line in lines if " " in line)
        return [(int(pid), what) for pid, _, what in pairs]

    def words(self) -> list[str]:
        return [what for _, what in self.said()]

    async def until_said(self, what: str, count: int = 1) -> int:
        """Wait for a word; answers the process id of who said it."""

        def found() -> list[int] | None:
            pids = [pid for pid, word in self.said() if word == what]
            return pids if len(pids) >= count else None

        return (await until(found, 15, f"{what} {count} times in {self.said()}"))[count - 1]

    async def ended(self) -> int:
        return await asyncio.wait_for(self.process.wait(), 15)

    async def _clear(self) -> None:
        for pid in {pid for pid, _ in self.said()}:
            if _is_child(pid, self._folder):
                os.kill(pid, signal.SIGKILL)
        if self.process.returncode is None:
            self.process.kill()
            await self.process.wait()


def _is_child(pid: int, folder: Path) -> bool:
    try:
        return str(folder).encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


@pytest.fixture
async def supervised(tmp_path: Path) -> AsyncIterator[Supervised]:
    async with AsyncExitStack() as stack:
        yield Supervised(tmp_path, stack)


SERVE = """
os.write(beat, b"r")
signal.signal(signal.SIGTERM, stop)
signal.signal(signal.SIGINT, stop)
say("ready")
wait()
"""


async def test_a_killed_service_is_started_again(supervised: Supervised) -> None:
    await supervised.start(SERVE)
    first = await supervised.until_said("ready")
    os.kill(first, signal.SIGKILL)
    second = await supervised.until_said("ready", 2)
    assert second != first
    assert "signal 9" in supervised.errors.read_text()
    supervised.process.terminate()
    assert await supervised.ended() == 0
    assert supervised.words()[-1] == "signal 15"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_is_passed_on_and_the_service_may_finish(
    supervised: Supervised, number: signal.Signals
) -> None:
    await supervised.start(SERVE)
    await supervised.until_said("ready")
    supervised.process.send_signal(number)
    assert await supervised.ended() == 0
    assert supervised.words() == ["started", "ready", f"signal {int(number)}"]


@pytest.mark.parametrize("status", [supervisor.STOPPED, supervisor.WRONG_USE, supervisor.REPLACED])
@pytest.mark.parametrize("ready", ["", 'os.write(beat, b"r")\n'])
async def test_some_ends_are_final(supervised: Supervised, status: int, ready: str) -> None:
    await supervised.start(f"{ready}sys.exit({status})")
    assert await supervised.ended() == status
    assert supervised.words() == ["started"]


async def test_a_refused_first_start_is_final(supervised: Supervised) -> None:
    await supervised.start("sys.exit(1)")
    assert await supervised.ended() == supervisor.REFUSED
    assert supervised.words() == ["started"]


async def test_a_refused_start_after_a_good_one_is_tried_again(supervised: Supervised) -> None:
    await supervised.start(
        'os.write(beat, b"r") if runs == 1 else None\nsys.exit(1 if runs < 5 else 0)'
    )
    assert await supervised.ended() == 0
    assert supervised.words() == ["started"] * 5


async def test_a_service_that_is_killed_before_it_is_ready_is_tried_again(
    supervised: Supervised,
) -> None:
    await supervised.start("os.kill(os.getpid(), 9) if runs < 3 else sys.exit(0)")
    assert await supervised.ended() == 0
    assert supervised.words() == ["started"] * 3


async def test_a_service_that_falls_silent_is_replaced(supervised: Supervised) -> None:
    await supervised.start(
        """
os.write(beat, b"r")
signal.signal(signal.SIGTERM, stop)
say("ready")
if runs == 1: wait()  # and not one sign of life more
while True:
    os.write(beat, b".")
    time.sleep(0.05)
""",
        silent_s=0.5,
    )
    first = await supervised.until_said("ready")
    second = await supervised.until_said("ready", 2)
    assert first != second
    assert "hangs" in supervised.errors.read_text()
    supervised.process.terminate()
    assert await supervised.ended() == 0


async def test_a_stopped_process_is_replaced_too(supervised: Supervised) -> None:
    await supervised.start(
        """
os.write(beat, b"r")
signal.signal(signal.SIGTERM, stop)
say("ready")
while True:
    os.write(beat, b".")
    time.sleep(0.05)
""",
        silent_s=0.5,
    )
    os.kill(await supervised.until_said("ready"), signal.SIGSTOP)
    await supervised.until_said("ready", 2)
    supervised.process.terminate()
    assert await supervised.ended() == 0


async def test_a_start_may_take_as_long_as_it_needs(supervised: Supervised) -> None:
    """The first start may fetch Asterisk: silence counts only after `ready`."""
    await supervised.start("time.sleep(0.5)\n" + SERVE, silent_s=0.1)
    await supervised.until_said("ready")
    assert supervised.words() == ["started", "ready"]


async def test_a_grandchild_that_keeps_the_pipe_open_does_not_hide_the_end(
    supervised: Supervised,
) -> None:
    await supervised.start(
        """
signal.signal(signal.SIGTERM, stop)
os.write(beat, b"r")
if runs == 1:
    os.set_inheritable(beat, True)
    if os.fork() == 0:
        say("grandchild")
        wait()
    os._exit(9)
say("again")
wait()
""",
        silent_s=0.5,
    )
    await supervised.until_said("again")
    supervised.process.terminate()
    assert await supervised.ended() == 0


async def test_stopping_in_the_pause_starts_nothing_any_more(supervised: Supervised) -> None:
    await supervised.start(
        'os.write(beat, b"r")\nos.kill(os.getpid(), 9) if runs == 1 else None\n' + SERVE,
        first_s=1.0,
        longest_s=1.0,
    )
    await until(lambda: "starting it again" in supervised.errors.read_text(), 10, "the pause")
    supervised.process.terminate()
    assert await supervised.ended() == 0
    assert supervised.words() == ["started"]


async def test_stopping_before_the_service_listens_to_signals_ends_it(
    supervised: Supervised,
) -> None:
    await supervised.start("wait()")
    await supervised.until_said("started")
    supervised.process.terminate()
    assert await supervised.ended() == 0


async def test_a_key_in_the_terminal_is_heard_once(supervised: Supervised) -> None:
    """Ctrl+C goes to every process of the terminal's group: twice would mean `at once`."""
    await supervised.start(
        """
def count(number, frame): say(f"signal {number}")
signal.signal(signal.SIGINT, count)
signal.signal(signal.SIGTERM, stop)
os.write(beat, b"r")
say("ready")
wait()
"""
    )
    await supervised.until_said("ready")
    os.killpg(supervised.process.pid, signal.SIGINT)
    await supervised.until_said("signal 2")
    supervised.process.terminate()
    assert await supervised.ended() == 0
    assert supervised.words() == ["started", "ready", "signal 2", "signal 15"]


async def test_pauses_grow_to_their_limit(supervised: Supervised, tmp_path: Path) -> None:
    await supervised.start(
        'os.write(beat, b"r")\nsys.exit(1 if runs < 8 else 0)', first_s=0.01, longest_s=0.04
    )
    assert await supervised.ended() == 0
    assert supervised.words() == ["started"] * 8


def test_a_service_is_back_soon_and_never_spins() -> None:
    assert 0 < supervisor.FIRST_PAUSE_S <= 0.5
    assert supervisor.FIRST_PAUSE_S < supervisor.LONGEST_PAUSE_S <= 10
    assert supervisor.SILENT_S > 5
