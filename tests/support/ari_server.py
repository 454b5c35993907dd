"""A small server that speaks just enough ARI to fail in all the ways a real one fails.

It listens on a real socket and keeps what it was asked. A test tells it what to answer,
holds an answer back, freezes it, closes or resets its connections, and says events.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote

import aiohttp
from aiohttp import web

from telephony.ari.client import Access
from tests.support.waiting import until

APP = "callwright"
STARTED = "2026-01-05T09:00:00.000+0000"
_USER, _PASSWORD = "callwright", "right"
_ENOUGH_S = 10.0


@dataclass(frozen=True)
class Asked:
    """One request as it came; `swift` says that it came over the websocket."""

    method: str
    path: str
    query: dict[str, str]
    body: Any = None
    swift: bool = False


@dataclass
class AriServer:
    """Use `ari_server`. `channels` and `bridges` are shown to whoever lists them."""

    port: int = 0
    channels: list[dict[str, Any]] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    bridges: list[dict[str, Any]] = field(default_factory=list)
    endpoints: list[dict[str, Any]] = field(default_factory=list)
    recordings: set[str] = field(default_factory=set)
    playbacks: set[str] = field(default_factory=set)
    started: str = STARTED
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    _answers: dict[tuple[str, str], tuple[int, Any]] = field(default_factory=dict)
    _held: dict[tuple[str, str], asyncio.Event] = field(default_factory=dict)
    _sockets: list[tuple[web.Request, web.WebSocketResponse]] = field(default_factory=list)
    _waiting: list[web.Request] = field(default_factory=list)
    _frozen: asyncio.Event = field(default_factory=asyncio.Event)
    _handshake: int = 101

    @property
    def access(self) -> Access:
        """What a client needs to be let in."""
        return Access(f"http://127.0.0.1:{self.port}/ari", _USER, _PASSWORD, APP)

    @property
    def listening(self) -> int:
        """How many websockets are open."""
        return len(self._sockets)

    def answer(self, method: str, path: str, status: int, body: Any = None) -> None:
        """From now on answer like this. `path` is below `/ari`."""
        self._answers[method, path] = status, body

    def hold(self, method: str, path: str) -> asyncio.Event:
        """Answer such a request only when the returned event is set."""
        gate = self._held[method, path] = asyncio.Event()
        return gate

    def release(self, method: str, path: str) -> None:
        """Hold such requests back no more."""
        self._held.pop((method, path)).set()

    def refuse_events(self, status: int) -> None:
        """Answer the handshake with this status; 101 lets it in again."""
        self._handshake = status

    def freeze(self) -> None:
        """Keep every connection and say nothing any more, not even to a ping."""
        self._frozen.set()

    async def close_sockets(self) -> None:
        """A clean close of every websocket."""
        for _, socket in self._sockets:
            await socket.close()

    def reset_sockets(self) -> None:
        """Cut every websocket's connection."""
        for request, _ in self._sockets:
            if request.transport is not None:
                request.transport.abort()

    def cut_requests(self) -> None:
        """Cut the connection of every request that waits for its answer, not the sockets."""
        for request in tuple(self._waiting):
            if request.transport is not None:
                request.transport.abort()

    async def say(self, event: dict[str, Any]) -> None:
        """An event to whoever listens; `timestamp` is now unless given."""
        await self.say_raw_json({"timestamp": stamp(), "application": APP, **event})

    async def say_raw_json(self, document: Any) -> None:
        """A document as it is."""
        for _, socket in self._sockets:
            await socket.send_json(document)

    async def say_text(self, text: str) -> None:
        """Any text at all."""
        for _, socket in self._sockets:
            await socket.send_str(text)

    async def until_asked(self, method: str, path: str, count: int = 1) -> Asked:
        """Wait for the `count`-th request of that kind."""

        def found() -> list[Asked] | None:
            same = self.asked_for(method, path)
            return same if len(same) >= count else None

        what = f"{count} of {method} {path} among {[(a.method, a.path) for a in self.asked]}"
        return (await until(found, _ENOUGH_S, what))[count - 1]

    def asked_for(self, method: str, path: str) -> list[Asked]:
        """All requests of that kind so far."""
        return [asked for asked in self.asked if (asked.method, asked.path) == (method, path)]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one request or one handshake."""
        path = request.path.removeprefix("/ari")
        if path == "/events" and request.method == "GET":
            return await self._events(request)
        body = await request.json() if request.can_read_body else None
        asked = Asked(request.method, path, dict(request.query), body)
        self._waiting.append(request)
        try:
            status, document = await self._reply(asked, known=self._knows(request))
        finally:
            self._waiting.remove(request)
        if document is None:
            return web.Response(status=status)
        return web.json_response(document, status=status)

    async def _reply(self, asked: Asked, *, known: bool) -> tuple[int, Any]:
        self.asked.append(asked)
        key = asked.method, asked.path
        if (gate := self._held.get(key)) is not None:
            await gate.wait()
        if self._frozen.is_set():
            await asyncio.Event().wait()
        if not known:
            return 401, {"message": "Authentication required"}
        given = self._answers.get(key)
        return given if given is not None else self._usual(*key)

    async def _hear(self, socket: web.WebSocketResponse) -> None:
        """Take whatever comes, so that pings are answered; requests are answered too."""
        async with asyncio.TaskGroup() as answering:
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    answering.create_task(self._over_the_socket(socket, message.json()))

    async def _over_the_socket(self, socket: web.WebSocketResponse, given: dict[str, Any]) -> None:
        path, _, query = given["uri"].partition("?")
        body = json.loads(given["message_body"]) if given["message_body"] else None
        asked = Asked(
            given["method"], f"/{unquote(path)}", dict(parse_qsl(query)), body, swift=True
        )
        status, document = await self._reply(asked, known=True)
        answer = {
            "type": "RESTResponse",
            "request_id": given["request_id"],
            "status_code": status,
            "message_body": "" if document is None else json.dumps(document),
        }
        with contextlib.suppress(ConnectionError):
            await self.say(answer)

    def _knows(self, request: web.Request) -> bool:
        wanted = aiohttp.encode_basic_auth(_USER, _PASSWORD)
        return request.headers.get("Authorization") == wanted

    async def _events(self, request: web.Request) -> web.StreamResponse:
        self.connections += 1
        if not self._knows(request):
            return web.Response(status=401)
        if self._handshake != 101:
            return web.Response(status=self._handshake)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        here = request, socket
        self._sockets.append(here)
        frozen = asyncio.create_task(self._frozen.wait())
        heard = asyncio.create_task(self._hear(socket))
        try:
            await asyncio.wait({frozen, heard}, return_when=asyncio.FIRST_COMPLETED)
            if frozen.done():
                heard.cancel()
                await asyncio.Event().wait()
        finally:
            self._sockets.remove(here)
            for task in (frozen, heard):
                task.cancel()
        return socket

    def _usual(self, method: str, path: str) -> tuple[int, Any]:
        first, _, rest = path.lstrip("/").partition("/")
        if method != "GET":
            return (200, {}) if method == "PUT" or first == "applications" else (204, None)
        shown: dict[str, Callable[[], tuple[int, Any]]] = {
            "asterisk": lambda: (200, {"status": {"startup_time": self.started}}),
            "channels": lambda: self._channels(rest),
            "bridges": lambda: self._bridges(rest),
            "endpoints": lambda: self._endpoints(rest.partition("/")[2]),
            "playbacks": lambda: self._playback(rest),
            "applications": lambda: (200, {"name": APP, "channel_ids": self.members}),
            "recordings": lambda: self._recording(rest.removeprefix("live/")),
        }
        return shown[first]()

    def _channels(self, one: str) -> tuple[int, Any]:
        if not one:
            return 200, self.channels
        found = next((each for each in self.channels if each["id"] == one), None)
        return (404, {"message": "Channel not found"}) if found is None else (200, found)

    def _bridges(self, one: str) -> tuple[int, Any]:
        if not one:
            return 200, self.bridges
        found = next((each for each in self.bridges if each["id"] == one), None)
        return (404, {"message": "Bridge not found"}) if found is None else (200, found)

    def _endpoints(self, one: str) -> tuple[int, Any]:
        if not one:
            return 200, self.endpoints
        found = next((each for each in self.endpoints if each["resource"] == one), None)
        return (404, {"message": "Endpoint not found"}) if found is None else (200, found)

    def _playback(self, name: str) -> tuple[int, Any]:
        if name in self.playbacks:
            return 200, {"id": name, "state": "playing"}
        return 404, {"message": "Playback not found"}

    def _recording(self, name: str) -> tuple[int, Any]:
        if name in self.recordings:
            return 200, {"name": name}
        return 404, {"message": "Recording not found"}


def stamp(at: datetime | None = None) -> str:
    """A moment as Asterisk writes it, now unless given."""
    moment = at or datetime.now(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}+0000"


def channel(
    name: str,
    *,
    state: str = "Up",
    number: str = "",
    caller: str = "",
    context: str = "callwright-inbound",
    exten: str = "100",
) -> dict[str, Any]:
    """A channel as Asterisk shows it."""
    return {
        "id": name,
        "name": f"PJSIP/x-{name}",
        "state": state,
        "caller": {"name": caller, "number": number},
        "connected": {"name": "", "number": ""},
        "dialplan": {"context": context, "exten": exten, "priority": 4, "app_name": "Stasis"},
    }


@asynccontextmanager
async def ari_server() -> AsyncIterator[AriServer]:
    """A server on a free port of loopback."""
    made = AriServer()
    app = web.Application()
    app.router.add_route("*", r"/ari/{rest:[\s\S]*}", made.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.port = int(runner.addresses[0][1])
    try:
        yield made
    finally:
        with contextlib.suppress(ConnectionError):
            await runner.cleanup()
