"""`callwright` beside a running service, and what it says when something is wrong."""

import asyncio
import csv
import json
import os
import socket
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from io import StringIO
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from typer.main import get_command
from typer.testing import CliRunner

from switchboard.cli import app
from switchboard.testcall.phone import Phone, PhoneLogin, SignInRefused
from switchboard.testcall.steps import StepName
from telephony.asterisk import ports
from telephony.asterisk.settings import AsteriskSettings
from tests.integration.scene import PATIENCE_S, Scene
from tests.support.ports import free_sip_port, free_tcp_port
from tests.support.service import CALLWRIGHT, Service, running_service
from tests.support.waiting import until

pytestmark = [pytest.mark.line, pytest.mark.asyncio(loop_scope="module")]

LIST_KEYS = [
    "id",
    "arrived_at",
    "caller",
    "queue",
    "operator",
    "answered_at",
    "ended_at",
    "outcome",
    "end_reason",
    "waited_s",
    "talked_s",
    "recording",
]
EXPORT_COLUMNS = [
    "call_id",
    "arrived_at",
    "queue",
    "priority",
    "caller",
    "answered_at",
    "operator",
    "ended_at",
    "outcome",
]
PASSWORD = "three-quiet-lamps-77"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def centre(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    async with running_service(tmp_path_factory.mktemp("commands") / "home") as service:
        yield service


async def callwright(
    environment: Mapping[str, str], *arguments: str, given: str = ""
) -> tuple[int, str, str]:
    """Run a command to its end with something on its standard input."""
    process = await asyncio.create_subprocess_exec(
        str(CALLWRIGHT),
        *arguments,
        env=dict(environment),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        out, errors = await asyncio.wait_for(process.communicate(given.encode()), 60)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode or 0, out.decode(), errors.decode()


async def well(service: Service, *arguments: str, given: str = "") -> str:
    """Run a command that must go well; answers what it printed."""
    status, out, errors = await callwright(service.env, *arguments, given=given)
    assert status == 0, errors
    return out


def commands(command: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command by the words that call it."""
    yield path
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*path, name))


async def test_every_help_ends_with_an_example() -> None:
    known = list(commands(get_command(app)))
    assert {("run",), ("test-call",), ("user", "add"), ("calls", "export")} <= set(known)
    for command in known:
        shown = CliRunner().invoke(app, [*command, "--help"])
        assert shown.exit_code == 0
        last = " ".join(shown.stdout.split()).rpartition("Example: ")[2]
        assert " ".join(("callwright", *command)) in last, f"{command}: {last}"
    status, out, errors = await callwright(os.environ, "--help")
    assert (status, errors) == (0, "")
    assert out.splitlines()[-1].strip() == "Example: callwright run"


async def test_a_new_operator_can_work_at_once_and_a_disabled_one_cannot(scene: Scene) -> None:
    service = scene.service
    await well(
        service, "user", "add", "dora", "--role", "operator", "--extension", "104", given=PASSWORD
    )
    people = {
        each["name"]: each for each in json.loads(await well(service, "user", "list", "--json"))
    }
    assert people["dora"]["extension"] == "104"
    assert people["dora"]["roles"] == ["operator"]
    login = PhoneLogin("104", (await well(service, "user", "sip-password", "dora")).strip())
    async with await Phone.open(*service.sip, login) as phone:
        await service.wait_card("operators/dora", phone="free")
        await service.set_availability("dora", "ready")
        caller = await scene.caller()
        await phone.next_call(PATIENCE_S)
        await scene.talking(caller, "dora")
        await caller.hang_up()
    assert await signs_in(service, "dora", PASSWORD) == 200
    await well(service, "user", "passwd", "dora", given="four-loud-bells-78")
    assert await signs_in(service, "dora", PASSWORD) == 401
    assert await signs_in(service, "dora", "four-loud-bells-78") == 200
    await well(service, "user", "disable", "dora")
    assert await signs_in(service, "dora", "four-loud-bells-78") == 401
    with pytest.raises(SignInRefused):
        async with await Phone.open(*service.sip, login):
            pass
    await until(lambda: is_gone(service, "operators/dora"), PATIENCE_S, "dora left the board")


async def signs_in(service: Service, name: str, password: str) -> int:
    """The status of one try."""
    who = {"name": name, "password": password}
    async with (
        aiohttp.ClientSession(service.url) as browser,
        browser.post("/api/v1/session", json=who) as answer,
    ):
        return answer.status


async def is_gone(service: Service, key: str) -> bool:
    return key not in await service.board()


async def test_calls_are_listed_shown_and_exported(scene: Scene) -> None:
    service = scene.service
    await scene.phone("anna")
    caller = await scene.caller()
    await scene.recorded(caller)
    await caller.hang_up()
    row = await scene.ended(caller)
    await until(lambda: service.kept_recording(row["id"]), PATIENCE_S, "the recording")
    listed = json.loads(await well(service, "calls", "list", "--json"))
    (found,) = [each for each in listed if each["caller"] == caller.number]
    assert list(found)[: len(LIST_KEYS)] == LIST_KEYS
    assert (found["operator"], found["outcome"]) == ("anna", "answered")
    assert found["recording"] == f"{row['id']}-1"
    shown = json.loads(await well(service, "calls", "show", row["id"], "--json"))
    assert shown["call"] == found
    assert shown["recording"]["state"] == "kept"
    kinds = [fact["type"] for step in shown["steps"] for fact in step["facts"]]
    assert (kinds[0], kinds.count("CallEnded")) == ("CallArrived", 1)
    table = csv.DictReader(StringIO(await well(service, "calls", "export"), newline=""))
    exported = {each["call_id"]: each for each in table}
    assert list(table.fieldnames or ())[: len(EXPORT_COLUMNS)] == EXPORT_COLUMNS
    assert exported[row["id"]]["caller"] == caller.number
    wanted = ("--operator", "anna", "--outcome", "answered", "--queue", "support")
    for day, there in ((row["arrived_at"][:10], True), ("2001-01-01", False)):
        some = json.loads(await well(service, "calls", "list", "--json", "--day", day, *wanted))
        assert (row["id"] in {each["id"] for each in some}) == there
    status, out, errors = await callwright(service.env, "calls", "show", "nothing")
    assert (status, out) == (1, "")
    assert one_line(errors)


async def test_a_test_call_reports_each_step(scene: Scene) -> None:
    service = scene.service
    alone = json.loads(await well(service, "test-call", "--json"))
    assert (alone["ok"], alone["recording"]) == (True, None)
    assert [each["step"] for each in alone["steps"]] == [
        "sent",
        "answered",
        "hears_audio",
        "hung_up",
        "in_ledger",
    ]
    scene.lend("boris")
    both = json.loads(await well(service, "test-call", "--json", "--answer-as", "boris"))
    assert both["ok"]
    assert {each["step"] for each in both["steps"]} == set(StepName)
    assert all(isinstance(each["at_ms"], int) for each in both["steps"])
    catalogue = (await service.calls(f"&search={both['caller']}"))[0]
    assert both["recording"] == catalogue["recording"]
    await service.wait_card("operators/boris", availability="signed_out")


async def test_a_test_call_that_fails_says_why_and_exits_with_1(centre: Service) -> None:
    status, out, errors = await callwright(
        centre.env, "test-call", "--json", "--number", "999", "--wait-s", "5"
    )
    report = json.loads(out)
    assert (status, report["ok"], errors) == (1, False, "")
    assert "999" in report["failure"]
    nobody = {**centre.env, "CALLWRIGHT_SIP_PORT": str(free_sip_port())}
    status, _, errors = await callwright(nobody, "test-call", "--wait-s", "5")
    assert status == 1
    assert one_line(errors)


async def test_the_doctor_names_each_check_with_its_mend(scene: Scene) -> None:
    service = scene.service
    await scene.phone("anna")
    status, out, errors = await callwright(service.env, "doctor", "--json")
    checks = json.loads(out)["checks"]
    assert errors == ""
    assert all(check.keys() == {"name", "ok", "detail", "mend"} for check in checks)
    by_name = {check["name"]: check for check in checks}
    for name in ("service", "lines", "asterisk", "database", "journal", "phones", "secrets"):
        assert by_name[name]["ok"], by_name[name]
    assert all(check["mend"] for check in checks if not check["ok"])
    assert status == (0 if all(check["ok"] for check in checks) else 1)


async def test_the_doctor_finds_what_keeps_a_service_from_starting(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = str(other.getsockname()[1])
        environment = {**home_in(tmp_path), "CALLWRIGHT_HTTP_PORT": taken}
        status, out, _ = await callwright(environment, "doctor", "--json")
    bad = {check["name"]: check for check in json.loads(out)["checks"] if not check["ok"]}
    assert status == 1
    assert "CALLWRIGHT_HTTP_PORT" in bad["http port"]["mend"]
    assert bad["service"]["mend"]


def home_in(folder: Path) -> dict[str, str]:
    """The environment of a service that was never started."""
    return {
        **os.environ,
        "CALLWRIGHT_HOME": str(folder / "home"),
        "CALLWRIGHT_HTTP_PORT": str(free_tcp_port()),
        "CALLWRIGHT_SIP_PORT": str(free_sip_port()),
        "CALLWRIGHT_PLAN": "minimal",
    }


def one_line(errors: str) -> bool:
    """One clear line of ours."""
    lines = errors.splitlines()
    return len(lines) == 1 and lines[0].startswith("callwright: ")


async def refused(folder: Path, environment: Mapping[str, str], status: int) -> str:
    """`callwright run` must end with that status and one line, which is answered."""
    found, _, errors = await callwright(environment, "run")
    assert (found, one_line(errors)) == (status, True), errors
    assert not has_traceback(folder)
    return errors


def has_traceback(folder: Path) -> bool:
    """Whether any log below tells of a mistake of ours."""
    logs = (path for path in folder.rglob("*.log") if path.is_file())
    return any("Traceback" in path.read_text(errors="replace") for path in logs)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("CALLWRIGHT_HTTP_PORT", "eighty", "CALLWRIGHT_HTTP_PORT"),
        ("CALLWRIGHT_PLAN", "nowhere.yaml", "nowhere.yaml"),
        ("CALLWRIGHT_TRUNK_HOSTS", '["no host"]', "no host"),
        ("CALLWRIGHT_DATABASE_URL", "oracle://host/db", "CALLWRIGHT_DATABASE_URL"),
    ],
)
async def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: str, said: str) -> None:
    assert said in await refused(tmp_path, {**home_in(tmp_path), name: value}, 2)


async def test_a_plan_with_errors_names_every_place(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "name: Wrong\nnumbers: [{number: '100', queue: suport}]\n"
        "queues: [{queue: support, name: Support}]\n"
    )
    environment = {**home_in(tmp_path), "CALLWRIGHT_PLAN": str(plan)}
    assert "did you mean support?" in await refused(tmp_path, environment, 2)
    plan.write_text("numbers: []\nqueues: [{queue: support, name: S, ring_s: never}]\n")
    status, out, _ = await callwright(environment, "plan", "check", str(plan))
    assert status == 1
    found = [line.split(": ", 3) for line in out.splitlines() if line.startswith(str(plan))]
    assert {place for _, _, place, _ in found} >= {"name", "numbers", "queues.0.ring_s"}
    assert f"{plan}:2:" in next(line for line in out.splitlines() if "ring_s" in line)
    plan.write_text("{")
    status, out, _ = await callwright(environment, "plan", "check", str(plan))
    assert status == 1
    assert "YAML" in out


async def test_a_home_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    environment = {**home_in(tmp_path), "CALLWRIGHT_HOME": str(tmp_path / "file" / "home")}
    assert "CALLWRIGHT_HOME" in await refused(tmp_path, environment, 1)


async def test_a_home_in_use_is_refused(centre: Service) -> None:
    other = {
        **centre.env,
        "CALLWRIGHT_HTTP_PORT": str(free_tcp_port()),
        "CALLWRIGHT_SIP_PORT": str(free_sip_port()),
    }
    assert "in use by another" in await refused(centre.home / "log", other, 1)


@pytest.mark.parametrize(
    ("setting", "kind"),
    [
        ("CALLWRIGHT_HTTP_PORT", socket.SOCK_STREAM),
        ("CALLWRIGHT_SIP_PORT", socket.SOCK_STREAM),
        ("CALLWRIGHT_SIP_PORT", socket.SOCK_DGRAM),
    ],
    ids=["http", "sip over TCP", "sip over UDP"],
)
async def test_a_used_port_is_refused(
    tmp_path: Path, setting: str, kind: socket.SocketKind
) -> None:
    with socket.socket(socket.AF_INET, kind) as other:
        other.bind(("127.0.0.1", 0))
        if kind is socket.SOCK_STREAM:
            other.listen()
        environment = {**home_in(tmp_path), setting: str(other.getsockname()[1])}
        said = await refused(tmp_path, environment, 1)
    assert setting in said
    assert environment[setting] in said


async def test_a_wrong_ari_secret_is_refused(centre: Service, tmp_path: Path) -> None:
    port = ports.http_port(AsteriskSettings(home=centre.home))
    environment = {
        **home_in(tmp_path),
        "CALLWRIGHT_ARI_URL": f"http://127.0.0.1:{port}/ari",
        "CALLWRIGHT_ARI_PASSWORD": "wrong",
    }
    said = await refused(tmp_path, environment, 1)
    assert str(port) in said
    assert "CALLWRIGHT_ARI_PASSWORD" in said


async def test_an_old_asterisk_on_path_is_passed_over_with_a_word(tmp_path: Path) -> None:
    old = tmp_path / "bin" / "asterisk"
    old.parent.mkdir()
    old.write_text(f"#!{sys.executable}\nprint('Asterisk 18.9.0')\n")
    old.chmod(0o755)
    path = f"{old.parent}:{os.environ['PATH']}"
    async with running_service(tmp_path / "home", {"PATH": path}) as service:
        told = (service.home / "test-output.log").read_text()
    (line,) = [each for each in told.splitlines() if str(old) in each]
    assert "it is 18.9.0" in line
