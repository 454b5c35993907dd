"""`callwright plan tune`."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from routing.simulation.baselines import LongestIdleFirstCome
from switchboard.commands import tuning
from switchboard.plan import load_plan
from tests.support.call_logs import csv_of, played

app = typer.Typer()
app.command("tune")(tuning.tune_plan)

PLAN = """
name: Tuned
numbers: [{number: "100", queue: billing}]
queues:
  - {queue: billing, name: Billing}
  - {queue: repair, name: Repair}
  - {queue: sales, name: Sales}
weights: {late: 0.0, occupancy: 0.0}
"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tune")
    (folder / "calls.csv").write_text(csv_of(played(LongestIdleFirstCome(), days=6)[2]))
    (folder / "short.csv").write_text(csv_of(played(LongestIdleFirstCome(), days=2)[2]))
    (folder / "plan.yaml").write_text(PLAN)
    return folder


def test_the_gain_is_told_and_the_plan_in_use_stays(files: Path) -> None:
    before = (files / "plan.yaml").read_text()
    tuned = files / "tuned.yaml"
    arguments = ("--calls", files / "calls.csv", "--plan", files / "plan.yaml")
    result = run(*arguments, "--evaluations", "6", "--goal", "even", "--write", tuned, "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["plays"] <= 6
    assert (files / "plan.yaml").read_text() == before
    assert set(told["gain_on_unseen_days"]) == {"mean", "ci95"}
    assert told["steps"], "even work is easily gained where occupancy weighed nothing"
    assert all(step["gain"]["mean"] > 0 for step in told["steps"])
    assert load_plan(str(tuned)).weights != load_plan(str(files / "plan.yaml")).weights
    again = run(*arguments, "--write", tuned)
    assert again.exit_code == 2
    assert "exists already" in again.stderr


def test_the_same_for_people(files: Path) -> None:
    result = run(
        "--calls", files / "calls.csv", "--plan", files / "plan.yaml", "--evaluations", "2"
    )
    assert result.exit_code == 0, result.output
    assert "plan stays" in result.stdout or "has not seen" in result.stdout


def test_too_few_days(files: Path) -> None:
    result = run("--calls", files / "short.csv", "--plan", files / "plan.yaml")
    assert result.exit_code == 1
    assert "at least 4 are needed" in result.stderr.replace("\n", " ")


def test_a_plan_that_has_nothing_to_do_with_the_log(files: Path) -> None:
    result = run("--calls", files / "calls.csv", "--plan", "minimal")
    assert result.exit_code == 2
    assert "none of the log's queues" in result.stderr.replace("\n", " ")
