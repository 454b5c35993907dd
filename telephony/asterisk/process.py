"""Asterisk's process: started or adopted, watched, brought back, stopped.

It lives in a session of its own, so calls outlive the service. A service that starts
finds the Asterisk of the one before by its pid file and command line and adopts it,
unless its configuration has changed in a way that only a start takes up and nobody is
on the line.
"""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from telephony.asterisk import ports, procfs, taken_up
from telephony.asterisk.conf_core import run_dir
from telephony.asterisk.config import RELOADED_BY, generate, prepare_folders, write
from telephony.asterisk.control import Control, ControlFailed
from telephony.asterisk.faults import StartFailed
from telephony.asterisk.logs import LOG_NAME, keep_short
from telephony.asterisk.runtime import Runtime
from telephony.asterisk.secrets import Secrets
from telephony.asterisk.settings import AsteriskSettings, Extension, TrunkByRegistration
from telephony.asterisk.taken_up import TakenUp, digests

_START_DEADLINE_S = 20.0
_ADOPT_DEADLINE_S = 6.0
_POLL_S = 0.05
_PATIENCE_S = 5.0  # between asking it to end and killing it
_BACK_OFF_FIRST_S, _BACK_OFF_MOST_S = 0.2, 10.0
_STEADY_S = 60.0  # alive for so long: the next death starts at the first back-off again
_LOG_CHECK_S = 60.0
_PRIVATELY = ("/bin/sh", "-c", 'umask 077; exec "$@"', "sh")
"""Files that Asterisk makes are for us alone. Not every event loop can set a child's umask."""
_CONSOLE_NAME = "console.log"


@dataclass(frozen=True)
class Up:
    """Asterisk answers. `adopted`: it lived before us, and so may its calls."""

    pid: int
    adopted: bool
    started_at: datetime


@dataclass(frozen=True)
class Down:
    """Asterisk is gone or would not start; it is tried again after `retry_s`."""

    why: str
    retry_s: float


class AsteriskProcess:
    """One Asterisk of ours, for one home folder."""

    def __init__(
        self,
        settings: AsteriskSettings,
        runtime: Runtime,
        secrets: Secrets,
        extensions: tuple[Extension, ...],
    ) -> None:
        self._settings = settings
        self._runtime = runtime
        self._secrets = secrets
        self._extensions = extensions
        self._http_port = 0
        self._wanted_port = 0
        self._pid: int | None = None
        self._child: asyncio.subprocess.Process | None = None
        self._wanted: dict[str, str] = {}
        self._restart_owed = False
        self._stopping = False
        self._changing = asyncio.Lock()
        self._taken_up_file = settings.root / "taken_up.json"

    @property
    def config_file(self) -> Path:
        """What our Asterisk is started with, and known by."""
        return self._settings.root / "etc" / "asterisk.conf"

    @property
    def sounds(self) -> Mapping[str, Path]:
        """Folders of Asterisk's own prompts, by language."""
        return self._runtime.sounds

    @property
    def http_port(self) -> int:
        """Where ARI is, on loopback. Known once `start_or_adopt` has returned."""
        return self._http_port

    @property
    def pid(self) -> int | None:
        """The living process, as far as known."""
        return self._pid

    @property
    def restart_owed(self) -> bool:
        """Whether the living Asterisk has yet to take up a change by a restart."""
        return self._restart_owed

    async def start_or_adopt(self) -> Up:
        """Bring Asterisk up, or find it up. Raises `AsteriskFault` with one clear line."""
        self._stopping = False
        async with self._changing:
            return await self._bring_up()

    async def _bring_up(self) -> Up:
        prepare_folders(self._settings, self._runtime)
        pid = self._find_living()
        wanted_port = ports.http_port(self._settings)
        if pid is None and self._settings.http_port is None and not ports.is_free_tcp(wanted_port):
            wanted_port = ports.renew_http_port(self._settings)
        self._wanted_port = wanted_port
        self._write()
        if pid is not None:
            up = await self._adopt(pid)
            if up is not None:
                return up
        self._http_port = wanted_port
        ports.check(self._settings, wanted_port)
        return await self._start()

    async def change_operators(self, extensions: tuple[Extension, ...]) -> frozenset[str]:
        """Take up a new list of operators. Answers the modules that were reloaded.

        Living calls are not touched. Raises `SettingsRefused` or `ControlFailed`.
        """
        async with self._changing:
            before, self._extensions = self._extensions, extensions
            try:
                self._write()
            except BaseException:
                self._extensions = before
                raise
            return await self._take_up_if_up()

    async def change_numbers(self, numbers: tuple[str, ...]) -> frozenset[str]:
        """Take up another set of main numbers. Answers the modules that were reloaded.

        Living calls are not touched, but whoever waits in the dialplan under a number that
        is gone is let go when it comes back there: leave such numbers in for as long.
        Raises `SettingsRefused` or `ControlFailed`.
        """
        async with self._changing:
            before = self._settings
            trunk = before.trunk
            if isinstance(trunk, TrunkByRegistration):
                trunk = replace(trunk, number=numbers[0])
            self._settings = replace(before, main_numbers=numbers, trunk=trunk)
            try:
                self._write()
            except BaseException:
                self._settings = before
                raise
            return await self._take_up_if_up()

    async def watch(self) -> AsyncGenerator[Up | Down, None]:
        """Wait for Asterisk to die and bring it back, for ever; tells each change.

        Ends when `stop` is called. Use after `start_or_adopt`.
        """
        wait_s = _BACK_OFF_FIRST_S
        loop = asyncio.get_running_loop()
        up_since = loop.time()
        while not self._stopping:
            if self._pid is not None:
                await self._wait_and_keep_log(self._pid)
                if self._stopping:
                    return
                if loop.time() - up_since > _STEADY_S:
                    wait_s = _BACK_OFF_FIRST_S
                yield Down("Asterisk has ended.", wait_s)
            await asyncio.sleep(wait_s)
            wait_s = min(wait_s * 2, _BACK_OFF_MOST_S)
            if self._stopping:
                return
            try:
                async with self._changing:
                    up = await self._bring_up()
            except Exception as error:  # whatever it is, callers need Asterisk back
                yield Down(str(error), wait_s)
            else:
                up_since = loop.time()
                yield up

    async def stop(self, patience_s: float = _PATIENCE_S) -> None:
        """End Asterisk: asked first, then killed. Calls on it end."""
        self._stopping = True
        async with self._changing:
            pid = self._pid or self._find_living()
            if pid is not None:
                await self._end(pid, patience_s)

    async def restart_if_idle(self) -> Up | None:
        """Take up an owed restart if nobody is on the line; None when nothing was done."""
        async with self._changing:
            if not self._restart_owed or self._pid is None or await self._busy():
                return None
            await self._end(self._pid, _PATIENCE_S)
            return await self._bring_up()

    def _control(self) -> Control:
        return Control(self._http_port, self._secrets.ari_password)

    def _write(self) -> None:
        files = generate(
            self._settings,
            self._extensions,
            self._runtime,
            self._wanted_port,
            self._secrets.ari_password,
        )
        write(self._settings, files)
        self._wanted = digests(files)

    def _find_living(self) -> int | None:
        pid = procfs.read_pid(run_dir(self._settings) / "asterisk.pid")
        if pid is not None and procfs.is_ours(pid, self.config_file):
            return pid
        return procfs.find(self.config_file)

    async def _adopt(self, pid: int) -> Up | None:
        """Take over a living Asterisk, or end it and answer None.

        It is asked where it was started to listen, which may not be where the next one is.
        """
        taken = taken_up.load(self._taken_up_file)
        self._http_port = taken.http_port or self._wanted_port
        started = await self._answers_within(pid, _ADOPT_DEADLINE_S)
        outdated = bool(taken.differing(self._wanted) - RELOADED_BY.keys())
        if started is None or (outdated and not await self._busy()):
            await self._end(pid, _PATIENCE_S)
            return None
        self._pid = pid
        await self._take_up()
        return Up(pid, adopted=True, started_at=started)

    async def _take_up_if_up(self) -> frozenset[str]:
        """When it is down, the next start reads the files anyway."""
        return await self._take_up() if self._pid is not None else frozenset()

    async def _take_up(self) -> frozenset[str]:
        """Let the living Asterisk read what changed. Answers the reloaded modules."""
        taken = taken_up.load(self._taken_up_file)
        differing = taken.differing(self._wanted)
        reloadable = differing & RELOADED_BY.keys()
        self._restart_owed = differing != reloadable
        needed = frozenset(RELOADED_BY[name] for name in reloadable)
        for module in sorted(needed):
            await self._control().reload(module)
        if needed:
            fresh = {name: self._wanted[name] for name in reloadable & self._wanted.keys()}
            self._remember(taken.files | fresh)
        return needed

    def _remember(self, files: dict[str, str]) -> None:
        taken_up.save(self._taken_up_file, TakenUp(self._http_port, files))

    async def _busy(self) -> bool:
        try:
            return await self._control().channel_count() > 0
        except ControlFailed:
            return False  # it can serve nobody either

    async def _start(self) -> Up:
        log_dir = self._settings.root / "log"
        with (log_dir / _CONSOLE_NAME).open("wb") as console:
            self._child = await asyncio.create_subprocess_exec(
                *_PRIVATELY,
                *self._runtime.argv,
                "-f",
                "-C",
                str(self.config_file),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=console,
                stderr=console,
                cwd=self._settings.root,
                env=_environment(),
                start_new_session=True,
            )
        pid = self._child.pid
        try:
            started = await self._answers_within(pid, _START_DEADLINE_S)
        except BaseException:
            await self._end(pid, 0.5)
            raise
        if started is None:
            died = self._child.returncode is not None or not procfs.is_ours(pid, self.config_file)
            await self._end(pid, 0.5)
            raise StartFailed(
                f"Asterisk {'ended while it started' if died else 'does not answer'}.",
                f"See {log_dir}; its last lines say why.",
                procfs.tail(log_dir / LOG_NAME, 2000) + procfs.tail(log_dir / _CONSOLE_NAME, 2000),
            )
        self._pid = pid
        self._restart_owed = False
        self._remember(self._wanted)
        return Up(pid, adopted=False, started_at=started)

    async def _answers_within(self, pid: int, deadline_s: float) -> datetime | None:
        """When it started, once it answers; None when it dies or stays silent."""
        gone = asyncio.create_task(procfs.wait_gone(pid))
        try:
            async with asyncio.timeout(deadline_s):
                while not gone.done():
                    with suppress(ControlFailed):
                        return await self._control().started_at()
                    await asyncio.sleep(_POLL_S)
        except TimeoutError:
            pass
        finally:
            gone.cancel()
        return None

    async def _end(self, pid: int, patience_s: float) -> None:
        for number in (signal.SIGTERM, signal.SIGKILL):
            if not procfs.is_ours(pid, self.config_file):
                break
            procfs.send(pid, number)
            with suppress(TimeoutError):
                await asyncio.wait_for(procfs.wait_gone(pid), patience_s)
        await self._bury(pid)

    async def _bury(self, pid: int) -> None:
        """Forget a process that has ended, unless another has taken its place already."""
        child = self._child
        if child is not None and child.pid == pid:
            await child.wait()
            if self._child is child:
                self._child = None
        if self._pid == pid:
            self._pid = None

    async def _wait_and_keep_log(self, pid: int) -> None:
        """Until the process is gone; in between, keep its log from growing for ever."""
        gone = asyncio.create_task(procfs.wait_gone(pid))
        try:
            while not gone.done():
                await asyncio.wait({gone}, timeout=_LOG_CHECK_S)
                await keep_short(self._settings.root / "log", self._control())
        finally:
            gone.cancel()
        await self._bury(pid)


def _environment() -> dict[str, str]:
    """Asterisk needs little of our environment, and none of our secrets."""
    kept = ("PATH", "HOME", "TZ", "TMPDIR")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"LANG": "C.UTF-8"}
