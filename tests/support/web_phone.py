"""A small phone that speaks SIP over WebSocket: it registers, and says what it was told."""

import asyncio
import secrets
from dataclasses import dataclass, field

import aiohttp

from switchboard.testcall import digest
from switchboard.testcall.sip import Headers, Message, Request, Response, parse

PATIENCE_S = 10.0


@dataclass
class WebPhone:
    """One phone on an open socket. `calls_itself` is its user in From and To."""

    socket: aiohttp.ClientWebSocketResponse
    user: str
    password: str
    domain: str = "callwright.invalid"
    calls_itself: str = ""
    call_id: str = field(default_factory=lambda: secrets.token_hex(8))
    number: int = 0

    def request(
        self, method: str, *more: tuple[str, str], dialled: str = "", body: bytes = b""
    ) -> Request:
        """A request that begins something, in its own name."""
        self.number += 1
        own = f"<sip:{self.calls_itself or self.user}@{self.domain}>"
        to = f"<sip:{dialled}@{self.domain}>" if dialled else own
        lines = [
            ("Via", f"SIP/2.0/WS x.invalid;branch=z9hG4bK{secrets.token_hex(6)}"),
            ("Max-Forwards", "69"),
            ("From", f"{own};tag={self.call_id[:8]}"),
            ("To", to),
            ("Call-ID", self.call_id),
            ("CSeq", f"{self.number} {method}"),
            ("Contact", "<sip:page@x.invalid;transport=ws>"),
            *more,
        ]
        uri = f"sip:{dialled}@{self.domain}" if dialled else f"sip:{self.domain}"
        return Request(method, uri, Headers(tuple(lines)), body)

    async def say(self, message: Message) -> None:
        await self.socket.send_str(message.encode().decode())

    async def hear(self) -> Response:
        """The next final answer. Fails when the socket closes instead."""
        async with asyncio.timeout(PATIENCE_S):
            async for frame in self.socket:
                heard = parse(frame.data if isinstance(frame.data, bytes) else frame.data.encode())
                if isinstance(heard, Response) and heard.status >= 200:
                    return heard
        raise AssertionError(f"the socket closed with {self.socket.close_code}")

    async def ask(
        self, method: str, *more: tuple[str, str], dialled: str = "", body: bytes = b""
    ) -> Response:
        """A request with the proof that is wanted; the last answer."""
        first = self.request(method, *more, dialled=dialled, body=body)
        await self.say(first)
        refused = await self.hear()
        if refused.status != 401:
            return refused
        challenge = digest.choose([refused.headers.get("www-authenticate")])
        login = digest.Login(self.user, self.password)
        proof = digest.answer(challenge, login, method, first.uri, secrets.token_hex(8))
        again = ("Authorization", proof)
        await self.say(self.request(method, again, *more, dialled=dialled, body=body))
        return await self.hear()

    async def register(self, expires_s: int = 60) -> int:
        """The status of a registration."""
        return (await self.ask("REGISTER", ("Expires", str(expires_s)))).status

    async def closed(self) -> int | None:
        """The code that the other side closes with."""
        async with asyncio.timeout(PATIENCE_S):
            async for _ in self.socket:
                pass
        return self.socket.close_code


class FakeWebPhones:
    """`desk.ports.WebPhones` in memory. `away`: nothing is taken."""

    def __init__(self, address: str | None = None) -> None:
        self.address = address
        self.passwords: dict[str, str] = {}
        self.forgotten: set[str] = set()
        self.away = False

    async def admit(self, user: str, password: str) -> bool:
        if not self.away:
            self.passwords[user] = password
        return not self.away

    async def forget(self, user: str) -> bool:
        if not self.away:
            self.passwords.pop(user, None)
            self.forgotten.add(user)
        return not self.away
