"""How the command line speaks to the living service: a socket in the home folder.

Whoever may open HOME/run (0700) may speak; nobody else can.
"""

import io
import os
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
from aiohttp import web

from switchboard.home import Home
from vocabulary.ids import OperatorId
from vocabulary.inputs import AvailabilityAsked
from vocabulary.ports import Inbox
from vocabulary.states import Availability

ANSWER_LIMIT_S = 20.0
BODY_LIMIT_BYTES = 8 << 20
JSON = {"Content-Type": "application/json"}
CLOSE_LIMIT_S = 1.0
"""How long a question that is being answered may hold up the end of the service."""
_SOCKET_PATH_LIMIT = 107  # bytes of a UNIX socket's path, unix(7)


class ServiceAway(RuntimeError):
    """No service runs in this home."""


class ServiceFailed(ServiceAway):
    """A service runs in this home but did not do what it was asked."""


class ServiceRefused(ServiceFailed):
    """The service said no, and why; `findings` of a plan as they were sent."""

    def __init__(self, message: str, findings: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


class ControlDoor:
    """The service's side. `more` are routes beside its own."""

    def __init__(
        self,
        home: Home,
        people_changed: Callable[[], Awaitable[None]],
        status: Callable[[], dict[str, Any]],
        inbox: Inbox,
        more: Sequence[web.AbstractRouteDef] = (),
    ) -> None:
        self._home = home
        self._people_changed = people_changed
        self._status = status
        self._inbox = inbox
        self._more = tuple(more)
        self._runner: web.AppRunner | None = None

    async def open(self) -> None:
        """Listen; an old socket of a killed service is replaced."""
        app = web.Application(client_max_size=BODY_LIMIT_BYTES)
        app.router.add_post("/people-changed", self._on_people_changed)
        app.router.add_get("/status", self._on_status)
        app.router.add_post("/availability", self._on_availability)
        app.add_routes(self._more)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=CLOSE_LIMIT_S)
        await runner.setup()
        self._home.control_socket.unlink(missing_ok=True)
        with _reachable(self._home.control_socket) as path:
            await web.UnixSite(runner, path).start()
        self._home.control_socket.chmod(0o600)
        self._runner = runner

    async def close(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _on_people_changed(self, _request: web.Request) -> web.Response:
        await self._people_changed()
        return web.json_response({"done": True})

    async def _on_status(self, _request: web.Request) -> web.Response:
        return web.json_response(self._status())

    async def _on_availability(self, request: web.Request) -> web.Response:
        body = await request.json()
        self._inbox.put(
            AvailabilityAsked(
                OperatorId(str(body["operator"])),
                Availability(body["availability"]),
                "",
                "command line",
            )
        )
        return web.json_response({"done": True})


async def ask_service(
    home: Home, method: str, path: str, body: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The command line's side. Raises `ServiceAway`, or `ServiceFailed` when it lives."""
    timeout = aiohttp.ClientTimeout(total=ANSWER_LIMIT_S)
    try:
        with _reachable(home.control_socket) as socket:
            async with (
                aiohttp.ClientSession(
                    connector=aiohttp.UnixConnector(path=socket), timeout=timeout
                ) as session,
                session.request(
                    method, f"http://callwright{path}", data=_sent(body), headers=JSON
                ) as response,
            ):
                if response.status >= 400 and response.content_type == "application/json":
                    refusal = await response.json()
                    raise ServiceRefused(str(refusal["error"]), refusal.get("findings", ()))
                response.raise_for_status()
                answer: dict[str, Any] = await response.json()
                return answer
    except (aiohttp.ClientResponseError, TimeoutError) as error:
        raise ServiceFailed(
            f"Callwright in {home.root} did not do it ({_told(error)}); "
            f"{home.log / 'service.log'} says why"
        ) from error
    except (aiohttp.ClientError, OSError) as error:
        raise ServiceAway(
            f"no Callwright runs in {home.root}; start it with 'callwright run'"
        ) from error


def _sent(body: dict[str, Any] | None) -> io.BytesIO | None:
    """A body as JSON; a plan may be large, so it is not sent in one go."""
    return None if body is None else io.BytesIO(msgspec.json.encode(body))


def _told(error: aiohttp.ClientResponseError | TimeoutError) -> str:
    if isinstance(error, aiohttp.ClientResponseError):
        return f"status {error.status}"
    return f"no answer within {ANSWER_LIMIT_S:g} s"


@contextmanager
def _reachable(socket: Path) -> Iterator[str]:
    """The socket's path, or a short name for it where a home is too deep for a socket."""
    if len(os.fsencode(socket)) <= _SOCKET_PATH_LIMIT:
        yield str(socket)
        return
    folder = os.open(socket.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{socket.name}"
    finally:
        os.close(folder)
