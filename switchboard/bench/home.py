"""A centre of the bench's own: a home in a scratch folder, a service, an Asterisk."""

import asyncio
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import yaml

from desk.people.passwords import Passwords
from storage.database import open_database
from storage.migrate import upgrade
from storage.people import SqlPeople
from switchboard.bench.centre import Centre, Wanted
from switchboard.control import ServiceAway, ask_service
from switchboard.home import Home
from telephony.asterisk import runtime
from telephony.asterisk.secrets import load_or_create, sip_password
from vocabulary.records import Person
from vocabulary.states import Role

NUMBER = "100"
READY_S = 120.0
STOP_S = 20.0
POLL_S = 0.1
RECORDING = "both sides by two snoops: stereo, from the join"


class OwnCentre:
    """`Centre` on the real service."""

    def __init__(
        self, home: Home, sip_port: int, passwords: Mapping[str, str], pid: int, version: str
    ) -> None:
        self._home = home
        self.sip = ("127.0.0.1", sip_port)
        self.number = NUMBER
        self.passwords = passwords
        self.service_pid = pid
        self.asterisk_pid = int(
            next((home.root / "asterisk" / "run").glob("*.pid")).read_text().split()[0]
        )
        self.asterisk_version = version
        self.recording = RECORDING

    async def make_ready(self, extensions: Collection[str]) -> None:
        """Put these on ready, everybody else on break, and wait until they can be rung."""
        status = await self._status()
        for operator in status["operators"]:
            wanted = "ready" if operator["extension"] in extensions else "break"
            if operator["availability"] != wanted:
                body = {"operator": operator["operator"], "availability": wanted}
                await ask_service(self._home, "POST", "/availability", body)
        await until(lambda: self._settled(extensions), "operators did not become ready")

    async def _settled(self, extensions: Collection[str]) -> bool:
        status = await self._status()
        return all(
            (operator["availability"] == "ready") == (operator["extension"] in extensions)
            and operator["activity"] == "idle"
            and (operator["phone"] == "free" or operator["extension"] not in extensions)
            for operator in status["operators"]
        )

    async def _status(self) -> dict[str, Any]:
        return await ask_service(self._home, "GET", "/status")


@asynccontextmanager
async def start_centre(folder: Path, wanted: Wanted) -> AsyncIterator[Centre]:
    """`StartCentre` on the real service; leaving it stops service and Asterisk."""
    home = Home(folder / "home")
    home.prepare()
    sip_port, http_port = free_port(socket.SOCK_DGRAM), free_port(socket.SOCK_STREAM)
    environment = {
        **foreign_environment(),
        "CALLWRIGHT_HOME": str(home.root),
        "CALLWRIGHT_SIP_PORT": str(sip_port),
        "CALLWRIGHT_HTTP_PORT": str(http_port),
        "CALLWRIGHT_PLAN": str(write_plan(folder, wanted)),
        "CALLWRIGHT_ASTERISK_EXTRAS": str(_write_extras(folder, wanted)),
        "CALLWRIGHT_STOP_WAIT_S": "0",
    }
    passwords = await _add_operators(home, wanted)
    with (folder / "service.out").open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "switchboard",
            "serve",
            env=environment,
            stdout=output,
            stderr=output,
            stdin=asyncio.subprocess.DEVNULL,
        )
    try:
        await until(lambda: is_ready(home, process), "the service did not start")
        yield OwnCentre(home, sip_port, passwords, process.pid, version())
    finally:
        if process.returncode is None:
            process.terminate()
            await asyncio.wait_for(process.wait(), STOP_S)


def foreign_environment() -> dict[str, str]:
    """Ours without this installation's settings: a bench must not sign in at its trunk."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("CALLWRIGHT_") or name == "CALLWRIGHT_CACHE"
    }


async def is_ready(home: Home, process: asyncio.subprocess.Process) -> bool:
    """Whether the service is. Raises TimeoutError when it ended."""
    if process.returncode is not None:
        raise TimeoutError(f"the service ended with status {process.returncode}")
    try:
        status = await ask_service(home, "GET", "/status")
    except ServiceAway:
        return False
    return all(check["ok"] for check in status["checks"])


async def _add_operators(home: Home, wanted: Wanted) -> dict[str, str]:
    database = open_database(f"sqlite:///{home.root / 'callwright.db'}")
    master = load_or_create(home.root).master
    hashed = await Passwords().hash(os.urandom(16).hex())
    try:
        await upgrade(database)
        people = SqlPeople(database)
        for extension in wanted.extensions:
            name = f"bench{extension}"
            roles = frozenset({Role.OPERATOR})
            await people.add(Person(name, name, roles, extension), hashed)
    finally:
        await database.close()
    return {extension: sip_password(master, extension, 1) for extension in wanted.extensions}


def write_plan(folder: Path, wanted: Wanted) -> Path:
    """The plan that the bench runs under."""
    path = folder / "plan.yaml"
    queue = {"queue": "bench", "name": "Bench", "wrap_up_s": 0, "ring_s": wanted.ring_s}
    numbers = [{"number": NUMBER, "queue": "bench"}]
    path.write_text(yaml.safe_dump({"name": "Bench", "numbers": numbers, "queues": [queue]}))
    return path


def _write_extras(folder: Path, wanted: Wanted) -> Path:
    extras = folder / "extras"
    extras.mkdir()
    (extras / "dialplan").write_text(f"[callwright-inbound](+)\n{wanted.dialplan}")
    (extras / "queues").write_text(wanted.queues)
    (extras / "modules").write_text(" ".join(wanted.modules))
    return extras


def free_port(kind: socket.SocketKind) -> int:
    """A port of loopback that nobody uses at this moment."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def until(condition: Callable[[], Any], otherwise: str) -> None:
    """Wait until it holds; raises TimeoutError with `otherwise`."""
    limit = time.monotonic() + READY_S
    while not await condition():
        if time.monotonic() > limit:
            raise TimeoutError(f"{otherwise} within {READY_S:.0f} s")
        await asyncio.sleep(POLL_S)


def version() -> str:
    """The version of the Asterisk that is measured."""
    found = runtime.find(runtime.default_cache())
    return (
        ".".join(str(part) for part in runtime.parse_version(f"Asterisk {found.version}") or ())
        if found
        else ""
    )
