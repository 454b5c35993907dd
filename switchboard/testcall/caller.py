"""A caller: rings a number, hears what comes, sends a tone, presses keys, hangs up."""

import asyncio
import secrets
from typing import Self

from switchboard.testcall import sdp
from switchboard.testcall.dialog import Dialog, cancel, new_request, of_caller
from switchboard.testcall.media import Media
from switchboard.testcall.sip import Request, Response, SipError
from switchboard.testcall.wire import NoAnswer, SipSocket

CALLER_TONE_HZ = 440
_BYE_S = 5.0


class CallRefused(RuntimeError):
    """The other side said no. `status` is its SIP status."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"the call was refused: {status} {reason}")
        self.status = status


class Caller:
    """One call from outside. Use as an async context manager; leaving it hangs up.

    `number` is our own number as the other side will see it.
    """

    def __init__(self, wire: SipSocket, media: Media, number: str) -> None:
        self._wire = wire
        self.media = media
        self.number = number
        self._dialog: Dialog | None = None
        self._invite: Request | None = None
        self.progress: list[int] = []
        self.ended = asyncio.Event()
        self.ended_by_peer = False
        wire.on_request = self._take

    @classmethod
    async def open(
        cls, host: str, port: int, number: str, local: tuple[str, int] | None = None
    ) -> Self:
        """Sockets towards a SIP server. Raises NoAnswer."""
        wire = await SipSocket.open(host, port, local)
        try:
            media = await Media.open(wire.local[0], CALLER_TONE_HZ)
        except OSError as error:
            wire.close()
            raise NoAnswer(f"no port for audio can be had: {error.strerror}") from error
        return cls(wire, media, number)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        try:
            await self.hang_up()
        finally:
            self.media.close()
            self._wire.close()
            await self._wire.closed.wait()

    @property
    def talking(self) -> bool:
        """The call is up."""
        return self._dialog is not None and not self.ended.is_set()

    async def dial(self, number: str, timeout_s: float) -> None:
        """Ring and wait for the answer. Raises NoAnswer or CallRefused.

        When it is cancelled or takes too long, the call is taken back.
        """
        invite = self._invite = self._make_invite(number)
        exchange = self._wire.exchange(invite)
        try:
            async with asyncio.timeout(timeout_s):
                while True:
                    response = await exchange.response(timeout_s)
                    self.progress.append(response.status)
                    if response.status >= 200:
                        break
        except TimeoutError:
            await self._take_back(invite)
            raise NoAnswer(f"nobody answered {number} within {timeout_s:g} s") from None
        except asyncio.CancelledError:
            await self._take_back(invite)
            raise
        finally:
            exchange.close()
        self._answered(invite, response)

    async def press(self, keys: str) -> None:
        """Press keys, as `Media.press`."""
        await self.media.press(keys)

    async def hang_up(self) -> None:
        """End the call; nothing happens when it is over already."""
        dialog = self._dialog
        if dialog is None or self.ended.is_set():
            return
        self.ended.set()
        self._dialog = dialog = dialog.next()
        exchange = self._wire.exchange(dialog.request("BYE", self._wire.via()))
        try:
            await exchange.final(_BYE_S)
        except (NoAnswer, TimeoutError):
            return  # the far side is gone: there is nothing left to end
        finally:
            exchange.close()

    def _make_invite(self, number: str) -> Request:
        host, port = self._wire.local
        return new_request(
            "INVITE",
            f"sip:{number}@{self._wire.peer}",
            self._wire.via(),
            sender=f"<sip:{self.number}@{host}:{port}>;tag={secrets.token_hex(6)}",
            to=f"<sip:{number}@{self._wire.peer}>",
            call_id=secrets.token_hex(12),
            number=1,
            contact=f"<sip:{self.number}@{host}:{port}>",
            body=sdp.build(self.media.local),
        )

    def _answered(self, invite: Request, response: Response) -> None:
        if response.status >= 300:
            self.ended.set()
            raise CallRefused(response.status, response.reason)
        self._dialog = of_caller(invite, response)
        self._wire.acknowledge(self._dialog.request("ACK", self._wire.via()))
        self.media.start(sdp.parse(response.body))

    async def _take_back(self, invite: Request) -> None:
        """CANCEL. An answer that crosses it is acknowledged and hung up by the far side's timer."""
        self.ended.set()
        exchange = self._wire.exchange(cancel(invite))
        try:
            await exchange.final(_BYE_S)
        except (NoAnswer, TimeoutError):
            return
        finally:
            exchange.close()

    def _take(self, request: Request) -> None:
        """A request of the other side inside our call."""
        invite = self._invite
        if invite is None or request.headers.get("call-id") != invite.headers.get("call-id"):
            if request.method == "OPTIONS":
                self._wire.reply(request, 200, "OK")
            return
        if request.method == "BYE":
            self._wire.reply(request, 200, "OK")
            self.ended_by_peer = True
            self.ended.set()
        elif request.method in ("INVITE", "UPDATE"):
            answer_offer(self._wire, self.media, request, invite.headers.get("contact"))
        elif request.method != "ACK":
            self._wire.reply(request, 200, "OK")


def answer_offer(wire: SipSocket, media: Media, request: Request, contact: str) -> None:
    """Agree to new terms in a running call: the audio goes where the other side says now."""
    lines: tuple[tuple[str, str], ...] = (("Contact", contact),)
    local = media.local
    if request.body:
        try:
            remote = sdp.parse(request.body)
        except SipError:
            wire.reply(request, 488, "Not Acceptable Here")
            return
        media.start(remote)
        local = sdp.Audio(local.host, local.port, remote.codec, remote.events)
    has_terms = bool(request.body) or request.method == "INVITE"
    body = sdp.build(local, offer=not request.body) if has_terms else b""
    if body:
        lines += (("Content-Type", "application/sdp"),)
    wire.reply(request, 200, "OK", lines=lines, body=body)
