"""How the command line speaks to the living service: a socket in the home folder.

Whoever may open HOME/run (0700) may speak; nobody else can.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from aiohttp import web

from switchboard.home import Home
from vocabulary.ids import OperatorId
from vocabulary.inputs import AvailabilityAsked
from vocabulary.ports import Inbox
from vocabulary.states import Availability

ANSWER_LIMIT_S = 20.0


class ServiceAway(RuntimeError):
    """No service runs in this home."""


class ControlDoor:
    """The service's side."""

    def __init__(
        self,
        home: Home,
        people_changed: Callable[[], Awaitable[None]],
        status: Callable[[], dict[str, Any]],
        inbox: Inbox,
    ) -> None:
        self._home = home
        self._people_changed = people_changed
        self._status = status
        self._inbox = inbox
        self._runner: web.AppRunner | None = None

    async def open(self) -> None:
        """Listen; an old socket of a killed service is replaced."""
        app = web.Application()
        app.router.add_post("/people-changed", self._on_people_changed)
        app.router.add_get("/status", self._on_status)
        app.router.add_post("/availability", self._on_availability)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        self._home.control_socket.unlink(missing_ok=True)
        await web.UnixSite(runner, str(self._home.control_socket)).start()
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
    """The command line's side. Raises `ServiceAway`."""
    connector = aiohttp.UnixConnector(path=str(home.control_socket))
    timeout = aiohttp.ClientTimeout(total=ANSWER_LIMIT_S)
    try:
        async with (
            aiohttp.ClientSession(connector=connector, timeout=timeout) as session,
            session.request(method, f"http://callwright{path}", json=body) as response,
        ):
            response.raise_for_status()
            answer: dict[str, Any] = await response.json()
            return answer
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise ServiceAway(
            f"no Callwright runs in {home.root}; start it with 'callwright run'"
        ) from error
