"""The phone of a page: SIP over WebSocket, bridged to Asterisk.

Asterisk's own door is on loopback. A page comes in here, at the address it came from itself,
with its session; what it says passes the gate. A person has one phone: the newest page has
it. A page that goes away on purpose is told of at once; one that is only lost is not, for
its audio may live on and the page may come back.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

import aiohttp
import structlog
from aiohttp import WSMsgType, web

from desk.errors import Refusal
from desk.live import CLOSE_LIMIT_S, HEARTBEAT_S, STOPPING, TOO_SLOW, close_socket
from desk.phone.sip_gate import NotPassed, check, status_or_method

PROTOCOL = "sip"
REPLACED = 4409
NOT_YOURS = 4403
AWAY = STOPPING
TALKS_TOO_MUCH = 1008
LONGEST_MESSAGE = 64 * 1024
SEND_LIMIT_S = 5.0
OPEN_LIMIT_S = 5.0
BURST, A_SECOND = 60.0, 20.0
LEFT = frozenset({0, 1000, 1001, 1005})
"""Close codes of a page that goes of itself; 0 and 1005: it gave none."""

log = structlog.get_logger("desk.phone")


class Wire(Protocol):
    """Either side of a line: whatever a text can be sent to."""

    async def send_str(self, data: str) -> None:
        """Send, and wait while the other side is behind."""
        ...


class PhoneLine:
    """One page's phone: who has it, and why it ends."""

    def __init__(self, user: str, extension: str, token_hash: str) -> None:
        self.user = user
        self.extension = extension
        self.token_hash = token_hash
        self.done = asyncio.Event()
        self.leaving_told = False
        self._loop = asyncio.get_running_loop()
        self._ended: asyncio.Future[int] = self._loop.create_future()
        self._breath, self._breathed_at = BURST, self._loop.time()

    def end(self, code: int) -> None:
        """Close soon with `code`; the first code given counts."""
        if not self._ended.done():
            self._ended.set_result(code)

    @property
    def ended_by_us(self) -> bool:
        """Whether the line ends for a reason of ours, not the page's."""
        return self._ended.done()

    async def run(
        self, socket: web.WebSocketResponse, asterisk: aiohttp.ClientWebSocketResponse
    ) -> None:
        """Carry messages both ways until a side leaves or the line is ended."""
        tasks = [
            asyncio.create_task(self._up(socket, asterisk)),
            asyncio.create_task(self._down(asterisk, socket)),
        ]
        try:
            over: list[asyncio.Future[Any]] = [*tasks, self._ended]
            await asyncio.wait(over, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            for result in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(result, Exception):
                    log.error("a phone's line broke", error=type(result).__name__)
                    self.end(AWAY)

    @property
    def code(self) -> int:
        """What to close with; 1000 where the page left of itself."""
        return self._ended.result() if self._ended.done() else 1000

    async def _up(self, socket: web.WebSocketResponse, asterisk: Wire) -> None:
        async for message in socket:
            if message.type is not WSMsgType.TEXT or not self._may_speak():
                self.end(TALKS_TOO_MUCH)
                return
            try:
                what = check(message.data, self.user)
            except NotPassed as error:
                log.warning("message of a phone kept back", why=str(error))
                self.end(NOT_YOURS)
                return
            if what == "keep-alive":
                continue
            log.debug("from a page", sip=what)
            await self._send(asterisk, message.data, AWAY)

    async def _down(self, asterisk: aiohttp.ClientWebSocketResponse, socket: Wire) -> None:
        async for message in asterisk:
            text = message.data
            if isinstance(text, bytes):
                text = text.decode("utf-8", "replace")
            log.debug("to a page", sip=status_or_method(text))
            await self._send(socket, text, TOO_SLOW)
        self.end(AWAY)

    async def _send(self, wire: Wire, text: str, code: int) -> None:
        """Wait for the other side, but not for ever: nothing is kept in memory meanwhile."""
        try:
            async with asyncio.timeout(SEND_LIMIT_S):
                await wire.send_str(text)
        except TimeoutError:
            self.end(code)
        except ConnectionError:
            # Whoever reads from that side hears how it went.
            log.debug("a side of a phone's line is gone")

    def _may_speak(self) -> bool:
        now = self._loop.time()
        self._breath = min(BURST, self._breath + (now - self._breathed_at) * A_SECOND)
        self._breathed_at = now
        self._breath -= 1
        return self._breath >= 0


class PhoneLines:
    """All phones in pages, at most one for each person."""

    def __init__(self, address: Callable[[], str | None], left: Callable[[str], None]) -> None:
        self._address = address
        self._left = left
        self._lines: dict[str, PhoneLine] = {}
        self._stopping = False

    def open(self) -> tuple[PhoneLine, ...]:
        """Those that are open now."""
        return tuple(self._lines.values())

    async def stop(self) -> None:
        """Send every phone away, to connect again later, and wait until they left."""
        self._stopping = True
        leaving = self.open()
        for line in leaving:
            line.end(STOPPING)
        await asyncio.gather(*(line.done.wait() for line in leaving))

    def leaves(self, user: str, extension: str, token_hash: str) -> None:
        """A page says that it goes away, unless the phone is another session's by now."""
        line = self._lines.get(user)
        if line is not None:
            if line.token_hash != token_hash or line.leaving_told:
                return
            line.leaving_told = True
        self._left(extension)

    async def serve(self, request: web.Request, line: PhoneLine) -> web.WebSocketResponse:
        """One phone from its handshake to its end."""
        socket = web.WebSocketResponse(
            compress=False,
            heartbeat=HEARTBEAT_S,
            max_msg_size=LONGEST_MESSAGE,
            timeout=CLOSE_LIMIT_S,
            protocols=(PROTOCOL,),
        )
        ready = socket.can_prepare(request)
        if not ready or ready.protocol != PROTOCOL:
            raise Refusal(400, "sip_only", "This address speaks WebSocket with SIP in it only.")
        await socket.prepare(request)
        before = self._lines.get(line.user)
        self._lines[line.user] = line
        if self._stopping:
            line.end(STOPPING)
        try:
            if before is not None:
                before.end(REPLACED)
                await before.done.wait()
            await self._bridge(socket, line)
        finally:
            try:
                await self._close(request, socket, line)
            finally:
                if self._lines.get(line.user) is line:
                    del self._lines[line.user]
                line.done.set()
        return socket

    async def _bridge(self, socket: web.WebSocketResponse, line: PhoneLine) -> None:
        address = self._address()
        if address is None:
            line.end(AWAY)
            return
        async with aiohttp.ClientSession() as session:
            try:
                async with asyncio.timeout(OPEN_LIMIT_S):
                    asterisk = await session.ws_connect(
                        address,
                        protocols=(PROTOCOL,),
                        max_msg_size=LONGEST_MESSAGE,
                        timeout=aiohttp.ClientWSTimeout(ws_close=CLOSE_LIMIT_S),
                    )
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                log.warning("Asterisk takes no phone", why=type(error).__name__)
                line.end(AWAY)
                return
            async with asterisk:
                await line.run(socket, asterisk)

    async def _close(
        self, request: web.Request, socket: web.WebSocketResponse, line: PhoneLine
    ) -> None:
        if not line.leaving_told and socket.close_code in LEFT:
            line.leaving_told = True
            self._left(line.extension)
        log.info("phone closed", code=line.code if line.ended_by_us else socket.close_code)
        await close_socket(request, socket, line.code)
