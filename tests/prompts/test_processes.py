"""A speech program is held to its limits."""

import asyncio
import sys
from pathlib import Path

import pytest

from prompts.processes import ProgramFailed, converse
from tests.support.waiting import until


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


async def talk(code: str, given: bytes = b"", limit: int = 1 << 20, timeout_s: float = 20) -> bytes:
    return await converse(python(code), given, limit=limit, timeout_s=timeout_s)


async def test_what_is_given_comes_back() -> None:
    code = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read()[::-1])"
    assert await talk(code, "здесь".encode()) == "здесь".encode()[::-1]
    assert await talk(code, b"x" * 900_000) == b"x" * 900_000


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("import sys; print('no such voice', file=sys.stderr); sys.exit(3)", "no such voice"),
        ("import sys; sys.exit(3)", "status 3: it gave no reason"),
        ("while True: print('x' * 100000)", "more than 1 MB"),
        ("import sys\nwhile True: print('x' * 100000, file=sys.stderr)", "more than 1 MB"),
    ],
)
async def test_failures_are_told(code: str, says: str) -> None:
    with pytest.raises(ProgramFailed, match=says):
        await talk(code)


async def test_one_that_is_never_done_is_ended() -> None:
    with pytest.raises(ProgramFailed, match=r"not done after 0\.5 s"):
        await talk("import time; time.sleep(1000)", timeout_s=0.5)


async def test_one_that_wrote_too_much_is_over_at_once() -> None:
    """Again and again: what it wrote and nobody read must not keep it from being over."""
    both = "import sys\nwhile True: print('x' * 100000); print('y' * 100000, file=sys.stderr)"
    for _ in range(10):
        async with asyncio.timeout(10):
            with pytest.raises(ProgramFailed, match="more than 1 MB"):
                await talk(both)


def is_over(pid: int) -> bool:
    """Whether a process is gone, or waits only to be forgotten by its parent."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in {"Z", "X"}
    except FileNotFoundError:
        return True


async def test_what_it_started_ends_with_it(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    code = (
        "import pathlib, subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(1000)'])\n"
        f"pathlib.Path({str(note)!r}).write_text(str(child.pid))\n"
        "while True: print('x' * 100000)"
    )
    with pytest.raises(ProgramFailed):
        await talk(code)
    pid = int(note.read_text())
    await until(lambda: is_over(pid), 5, "the child is over")


async def test_one_that_does_not_listen_may_still_speak() -> None:
    assert await talk("print('hello')", b"x" * 10_000_000) == b"hello\n"


async def test_one_that_is_not_there() -> None:
    with pytest.raises(ProgramFailed, match="cannot be started"):
        await converse(["/nowhere/voice"], b"", limit=1, timeout_s=1)


async def test_it_sees_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLWRIGHT_SECRET", "hush")
    assert b"CALLWRIGHT" not in await talk("import os; print(sorted(os.environ))")
