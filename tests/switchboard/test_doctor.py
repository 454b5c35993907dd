"""Each thing that can be wrong, made wrong, and what the doctor says to it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from switchboard import doctor
from switchboard.control import ControlDoor
from switchboard.doctor import Finding, examine
from switchboard.home import Home
from switchboard.settings import Settings, load_settings
from telephony.asterisk.secrets import load_or_create
from tests.support.ports import free_sip_port, free_tcp_port
from tests.support.service import Service
from vocabulary.inputs import Input


def settings_of(home: Path, **given: Any) -> Settings:
    """Settings of a home with free ports."""
    ports = {"sip_port": free_sip_port(), "http_port": free_tcp_port()}
    return load_settings(**{"home": home, **ports, **given})


async def found(settings: Settings) -> dict[str, Finding]:
    """All findings by name."""
    findings = [finding async for finding in examine(settings)]
    assert len({finding.name for finding in findings}) == len(findings)
    assert all(finding.ok or finding.mend for finding in findings)
    return {finding.name: finding for finding in findings}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home that was started once."""
    Home(tmp_path / "home").prepare()
    load_or_create(tmp_path / "home")
    return tmp_path / "home"


async def test_a_good_home_lacks_only_its_service(home: Path) -> None:
    findings = await found(settings_of(home))
    assert [name for name, finding in findings.items() if not finding.ok] == ["service"]


async def test_no_home_at_all_is_not_made(tmp_path: Path) -> None:
    findings = await found(settings_of(tmp_path / "nowhere"))
    assert [name for name, finding in findings.items() if not finding.ok] == ["home", "service"]
    assert "callwright run" in findings["home"].mend
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("name", ["", "master_key", "ari_password"])
async def test_secrets_that_others_may_read_and_the_mend_works(home: Path, name: str) -> None:
    path = home / "secrets" / name
    path.chmod(0o755 if path.is_dir() else 0o644)
    finding = (await found(settings_of(home)))["secrets"]
    assert not finding.ok
    assert str(path) in finding.detail
    done = await asyncio.create_subprocess_exec(*finding.mend.split(" "))
    assert await done.wait() == 0
    assert (await found(settings_of(home)))["secrets"].ok


async def test_a_crowded_disk(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "FREE_ALARM_SHARE", 1.0)
    finding = (await found(settings_of(home)))["disk"]
    assert not finding.ok
    assert "free some space" in finding.mend


async def test_a_wrong_plan(home: Path) -> None:
    finding = (await found(settings_of(home, plan="nope.yaml")))["plan"]
    assert not finding.ok
    assert "nope.yaml" in finding.detail


async def test_settings_that_do_not_fit_together_do_not_end_the_examination(home: Path) -> None:
    for given in ({"trunk_user": "me"}, {"asterisk_extras": home / "callwright.db" / "no"}):
        findings = await found(settings_of(home, **given))
        assert "plan" in findings
    finding = (await found(settings_of(home, trunk_user="me")))["settings"]
    assert not finding.ok
    assert "CALLWRIGHT_TRUNK_HOSTS" in finding.mend


async def test_screens_that_were_not_built(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "WEB_ROOT", tmp_path)
    finding = (await found(settings_of(home)))["screens"]
    assert (finding.ok, finding.mend) == (False, "make web")


async def test_a_database_that_is_none(home: Path) -> None:
    (home / "callwright.db").write_bytes(b"not a database" * 500)
    finding = (await found(settings_of(home)))["database access"]
    assert not finding.ok
    assert "is not a database" in finding.detail


async def test_a_database_server_that_is_away_is_told_without_its_password(home: Path) -> None:
    url = f"postgresql://callwright:secret-word@127.0.0.1:{free_tcp_port()}/callwright"
    finding = (await found(settings_of(home, database_url=url)))["database access"]
    assert not finding.ok
    assert "does not answer" in finding.detail
    assert "secret-word" not in finding.detail


async def test_taken_ports(home: Path) -> None:
    settings = settings_of(home)
    with socket.socket() as sip, socket.socket() as http:
        sip.bind(("127.0.0.1", settings.sip_port))
        sip.listen()
        http.bind(("127.0.0.1", settings.http_port))
        http.listen()
        findings = await found(settings)
    for name, setting in (("sip", "CALLWRIGHT_SIP_PORT"), ("http", "CALLWRIGHT_HTTP_PORT")):
        assert not findings[f"{name} port"].ok
        assert setting in findings[f"{name} port"].mend


async def test_another_asterisk_needs_no_sip_port_of_ours(home: Path) -> None:
    findings = await found(settings_of(home, ari_url="http://192.0.2.1:8088/ari"))
    assert "sip port" not in findings
    assert findings["asterisk program"].detail == "not ours: http://192.0.2.1:8088/ari"


class NoInbox:
    """Nobody clicks here."""

    def put(self, given: Input) -> None:
        raise AssertionError(given)


@pytest.fixture
async def answering(home: Path) -> AsyncIterator[dict[str, Any]]:
    """A service's own door in that home, which says what the test puts here."""
    status: dict[str, Any] = {
        "checks": [],
        "journal_seq": 7,
        "calls": 2,
        "operators": [],
        "speech": {"ok": True, "detail": "espeak-ng 1.52.0 (path)"},
    }

    async def people_changed() -> None:
        raise AssertionError("not asked")

    control = ControlDoor(Home(home), people_changed, lambda: status, NoInbox())
    await control.open()
    yield status
    await control.close()


async def test_what_a_running_service_says_of_itself_is_passed_on(
    home: Path, answering: dict[str, Any]
) -> None:
    answering["checks"] = [
        {"name": "lines", "ok": False, "detail": "not connected"},
        {"name": "journal", "ok": True, "detail": ""},
        {"name": "disk", "ok": True, "detail": ""},
    ]
    findings = await found(settings_of(home))
    assert findings["service"].ok
    assert findings["service"].detail == "2 calls, step 7"
    assert not findings["lines"].ok
    assert "service.log" in findings["lines"].mend
    assert findings["journal"].ok
    assert findings["speech"].detail == "espeak-ng 1.52.0 (path)"
    assert "http port" not in findings  # it is the service's own


async def test_a_service_without_a_voice_is_told_with_a_mend(
    home: Path, answering: dict[str, Any]
) -> None:
    answering["speech"] = {"ok": False, "detail": "no espeak-ng"}
    finding = (await found(settings_of(home)))["speech"]
    assert not finding.ok
    assert "espeak-ng" in finding.mend


@pytest.mark.parametrize(
    ("phones", "ok", "detail"),
    [
        ((), True, "0 of 0 registered"),
        (("unreachable", "unreachable"), False, "no phone is registered"),
        (("free", "unreachable"), True, "1 of 2 registered"),
        (("busy", "free"), True, "2 of 2 registered"),
    ],
)
async def test_phones(
    home: Path, answering: dict[str, Any], phones: tuple[str, ...], ok: bool, detail: str
) -> None:
    answering["operators"] = [
        {"extension": str(101 + number), "phone": phone} for number, phone in enumerate(phones)
    ]
    finding = (await found(settings_of(home)))["phones"]
    assert (finding.ok, finding.detail) == (ok, detail)


@pytest.mark.line
async def test_a_whole_centre_lacks_only_its_phones(service: Service) -> None:
    status, out, errors = await service.run("doctor")
    assert (status, errors) == (1, "")
    bad = [line for line in out.splitlines() if line.startswith("BAD")]
    assert bad == ["BAD  phones             no phone is registered"]
