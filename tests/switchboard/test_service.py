"""A service's life from outside: start, readiness, stop, and a second one in the same home."""

import os
from pathlib import Path

import aiohttp
import pytest

from switchboard import service as service_module
from tests.support.service import Service, running_service
from tests.support.waiting import until

pytestmark = pytest.mark.line


def lives(pid: int) -> bool:
    """Whether a process is there, zombies of ours aside."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def processes_of(home: Path) -> list[int]:
    """Whatever names this home on its command line or in its environment."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            told = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
        except OSError:
            continue
        if str(home).encode() in told:
            found.append(int(entry.name))
    return found


async def readiness(service: Service) -> tuple[int, dict[str, bool]]:
    """`/readyz`: its status, and each check by name."""
    async with aiohttp.ClientSession() as http, http.get(f"{service.url}/readyz") as response:
        body = await response.json()
        return response.status, {check["name"]: check["ok"] for check in body["checks"]}


async def test_it_starts_is_ready_and_leaves_nothing_behind(tmp_path: Path) -> None:
    home = tmp_path / "home"
    async with running_service(home) as service:
        pids = (service.service_pid, service.asterisk_pid)
        status, checks = await readiness(service)
        assert status == 200
        assert {"lines", "asterisk", "database", "journal"} <= set(checks)
        assert all(checks.values())
        assert len(processes_of(home)) >= 3  # supervisor, service, Asterisk
        assert await service.stop() == 0
        await until(lambda: not any(map(lives, pids)), 10, "service and Asterisk are gone")
        assert processes_of(home) == []
    log = (home / "log" / "service.log").read_text()
    assert "Traceback" not in log
    assert not (home / "run" / "service.pid").exists()
    for name in ("journal", "secrets", "run", "log", "recordings", "asterisk", "callwright.db"):
        assert (home / name).stat().st_mode & 0o077 == 0, name

    async with running_service(home) as again:  # nobody and nothing is in the way
        assert (await readiness(again))[0] == 200
        assert {each["name"] for each in (await again.api("GET", "/users"))["users"]} == {
            "admin",
            "anna",
            "boris",
            "vera",
        }
    output = (home / "test-output.log").read_text()
    assert output.count("these passwords are shown once") == 1


async def test_a_home_has_one_service(service: Service) -> None:
    assert service_module.Service.run.__doc__ is not None
    pid = service.service_pid
    status, _, errors = await service.run("run")
    assert status == 1
    (line,) = errors.splitlines()
    assert line.startswith("callwright: home ")
    assert "in use by another Callwright" in line
    assert service.service_pid == pid
    assert (await readiness(service))[0] == 200


async def test_readiness_names_what_is_down_and_it_heals(service: Service) -> None:
    service.kill_asterisk()

    async def down() -> bool:
        status, checks = await readiness(service)
        return status == 503 and not checks["lines"] and checks["database"] and checks["journal"]

    await until(down, 20, "/readyz says that the lines are down")
    await service.wait_ready()
    assert all((await readiness(service))[1].values())
