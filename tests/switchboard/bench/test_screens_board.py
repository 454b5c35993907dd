import asyncio
import json
import time
from datetime import UTC, datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from switchboard.bench.screens_board import moment, offers_to, step_time, watching
from tests.support.waiting import until

AT = "2026-03-01T10:00:00.250000Z"


def delta(seq: int, at: str, cards: dict[str, object] | None = None) -> bytes:
    told = {"type": "delta", "seq": seq, "at": at, "set": cards or {}, "drop": []}
    return json.dumps(told, separators=(",", ":")).encode()


def ringing(caller: str, *operators: str) -> dict[str, object]:
    return {"caller": caller, "ringing": operators}


def test_a_delta_tells_the_time_of_its_step_and_nothing_else_does() -> None:
    assert step_time(delta(7, AT)) == moment(AT) == 1772359200.25
    assert step_time(b'{"type":"ping","at":"2026-03-01T10:00:00Z"}') is None
    assert step_time(b'{"type":"snapshot","epoch":"e","seq":7,"at":"x"}') is None


def test_the_first_offer_of_each_caller_to_that_operator_counts() -> None:
    later = "2026-03-01T10:00:09Z"
    messages = [
        b'{"type":"snapshot","cards":{}}',
        delta(1, later, {"calls/a": ringing("71", "boris"), "queues/q": {"waiting": 1}}),
        delta(2, AT, {"calls/a": ringing("71", "anna"), "calls/b": ringing("72")}),
        delta(3, later, {"calls/a": ringing("71", "anna")}),
    ]
    assert offers_to("anna", messages) == {"71": moment(AT)}


async def test_every_client_notes_what_comes_and_when() -> None:
    release = asyncio.Event()
    cookies: list[str] = []

    async def board(request: web.Request) -> web.WebSocketResponse:
        cookies.append(request.headers["Cookie"])
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str('{"type":"snapshot"}')
        await release.wait()
        at = datetime.now(UTC).isoformat()
        await socket.send_str(delta(1, at).decode())
        async for _ in socket:
            pass
        return socket

    app = web.Application()
    app.router.add_get("/ws", board)
    async with TestServer(app) as server:
        url = f"http://{server.host}:{server.port}"
        before = time.time()
        async with watching(url, ["session=1", "session=2"], keeps=True) as clients:
            release.set()
            await until(
                lambda: all(len(client.notes) == 2 for client in clients), 5, "both have it"
            )
            spans = [span for client in clients for span in client.latencies()]
        passed = time.time() - before
    assert cookies == ["session=1", "session=2"]
    assert len(spans) == 2
    assert all(0 <= span <= passed for span in spans)
    assert [len(client.messages) for client in clients] == [2, 2]


async def test_a_board_that_is_not_there_is_an_error_at_once() -> None:
    app = web.Application()
    async with TestServer(app) as server:
        url = f"http://{server.host}:{server.port}"
        with pytest.raises(Exception, match="404"):
            async with watching(url, ["session=1"]):
                pass
