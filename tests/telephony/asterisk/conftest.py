"""A real Asterisk and real sipp for the tests of this room."""

import asyncio
import itertools
import os
import random
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from telephony.asterisk import runtime, tools
from telephony.asterisk.control import Control
from telephony.asterisk.ports import is_free
from telephony.asterisk.process import AsteriskProcess
from telephony.asterisk.runtime import Runtime
from telephony.asterisk.secrets import load_or_create, sip_password
from telephony.asterisk.settings import AsteriskSettings, Extension

SCENARIOS = Path(__file__).parent / "scenarios"


@pytest.fixture(scope="session")
def asterisk_runtime() -> Runtime:
    return runtime.choose(runtime.default_cache(), lambda share, what: None)


@pytest.fixture(scope="session")
def sipp_argv() -> tuple[str, ...]:
    return tools.sipp(runtime.default_cache(), lambda share, what: None).argv


def free_port(address: str = "127.0.0.1") -> int:
    """A port free for UDP and TCP, below those that the system gives away by itself."""
    while True:
        port = random.randrange(20000, 30000, 4)
        if all(is_free(address, port, kind) for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM)):
            return port


@dataclass
class Sipp:
    """Runs scenarios against one Asterisk."""

    argv: tuple[str, ...]
    target: str
    folder: Path
    number: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    async def start(
        self,
        scenario: str,
        *,
        address: str = "127.0.0.5",
        port: int | None = None,
        service: str = "100",
        replaced: dict[str, str] | None = None,
        **keys: str | int,
    ) -> asyncio.subprocess.Process:
        """`keys` fill [key] in the scenario; `replaced` are swapped in its text."""
        text = (SCENARIOS / f"{scenario}.xml").read_text()
        who = str(keys.pop("who", "<sip:+79991234567@127.0.0.5>"))
        for old, new in (replaced or {}).items():
            text = text.replace(old, new)
        for key, value in {"hold": 500, "sound": self.sound(), **keys}.items():
            text = text.replace(f"[{key}]", str(value))
        file = self.folder / f"{scenario}-{next(self.number)}.xml"
        file.write_text(text)
        log = (self.folder / f"{file.stem}.out").open("wb")
        with log:
            return await asyncio.create_subprocess_exec(
                *self.argv,
                "-sf", str(file), "-s", service, self.target, "-i", address, "-m", "1",
                "-key", "who", who,
                "-p", str(port or free_port(address=address)),
                "-mp", str(free_port(address)), "-nostdin", "-timeout", "30", "-timeout_error",
                "-trace_err", "-error_file", str(self.folder / f"{file.stem}.err"),
                cwd=self.folder, stdout=log, stderr=log,
                env={**os.environ, "TERM": "xterm"},
            )  # fmt: skip

    def sound(self) -> Path:
        """Three seconds of a tone, as bare µ-law."""
        path = self.folder / "tone.ulaw"
        if not path.exists():
            path.write_bytes(bytes([0x9F, 0x1F] * 4000 * 3))
        return path

    async def run(self, scenario: str, **given: Any) -> None:
        """Run to the end; it must go as written. Takes what `start` takes."""
        await self.ended(await self.start(scenario, **given))

    async def ended(self, process: asyncio.subprocess.Process) -> None:
        code = await asyncio.wait_for(process.wait(), 40)
        said = "\n".join(file.read_text(errors="replace") for file in self.folder.glob("*.err"))
        assert code == 0, f"sipp ended with {code}: {said[-3000:]}"


@dataclass
class Centre:
    """One Asterisk of ours with all that belongs to it."""

    settings: AsteriskSettings
    process: AsteriskProcess
    extensions: tuple[Extension, ...]
    ari_password: str
    sipp: Sipp

    @property
    def control(self) -> Control:
        return Control(self.process.http_port, self.ari_password)

    @property
    def log(self) -> str:
        log = self.settings.root / "log" / "messages"
        return log.read_text(errors="replace") if log.exists() else ""

    async def until_channels(self, wanted: Callable[[int], bool]) -> None:
        """Wait until the number of parties on the line is as wanted."""
        async with asyncio.timeout(15):
            while True:
                if wanted(await self.control.channel_count()):
                    return
                await asyncio.sleep(0.02)

    async def register(self, extension: str, address: str, port: int) -> None:
        password = next(e.sip_password for e in self.extensions if e.extension == extension)
        await self.sipp.run(
            "register",
            address=address,
            port=port,
            service=extension,
            replaced={"USER": extension, "PASSWORD": password},
        )


MakeCentre = Callable[..., Centre]


@pytest.fixture
async def make_centre(
    tmp_path: Path, asterisk_runtime: Runtime, sipp_argv: tuple[str, ...]
) -> AsyncIterator[MakeCentre]:
    made: list[Centre] = []

    def make(home: Path = tmp_path / "home", **changes: Any) -> Centre:
        secrets = load_or_create(home)
        settings = AsteriskSettings(
            home=home,
            sip_port=free_port(),
            sip_bind="127.0.0.1",
            rtp_first=31000,
            rtp_last=31999,
            qualify_s=0,
        )
        settings = replace(settings, **changes)
        extensions = tuple(
            Extension(name, number, name.title(), sip_password(secrets.master, number, 1))
            for name, number in (("anna", "101"), ("boris", "102"), ("vera", "103"))
        )
        work = tmp_path / "sipp"
        work.mkdir(exist_ok=True)
        centre = Centre(
            settings,
            AsteriskProcess(settings, asterisk_runtime, secrets, extensions),
            extensions,
            secrets.ari_password,
            Sipp(sipp_argv, f"127.0.0.1:{settings.sip_port}", work),
        )
        made.append(centre)
        return centre

    yield make
    for centre in made:
        await centre.process.stop(patience_s=3)
        assert "ERROR" not in centre.log


@pytest.fixture
async def centre(make_centre: MakeCentre) -> Centre:
    made = make_centre()
    await made.process.start_or_adopt()
    return made


Until = Callable[[Callable[[], object]], Awaitable[None]]
"""Waits until a condition holds; fails after 15 s."""


@pytest.fixture
def until() -> Until:
    async def wait(condition: Callable[[], object], deadline_s: float = 15.0) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + deadline_s
        while not condition():
            assert loop.time() < end, "it did not come to pass in time"
            await asyncio.sleep(0.02)

    return wait
