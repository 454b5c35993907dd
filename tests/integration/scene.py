"""A scene: callers and phones of one test at a service that several tests share.

Leaving a scene hangs everybody up, signs every operator out and waits until the centre is
empty, so the next test finds it as this one did. Each caller has a number of its own, by
which its call is found again on the board and in the ledger.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from itertools import count
from typing import Any

from switchboard.testcall import digest, sdp
from switchboard.testcall.caller import Caller
from switchboard.testcall.dialog import new_request, of_caller
from switchboard.testcall.media import Media
from switchboard.testcall.phone import Behaviour, Phone, PhoneCall, PhoneLogin
from switchboard.testcall.sip import Request, Response
from switchboard.testcall.wire import SipSocket
from telephony.asterisk.secrets import load_or_create, sip_password
from tests.support.service import Service
from tests.support.waiting import until

EXTENSIONS = {"anna": "101", "boris": "102", "vera": "103"}
RINGS_ON = Behaviour(answer_after_s=None)
ANSWERS = Behaviour(answer_after_s=0.1)
PATIENCE_S = 30.0
_numbers = count(7_000_001)


class Scene:
    """Who takes part. Use `scene_at`."""

    def __init__(self, service: Service, stack: AsyncExitStack) -> None:
        self.service = service
        self._stack = stack
        self._seats: set[str] = set()

    def login(self, name: str) -> PhoneLogin:
        """The extension and SIP password of an example operator."""
        return login_of(self.service, EXTENSIONS[name])

    async def phone(
        self, name: str, behaviour: Behaviour = ANSWERS, *, ready: bool = True
    ) -> Phone:
        """An operator's phone, registered; the operator is ready unless told otherwise."""
        host, port = self.service.sip
        phone = await Phone.open(host, port, self.login(name), behaviour)
        self._seats.add(name)
        await self._stack.enter_async_context(phone)
        await self.service.wait_card(f"operators/{name}", phone="free")
        if ready:
            await self.service.set_availability(name, "ready")
        return phone

    def lend(self, *names: str) -> dict[str, str]:
        """SIP passwords by extension, for phones that somebody else plays in this scene."""
        self._seats.update(names)
        return {EXTENSIONS[name]: self.login(name).password for name in names}

    async def caller(self, dialled: str | None = "100") -> Caller:
        """A caller who is answered by the centre; with None it has not dialled yet."""
        caller = await Caller.open(*self.service.sip, str(next(_numbers)))
        await self._stack.enter_async_context(caller)
        if dialled is not None:
            await caller.dial(dialled, PATIENCE_S)
        return caller

    async def living(self, caller: Caller, **wanted: object) -> dict[str, Any]:
        """The board's card of a caller's call once it shows these values."""

        async def shown() -> dict[str, Any] | None:
            for card in (await self.service.board()).values():
                if card.get("caller") == caller.number:
                    good = all(card[name] == value for name, value in wanted.items())
                    return dict(card) if good else None
            return None

        return await until(shown, PATIENCE_S, f"the call of {caller.number} shows {wanted}")

    async def talking(self, caller: Caller, operator: str) -> dict[str, Any]:
        """The card of a caller who talks with that operator."""
        return await self.living(caller, state="talking", operator=operator)

    async def recorded(self, caller: Caller) -> None:
        """Until there is something to hear in a recording: a conversation of a moment has none."""
        await self.living(caller, state="talking", recording=True)
        heard = caller.media.received
        await until(lambda: caller.media.received > heard + 25, PATIENCE_S, "half a second")

    async def first_of(self, caller: Caller, kind: str) -> dict[str, Any]:
        """The first fact of that kind in a call, as soon as it is in the ledger."""

        async def found() -> dict[str, Any] | None:
            rows = await self.service.calls(f"&search={caller.number}")
            facts = await self.told(rows[0]) if rows else []
            return next(iter(only(facts, kind)), None)

        return await until(found, PATIENCE_S, f"{kind} of {caller.number}", poll_s=0.05)

    async def ended(self, caller: Caller) -> dict[str, Any]:
        """The only row of a caller in the ledger, once it has an end."""
        return await ended_row(self.service, caller.number)

    async def told(self, row: dict[str, Any]) -> list[dict[str, Any]]:
        """All facts of a call in order, each with its step's `at`."""
        return await told(self.service, str(row["id"]))

    async def clear(self) -> None:
        """Everybody is gone; a dead phone's registration too."""
        await self._stack.aclose()
        for name in self._seats:
            async with await Phone.open(*self.service.sip, self.login(name)):
                pass  # registers and signs out: whatever was registered before is forgotten
        await until(self._is_empty, PATIENCE_S, "nobody is in the centre any more")

    async def _is_empty(self) -> bool:
        board = await self.service.board()
        operators = [card for key, card in board.items() if key.startswith("operators/")]
        for card in operators:
            name = card["operator"]
            if card["activity"] == "wrapping_up":
                await self.service.api("POST", f"/operators/{name}/wrap-up/end")
            if card["availability"] != "signed_out":
                await self.service.set_availability(name, "signed_out")
        idle = all(
            card["activity"] == "idle" and card["phone"] == "unreachable" for card in operators
        )
        return idle and not any(key.startswith("calls/") for key in board)


@asynccontextmanager
async def scene_at(service: Service) -> AsyncIterator[Scene]:
    """A scene at that service, cleared afterwards."""
    async with AsyncExitStack() as stack:
        scene = Scene(service, stack)
        try:
            yield scene
        finally:
            await scene.clear()


def login_of(service: Service, extension: str) -> PhoneLogin:
    """What `callwright user sip-password` prints, without a process for each phone."""
    master = load_or_create(service.home).master
    return PhoneLogin(extension, sip_password(master, extension, 1))


async def ended_row(service: Service, number: str) -> dict[str, Any]:
    """The only row of a caller's number in the ledger, once it has an end."""

    async def ended() -> list[dict[str, Any]] | None:
        rows = await service.calls(f"&search={number}")
        return rows if rows and all(row["ended_at"] for row in rows) else None

    rows = await until(ended, PATIENCE_S, f"the call of {number} ended", poll_s=0.05)
    assert len(rows) == 1, f"{number} stands {len(rows)} times in the ledger: {rows}"
    return dict(rows[0])


async def told(service: Service, call: str) -> list[dict[str, Any]]:
    """All facts of a call in order, each with its step's `at`."""
    steps = (await service.api("GET", f"/calls/{call}"))["steps"]
    return [{**fact, "at": moment(step["at"])} for step in steps for fact in step["facts"]]


def only(facts: Sequence[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """The facts of one kind."""
    return [fact for fact in facts if fact["type"] == kind]


def moment(text: str) -> datetime:
    """A time of the API."""
    return datetime.fromisoformat(text)


async def back_after_kill(service: Service, dead: int | None = None) -> None:
    """kill -9 of the service (or `dead` was killed already); returns when the next is ready."""
    if dead is None:
        dead = service.service_pid
        service.kill_service()
    await until(
        lambda: service.living_service_pid() not in (None, dead), PATIENCE_S, "a new service"
    )
    await service.wait_ready()


async def withdrawn(call: PhoneCall) -> bool:
    """Whether the phone heard that its ringing is over, and not by its own doing."""
    await asyncio.wait_for(call.ended.wait(), PATIENCE_S)
    return call.withdrawn


async def dial_as(service: Service, login: PhoneLogin, dialled: str) -> bool:
    """A registered phone dials; it stays until the other side hangs up.

    Answers whether it heard a tone.
    """
    wire = await SipSocket.open(*service.sip)
    media = await Media.open(wire.local[0], 0)
    over = asyncio.Event()

    def take(request: Request) -> None:
        wire.reply(request, 200, "OK")
        if request.method == "BYE":
            over.set()

    wire.on_request = take
    try:
        first = _invite(wire, media, login, dialled)
        refusal = await _final(wire, first)
        assert refusal.status == 401, f"a phone was let in without a password: {refusal.status}"
        invite = _invite(wire, media, login, dialled, proof=_proof(login, refusal, first.uri))
        response = await _final(wire, invite)
        assert response.status == 200, f"{dialled}: {response.status} {response.reason}"
        wire.acknowledge(of_caller(invite, response).request("ACK", wire.via()))
        await asyncio.wait_for(over.wait(), PATIENCE_S)
        return media.loud
    finally:
        media.close()
        wire.close()
        await wire.closed.wait()


def _invite(
    wire: SipSocket, media: Media, login: PhoneLogin, dialled: str, proof: str = ""
) -> Request:
    host, port = wire.local
    address = f"<sip:{login.extension}@{host}:{port}>"
    return new_request(
        "INVITE",
        f"sip:{dialled}@{wire.peer}",
        wire.via(),
        sender=f"{address};tag={secrets.token_hex(6)}",
        to=f"<sip:{dialled}@{wire.peer}>",
        call_id=secrets.token_hex(12),
        number=2 if proof else 1,
        contact=address,
        lines=(("Authorization", proof),) if proof else (),
        body=sdp.build(media.local),
    )


def _proof(login: PhoneLogin, refusal: Response, uri: str) -> str:
    lines = refusal.headers.lines
    challenge = digest.choose(value for key, value in lines if key.lower() == "www-authenticate")
    user = digest.Login(login.extension, login.password)
    return digest.answer(challenge, user, "INVITE", uri, secrets.token_hex(8))


async def _final(wire: SipSocket, request: Request) -> Response:
    exchange = wire.exchange(request)
    try:
        return await exchange.final(PATIENCE_S)
    finally:
        exchange.close()
