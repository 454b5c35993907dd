"""The whole service as its users run it: the real program in a home of its own.

A `Service` starts `callwright run`, waits until it is ready, signs in and speaks HTTP as
a page would. It can be killed, frozen and thawed by its process id. Nothing of it is
left when the test is over: the supervisor, the service and its Asterisk are ended by
their own ids.
"""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from tests.support.ports import free_sip_port, free_tcp_port
from tests.support.waiting import until

ADMIN = "admin"
ADMIN_PASSWORD = "correct-horse-battery-9"
_READY_S = 60.0
_STOP_S = 20.0
_LOG_TAIL = 6000
CALLWRIGHT = Path(sys.executable).with_name("callwright")


class Service:
    """One running Callwright. Use `running_service`."""

    def __init__(self, home: Path, env: Mapping[str, str] | None = None) -> None:
        self.home = home
        self.http_port = free_tcp_port()
        self.sip_port = free_sip_port()
        self.env = {
            **os.environ,
            "CALLWRIGHT_HOME": str(home),
            "CALLWRIGHT_HTTP_PORT": str(self.http_port),
            "CALLWRIGHT_SIP_PORT": str(self.sip_port),
            "CALLWRIGHT_ADMIN_PASSWORD": ADMIN_PASSWORD,
            "CALLWRIGHT_PLAN": "minimal",
            **(env or {}),
        }
        self._process: asyncio.subprocess.Process | None = None
        self._http: aiohttp.ClientSession | None = None
        self._token = ""

    @property
    def sip(self) -> tuple[str, int]:
        """Where callers and phones reach Asterisk."""
        return "127.0.0.1", self.sip_port

    @property
    def url(self) -> str:
        """The address of the pages."""
        return f"http://127.0.0.1:{self.http_port}"

    @property
    def service_pid(self) -> int:
        """The service itself, not its supervisor. Raises FileNotFoundError."""
        return int((self.home / "run" / "service.pid").read_text().split()[0])

    @property
    def asterisk_pid(self) -> int:
        """Its Asterisk. Raises FileNotFoundError."""
        files = sorted((self.home / "asterisk" / "run").glob("*.pid"))
        if not files:
            raise FileNotFoundError("Asterisk has no pid file")
        return int(files[0].read_text().split()[0])

    async def start(self, *arguments: str) -> None:
        """`callwright run`; returns when it is ready."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "test-output.log").open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                str(CALLWRIGHT),
                *(arguments or ("run",)),
                env=self.env,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        await self.wait_ready()

    async def wait_ready(self, deadline_s: float = _READY_S) -> None:
        """Until `/readyz` says 200."""

        async def ready() -> bool:
            process = self._process
            if process is not None and process.returncode is not None:
                raise AssertionError(f"callwright ended with {process.returncode}\n{self.logs()}")
            return await self._status("/readyz") == 200

        await until(ready, deadline_s, "the service says that it is ready", poll_s=0.1)

    async def sign_in(self, name: str = ADMIN, password: str = ADMIN_PASSWORD) -> dict[str, Any]:
        """Sign in as somebody; later requests are theirs."""
        if self._http is not None:
            await self._http.close()
        self._http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self._token = ""
        me = await self.api("POST", "/session", {"name": name, "password": password})
        self._token = me["csrf"]
        return dict(me)

    async def api(
        self, method: str, path: str, body: object = None, *, expect: int | None = None
    ) -> Any:
        """One request below `/api/v1`; any 2xx unless `expect` says another status."""
        assert self._http is not None, "sign in first"
        async with self._http.request(
            method,
            f"{self.url}/api/v1{path}",
            json=body,
            headers={"X-Callwright-Token": self._token} if self._token else {},
        ) as response:
            text = await response.text()
            good = response.status == expect if expect else response.ok
            assert good, f"{method} {path}: {response.status} {text[:500]}"
            return json.loads(text) if text else None

    async def board(self) -> dict[str, Any]:
        """The live board's cards by key."""
        return dict((await self.api("GET", "/board"))["cards"])

    async def calls(self, query: str = "") -> list[dict[str, Any]]:
        """The ledger, newest first."""
        return list((await self.api("GET", f"/calls?limit=500{query}"))["calls"])

    async def finished_calls(self, count: int, deadline_s: float = 20.0) -> list[dict[str, Any]]:
        """The ledger once `count` calls stand in it with an end."""

        async def ended() -> list[dict[str, Any]] | None:
            rows = [row for row in await self.calls() if row["ended_at"]]
            return rows if len(rows) >= count else None

        return await until(ended, deadline_s, f"{count} ended calls in the ledger", poll_s=0.1)

    async def kept_recording(self, call: str) -> dict[str, Any] | None:
        """The catalogue's row of a call's recording, once its file stands."""
        row = (await self.api("GET", f"/calls/{call}"))["recording"]
        return dict(row) if row is not None and row["state"] == "kept" else None

    async def set_availability(self, operator: str, availability: str, reason: str = "") -> None:
        """As the operator's button does; returns when the board shows it."""
        body = {"availability": availability, "reason": reason}
        await self.api("POST", f"/operators/{operator}/availability", body)
        await self.wait_card(f"operators/{operator}", availability=availability)

    async def wait_card(
        self, key: str, deadline_s: float = 15.0, **wanted: object
    ) -> dict[str, Any]:
        """The card of the board once it shows these values."""

        async def shown() -> dict[str, Any] | None:
            card = (await self.board()).get(key)
            if card is None or any(card.get(name) != value for name, value in wanted.items()):
                return None
            return dict(card)

        return await until(shown, deadline_s, f"the board's {key} shows {wanted}")

    async def run(self, *arguments: str, deadline_s: float = 60.0) -> tuple[int, str, str]:
        """`callwright …` beside the service: exit status, output and errors."""
        process = await asyncio.create_subprocess_exec(
            str(CALLWRIGHT),
            *arguments,
            env=self.env,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            out, errors = await asyncio.wait_for(process.communicate(), deadline_s)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        return process.returncode or 0, out.decode(), errors.decode()

    async def sip_password(self, name: str) -> str:
        """The password of an operator's phone."""
        status, out, errors = await self.run("user", "sip-password", name)
        assert status == 0, errors
        return out.strip().splitlines()[-1]

    def living_service_pid(self) -> int | None:
        """The service's process id, None while none lives."""
        try:
            pid = self.service_pid
            os.kill(pid, 0)
        except (OSError, ValueError, IndexError):
            return None
        return pid

    def kill_service(self) -> None:
        """kill -9: it must come back under its supervisor."""
        os.kill(self.service_pid, signal.SIGKILL)

    def freeze_service(self) -> None:
        """SIGSTOP: alive, but deaf."""
        os.kill(self.service_pid, signal.SIGSTOP)

    def thaw_service(self) -> None:
        """SIGCONT."""
        os.kill(self.service_pid, signal.SIGCONT)

    def kill_asterisk(self) -> None:
        """kill -9 of Asterisk."""
        os.kill(self.asterisk_pid, signal.SIGKILL)

    async def stop(self) -> int:
        """SIGTERM to the supervisor; everything of ours is gone afterwards.

        Answers the supervisor's exit status.
        """
        left = self._known_pids()
        process = self._process
        if self._http is not None:
            await self._http.close()
        if process is not None and process.returncode is None:
            process.terminate()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), _STOP_S)
            if process.returncode is None:
                process.kill()
                await process.wait()
        for pid in {*left, *self._known_pids()}:
            if _belongs_to(pid, self.home):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        return -1 if process is None or process.returncode is None else process.returncode

    def logs(self) -> str:
        """The ends of all logs, for a failure's report."""
        parts = []
        for path in sorted(
            {*self.home.glob("*.log"), *self.home.glob("log/*"), *self.home.glob("asterisk/log/*")}
        ):
            if path.is_file():
                text = path.read_bytes()[-_LOG_TAIL:].decode(errors="replace")
                parts.append(f"=== {path.relative_to(self.home)}\n{text}")
        return "\n".join(parts)

    def _known_pids(self) -> set[int]:
        pids = set()
        with contextlib.suppress(OSError, ValueError, IndexError):
            pids.add(self.service_pid)
        with contextlib.suppress(OSError, ValueError, IndexError):
            pids.add(self.asterisk_pid)
        return pids

    async def _status(self, path: str) -> int:
        try:
            async with (
                aiohttp.ClientSession() as http,
                http.get(self.url + path, timeout=aiohttp.ClientTimeout(total=2)) as response,
            ):
                return response.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            return 0


@asynccontextmanager
async def running_service(
    home: Path, env: Mapping[str, str] | None = None
) -> AsyncIterator[Service]:
    """A ready service with the administrator signed in; logs are added to any failure."""
    service = Service(home, env)
    try:
        await service.start()
        await service.sign_in()
        yield service
    except BaseException as error:
        error.add_note(service.logs())
        raise
    finally:
        await service.stop()


def _belongs_to(pid: int, home: Path) -> bool:
    """A process of that home: never end one that has taken over an old number."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        environment = Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return False
    marks = (str(home).encode() in command, f"CALLWRIGHT_HOME={home}\0".encode() in environment)
    return any(marks)
