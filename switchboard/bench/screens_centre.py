"""A centre for the screens bench: one of its own, as `bench line` has, with people who sign in."""

import asyncio
import secrets
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from desk.people.passwords import Passwords
from storage.database import open_database
from storage.migrate import upgrade
from storage.people import SqlPeople
from switchboard.bench.centre import Wanted
from switchboard.bench.home import (
    STOP_S,
    OwnCentre,
    foreign_environment,
    free_port,
    is_ready,
    until,
    version,
    write_plan,
)
from switchboard.bench.screens_options import RING_S, ScreensOptions
from switchboard.home import Home
from telephony.asterisk.secrets import load_or_create, sip_password
from vocabulary.records import Person
from vocabulary.states import Role

SUPERVISOR = "supervisor"
SIGN_IN_S = 20.0


class ScreensCentre(OwnCentre):
    """`Centre` with a door for pages: an address and one password for everybody."""

    def __init__(
        self, home: Home, ports: tuple[int, int], passwords: Mapping[str, str], pid: int, word: str
    ) -> None:
        sip_port, http_port = ports
        super().__init__(home, sip_port, passwords, pid, version())
        self.url = f"http://127.0.0.1:{http_port}"
        self.password = word

    async def sign_in(self, name: str) -> str:
        """Open a session; the value of its cookie, with its name."""
        body = {"name": name, "password": self.password}
        limit = aiohttp.ClientTimeout(total=SIGN_IN_S)
        async with (
            aiohttp.ClientSession(timeout=limit) as http,
            http.post(f"{self.url}/api/v1/session", json=body) as answer,
        ):
            answer.raise_for_status()
            return "; ".join(f"{each.key}={each.value}" for each in answer.cookies.values())


def name_of(extension: str) -> str:
    """The sign-in name of whoever has that extension."""
    return f"bench{extension}"


@asynccontextmanager
async def start_screens_centre(
    folder: Path, options: ScreensOptions
) -> AsyncIterator[ScreensCentre]:
    """Start a service and an Asterisk in that folder; leaving the context stops both."""
    home = Home(folder / "home")
    home.prepare()
    ports = free_port(socket.SOCK_DGRAM), free_port(socket.SOCK_STREAM)
    plan = write_plan(folder, Wanted(options.everybody, RING_S, "", "", ()))
    environment = {
        **foreign_environment(),
        "CALLWRIGHT_HOME": str(home.root),
        "CALLWRIGHT_SIP_PORT": str(ports[0]),
        "CALLWRIGHT_HTTP_PORT": str(ports[1]),
        "CALLWRIGHT_PLAN": str(plan),
        "CALLWRIGHT_STOP_WAIT_S": "0",
    }
    word = secrets.token_urlsafe(24)
    passwords = await _add_people(home, options.everybody, word)
    command = (sys.executable, "-m", "switchboard", "serve")
    with (folder / "service.out").open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *command,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        await until(lambda: is_ready(home, process), "the service did not start")
        yield ScreensCentre(home, ports, passwords, process.pid, word)
    finally:
        if process.returncode is None:
            process.terminate()
            await asyncio.wait_for(process.wait(), STOP_S)


async def _add_people(home: Home, extensions: tuple[str, ...], word: str) -> dict[str, str]:
    """The operators and a supervisor; answers the SIP passwords by extension."""
    database = open_database(f"sqlite:///{home.root / 'callwright.db'}")
    master = load_or_create(home.root).master
    hashed = await Passwords().hash(word)
    try:
        await upgrade(database)
        people = SqlPeople(database)
        for extension in extensions:
            name = name_of(extension)
            operator = Person(name, name, frozenset({Role.OPERATOR}), extension)
            await people.add(operator, hashed)
        await people.add(Person(SUPERVISOR, SUPERVISOR, frozenset({Role.SUPERVISOR})), hashed)
    finally:
        await database.close()
    return {extension: sip_password(master, extension, 1) for extension in extensions}
