import tempfile
from pathlib import Path

import pytest

from switchboard.commands import bench
from tests.switchboard.commands.conftest import Office


@pytest.mark.parametrize(
    "arguments", [("--calls", "0"), ("--rate", "0"), ("--phones", "100000"), ("--calls", "many")]
)
def test_wrong_use_is_told_before_anything_starts(
    office: Office, arguments: tuple[str, ...]
) -> None:
    result = office.run("bench", "line", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert arguments[0] in result.stderr


def test_the_group_explains_itself(office: Office) -> None:
    assert bench.app.info.help is not None
    assert "line" in office.run("bench").output


@pytest.mark.line
def test_what_cannot_be_measured_is_told_in_one_line(
    office: Office, sipp_argv: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "a;b"  # Asterisk cannot have such a path
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    result = office.run("bench", "line", "--json", "--calls", "10")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines()[-1] == (
        "callwright: could not measure: the service ended with status 2"
    )
    assert list(scratch.iterdir()) == []
