"""Processes are known by number and command line."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from telephony.asterisk import procfs


async def start(config: Path) -> asyncio.subprocess.Process:
    code = "import sys; print('up', flush=True); sys.stdin.read()"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, "-C", str(config),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    await process.stdout.readline()
    return process


async def test_a_process_is_ours_by_its_configuration(tmp_path: Path) -> None:
    config = tmp_path / "asterisk.conf"
    assert procfs.find(config) is None
    process = await start(config)
    assert procfs.is_ours(process.pid, config)
    assert not procfs.is_ours(process.pid, tmp_path / "other.conf")
    assert procfs.find(config) == process.pid
    gone = asyncio.create_task(procfs.wait_gone(process.pid))
    procfs.send(process.pid, signal.SIGKILL)
    await asyncio.wait_for(gone, 10)
    await process.wait()
    assert not procfs.is_ours(process.pid, config)
    await asyncio.wait_for(procfs.wait_gone(process.pid), 10)
    procfs.send(process.pid, signal.SIGTERM)


def test_pid_files(tmp_path: Path) -> None:
    path = tmp_path / "pid"
    assert procfs.read_pid(path) is None
    for text, pid in (("123\n", 123), ("x", None), ("-1", None), ("1", None), ("", None)):
        path.write_text(text)
        assert procfs.read_pid(path) == pid
    assert not procfs.is_ours(os.getpid(), path)


def test_the_tail_of_a_log(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"a" * 100 + b"\xffend")
    assert procfs.tail(tmp_path / "log", 4).endswith("end")
    assert procfs.tail(tmp_path / "none") == ""
