"""Other programs, run to their end: never through a shell, never with input."""

import subprocess
from collections.abc import Mapping, Sequence


def run(
    argv: Sequence[str], env: Mapping[str, str] | None = None, timeout_s: float | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run a program and hand back what it said, as text.

    Raises `OSError` when it cannot be started, `subprocess.TimeoutExpired` after
    `timeout_s`.
    """
    return subprocess.run(  # noqa: S603 - arguments are our own words, and there is no shell
        argv,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=timeout_s,
        check=False,
    )


def said(argv: Sequence[str], timeout_s: float = 20.0) -> str:
    """Everything a program says, or nothing when it fails to run."""
    try:
        result = run(argv, timeout_s=timeout_s)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return result.stdout + result.stderr if result.returncode == 0 else ""
