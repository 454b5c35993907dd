"""`callwright plan replay`."""

import gzip
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from routing.simulation.baselines import LongestIdleFirstCome
from switchboard.commands import replay
from tests.support.call_logs import csv_of, played

app = typer.Typer()
app.command("replay")(replay.replay_log)

PLAN = """
name: Replayed
numbers: [{number: "100", queue: billing}]
queues:
  - {queue: billing, name: Billing, threshold_s: 40}
"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("logs") / "calls.csv.gz"
    calls = played(LongestIdleFirstCome(), days=2)[2]
    file.write_bytes(gzip.compress(csv_of(calls).encode()))
    return file


def test_all_policies_for_a_program(log: Path) -> None:
    result = run("--calls", log, "--replications", "1", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert [policy["policy"] for policy in told["policies"]] == [
        "ours",
        "longest_idle_fcfs",
        "app_queue_rrmemory",
        "app_queue_leastrecent",
        "app_queue_fewestcalls",
    ]
    assert len(told["paired"]) == 4
    assert told["threshold_s"] == 20.0
    assert told["service_level_variant"] == "all_offered"
    assert told["fit"]["log"]["wait_mean_s"] > 0
    assert "ours: replication 1 of 1" in result.stderr


def test_two_plans_meet_the_same_callers(log: Path, tmp_path: Path) -> None:
    draft, published = tmp_path / "draft.yaml", tmp_path / "published.yaml"
    draft.write_text(PLAN)
    published.write_text(PLAN)
    options = ("--plan", draft, "--published", published, "--replications", "1", "--json")
    told = json.loads(run("--calls", log, *options).stdout)
    (paired,) = [each for each in told["paired"] if each["against"] == "published"]
    assert paired["wait_mean_s"]["diff"] == paired["service_level"]["diff"] == 0.0
    few = PLAN.replace("threshold_s: 40", "operators: [nobody], threshold_s: 40")
    draft.write_text(few)
    told = json.loads(run("--calls", log, *options).stdout)
    (paired,) = [each for each in told["paired"] if each["against"] == "published"]
    assert paired["service_level"]["diff"] < 0
    assert paired["abandonment"]["diff"] > 0


def test_a_table_for_people_under_a_plan(log: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(PLAN)
    result = run("--calls", log, "--plan", plan, "--replications", "1")
    assert result.exit_code == 0, result.output
    assert "as it was" in result.stdout
    assert "ours minus it" in result.stdout
    assert "Likeness:" in result.stdout


def test_a_plan_of_another_centre_is_wrong_usage(log: Path) -> None:
    result = run("--calls", log, "--plan", "example", "--replications", "1")
    assert result.exit_code == 2
    assert "none of the log's queues" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("--replications", "0"), "must be from 1 to"),
        (("--seed", "-1"), "must not be negative"),
    ],
)
def test_wrong_numbers(log: Path, arguments: tuple[str, ...], what: str) -> None:
    result = run("--calls", log, *arguments)
    assert result.exit_code == 2
    assert what in result.stderr


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "the call log is empty"),
        (b"\x1f\x8bnot really", "damaged"),
        (b"\xff\xfe\x00", "not UTF-8"),
    ],
)
def test_files_that_are_no_log(tmp_path: Path, content: bytes, what: str) -> None:
    file = tmp_path / "calls.csv"
    file.write_bytes(content)
    result = run("--calls", file)
    assert result.exit_code == 2
    assert what in result.stderr


def test_no_file_and_no_answers(tmp_path: Path) -> None:
    result = run("--calls", tmp_path / "none.csv")
    assert result.exit_code == 2
    assert "No such file" in result.stderr
    empty = tmp_path / "calls.csv"
    empty.write_text(csv_of([]))
    result = run("--calls", empty)
    assert result.exit_code == 1
    assert "no answered call" in result.stderr
