import json
import socket

import pytest

from switchboard.commands import doctor
from tests.support.ports import free_sip_port, free_tcp_port
from tests.switchboard.commands.conftest import Office


def checks(office: Office, exit_code: int) -> dict[str, dict[str, object]]:
    """`doctor --json` by name."""
    result = office.run("doctor", "--json")
    assert result.exit_code == exit_code, result.output
    found = json.loads(result.stdout)["checks"]
    assert all(set(check) == {"name", "ok", "detail", "mend"} for check in found)
    return {check["name"]: check for check in found}


@pytest.fixture
def ports(office: Office, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """A free SIP port and a free HTTP port, set."""
    sip, http = free_sip_port(), free_tcp_port()
    monkeypatch.setenv("CALLWRIGHT_SIP_PORT", str(sip))
    monkeypatch.setenv("CALLWRIGHT_HTTP_PORT", str(http))
    return sip, http


def test_a_program_reads_every_check_and_the_exit_status(
    office: Office, ports: tuple[int, int]
) -> None:
    found = checks(office, 1)
    bad = [name for name, check in found.items() if not check["ok"]]
    assert bad == ["service"]
    assert "callwright run" in str(found["service"]["mend"])
    assert found["http port"]["detail"] == f"{ports[1]} is free"


def test_people_read_one_line_a_check_and_the_mend_below_it(
    office: Office, ports: tuple[int, int]
) -> None:
    result = office.run("doctor")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    at = lines.index("BAD  service            not running")
    assert lines[at + 1].startswith("     mend: no Callwright runs in ")
    assert all(line.startswith(("ok   ", "BAD  ", "     mend: ")) for line in lines)


def test_a_taken_port_is_told_with_its_setting(office: Office, ports: tuple[int, int]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sip, socket.socket() as http:
        sip.bind(("0.0.0.0", ports[0]))
        http.bind(("127.0.0.1", ports[1]))
        http.listen()
        found = checks(office, 1)
    assert not found["sip port"]["ok"]
    assert "CALLWRIGHT_SIP_PORT" in str(found["sip port"]["mend"])
    assert not found["http port"]["ok"]
    assert "CALLWRIGHT_HTTP_PORT" in str(found["http port"]["mend"])


def test_the_doctor_changes_nothing(office: Office, ports: tuple[int, int]) -> None:
    doctor_says = office.run("doctor").stdout
    assert doctor.doctor.__doc__ is not None
    assert "home" in doctor_says
    assert list(office.home.iterdir()) == []


def test_a_setting_that_cannot_be_read_ends_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    (office.home / "callwright.toml").write_text("http_port = = 1")
    result = office.run("doctor", "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "callwright.toml cannot be read" in result.stderr
