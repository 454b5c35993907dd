"""REST over the events' websocket, for what is urgent.

It costs less than a request of its own. Asterisk serves these one at a time, so only
short operations on the way from a caller to a ringing phone go this way; everything else
goes through the pool.
"""

import asyncio
from itertools import count
from typing import NamedTuple

import aiohttp
import msgspec

from telephony.ari.events import RESTResponse


class _Request(msgspec.Struct, frozen=True):
    request_id: str
    method: str
    uri: str
    message_body: str = ""
    content_type: str = "application/json"
    transaction_id: str = "swift"
    type: str = "RESTRequest"


class Reply(NamedTuple):
    """Status and body as the server wrote them."""

    status: int
    body: bytes


class SwiftRoad:
    """Requests on one open websocket; whoever reads it hands the answers to `take`."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = count(1)
        self._asked: dict[str, asyncio.Future[RESTResponse]] = {}

    async def ask(self, method: str, uri: str, limit_s: float, body: str = "") -> Reply:
        """One operation; `body` is JSON. Raises `TimeoutError`, or `ConnectionError` when the
        socket ends."""
        number = str(next(self._numbers))
        answered: asyncio.Future[RESTResponse] = asyncio.get_running_loop().create_future()
        self._asked[number] = answered
        try:
            request = _Request(number, method, uri, body)
            await self._socket.send_str(msgspec.json.encode(request).decode())
            async with asyncio.timeout(limit_s):
                answer = await answered
        finally:
            del self._asked[number]
        return Reply(answer.status_code, answer.message_body.encode())

    def take(self, answer: RESTResponse) -> None:
        """An answer came; one that nobody waits for any more is dropped."""
        answered = self._asked.get(answer.request_id)
        if answered is not None and not answered.done():
            answered.set_result(answer)

    def close(self) -> None:
        """The socket has ended: nobody will be answered any more."""
        for answered in self._asked.values():
            if not answered.done():
                answered.set_exception(ConnectionError("the websocket has ended"))
