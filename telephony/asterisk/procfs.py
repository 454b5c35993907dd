"""Living processes, told by their number and their command line."""

import asyncio
import os
import signal
from pathlib import Path

_PROC = Path("/proc")


def read_pid(path: Path) -> int | None:
    """The number in a pid file, or None."""
    try:
        pid = int(path.read_text().strip())
    except (OSError, ValueError):
        return None
    return pid if pid > 1 else None


def is_ours(pid: int, config: Path) -> bool:
    """Whether a process lives and was started with this configuration file.

    A number may have gone to another program since it was written down, so the command
    line decides. A dead child that nobody has buried yet has none.
    """
    try:
        arguments = (_PROC / str(pid) / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return os.fsencode(config) in arguments


def find(config: Path) -> int | None:
    """The process that was started with this configuration file, by search."""
    for entry in _PROC.iterdir():
        if entry.name.isdigit() and is_ours(int(entry.name), config):
            return int(entry.name)
    return None


async def wait_gone(pid: int) -> None:
    """Return when the process has ended; at once if it has already."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    loop = asyncio.get_running_loop()
    gone = asyncio.Event()
    loop.add_reader(handle, gone.set)
    try:
        await gone.wait()
    finally:
        loop.remove_reader(handle)
        os.close(handle)


def send(pid: int, number: signal.Signals) -> None:
    """Send a signal; nothing happens when the process is gone."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def tail(path: Path, limit: int = 4000) -> str:
    """The end of a text file, or an empty string."""
    try:
        with path.open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - limit))
            return file.read().decode(errors="replace")
    except OSError:
        return ""
