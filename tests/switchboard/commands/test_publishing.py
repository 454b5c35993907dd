"""Publishing from the command line, with and without a service."""

import json
from pathlib import Path

import pytest

from switchboard.commands import publishing
from switchboard.home import Home, HomeLock
from tests.support.service import Service
from tests.switchboard.commands.conftest import Office

SHOP = """\
name: Shop
numbers: [{number: "100", queue: sales}]
queues: [{queue: sales, name: Sales}]
"""


@pytest.fixture
def file(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "shop.yaml"
    made.write_text(SHOP)
    monkeypatch.setenv("CALLWRIGHT_PLAN", "minimal")
    return made


def test_without_a_service_it_is_published_in_the_home(office: Office, file: Path) -> None:
    result = office.run("plan", "publish", str(file), "--note", "the shop")
    assert result.exit_code == 0, result.output
    assert result.stdout.endswith("Revision 2 is published.\n")
    assert "queue sales: is new" in result.stdout
    assert "the next start takes it up" in result.stderr
    assert office.run("plan", "export").stdout == SHOP
    back = office.run("plan", "rollback", "1", "--json")
    assert json.loads(back.stdout)["rollback_of"] == 1
    assert office.run("plan", "export").stdout == office.run("plan", "export", "1").stdout


def test_what_is_refused_is_told_as_check_tells_it(office: Office, file: Path) -> None:
    file.write_text(SHOP.replace("queue: sales}]\nq", "queue: sale}]\nq"))
    result = office.run("plan", "publish", str(file))
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{file}:2:27: error: numbers.0.queue: number 100 leads to no queue" in result.stderr
    assert office.run("plan", "rollback", "9").exit_code == 1
    assert publishing.publish_plan.__doc__


def test_a_file_becomes_the_draft(office: Office, file: Path) -> None:
    assert office.run("plan", "import", str(file)).stdout == "The draft is at version 1.\n"
    again = office.run("plan", "import", "-", "--json", typed="name: half")
    assert json.loads(again.stdout) == {"version": 2, "base": 1}


def test_a_home_in_use_by_a_silent_service_is_left_alone(office: Office, file: Path) -> None:
    home = Home(office.home)
    home.prepare()
    lock = HomeLock(home)
    lock.take()
    result = office.run("plan", "publish", str(file))
    assert result.exit_code == 1
    assert "in use" in result.stderr
    lock.release()


@pytest.mark.line
async def test_a_running_service_takes_a_plan_up_at_once(service: Service, tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    file.write_text(SHOP.replace('"100"', '"300"'))
    status, out, errors = await service.run("plan", "publish", str(file), "--note", "moved")
    assert (status, errors) == (0, "")
    assert out.endswith("Revision 2 is published.\n")
    dialplan = (service.home / "asterisk" / "etc" / "extensions.conf").read_text()
    assert "exten => 300,1," in dialplan
    assert "exten => 100,1," in dialplan  # somebody may be in it just now
    status, out, _ = await service.run("plan", "rollback", "1", "--json")
    assert (status, json.loads(out)["revision"]) == (0, 3)
    file.write_text("name: x")
    status, out, errors = await service.run("plan", "publish", str(file))
    assert (status, out) == (1, "")
    assert "numbers is missing" in errors
    status, _, errors = await service.run("hours", "close", "nowhere")
    assert (status, "no calendar nowhere" in errors) == (1, True)
    status, out, _ = await service.run("incident", "--off")
    assert (status, out) == (0, "No incident is told.\n")
