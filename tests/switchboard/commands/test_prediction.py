import gzip
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from switchboard.commands import prediction
from tests.support.logs import Made, csv_lines, made_log

app = typer.Typer(pretty_exceptions_enable=False, rich_markup_mode=None)
app.command("predict-eval")(prediction.predict_eval)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


@pytest.fixture(scope="module")
def lines() -> list[str]:
    made = Made(queues=3, operators=10, days=6, calls_a_day=250, load=1.0, seed=2)
    return list(csv_lines(made_log(made)))


def test_the_figures_of_a_packed_log(lines: list[str], tmp_path: Path) -> None:
    path = tmp_path / "log.csv.gz"
    path.write_bytes(gzip.compress("".join(lines).encode()))
    result = run(str(path), "--train-share", "0.7", "--json")
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert (report["train_days"], report["test_days"]) == (4, 2)
    assert {queue["queue"] for queue in report["queues"]} == {"Q00", "Q01", "Q02"}
    assert "walking" in result.stderr


def test_people_see_a_table(lines: list[str], tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("".join(line.replace("Q00", "[b]x") for line in lines))
    result = run(str(path))
    assert result.exit_code == 0, result.output
    assert "[b]x" in result.stdout
    assert "P90 kept" in result.stdout


@pytest.mark.parametrize("share", ["0", "1", "-3"])
def test_a_share_must_leave_days_on_both_sides(tmp_path: Path, share: str) -> None:
    result = run(str(tmp_path / "log.csv"), "--train-share", share)
    assert result.exit_code == 2
    assert "between 0 and 1" in result.stderr


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.csv", None, "No such file"),
        ("no.csv", b"a,b\n1,2\n", "no column"),
        ("bad.csv", b"\xff\xfe\x00", "not UTF-8"),
        ("cut.csv.gz", gzip.compress(b"x" * 999, mtime=0)[:-9], "cut short"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(
    tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    result = run(str(path), "--json")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr


def test_a_log_that_is_too_short_is_not_measured(lines: list[str], tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("".join(lines[:100]))
    result = run(str(path), "--json")
    assert result.exit_code == 1
    assert "fewer than two days" in result.stderr
