import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import typer
from typer.testing import CliRunner, Result

from switchboard.commands import staffing

HEADER = "call_id,arrived_at,queue,priority,caller,answered_at,operator,ended_at,outcome"
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)

app = typer.Typer()
app.command("staffing")(staffing.staffing)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def a_log(days: int, queues: dict[str, float], hours: tuple[int, int] = (9, 12)) -> str:
    """Monday to Friday; `queues` by calls a day."""
    random, rows = np.random.default_rng(9), [HEADER]
    for day in range(days):
        if day % 7 > 4:
            continue
        for queue, a_day in queues.items():
            seconds = random.uniform(hours[0] * 3600, hours[1] * 3600, random.poisson(a_day))
            for second in np.sort(seconds).tolist():
                start = MONDAY + timedelta(days=day, seconds=round(second))
                patient, wait = (random.exponential(mean) for mean in (200.0, 20.0))
                if patient < wait:
                    over = start + timedelta(seconds=patient)
                    rows.append(f"1,{start.isoformat()},{queue},0,,,,{over.isoformat()},abandoned")
                    continue
                joined = start + timedelta(seconds=wait)
                over = joined + timedelta(seconds=random.exponential(150.0))
                rows.append(
                    f"1,{start.isoformat()},{queue},0,,{joined.isoformat()},anna,"
                    f"{over.isoformat()},answered"
                )
    return "\n".join(rows) + "\n"


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("logs") / "calls.csv.gz"
    queues = {"sales": 90.0, "[b]help": 40.0, "rare": 0.5}
    file.write_bytes(gzip.compress(a_log(28, queues).encode()))
    return file


def test_each_queue_and_all_pooled(log: Path) -> None:
    result = run(log, "--day", "tuesday", "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    pools = {pool["pool"]: pool for pool in told["pools"]}
    assert list(pools) == ["sales", "[b]help", "all queues"]
    assert pools["sales"]["kind"] == "queue"
    assert pools["all queues"]["kind"] == "generalists"
    apart = sum(pools[name]["week_presence_s"] for name in ("sales", "[b]help"))
    assert pools["all queues"]["week_presence_s"] < apart
    (tuesday,) = pools["all queues"]["weekdays"]
    assert [half["begins"] for half in tuesday["half_hours"]] == [
        "09:00",
        "09:30",
        "10:00",
        "10:30",
        "11:00",
        "11:30",
    ]
    assert told["skipped"][0]["queue"] == "rare"
    assert told["days"] == 20
    assert "sales (1 of 3)" in result.stderr


def test_a_week_for_people_with_a_picture(log: Path, tmp_path: Path) -> None:
    picture = tmp_path / "week.svg"
    result = run(log, "--queue", "[b]help", "--plot", picture, "--shrinkage", "0.5")
    assert result.exit_code == 0
    assert "monday" in result.stdout
    assert "saturday" not in result.stdout
    assert "[b]help" in result.stdout
    rows = {
        line.split()[0]: line.split()[1:] for line in result.stdout.splitlines() if line.split()
    }
    assert float(rows["paid"][0]) == pytest.approx(2 * float(rows["present"][0]), abs=0.2)
    assert "Operators needed: [b]help" in ElementTree.parse(picture).getroot()[0].text  # type: ignore[operator]  # a <title> has text


def test_one_weekday_in_detail(log: Path) -> None:
    result = run(log, "--queue", "sales", "--day", "WED", "--objective", "0.9", "--threshold", "30")
    assert result.exit_code == 0
    assert "90% of all calls answered within 30 s" in result.stdout
    assert result.stdout.count("% of days") == 6


def test_the_wrap_up_and_a_limit_of_abandonment_ask_for_more(log: Path) -> None:
    def present(*options: str) -> float:
        result = run(log, "--queue", "sales", "--day", "monday", "--json", *options)
        return float(json.loads(result.stdout)["pools"][0]["week_presence_s"])

    assert present("--wrap-up", "120") > present()
    assert present("--max-abandonment", "0.005") > present()


def test_the_centres_own_clock(log: Path) -> None:
    result = run(log, "--queue", "sales", "--timezone", "Asia/Tokyo", "--day", "mon", "--json")
    (monday,) = json.loads(result.stdout)["pools"][0]["weekdays"]
    assert monday["half_hours"][0]["begins"] == "18:00"


def test_a_log_in_two_files(tmp_path: Path) -> None:
    lines = a_log(14, {"sales": 30.0}, (9, 10)).splitlines(keepends=True)
    half = len(lines) // 2
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text("".join(lines[:half]))
    two.write_text(lines[0] + "".join(lines[half:]))
    result = run(two, one, "--day", "mon", "--json")
    told = json.loads(result.stdout)
    assert (told["calls"], len(told["pools"])) == (len(lines) - 1, 1)
    assert told["pools"][0]["kind"] == "queue"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--objective", "1"], "--objective 1: must be above 0 and at most 0.999"),
        (["--threshold", "-1"], "--threshold -1: must be from 0 and at most 1800"),
        (["--shrinkage", "1"], "--shrinkage 1"),
        (["--wrap-up", "nan"], "--wrap-up nan"),
        (["--max-abandonment", "0"], "--max-abandonment 0"),
        (["--day", "someday"], "must be one of monday"),
        (["--day", "t"], "must be one of monday"),
        (["--queue", "sale"], "it holds sales, [b]help, rare"),
        (["--timezone", "Berlin"], "no such time zone"),
        (["--timezone", "../etc"], "no such time zone"),
    ],
)
def test_wrong_use(log: Path, options: list[str], said: str) -> None:
    result = run(log, *options)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "No such file"),
        (b"", "empty"),
        (b"a,b\n1,2\n", "no column call_id"),
        (HEADER.encode() + b"\n1,x,sales,0,,,,y,\n", "line 2"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (gzip.compress(b"a", mtime=0)[:-4], "damaged or cut short"),
        (b"\x1f\x8bnonsense", "damaged or cut short"),
    ],
)
def test_a_file_that_is_no_call_log(tmp_path: Path, content: bytes | None, said: str) -> None:
    file = tmp_path / "calls.csv"
    if content is not None:
        file.write_bytes(content)
    result = run(file)
    assert result.exit_code == 2
    assert said in result.stderr
    assert str(file) in result.stderr


def test_too_little_is_a_failure_that_tells_what_is_needed(log: Path, tmp_path: Path) -> None:
    file = tmp_path / "calls.csv"
    file.write_text(a_log(5, {"sales": 40.0}))
    result = run(file)
    assert result.exit_code == 1
    assert "5 whole days with calls, 10 are needed" in result.stderr
    rare = run(log, "--queue", "rare")
    assert rare.exit_code == 1
    assert "50 and 20 are needed" in rare.stderr
    closed = run(log, "--day", "sunday")
    assert closed.exit_code == 1
    assert "no calls on a sunday" in closed.stderr


def test_a_picture_that_cannot_be_written(log: Path, tmp_path: Path) -> None:
    result = run(log, "--queue", "sales", "--day", "mon", "--plot", tmp_path / "no" / "x.svg")
    assert result.exit_code == 1
    assert "No such file or directory" in result.stderr
