import json
import tempfile
from pathlib import Path

import pytest

from switchboard.bench.routing import replay
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


def test_a_part_of_the_router_s_bench_is_one_json_object(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "QUICK", replay.Size(4, 12, 100, 1))
    result = office.run("bench", "routing", "--json", "--quick", "--only", "replay")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["replay"]["queues"] == 4
    assert "replay" in result.stderr
    told = office.run("bench", "routing", "--quick", "--only", "replay")
    assert "extrapolated" in told.stdout


def test_an_unknown_part_is_wrong_use(office: Office) -> None:
    result = office.run("bench", "routing", "--only", "luck")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--only luck: must be one of oracles" in result.stderr
