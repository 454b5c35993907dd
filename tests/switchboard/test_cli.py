"""The whole command line from outside: every command explains itself, and what it answers."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from switchboard import cli
from tests.support.service import CALLWRIGHT


def commands() -> Iterator[tuple[str, ...]]:
    """Every command's words."""
    for name, command in get_command(cli.app).commands.items():  # type: ignore[attr-defined]  # typer hides the group's type
        inner = getattr(command, "commands", None)
        if inner is None:
            yield (name,)
        else:
            yield from ((name, each) for each in inner)


def test_the_names_that_are_kept_stable() -> None:
    assert {
        ("run",),
        ("doctor",),
        ("test-call",),
        ("user", "add"),
        ("user", "list"),
        ("user", "passwd"),
        ("user", "disable"),
        ("user", "sip-password"),
        ("plan", "check"),
        ("plan", "show"),
        ("plan", "diff"),
        ("plan", "import"),
        ("plan", "export"),
        ("plan", "publish"),
        ("plan", "rollback"),
        ("plan", "revisions"),
        ("hours", "close"),
        ("hours", "open"),
        ("incident",),
        ("calls", "list"),
        ("calls", "show"),
        ("calls", "export"),
        ("bench", "line"),
    } <= set(commands())


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_every_help_ends_with_an_example_of_itself(words: tuple[str, ...]) -> None:
    result = CliRunner().invoke(cli.app, [*words, "--help"])
    assert result.exit_code == 0
    last = result.stdout.strip().splitlines()[-1].strip()
    assert last.startswith("Example: ")
    assert f"callwright {' '.join(words)}" in last


@pytest.mark.parametrize(
    "words", [("fly",), ("user", "fly"), ("doctor", "--fly"), ("calls", "show"), ()]
)
def test_wrong_use_has_status_2(words: tuple[str, ...]) -> None:
    assert CliRunner().invoke(cli.app, list(words)).exit_code == 2


@pytest.mark.parametrize("start", [(str(CALLWRIGHT),), (sys.executable, "-m", "switchboard")])
def test_both_ways_to_start_it(start: tuple[str, ...]) -> None:
    done = subprocess.run(
        [*start, "--help"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Example: callwright run" in done.stdout
