"""An operator's softphone: registers, rings, answers or refuses, sends a tone, hangs up.

It behaves as told, one `Behaviour` for every call that comes until another is set.
"""

import asyncio
import contextlib
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from switchboard.testcall import digest, sdp
from switchboard.testcall.caller import answer_offer
from switchboard.testcall.dialog import Dialog, new_request, of_phone
from switchboard.testcall.media import Media
from switchboard.testcall.sip import Request, Response, SipError, parse_address
from switchboard.testcall.wire import T1_S, T2_S, NoAnswer, SipSocket

PHONE_TONE_HZ = 660
_REGISTER_S = 10.0
_BYE_S = 5.0
_REASONS = {486: "Busy Here", 603: "Decline", 480: "Temporarily Unavailable"}


@dataclass(frozen=True)
class PhoneLogin:
    """An operator's extension and the SIP password of it."""

    extension: str
    password: str


@dataclass(frozen=True)
class Behaviour:
    """What the phone does with a call.

    `refuse`: this SIP status at once (603 decline, 486 busy). Otherwise it rings and
    answers after `answer_after_s`; None rings for ever. `dies`: gone without a word
    once it rings.
    """

    answer_after_s: float | None = 0.0
    refuse: int | None = None
    dies: bool = False


class SignInRefused(RuntimeError):
    """The server did not take the extension or its password."""


class PhoneCall:
    """One call at the phone. `from_number` is the caller as the phone shows it.

    `rang_s` and `answered_s` are on the monotonic clock.
    """

    def __init__(self, invite: Request, tag: str) -> None:
        self.invite = invite
        self.tag = tag
        self.from_number = parse_address(invite.headers.get("from")).user
        self.rang_s = time.monotonic()
        self.answered_s: float | None = None
        self.dialog: Dialog | None = None
        self.media: Media | None = None
        self.task: asyncio.Task[None] | None = None
        self.acknowledged = asyncio.Event()
        self.answered = asyncio.Event()
        self.ended = asyncio.Event()
        self.withdrawn = False
        self.ended_by_peer = False


class Phone:
    """One registered phone. Use as an async context manager; leaving it unregisters."""

    def __init__(self, wire: SipSocket, login: PhoneLogin, behaviour: Behaviour) -> None:
        self._wire = wire
        self._login = login
        self._call_id = secrets.token_hex(12)
        self._number = 0
        self.behaviour = behaviour
        self.calls: list[PhoneCall] = []
        self._new_call = asyncio.Event()
        wire.on_request = self._take

    @classmethod
    async def open(
        cls,
        host: str,
        port: int,
        login: PhoneLogin,
        behaviour: Behaviour | None = None,
        local: tuple[str, int] | None = None,
    ) -> Self:
        """A phone that is not registered yet. Raises NoAnswer."""
        return cls(await SipSocket.open(host, port, local), login, behaviour or Behaviour())

    async def __aenter__(self) -> Self:
        try:
            await self.register()
        except BaseException:
            self.die()
            await self._wire.closed.wait()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def register(self, expires_s: int = 600) -> None:
        """Sign in (0: sign out). Raises NoAnswer or SignInRefused."""
        response = await self._register(expires_s, ())
        if response.status in (401, 407):
            name = "www-authenticate" if response.status == 401 else "proxy-authenticate"
            lines = response.headers.lines
            proof = self._proof(value for key, value in lines if key.lower() == name)
            kind = "Authorization" if response.status == 401 else "Proxy-Authorization"
            response = await self._register(expires_s, ((kind, proof),))
        if response.status != 200:
            raise SignInRefused(
                f"extension {self._login.extension} was not let in: "
                f"{response.status} {response.reason}"
            )

    async def next_call(self, timeout_s: float, number: int = 0) -> PhoneCall:
        """The call with that index, waiting for it to ring. Raises TimeoutError."""
        async with asyncio.timeout(timeout_s):
            while len(self.calls) <= number:
                self._new_call.clear()
                await self._new_call.wait()
        return self.calls[number]

    async def press(self, keys: str) -> None:
        """Press keys in every call that is up, as `Media.press`."""
        for call in self._living():
            if call.media is not None:
                await call.media.press(keys)

    async def hang_up(self) -> None:
        """End the calls that are up."""
        for call in self._living():
            await self._bye(call)

    async def close(self) -> None:
        """Hang up, sign out, give the ports back."""
        if not self._wire.closed.is_set():
            await self.hang_up()
            # A server that is gone or has forgotten us is what was wanted.
            with contextlib.suppress(NoAnswer, TimeoutError, SignInRefused):
                await self.register(0)
        self.die()
        await self._wire.closed.wait()

    def die(self) -> None:
        """Be gone without a word, as when the power fails."""
        for call in self.calls:
            if call.task is not None:
                call.task.cancel()
            if call.media is not None:
                call.media.close()
            call.ended.set()
        self._wire.close()

    def _living(self) -> list[PhoneCall]:
        return [call for call in self.calls if not call.ended.is_set()]

    def _contact(self) -> str:
        host, port = self._wire.local
        return f"<sip:{self._login.extension}@{host}:{port}>"

    async def _register(self, expires_s: int, lines: tuple[tuple[str, str], ...]) -> Response:
        self._number += 1
        address = f"<sip:{self._login.extension}@{self._wire.peer}>"
        request = new_request(
            "REGISTER",
            f"sip:{self._wire.peer}",
            self._wire.via(),
            sender=f"{address};tag={secrets.token_hex(6)}",
            to=address,
            call_id=self._call_id,
            number=self._number,
            contact=self._contact(),
            lines=(("Expires", str(expires_s)), *lines),
        )
        exchange = self._wire.exchange(request)
        try:
            return await exchange.final(_REGISTER_S)
        finally:
            exchange.close()

    def _proof(self, challenges: Iterable[str]) -> str:
        login = digest.Login(self._login.extension, self._login.password)
        uri = f"sip:{self._wire.peer}"
        try:
            return digest.answer(
                digest.choose(challenges), login, "REGISTER", uri, secrets.token_hex(8)
            )
        except SipError as error:
            raise SignInRefused(str(error)) from error

    def _take(self, request: Request) -> None:
        """Sort one request: in a call of ours, a new call, or a question whether we live."""
        known = next((c for c in self._living() if _same_call(c, request)), None)
        if known is not None:
            self._take_in_call(known, request)
        elif request.method == "INVITE":
            self._ring(request)
        elif request.method in ("OPTIONS", "NOTIFY"):
            self._wire.reply(request, 200, "OK")
        elif request.method != "ACK":
            self._wire.reply(request, 481, "Call/Transaction Does Not Exist")

    def _take_in_call(self, call: PhoneCall, request: Request) -> None:
        if request.method == "ACK":
            call.acknowledged.set()
        elif request.method == "CANCEL" and not call.answered.is_set():
            self._wire.reply(request, 200, "OK", to_tag=call.tag)
            self._refuse(call, 487, "Request Terminated")
            call.withdrawn = True
        elif request.method == "BYE":
            self._wire.reply(request, 200, "OK")
            call.ended_by_peer = True
            self._end(call)
        elif request.method in ("INVITE", "UPDATE") and call.media is not None:
            answer_offer(self._wire, call.media, request, self._contact())
        else:
            self._wire.reply(request, 200, "OK")

    def _ring(self, invite: Request) -> None:
        call = PhoneCall(invite, secrets.token_hex(6))
        busy = bool(self._living())
        refuse = 486 if busy else self.behaviour.refuse
        if refuse is not None:
            self._refuse(call, refuse, _REASONS.get(refuse, "Refused"))
        self.calls.append(call)
        self._new_call.set()
        if refuse is not None:
            return
        self._wire.reply(
            invite, 180, "Ringing", to_tag=call.tag, lines=(("Contact", self._contact()),)
        )
        if self.behaviour.dies:
            self.die()
        elif self.behaviour.answer_after_s is not None:
            call.task = asyncio.create_task(self._answer(call, self.behaviour.answer_after_s))

    async def _answer(self, call: PhoneCall, after_s: float) -> None:
        """Pick up, and repeat it until the other side has heard it."""
        await asyncio.sleep(after_s)
        try:
            remote = sdp.parse(call.invite.body)
        except SipError:
            self._refuse(call, 488, "Not Acceptable Here")
            return
        media = call.media = await Media.open(self._wire.local[0], PHONE_TONE_HZ)
        call.dialog = of_phone(call.invite, call.tag, self._contact())
        local = sdp.Audio(media.local.host, media.local.port, remote.codec, remote.events)
        data = self._wire.reply(
            call.invite,
            200,
            "OK",
            to_tag=call.tag,
            lines=(("Contact", self._contact()), ("Content-Type", "application/sdp")),
            body=sdp.build(local, offer=False),
        )
        call.answered_s = time.monotonic()
        call.answered.set()
        media.start(remote)
        wait_s = T1_S
        while not (call.acknowledged.is_set() or call.ended.is_set()):
            try:
                await asyncio.wait_for(call.acknowledged.wait(), wait_s)
            except TimeoutError:
                self._wire.send_bytes(data)
                wait_s = min(2 * wait_s, T2_S)

    async def _bye(self, call: PhoneCall) -> None:
        if call.dialog is None:
            self._refuse(call, 480, _REASONS[480])
            return
        exchange = self._wire.exchange(call.dialog.request("BYE", self._wire.via()))
        self._end(call)
        try:
            await exchange.final(_BYE_S)
        except (NoAnswer, TimeoutError):
            return  # the far side is gone: there is nothing left to end
        finally:
            exchange.close()

    def _refuse(self, call: PhoneCall, status: int, reason: str) -> None:
        self._wire.reply(call.invite, status, reason, to_tag=call.tag)
        self._end(call)

    def _end(self, call: PhoneCall) -> None:
        if call.task is not None and call.task is not asyncio.current_task():
            call.task.cancel()
        if call.media is not None:
            call.media.close()
        call.ended.set()


def _same_call(call: PhoneCall, request: Request) -> bool:
    return call.invite.headers.get("call-id") == request.headers.get("call-id")
