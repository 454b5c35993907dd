import json
from pathlib import Path

import pytest
import yaml

from switchboard.commands import plans
from switchboard.home import Home
from switchboard.plan import BUILT_IN, load_plan, plan_text
from tests.support.planned import plan_files
from tests.switchboard.commands.conftest import Office

SHOP = """
name: "[b]Shop ☎"
numbers: [{number: "100", queue: sales}]
queues: [{queue: sales, name: Sales}]
"""


def test_the_group_explains_itself(office: Office) -> None:
    text = office.run("plan").output
    for command in plans.app.registered_commands:
        assert str(command.name) in text
        assert (
            office.run("plan", str(command.name), "--help")
            .output.rstrip()
            .splitlines()[-1]
            .startswith("  Example: ")
        )


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in_plans_are_good(office: Office, name: str) -> None:
    result = office.run("plan", "check", name)
    assert result.exit_code == 0
    assert "no findings" in result.stdout


def test_before_the_first_start_the_configured_plan_is_meant(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "shop.yaml"
    file.write_text(SHOP)
    monkeypatch.setenv("CALLWRIGHT_PLAN", str(file))
    assert office.run("plan", "check").stdout == "[b]Shop ☎: 1 number, 1 queue, no findings.\n"
    assert json.loads(office.run("plan", "show", "--json").stdout)["name"] == "[b]Shop ☎"


def test_afterwards_the_plan_in_force_is_meant(office: Office) -> None:
    plan_files(Home(office.home).plan, SHOP, plan_text("minimal"))
    assert office.run("plan", "check").stdout.startswith("Minimal: ")
    assert office.run("plan", "export").stdout == plan_text("minimal")
    assert office.run("plan", "export", "1").stdout == SHOP
    assert json.loads(office.run("plan", "export", "1", "--json").stdout)["name"] == "[b]Shop ☎"


def test_a_shown_plan_is_a_plan_again(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    file.write_text(SHOP.replace("Shop", "Shop " + "word " * 12))
    for source in (str(file), "example"):
        shown = office.run("plan", "show", source).stdout
        again = tmp_path / "again.yaml"
        again.write_text(shown)
        assert load_plan(str(again)) == load_plan(source)
    value = json.loads(office.run("plan", "show", str(file), "--json").stdout)
    assert value == yaml.safe_load(office.run("plan", "show", str(file)).stdout)
    assert value["queues"][0]["wrap_up_s"] > 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SHOP.replace("queue: sales}]\nq", "queue: sale}]\nq"), ":3:27: error: numbers.0.queue"),
        (SHOP + "timezone: Europe/Berlinn", ":5:1: error: timezone: no such time zone"),
        (SHOP + "colour: red", ":5:1: error: colour: there is no field colour"),
        ("name: [", ":2:1: error: not YAML"),
        ("[]", "must be a mapping"),
        ("!!python/object/apply:os.system ['id']", "not YAML"),
    ],
)
def test_a_wrong_plan_is_told_with_line_and_column(
    office: Office, tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(text)
    result = office.run("plan", "check", str(file))
    assert result.exit_code == 1
    assert said in result.stdout
    assert result.stdout.startswith(str(file))
    found = json.loads(office.run("plan", "check", str(file), "--json").stdout)
    assert found["good"] is False
    assert found["findings"][0]["severity"] == "error"


def test_warnings_are_told_and_are_no_errors(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "odd.yaml"
    file.write_text(SHOP + "flow: {lost: {kind: hang_up}}\n")
    result = office.run("plan", "check", str(file))
    assert result.exit_code == 0
    assert ":5:8: warning: flow.lost: no caller ever comes" in result.stdout


def test_what_is_not_there_is_wrong_use(office: Office, tmp_path: Path) -> None:
    for source in ("7", str(tmp_path / "nowhere.yaml")):
        result = office.run("plan", "check", source)
        assert (result.exit_code, result.stdout) == (2, "")
        assert source in result.stderr
    (tmp_path / "wrong.yaml").write_text("name: x")
    result = office.run("plan", "show", str(tmp_path / "wrong.yaml"))
    assert result.exit_code == 2
    assert "has errors" in result.stderr


def test_two_plans_are_compared(office: Office, tmp_path: Path) -> None:
    plan_files(Home(office.home).plan, SHOP)
    other = tmp_path / "other.yaml"
    other.write_text(SHOP.replace("name: Sales", "name: Sales, ring_s: 20"))
    assert office.run("plan", "diff", "1", str(other)).stdout == "queue sales: ring_s 15 → 20\n"
    assert office.run("plan", "diff", str(other)).stdout == "queue sales: ring_s 20 → 15\n"
    assert office.run("plan", "diff", "1", "1").stdout == "no difference\n"
    (change,) = json.loads(office.run("plan", "diff", "1", str(other), "--json").stdout)
    assert (change["before"], change["after"]) == (15.0, 20.0)


def test_revisions_are_listed_the_newest_first(office: Office) -> None:
    plan_files(Home(office.home).plan, SHOP, SHOP + "# again\n")
    shown = office.run("plan", "revisions").stdout.splitlines()
    assert [line.split()[0] for line in shown[1:]] == ["2", "1"]
    found = json.loads(office.run("plan", "revisions", "--json", "--limit", "1").stdout)
    assert [each["revision"] for each in found] == [2]
