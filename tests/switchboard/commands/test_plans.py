import json
from pathlib import Path

import pytest
import yaml

from switchboard.commands import plans
from switchboard.plan import BUILT_IN, load_plan
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


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in_plans_are_good(office: Office, name: str) -> None:
    result = office.run("plan", "check", name)
    assert result.exit_code == 0
    assert "no findings" in result.stdout


def test_the_configured_plan_is_meant_when_none_is_named(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "shop.yaml"
    file.write_text(SHOP)
    monkeypatch.setenv("CALLWRIGHT_PLAN", str(file))
    assert office.run("plan", "check").stdout == "[b]Shop ☎: 1 number, 1 queue, no findings.\n"
    assert json.loads(office.run("plan", "show", "--json").stdout)["name"] == "[b]Shop ☎"


def test_a_shown_plan_is_a_plan_again(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    file.write_text(SHOP.replace("Shop", "Shop " + "word " * 12))
    shown = office.run("plan", "show", str(file)).stdout
    again = tmp_path / "again.yaml"
    again.write_text(shown)
    assert load_plan(str(again)) == load_plan(str(file))
    value = json.loads(office.run("plan", "show", str(file), "--json").stdout)
    assert value == yaml.safe_load(shown)
    assert value["queues"][0]["wrap_up_s"] > 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SHOP.replace("queue: sales}]\nq", "queue: sale}]\nq"), "did you mean sales?"),
        (SHOP + "timezone: Europe/Berlinn", "did you mean Europe/Berlin?"),
        (SHOP + "colour: red", "colour"),
        ("name: [", "not YAML"),
        ("[]", "must be a mapping"),
        ("!!python/object/apply:os.system ['id']", "not YAML"),
    ],
)
def test_a_wrong_plan_is_told_with_its_place(
    office: Office, tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(text)
    result = office.run("plan", "check", str(file))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr
    assert str(file) in result.stderr
