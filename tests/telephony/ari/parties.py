"""Who takes part in this room's tests: an inbox that remembers, and people at SIP phones."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from typing import TypeVar

from switchboard.testcall import digest
from switchboard.testcall.caller import Caller
from switchboard.testcall.dialog import new_request
from switchboard.testcall.phone import Phone, PhoneCall
from switchboard.testcall.sdp import build
from switchboard.testcall.sip import Headers, Request, Response
from tests.support.waiting import until
from vocabulary.commands import Utterance
from vocabulary.inputs import Input

Kind = TypeVar("Kind", bound=Input)
_ENOUGH_S = 10.0


class Inbox:
    """`vocabulary.ports.Inbox` that keeps everything in order."""

    def __init__(self) -> None:
        self.all: list[Input] = []

    def put(self, given: Input) -> None:
        self.all.append(given)

    def of(self, kind: type[Kind], fits: Callable[[Kind], bool] = lambda _: True) -> list[Kind]:
        """All of one kind so far."""
        return [given for given in self.all if isinstance(given, kind) and fits(given)]

    async def heard(
        self,
        kind: type[Kind],
        fits: Callable[[Kind], bool] = lambda _: True,
        *,
        count: int = 1,
        deadline_s: float = _ENOUGH_S,
    ) -> Kind:
        """Wait for the `count`-th of one kind."""

        def found() -> list[Kind] | None:
            same = self.of(kind, fits)
            return same if len(same) >= count else None

        try:
            return (await until(found, deadline_s, f"{count} {kind.__name__}"))[count - 1]
        except AssertionError as error:
            error.add_note(f"in the inbox: {self.all}")
            raise


class Speaker:
    """`vocabulary.ports.Speech`: each prompt is the sound of its name.

    `sounds` has other addresses for a prompt, `errors` what is raised for it, and `held`
    what has to be set before its sound is made.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[tuple[Utterance, ...], str, int]] = []
        self.sounds: dict[str, tuple[str, ...]] = {}
        self.errors: dict[str, Exception] = {}
        self.held: dict[str, asyncio.Event] = {}

    async def media(
        self, say: Sequence[Utterance], language: str, revision: int
    ) -> tuple[str, ...]:
        self.asked.append((tuple(say), language, revision))
        media: tuple[str, ...] = ()
        for each in say:
            if each.prompt in self.held:
                await self.held[each.prompt].wait()
            if each.prompt in self.errors:
                raise self.errors[each.prompt]
            media += self.sounds.get(each.prompt, (f"sound:{each.prompt}",))
        return media

    def hold(self, prompt: str) -> asyncio.Event:
        """Make that sound only when the returned event is set."""
        gate = self.held[prompt] = asyncio.Event()
        return gate


async def say_in_call(
    phone: Phone,
    call: PhoneCall,
    method: str,
    *,
    lines: tuple[tuple[str, str], ...] = (),
    body: bytes = b"",
) -> Response:
    """Send a request of that phone inside of its call; answers the final response."""
    dialog = call.dialog
    assert dialog is not None
    call.dialog = dialog.next()
    plain = dialog.request(method, phone._wire.via(), body)
    request = Request(method, plain.uri, Headers((*plain.headers.lines, *lines)), body)
    exchange = phone._wire.exchange(request)
    try:
        response = await exchange.final(_ENOUGH_S)
    finally:
        exchange.close()
    if method == "INVITE":
        phone._wire.acknowledge(dialog.request("ACK", phone._wire.via()))
    return response


async def set_hold(phone: Phone, call: PhoneCall, *, held: bool) -> None:
    """The phone's own hold button: it says that it will send and not listen."""
    assert call.media is not None
    offer = build(call.media.local)
    if held:
        offer = offer.replace(b"a=sendrecv", b"a=sendonly")
    response = await say_in_call(phone, call, "INVITE", body=offer)
    assert response.status == 200, response
    assert (b"a=recvonly" in response.body) == held


class Person(Caller):
    """A caller whose From header is any text, and who may prove a phone's password."""

    sender = ""
    _login: digest.Login | None = None
    _proof: tuple[tuple[str, str], ...] = ()

    def log_in(self, extension: str, password: str) -> None:
        """Dial as this extension from now on."""
        self._login = digest.Login(extension, password)

    async def dial_as_phone(self, number: str, timeout_s: float) -> None:
        """Dial from an operator's phone: asked for its password, it gives it."""
        assert self._login is not None
        exchange = self._wire.exchange(self._make_invite(number))
        try:
            challenge = await exchange.final(timeout_s)
        finally:
            exchange.close()
        assert challenge.status == 401, challenge
        uri = f"sip:{number}@{self._wire.peer}"
        chosen = digest.choose(_challenges(challenge))
        value = digest.answer(chosen, self._login, "INVITE", uri, secrets.token_hex(8))
        self._proof = (("Authorization", value),)
        await self.dial(number, timeout_s)

    def _make_invite(self, number: str) -> Request:
        host, port = self._wire.local
        sender = self.sender or f"<sip:{self.number}@{host}:{port}>"
        return new_request(
            "INVITE",
            f"sip:{number}@{self._wire.peer}",
            self._wire.via(),
            sender=f"{sender};tag={secrets.token_hex(6)}",
            to=f"<sip:{number}@{self._wire.peer}>",
            call_id=secrets.token_hex(12),
            number=2 if self._proof else 1,
            contact=f"<sip:caller@{host}:{port}>",
            lines=self._proof,
            body=build(self.media.local),
        )


def _challenges(response: Response) -> list[str]:
    headers: Headers = response.headers
    return [value for key, value in headers.lines if key.lower() == "www-authenticate"]
