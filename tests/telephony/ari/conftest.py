"""A real Asterisk for the whole room, and a real connection to it or to a failing server."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio

from switchboard.testcall.phone import Behaviour, Phone, PhoneLogin
from telephony.ari import operations
from telephony.ari.client import Access, AriClient
from telephony.ari.connection import Connection
from telephony.ari.executor import AriLine
from telephony.ari.tapes import Tapes
from telephony.asterisk import runtime
from telephony.asterisk.conf_dialplan import PHONES
from telephony.asterisk.process import AsteriskProcess
from telephony.asterisk.secrets import load_or_create, sip_password
from telephony.asterisk.settings import (
    APPLICATION,
    AsteriskSettings,
    Extension,
    Extras,
    TrunkByAddress,
)
from tests.support.ari_server import AriServer, ari_server
from tests.support.ports import free_udp_port
from tests.support.waiting import until
from tests.telephony.ari.parties import Inbox, Person, Speaker
from vocabulary.commands import ConfirmFeature
from vocabulary.inputs import FeatureDialled, LinesSurveyed

_NOT_CLOSED = ("01", "08")  # ESTABLISHED and CLOSE_WAIT in /proc/net/tcp
_PROVIDER = "127.0.0.9"
_PASSWORD = "correcthorse"
OPERATORS = (("anna", "101"), ("boris", "102"), ("vera", "103"))
BOTH, WEB_OF_BOTH = "109", "web-109"
"""Somebody with two phones. Here the one in the page is a SIP phone too."""
RTP_TIMEOUT_S = 2
"""After so much silence of one of these two phones it counts as lost."""


@dataclass
class Rig:
    """Client, executor and connection as the service wires them, with an inbox of ours."""

    client: AriClient
    inbox: Inbox
    tapes: Tapes
    seen_file: Path
    speech: Speaker = field(default_factory=Speaker)
    running: "asyncio.Task[None] | None" = None
    line: AriLine = field(init=False)
    connection: Connection = field(init=False)

    def __post_init__(self) -> None:
        self.line = AriLine(self.client, self.tapes, self.inbox, self._survey_again, self.speech)
        self.connection = Connection(
            self.client, self.tapes, self.inbox, self.seen_file, self._still
        )

    def _survey_again(self) -> None:
        self.connection.survey_again()

    def _still(self) -> AbstractAsyncContextManager[None]:
        return self.line.lanes.still(2.0)

    async def up(self) -> LinesSurveyed:
        """Begin to serve; answers the first survey."""
        self.running = asyncio.create_task(self.connection.run())
        before = len(self.inbox.of(LinesSurveyed))

        def surveyed() -> bool:
            assert self.running is not None
            if self.running.done():
                self.running.result()
            return self.connection.up

        await until(surveyed, 10, "the connection is up")
        return self.inbox.of(LinesSurveyed)[before]

    async def down(self) -> None:
        """Stop without a word, as a killed service."""
        if self.running is not None:
            self.running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.running
            self.running = None
        self.line.lanes.cancel()


@asynccontextmanager
async def rig_to(access: Access, seen_file: Path) -> AsyncIterator[Rig]:
    """As `switchboard.lines` wires it."""
    async with AriClient(access) as client:
        inbox = Inbox()
        tapes = Tapes(client, inbox)
        rig = Rig(client, inbox, tapes, seen_file)
        try:
            yield rig
        finally:
            await rig.down()


@pytest.fixture
async def server() -> AsyncIterator[AriServer]:
    async with ari_server() as made:
        yield made


@pytest.fixture
async def rig(server: AriServer, tmp_path: Path) -> AsyncIterator[Rig]:
    """Towards the failing server; not up yet."""
    async with rig_to(server.access, tmp_path / "seen") as made:
        yield made


def _both_phones() -> str:
    return "".join(
        f"[{name}]\ntype=endpoint\ncontext={PHONES}\nidentify_by=auth_username,username\n"
        f"disallow=all\nallow=ulaw\nrtp_timeout={RTP_TIMEOUT_S}\nauth={name}\naors={name}\n"
        f"[{name}]\ntype=auth\nauth_type=userpass\nusername={name}\npassword={_PASSWORD}\n"
        f"[{name}]\ntype=aor\nmax_contacts=1\nremove_existing=yes\n"
        for name in (BOTH, WEB_OF_BOTH)
    )


@dataclass
class RealLine:
    """One real Asterisk."""

    process: AsteriskProcess
    settings: AsteriskSettings
    access: Access
    passwords: dict[str, str]
    provider: tuple[str, int]

    def connections(self) -> int:
        """How many controllers' connections Asterisk has not closed yet."""
        port = f":{self.process.http_port:04X}"
        rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        return sum(row[1].endswith(port) and row[3] in _NOT_CLOSED for row in rows)

    async def until_forgotten(self) -> None:
        """Wait until nobody is connected.

        Who connects in the very moment in which Asterisk forgets a controller of the
        same name is forgotten with it, and hears nothing.
        """
        await until(lambda: not self.connections(), 10, "nobody is connected")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def asterisk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RealLine]:
    home = tmp_path_factory.mktemp("ari") / "home"
    secrets = load_or_create(home)
    provider = _PROVIDER, free_udp_port(_PROVIDER)
    settings = AsteriskSettings(
        home=home,
        trunk=TrunkByAddress((f"{provider[0]}:{provider[1]}",)),
        sip_port=free_udp_port(),
        sip_bind="127.0.0.1",
        rtp_first=34000,
        rtp_last=34999,
        qualify_s=0,
        extras=Extras(pjsip=_both_phones()),
    )
    passwords = {number: sip_password(secrets.master, number, 1) for _, number in OPERATORS}
    passwords |= dict.fromkeys((BOTH, WEB_OF_BOTH), _PASSWORD)
    phones = tuple(
        Extension(name, number, name.title(), passwords[number]) for name, number in OPERATORS
    )
    found = runtime.choose(runtime.default_cache(), lambda _share, _what: None)
    process = AsteriskProcess(settings, found, secrets, phones)
    await process.start_or_adopt()
    url = f"http://127.0.0.1:{process.http_port}/ari"
    access = Access(url, "callwright", secrets.ari_password, APPLICATION)
    try:
        yield RealLine(process, settings, access, passwords, provider)
    finally:
        await process.stop(patience_s=3)


@dataclass
class Stage:
    """A connected line with callers and phones; everything is cleared away afterwards."""

    real: RealLine
    rig: Rig
    folder: Path
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def inbox(self) -> Inbox:
        return self.rig.inbox

    @property
    def recordings(self) -> Path:
        """Where Asterisk writes both sides."""
        return self.real.settings.root / "spool" / "recording"

    async def caller(self, sender: str = "", number: str = "79990001122") -> Person:
        """Somebody outside who has not dialled yet."""
        person = await Person.open("127.0.0.1", self.real.settings.sip_port, number)
        person.sender = sender
        return await self.stack.enter_async_context(person)

    async def dialling(self, number: str = "100", sender: str = "") -> Person:
        """Somebody outside who dials; whether it is answered is for the test to say."""
        person = await self.caller(sender)
        task = asyncio.create_task(person.dial(number, 20))
        self.stack.push_async_callback(_ended, task)
        return person

    async def phone(self, extension: str = "101", behaviour: Behaviour | None = None) -> Phone:
        """A registered phone."""
        login = PhoneLogin(extension, self.real.passwords[extension])
        port = self.real.settings.sip_port
        made = await Phone.open("127.0.0.1", port, login, behaviour or Behaviour())
        return await self.stack.enter_async_context(made)

    async def outside(self, behaviour: Behaviour | None = None) -> Phone:
        """Whoever has the number that is rung through the trunk."""
        login = PhoneLogin("outside", "unused")
        port = self.real.settings.sip_port
        made = await Phone.open("127.0.0.1", port, login, behaviour, local=self.real.provider)
        self.stack.callback(made.die)
        return made

    def confirm(self, dialled: FeatureDialled) -> None:
        """Let the phone hear that its code was taken."""
        self.rig.line.submit(ConfirmFeature(dialled.leg, accepted=True))

    async def clear(self) -> None:
        """Everybody leaves; nothing is on the line when it returns."""
        await self.rig.down()
        await self.stack.aclose()
        async with AriClient(self.real.access) as client:
            await until(lambda: _emptied(client), 10, "no party and no bridge is left")


async def _ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _emptied(client: AriClient) -> bool:
    channels = (await client.call(operations.LIST_CHANNELS)).body
    bridges = (await client.call(operations.LIST_BRIDGES)).body
    for channel in channels:
        await client.call(operations.HANG_UP, channel["id"])
    for bridge in bridges:
        await client.call(operations.DELETE_BRIDGE, bridge["id"])
    return not channels and not bridges


@pytest.fixture
async def stage(asterisk: RealLine, tmp_path: Path) -> AsyncIterator[Stage]:
    """Connected to the real Asterisk."""
    async with rig_to(asterisk.access, tmp_path / "seen") as rig:
        made = Stage(asterisk, rig, tmp_path)
        await rig.up()
        try:
            yield made
        finally:
            await made.clear()
    await asterisk.until_forgotten()


AnotherRig = Callable[[], Awaitable[Rig]]


@pytest.fixture
async def another_rig(asterisk: RealLine, tmp_path: Path) -> AsyncIterator[AnotherRig]:
    """A further controller of the same application, not up yet."""
    async with AsyncExitStack() as stack:

        async def make() -> Rig:
            return await stack.enter_async_context(rig_to(asterisk.access, tmp_path / "seen"))

        yield make
