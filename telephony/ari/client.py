"""ARI over HTTP: a bounded pool, short time limits, plain answers.

A status is an answer, not an exception: 404 is ordinary for whatever is said to a
channel that has just gone. Only a connection that fails raises `LineUnreachable`.
"""

from types import TracebackType
from typing import Any, NamedTuple, Self
from urllib.parse import quote, urlencode

import aiohttp
import msgspec

from telephony.ari.operations import Operation
from telephony.ari.phones import Phones
from telephony.ari.swift import SwiftRoad

POOL = 20
"""Connections at once; Asterisk's own session limit counts idle ones too."""

REST_LIMIT_S = 5.0
"""Longer than any operation takes on a loaded machine."""

HEARTBEAT_S = 2.0
"""How often the websocket is asked for a sign of life."""

EVENT_LIMIT_BYTES = 1 << 20


class LineUnreachable(RuntimeError):
    """Asterisk does not answer, or not in time."""


class AccessRefused(RuntimeError):
    """Asterisk answers, but not to this user."""


class Access(NamedTuple):
    """Where ARI is and who we are there. `url` ends in `/ari`, without a slash."""

    url: str
    user: str
    password: str
    app: str


class Answer(NamedTuple):
    """Status and decoded body of one request."""

    status: int
    body: Any

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return self.status < 300

    @property
    def gone(self) -> bool:
        """Whether what it was said to is not there any more."""
        return self.status == 404

    @property
    def why(self) -> str:
        """The server's own sentence, for a log line or a fact."""
        said = self.body.get("message") if isinstance(self.body, dict) else None
        return f"{self.status} {said or ''}".strip()


class AriClient:
    """One HTTP session to one Asterisk. Use as an async context manager.

    `phones` is what the connection has heard of that Asterisk's phones.
    """

    def __init__(self, access: Access) -> None:
        self.access = access
        self._session: aiohttp.ClientSession | None = None
        self.swift: SwiftRoad | None = None
        self.phones = Phones()

    async def __aenter__(self) -> Self:
        authorization = aiohttp.encode_basic_auth(self.access.user, self.access.password)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=POOL, keepalive_timeout=30),
            headers={"Authorization": authorization},
            timeout=aiohttp.ClientTimeout(total=REST_LIMIT_S),
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def call(
        self,
        operation: Operation,
        *path: str,
        query: dict[str, str] | None = None,
        body: dict[str, Any] | None = None,
    ) -> Answer:
        """Carry out one operation. `path` fills the braces of its path in order."""
        url = self.access.url + _fill(operation.path, path)
        try:
            async with self._open.request(
                operation.method, url, params=query, json=body
            ) as response:
                data = await response.read()
                status = response.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise LineUnreachable(f"{operation.method} {operation.path}: {error!r}") from error
        if status == 401:
            raise AccessRefused(f"ARI at {self.access.url} refused user {self.access.user}")
        return Answer(status, _decode(data))

    async def call_swiftly(
        self,
        operation: Operation,
        *path: str,
        query: dict[str, str],
        body: dict[str, Any] | None = None,
    ) -> Answer:
        """`call` for what is urgent and short: over the websocket while it is open."""
        if self.swift is None:
            return await self.call(operation, *path, query=query, body=body)
        text = "" if body is None else msgspec.json.encode(body).decode()
        uri = f"{_fill(operation.path, path)[1:]}?{urlencode(query, quote_via=quote)}"
        try:
            reply = await self.swift.ask(operation.method, uri, REST_LIMIT_S, text)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise LineUnreachable(f"{operation.method} {operation.path}: {error!r}") from error
        return Answer(reply.status, _decode(reply.body))

    async def events(self) -> aiohttp.ClientWebSocketResponse:
        """Open the websocket that carries the application's events."""
        try:
            return await self._open.ws_connect(
                f"{self.access.url}/events",
                params={"app": self.access.app, "subscribeAll": "false"},
                heartbeat=HEARTBEAT_S,
                max_msg_size=EVENT_LIMIT_BYTES,
            )
        except aiohttp.WSServerHandshakeError as error:
            if error.status == 401:
                raise AccessRefused(
                    f"ARI at {self.access.url} refused user {self.access.user}"
                ) from error
            raise LineUnreachable(f"events: {error!r}") from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise LineUnreachable(f"events: {error!r}") from error

    @property
    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("the ARI client is used outside its context")
        return self._session


def _fill(path: str, values: tuple[str, ...]) -> str:
    pieces = path.split("{")
    if len(pieces) - 1 != len(values):
        raise ValueError(f"{path} takes {len(pieces) - 1} path values, not {len(values)}")
    filled = pieces[0]
    for piece, value in zip(pieces[1:], values, strict=True):
        filled += quote(value, safe="") + piece.partition("}")[2]
    return filled


def _decode(data: bytes) -> Any:
    if not data:
        return None
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {"message": data[:200].decode("utf-8", "replace")}
