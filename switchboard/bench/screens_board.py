"""Clients of the live board: when each of them has what happened.

Every message of the board carries the time of its step, so a client needs only the head of a
message and the moment at which it came. Both times are of this machine's clock.
"""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import aiohttp
import msgspec

_HEAD = re.compile(rb'^\{"type":"delta","seq":(\d+),"at":"([^"]+)"')
_HEAD_BYTES = 120
_OPEN_S = 20.0
_MOST_NOTES = 2_000_000


class Client:
    """One screen's socket: notes of each delta its head and when it came.

    With `keeps` it also keeps the messages whole.
    """

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, *, keeps: bool = False) -> None:
        self._socket = socket
        self._keeps = keeps
        self.notes: list[tuple[float, bytes]] = []
        self.messages: list[bytes] = []

    async def listen(self) -> None:
        """Until the socket is closed, or the notes are too many."""
        async for message in self._socket:
            self.notes.append((time.time(), message.data.encode()[:_HEAD_BYTES]))
            if self._keeps:
                self.messages.append(message.data.encode())
            if len(self.notes) > _MOST_NOTES:
                return

    async def close(self) -> None:
        """Leave the board."""
        await self._socket.close()

    def latencies(self) -> list[float]:
        """Seconds from each step to its message here."""
        return [
            came_s - step_s
            for came_s, head in self.notes
            if (step_s := step_time(head)) is not None
        ]


def step_time(head: bytes) -> float | None:
    """The time of a delta's step, counted from the epoch; None for other messages."""
    found = _HEAD.match(head)
    return None if found is None else moment(found[2].decode())


def moment(text: str) -> float:
    """A time of the API, counted from the epoch."""
    return datetime.fromisoformat(text).timestamp()


def offers_to(operator: str, messages: Sequence[bytes]) -> dict[str, float]:
    """By the caller's number: when its call was first offered to that operator."""
    first: dict[str, float] = {}
    for message in messages:
        told: dict[str, Any] = msgspec.json.decode(message)
        if told.get("type") != "delta":
            continue
        for key, card in told["set"].items():
            if key.startswith("calls/") and operator in card.get("ringing", ()):
                first.setdefault(card["caller"], moment(told["at"]))
    return first


@asynccontextmanager
async def watching(
    url: str, cookies: Sequence[str], *, keeps: bool = False
) -> AsyncIterator[list[Client]]:
    """One client for each cookie, following the board until the context is left."""
    limit = aiohttp.ClientTimeout(total=None, sock_connect=_OPEN_S)
    connector = aiohttp.TCPConnector(limit=0)
    clients: list[Client] = []
    tasks: list[asyncio.Task[None]] = []
    async with aiohttp.ClientSession(
        timeout=limit, connector=connector, cookie_jar=aiohttp.DummyCookieJar()
    ) as http:
        try:
            for cookie in cookies:
                headers = {"Cookie": cookie}
                socket = await http.ws_connect(f"{url}/ws", headers=headers, max_msg_size=0)
                clients.append(Client(socket, keeps=keeps))
                tasks.append(asyncio.create_task(clients[-1].listen()))
            yield clients
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.gather(*(each.close() for each in clients), return_exceptions=True)
