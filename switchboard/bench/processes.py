"""How much processor time a process has used, from the kernel's own account."""

import os
from pathlib import Path

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def cpu_s(pid: int) -> float:
    """User and system seconds of a process and all its threads since its start.

    Raises LookupError when there is no such process.
    """
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError as error:
        raise LookupError(f"process {pid} is not there ({error.strerror})") from None
    return parse_stat(text)


def parse_stat(text: str) -> float:
    """Fields 14 and 15 of `/proc/PID/stat`; the name in field 2 may hold anything."""
    fields = text.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_S
