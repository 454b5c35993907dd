"""A SIP socket over UDP: sends requests until they are answered, hands requests up once.

Client side: T1 = 0.5 s, doubling, at most T2 = 4 s between repeats, an end in any case.
Server side: an answered request that comes again gets the same answer again and is not
handed up a second time.
"""

import asyncio
import contextlib
import secrets
import socket
from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar, cast

from switchboard.testcall.sip import (
    Headers,
    Message,
    Request,
    Response,
    SipError,
    branch,
    cseq,
    parse,
)

T1_S = 0.5
T2_S = 4.0
GIVE_UP_S = 32.0
_REMEMBERED = 64
_REFUSED = "refused"

Key = TypeVar("Key")


class NoAnswer(ConnectionError):
    """The other side did not answer in time, or nobody is there. Says which."""


class Exchange:
    """One request of ours and the responses to it."""

    def __init__(self, socket_: "SipSocket", request: Request) -> None:
        self._socket = socket_
        self.request = request
        self._responses: asyncio.Queue[Response | str] = asyncio.Queue(maxsize=32)
        self._heard = asyncio.Event()
        self._repeater = asyncio.create_task(self._repeat())

    def take(self, response: Response | str) -> None:
        """A response came in, or the news that nobody listens there."""
        self._heard.set()
        with contextlib.suppress(asyncio.QueueFull):
            self._responses.put_nowait(response)

    async def response(self, timeout_s: float) -> Response:
        """The next response, provisional or final. Raises NoAnswer."""
        try:
            got = await asyncio.wait_for(self._responses.get(), timeout_s)
        except TimeoutError:
            raise NoAnswer(
                f"{self._socket.peer} did not answer {self.request.method} within {timeout_s:g} s"
            ) from None
        if isinstance(got, str):
            raise NoAnswer(f"nothing listens on {self._socket.peer} (UDP)")
        return got

    async def final(self, timeout_s: float = GIVE_UP_S) -> Response:
        """The final response. Raises NoAnswer."""
        async with asyncio.timeout(timeout_s + 1):
            while (response := await self.response(timeout_s)).status < 200:
                continue
        return response

    def close(self) -> None:
        """No more repeats, no more responses."""
        self._repeater.cancel()
        self._socket.forget(self)

    async def _repeat(self) -> None:
        data = self.request.encode()
        wait_s, spent_s = T1_S, 0.0
        while spent_s < GIVE_UP_S:
            self._socket.send_bytes(data)
            try:
                await asyncio.wait_for(self._heard.wait(), wait_s)
            except TimeoutError:
                spent_s += wait_s
                wait_s = min(2 * wait_s, T2_S)
            else:
                return


class SipSocket(asyncio.DatagramProtocol):
    """One UDP socket, connected to one peer, so that a dead port is known at once.

    `on_request` gets each new request (also ACK) and must not block.
    """

    def __init__(self, peer: str) -> None:
        self.peer = peer
        self.on_request: Callable[[Request], None] = lambda _: None
        self._transport: asyncio.DatagramTransport | None = None
        self._exchanges: dict[tuple[str, str], Exchange] = {}
        self._answers: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._acks: OrderedDict[str, bytes] = OrderedDict()
        self.closed = asyncio.Event()

    @classmethod
    async def open(cls, host: str, port: int, local: tuple[str, int] | None = None) -> "SipSocket":
        """Connect to a SIP server. Raises NoAnswer when its name or address is of no use."""
        loop = asyncio.get_running_loop()
        try:
            _, wire = await loop.create_datagram_endpoint(
                lambda: cls(f"{host}:{port}"),
                local_addr=local,
                remote_addr=(host, port),
                family=socket.AF_INET,
            )
        except OSError as error:
            raise NoAnswer(f"cannot reach {host}:{port}: {error.strerror or error}") from error
        return wire

    @property
    def local(self) -> tuple[str, int]:
        """Our address as the peer sees it on this network."""
        if self._transport is None:
            raise RuntimeError("the SIP socket is not open")
        host, port = self._transport.get_extra_info("sockname")[:2]
        return host, port

    def via(self, name: str | None = None) -> tuple[str, str]:
        """A Via line for a new transaction, or for the one called `name`."""
        host, port = self.local
        return (
            "Via",
            f"SIP/2.0/UDP {host}:{port};branch={name or 'z9hG4bK' + secrets.token_hex(8)};rport",
        )

    def exchange(self, request: Request) -> Exchange:
        """Send a request and keep sending it until it is answered."""
        exchange = Exchange(self, request)
        self._exchanges[_key(request)] = exchange
        return exchange

    def forget(self, exchange: Exchange) -> None:
        """Later responses to it are dropped."""
        self._exchanges.pop(_key(exchange.request), None)

    def acknowledge(self, ack: Request) -> None:
        """Send an ACK for a 200, again for each time the 200 comes again."""
        data = ack.encode()
        _remember(self._acks, ack.headers.get("call-id"), data)
        self.send_bytes(data)

    def reply(
        self,
        request: Request,
        status: int,
        reason: str,
        *,
        to_tag: str = "",
        lines: tuple[tuple[str, str], ...] = (),
        body: bytes = b"",
    ) -> bytes:
        """Answer a request; the answer is repeated by itself. Returns it as sent."""
        kept = [
            (name, value)
            for name, value in request.headers.lines
            if name.lower() in ("via", "v", "record-route", "from", "f", "call-id", "i", "cseq")
        ]
        to = request.headers.get("to")
        if to_tag and ";tag=" not in to.lower():
            to += f";tag={to_tag}"
        headers = Headers((*kept, ("To", to), *lines))
        data = Response(status, reason, headers, body).encode()
        _remember(self._answers, _key(request), data)
        self.send_bytes(data)
        return data

    def send_bytes(self, data: bytes) -> None:
        """Put a message on the wire."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(data)

    def close(self) -> None:
        """End every exchange and give the port back."""
        for exchange in tuple(self._exchanges.values()):
            exchange.close()
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Asyncio's way of handing over the socket."""
        self._transport = cast("asyncio.DatagramTransport", transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (asyncio's form)
        """The socket is closed."""
        self.closed.set()

    def error_received(self, exc: Exception) -> None:
        """The kernel heard that nobody listens at the peer's port."""
        if isinstance(exc, ConnectionRefusedError):
            for exchange in tuple(self._exchanges.values()):
                exchange.take(_REFUSED)

    def datagram_received(self, data: bytes, addr: tuple[str | int, ...]) -> None:  # noqa: ARG002 (asyncio's form)
        """Sort one datagram; what is not SIP is dropped (an empty one keeps a path open)."""
        try:
            message: Message = parse(data)
        except SipError:
            return
        if isinstance(message, Response):
            self._take_response(message)
        elif (known := self._answers.get(_key(message))) is not None and message.method != "ACK":
            self.send_bytes(known)
        else:
            self.on_request(message)

    def _take_response(self, response: Response) -> None:
        _, method = cseq(response.headers)
        exchange = self._exchanges.get((branch(response.headers), method))
        if exchange is not None:
            exchange.take(response)
        if method == "INVITE" and response.status >= 200:
            self._acknowledge_again(response, exchange)

    def _acknowledge_again(self, response: Response, exchange: Exchange | None) -> None:
        if response.status < 300:
            ack = self._acks.get(response.headers.get("call-id"))
            if ack is not None:
                self.send_bytes(ack)
        elif exchange is not None:
            self.send_bytes(refusal_ack(exchange.request, response).encode())


def refusal_ack(invite: Request, response: Response) -> Request:
    """The ACK of a refused INVITE: same transaction, the To of the response."""
    wanted = {"via", "from", "call-id", "max-forwards"}
    kept = tuple(line for line in invite.headers.lines if line[0].lower() in wanted)
    number, _ = cseq(invite.headers)
    lines = (*kept, ("To", response.headers.get("to")), ("CSeq", f"{number} ACK"))
    return Request("ACK", invite.uri, Headers(lines))


def _key(request: Request) -> tuple[str, str]:
    return branch(request.headers), request.method


def _remember(kept: OrderedDict[Key, bytes], key: Key, data: bytes) -> None:
    kept[key] = data
    while len(kept) > _REMEMBERED:
        kept.popitem(last=False)
