import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from desk.live import TOO_SLOW
from desk.phone import sip_socket
from desk.phone.phones import PHONES
from tests.support.desk_fakes import Browser, Running, until
from tests.support.web_phone import PATIENCE_S, WebPhone


@dataclass
class SipServer:
    """The telephone side: keeps what it hears, and says what a test wants."""

    heard: list[str] = field(default_factory=list)
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    deaf: bool = False
    port: int = 0

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=("sip",), compress=False)
        await socket.prepare(request)
        self.sockets.append(socket)
        while self.deaf:  # noqa: ASYNC110  nothing tells of it
            await asyncio.sleep(0.01)
        async for message in socket:
            self.heard.append(message.data)
        return socket


@asynccontextmanager
async def sip_server() -> AsyncIterator[SipServer]:
    made = SipServer()
    app = web.Application()
    app.router.add_get("/ws", made.serve)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.port = runner.addresses[0][1]
    try:
        yield made
    finally:
        made.deaf = False
        await runner.cleanup()


@pytest.fixture
async def server(running_desk: Running) -> AsyncIterator[SipServer]:
    async with sip_server() as made:
        running_desk.centre.web_phones.address = f"ws://127.0.0.1:{made.port}/ws"
        yield made


def phone_of(browser: Browser, **more: Any) -> Any:
    more.setdefault("protocols", ("sip",))
    return browser.client.ws_connect(f"{browser.base}/sip", **more)


@asynccontextmanager
async def open_phone(desk: Running, name: str = "anna") -> AsyncIterator[WebPhone]:
    browser = await desk.signed_in(name)
    async with phone_of(browser) as socket:
        user = f"web-{desk.centre.people.people[name].extension}"
        yield WebPhone(socket, user, "none")


async def carried(server: SipServer, count: int) -> None:
    await until(lambda: len(server.heard) >= count)


def lines(desk: Running) -> tuple[sip_socket.PhoneLine, ...]:
    return desk_app(desk)[PHONES].lines.open()


def desk_app(desk: Running) -> web.Application:
    app = desk.door.runner.app
    assert app is not None
    return app


async def test_messages_go_both_ways_as_they_are(running_desk: Running, server: SipServer) -> None:
    async with open_phone(running_desk) as phone:
        said = phone.request("REGISTER")
        await phone.socket.send_str("\r\n\r\n")
        await phone.say(said)
        await carried(server, 1)
        assert server.heard == [said.encode().decode()], "signs of life stay here"
        answer = "SIP/2.0 200 OK\r\nX: ж\r\n\r\n"
        await server.sockets[0].send_str(answer)
        assert await phone.socket.receive_str(timeout=PATIENCE_S) == answer
        assert phone.socket.protocol == "sip"
    await until(lambda: server.sockets[0].closed)


async def test_a_message_in_another_name_ends_the_line(
    running_desk: Running, server: SipServer
) -> None:
    async with open_phone(running_desk) as phone:
        phone.calls_itself = "web-102"
        await phone.say(phone.request("REGISTER"))
        assert await phone.closed() == sip_socket.NOT_YOURS
    assert server.heard == []
    assert running_desk.centre.phones_left == []


async def test_the_newer_page_has_the_phone(running_desk: Running, server: SipServer) -> None:
    async with open_phone(running_desk) as older, open_phone(running_desk) as newer:
        assert await older.closed() == sip_socket.REPLACED
        await newer.say(newer.request("REGISTER"))
        await carried(server, 1)
        assert [line.user for line in lines(running_desk)] == ["web-101"]
        async with open_phone(running_desk, "boris"):
            await until(lambda: len(lines(running_desk)) == 2)
    await until(lambda: not lines(running_desk))
    assert sorted(running_desk.centre.phones_left) == ["101", "102"], "the older one was not left"


@pytest.mark.parametrize(
    ("code", "left"), [(None, ["101"]), (1000, ["101"]), (1001, ["101"]), (3000, [])]
)
async def test_who_closes_its_page_has_left(
    running_desk: Running, server: SipServer, code: int | None, left: list[str]
) -> None:
    async with open_phone(running_desk) as phone:
        await until(lambda: bool(server.sockets))
        said = b"" if code is None else code.to_bytes(2, "big")
        await phone.socket._writer.send_frame(said, aiohttp.WSMsgType.CLOSE)
        await until(lambda: not lines(running_desk))
    assert running_desk.centre.phones_left == left


async def test_who_is_only_lost_has_not_left(running_desk: Running, server: SipServer) -> None:
    async with open_phone(running_desk) as phone:
        await until(lambda: bool(server.sockets))
        transport = phone.socket.get_extra_info("socket")
        assert transport is not None
        phone.socket._response.connection.transport.abort()  # type: ignore[union-attr]
        await until(lambda: not lines(running_desk))
    assert running_desk.centre.phones_left == []


async def test_leaving_is_told_once(running_desk: Running, server: SipServer) -> None:
    browser = await running_desk.signed_in("anna")
    other = await running_desk.signed_in("anna")
    async with phone_of(browser) as socket:
        await until(lambda: bool(server.sockets))
        await other.json("POST", "/api/v1/phone/leaving")
        assert running_desk.centre.phones_left == [], "the phone is another session's"
        await browser.json("POST", "/api/v1/phone/leaving")
        await socket.close(code=1001)
        await until(lambda: not lines(running_desk))
    assert running_desk.centre.phones_left == ["101"]


@pytest.mark.parametrize("address", [None, "ws://127.0.0.1:9/ws"])
async def test_while_asterisk_is_away_the_page_comes_again(
    running_desk: Running, address: str | None
) -> None:
    running_desk.centre.web_phones.address = address
    async with open_phone(running_desk) as phone:
        assert await phone.closed() == sip_socket.AWAY
    assert running_desk.centre.phones_left == []


async def test_when_asterisk_goes_the_page_comes_again(
    running_desk: Running, server: SipServer
) -> None:
    async with open_phone(running_desk) as phone:
        await until(lambda: bool(server.sockets))
        await server.sockets[0].close()
        assert await phone.closed() == sip_socket.AWAY


async def test_too_much_is_not_carried(running_desk: Running, server: SipServer) -> None:
    async with open_phone(running_desk) as phone:
        for _ in range(200):
            with contextlib.suppress(ConnectionError):
                await phone.socket.send_str("\r\n\r\n")
        assert await phone.closed() == sip_socket.TALKS_TOO_MUCH
    async with open_phone(running_desk) as phone:
        await phone.socket.send_str("x" * (sip_socket.LONGEST_MESSAGE + 1))
        assert await phone.closed() == aiohttp.WSCloseCode.MESSAGE_TOO_BIG
    async with open_phone(running_desk) as phone:
        await phone.socket.send_bytes(b"\r\n\r\n")
        assert await phone.closed() == sip_socket.TALKS_TOO_MUCH
    assert server.heard == []


async def test_who_does_not_take_its_messages_is_cut_off(
    running_desk: Running, server: SipServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sip_socket, "SEND_LIMIT_S", 0.2)
    async with open_phone(running_desk) as phone:
        await until(lambda: bool(server.sockets))
        (line,) = lines(running_desk)
        phone.socket._response.connection.transport.pause_reading()  # type: ignore[union-attr]
        answer = "SIP/2.0 200 OK\r\nX: " + "x" * 60_000 + "\r\n\r\n"

        async def flood() -> None:
            while True:
                await server.sockets[0].send_str(answer)

        flooding = asyncio.create_task(flood())
        await until(lambda: not lines(running_desk))
        assert line.code == TOO_SLOW
        flooding.cancel()
        await asyncio.gather(flooding, return_exceptions=True)
        phone.socket._response.connection.transport.abort()  # type: ignore[union-attr]


async def refused(open_it: Callable[[], Any]) -> int:
    try:
        async with open_it() as socket:
            await socket.receive(timeout=PATIENCE_S)
            return int(socket.close_code)
    except aiohttp.WSServerHandshakeError as error:
        return error.status


async def test_strangers_are_refused(running_desk: Running, server: SipServer) -> None:
    anna, sven = await running_desk.signed_in("anna"), await running_desk.signed_in("sven")
    nobody = running_desk.browser()
    foreign = {"Origin": "http://evil.example"}
    assert await refused(lambda: phone_of(nobody)) == 4401
    assert await refused(lambda: phone_of(sven)) == 403
    assert await refused(lambda: phone_of(anna, headers=foreign)) == 403
    assert await refused(lambda: phone_of(anna, protocols=())) == 400
    assert await refused(lambda: phone_of(anna, protocols=("chat",))) == 400
    assert (await anna.json("GET", "/sip"))[0] == 400
    assert not server.sockets


async def test_when_the_desk_closes_phones_come_again_later(
    running_desk: Running, server: SipServer
) -> None:
    async with open_phone(running_desk) as phone:
        await until(lambda: bool(server.sockets))
        closing = asyncio.create_task(running_desk.door.close())
        assert await phone.closed() == 4503
        await closing
    assert running_desk.centre.phones_left == []
