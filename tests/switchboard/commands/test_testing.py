import json

import pytest

from switchboard.commands import testing
from tests.support.ports import free_sip_port
from tests.support.service import Service
from tests.switchboard.commands.conftest import Office
from vocabulary.records import Person
from vocabulary.states import Role


def test_without_a_centre_the_first_step_fails_with_what_to_check(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLWRIGHT_SIP_PORT", str(free_sip_port()))
    result = office.run("test-call")
    assert result.exit_code == 1
    assert result.stderr.startswith("callwright: the test call failed: ")
    assert "CALLWRIGHT_SIP_PORT" in result.stderr
    asked = office.run("test-call", "--json")
    value = json.loads(asked.stdout)
    assert (asked.exit_code, asked.stderr) == (1, "")
    assert value["ok"] is False
    assert value["recording"] is None
    assert [set(step) for step in value["steps"]] == [{"step", "at_ms"}] * len(value["steps"])


def test_an_operator_is_played_only_beside_a_running_service(office: Office) -> None:
    office.people(
        Person("dora", "Dora", frozenset({Role.OPERATOR}), "104"),
        Person("mia", "Mia", frozenset({Role.MANAGER})),
    )
    away = office.run("test-call", "--answer-as", "dora")
    assert (away.exit_code, away.stdout) == (1, "")
    assert "callwright run" in away.stderr
    for name in ("mia", "nobody"):
        result = office.run("test-call", "--answer-as", name)
        assert result.exit_code == 1
        assert f"{name} is no operator with an extension" in result.stderr


@pytest.mark.parametrize("wait", ["0", "601", "soon"])
def test_a_wrong_limit_is_wrong_use(office: Office, wait: str) -> None:
    assert testing.test_call.__doc__ is not None
    assert office.run("test-call", "--wait-s", wait).exit_code == 2


@pytest.mark.line
async def test_a_call_through_the_front_door(service: Service) -> None:
    await service.set_availability("anna", "break", "lunch")
    status, out, errors = await service.run("test-call", "--answer-as", "anna", "--json")
    assert (status, errors) == (0, "")
    value = json.loads(out)
    names = [step["step"] for step in value["steps"]]
    assert set(value) >= {"ok", "steps", "recording"}
    assert {"answered", "operator_answered", "both_hear", "in_ledger", "recording"} <= set(names)
    assert all(isinstance(step["at_ms"], int) for step in value["steps"])
    (row,) = await service.finished_calls(1)
    assert (row["operator"], row["recording"]) == ("anna", value["recording"])
    await service.wait_card("operators/anna", availability="break")

    status, out, errors = await service.run("test-call", "--wait-s", "10")
    assert (status, errors) == (0, "")
    assert out.splitlines()[-1] == "The test call went well."
    status, _, errors = await service.run("test-call", "--number", "999", "--wait-s", "3")
    assert status == 1
    assert errors.startswith("callwright: the test call failed: ")
    assert "Traceback" not in errors
