import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from switchboard import orphan
from tests.support.waiting import until

_PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdout=subprocess.PIPE)
print(child.stdout.readline().decode().strip(), flush=True)
child.wait()
"""
_CHILD = """
import os, signal, sys
from switchboard.orphan import end_with_parent
def stop(number, frame):
    open({mark!r}, "w").write("ended in good order")
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
end_with_parent()
print(os.getpid(), flush=True)
while True: signal.pause()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of a parent's death")
async def test_a_service_whose_supervisor_is_killed_ends_in_good_order(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    parent = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _PARENT,
        _CHILD.format(mark=str(mark)),
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(orphan.__file__).parent.parent,
    )
    assert parent.stdout is not None
    child = int(await asyncio.wait_for(parent.stdout.readline(), 15))
    try:
        parent.kill()
        await parent.wait()
        await until(lambda: mark.exists() and mark.read_text(), 10, "the child ended")
    finally:
        if _lives(child):
            os.kill(child, signal.SIGKILL)
    assert mark.read_text() == "ended in good order"


def _lives(pid: int) -> bool:
    try:
        return b"end_with_parent" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def test_elsewhere_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    orphan.end_with_parent()
