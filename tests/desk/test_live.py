import asyncio
import socket
from dataclasses import replace
from typing import Any

import aiohttp
import msgspec
import pytest
from yarl import URL

from desk import live
from tests.support.desk_fakes import ANNA, Browser, Centre, Running, call_card, running, until
from vocabulary.states import Role

LIMIT_S = 10


async def hear(socket_: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
    """The next message that is not a ping."""
    while True:
        told: dict[str, Any] = await socket_.receive_json(timeout=LIMIT_S)
        if told["type"] != "ping":
            return told


async def close_code(socket_: aiohttp.ClientWebSocketResponse) -> int | None:
    async with asyncio.timeout(LIMIT_S):
        async for _ in socket_:
            pass
    return socket_.close_code


def put_today(desk: Running, times: int = 1) -> None:
    for _ in range(times):
        desk.centre.board.put({"today": desk.centre.board.cards["today"]})


async def test_a_snapshot_then_numbered_deltas(running_desk: Running) -> None:
    browser = await running_desk.signed_in("sven")
    board = running_desk.centre.board
    async with browser.socket() as screen:
        first = await hear(screen)
        assert (first["type"], first["epoch"], first["seq"]) == ("snapshot", "first", 7)
        assert set(first["cards"]) == set(board.cards)
        board.put({"calls/c-new": call_card("c-new")})
        board.put(drop=("calls/c-new",))
        one, two = await hear(screen), await hear(screen)
    assert (one["type"], one["seq"], list(one["set"]), one["drop"]) == (
        "delta",
        8,
        ["calls/c-new"],
        [],
    )
    assert one["set"]["calls/c-new"]["caller_name"] == "<b>Eve</b>"
    assert (two["seq"], two["set"], two["drop"]) == (9, {}, ["calls/c-new"])


async def test_an_operator_hears_its_own_and_every_number(running_desk: Running) -> None:
    browser = await running_desk.signed_in("anna")
    board = running_desk.centre.board
    async with browser.socket() as screen:
        first = await hear(screen)
        assert set(first["cards"]) == {
            "service",
            "standing",
            "queues/support",
            "operators/anna",
            "calls/c-anna",
        }
        put_today(running_desk)
        board.put({"calls/c-new": call_card("c-new", ringing=(ANNA,))})
        told = [await hear(screen), await hear(screen)]
    assert [(one["seq"], list(one["set"])) for one in told] == [(8, []), (9, ["calls/c-new"])]


@pytest.mark.parametrize("name", ["sven", "anna"])
async def test_going_on_without_a_gap(running_desk: Running, name: str) -> None:
    browser = await running_desk.signed_in(name)
    async with browser.socket() as screen:
        assert (await hear(screen))["type"] == "snapshot"
        put_today(running_desk)
        assert (await hear(screen))["seq"] == 8
    put_today(running_desk, 2)
    async with browser.socket("?epoch=first&after=8") as screen:
        resumed = await hear(screen)
        assert (resumed["type"], resumed["epoch"], resumed["seq"]) == ("resumed", "first", 8)
        put_today(running_desk)
        assert [(await hear(screen))["seq"] for _ in range(3)] == [9, 10, 11]


@pytest.mark.parametrize(
    "query",
    ["?epoch=lost&after=7", "?epoch=first&after=99", "?epoch=first", "?after=7", "?epoch=&after="],
)
async def test_where_it_cannot_go_on_it_starts_anew(running_desk: Running, query: str) -> None:
    browser = await running_desk.signed_in("sven")
    async with browser.socket() as screen:
        await hear(screen)
    async with browser.socket(query) as screen:
        assert (await hear(screen))["type"] == "snapshot"


async def test_too_long_away(centre: Centre) -> None:
    centre.settings = replace(centre.settings, live_history=3)
    async with running(centre) as desk:
        browser = await desk.signed_in("sven")
        async with browser.socket() as screen:
            await hear(screen)
        put_today(desk, 4)
        async with browser.socket("?epoch=first&after=7") as screen:
            assert (await hear(screen))["type"] == "snapshot"
        async with browser.socket("?epoch=first&after=8") as screen:
            assert (await hear(screen))["type"] == "resumed"


@pytest.mark.parametrize("query", ["?epoch=first&after=x", "?epoch=first&after=-1", "?since=3"])
async def test_wrong_parameters(running_desk: Running, query: str) -> None:
    browser = await running_desk.signed_in("sven")
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await browser.socket(query)
    assert refused.value.status == 422


async def test_a_gap_in_the_board_itself_is_not_hidden(running_desk: Running) -> None:
    browser = await running_desk.signed_in("sven")
    board = running_desk.centre.board
    async with browser.socket() as screen:
        await hear(screen)
        board.seq += 5
        put_today(running_desk)
        assert (await hear(screen))["seq"] == 13
    async with browser.socket("?epoch=first&after=7") as screen:
        assert (await hear(screen))["type"] == "snapshot"


async def test_pings_come_by_themselves(centre: Centre) -> None:
    centre.settings = replace(centre.settings, ping_s=0.01)
    async with running(centre) as desk:
        browser = await desk.signed_in("sven")
        async with browser.socket() as screen:
            await screen.receive_json(timeout=LIMIT_S)
            told = [await screen.receive_json(timeout=LIMIT_S) for _ in range(3)]
    assert told == [{"type": "ping", "at": "2026-11-22T12:00:00Z"}] * 3


async def test_signed_out_elsewhere(running_desk: Running) -> None:
    browser, other = [await running_desk.signed_in("sven") for _ in range(2)]
    async with browser.socket() as screen, other.socket() as untouched:
        await hear(screen)
        await hear(untouched)
        await browser.json("DELETE", "/api/v1/session")
        assert await close_code(screen) == live.SIGNED_OUT
        put_today(running_desk)
        assert (await hear(untouched))["type"] == "delta"


async def test_a_session_that_ends_by_itself_is_noticed(centre: Centre) -> None:
    centre.settings = replace(centre.settings, recheck_s=0.01)
    async with running(centre) as desk:
        browser = await desk.signed_in("sven")
        async with browser.socket() as screen:
            await hear(screen)
            centre.clock.pass_by(12 * 3600)
            assert await close_code(screen) == live.SIGNED_OUT
        async with browser.socket() as screen:
            assert await close_code(screen) == live.SIGNED_OUT


async def test_other_roles_need_another_view(centre: Centre) -> None:
    centre.settings = replace(centre.settings, recheck_s=0.01)
    async with running(centre) as desk:
        browser = await desk.signed_in("sven")
        async with browser.socket() as screen:
            await hear(screen)
            sven = centre.people.people["sven"]
            operator = msgspec.structs.replace(sven, roles=frozenset({Role.OPERATOR}))
            centre.people.people["sven"] = operator
            assert await close_code(screen) == live.ROLES_CHANGED
        async with browser.socket() as screen:
            shared = {"service", "standing", "queues/support"}
            assert set((await hear(screen))["cards"]) == shared


async def test_a_database_that_is_away_does_not_turn_boards_off(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre.settings = replace(centre.settings, recheck_s=0.01)
    asked: list[str] = []

    async def broken(token_hash: str) -> None:
        asked.append(token_hash)
        raise OSError("away")

    async with running(centre) as desk:
        browser = await desk.signed_in("sven")
        async with browser.socket() as screen:
            await hear(screen)
            monkeypatch.setattr(centre.sign_ins, "get", broken)
            await until(lambda: len(asked) > 2)
            put_today(desk)
            assert (await hear(screen))["type"] == "delta"


async def test_stopping_sends_screens_away_with_a_code(centre: Centre) -> None:
    async with running(centre) as desk:
        browser = await desk.signed_in("sven")
        screen = await browser.socket()
        await hear(screen)
        closing = asyncio.create_task(desk.door.close())
        assert await close_code(screen) == live.STOPPING
        await closing
        assert not centre.board.listeners


async def test_there_is_a_limit_of_screens(centre: Centre) -> None:
    centre.settings = replace(centre.settings, live_clients=2)
    async with running(centre) as desk:
        browser = await desk.signed_in("sven")
        async with browser.socket() as one, browser.socket() as two:
            await hear(one)
            await hear(two)
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await browser.socket()
            assert refused.value.status == 503
        gauge = desk.desk.metrics.live_clients._value
        await until(lambda: gauge.get() == 0)
        async with browser.socket() as again:
            await hear(again)


async def test_a_screen_that_talks_too_much_is_cut_off(running_desk: Running) -> None:
    browser = await running_desk.signed_in("sven")
    async with browser.socket() as screen:
        await hear(screen)
        for _ in range(20):
            await screen.send_json({"type": "pong"})
        put_today(running_desk)
        assert (await hear(screen))["seq"] == 8
        for _ in range(live.MESSAGES_BETWEEN_PINGS):
            await screen.send_json({"type": "pong"})
        assert await close_code(screen) == live.TALKS_TOO_MUCH
    async with browser.socket() as screen:
        await hear(screen)
        await screen.send_str("x" * 2000)
        assert await close_code(screen) == 1009, "longer than any message may be"


async def open_by_hand(browser: Browser, desk: Running) -> socket.socket:
    """A screen that shakes hands and then never reads again."""
    jar = browser.client.cookie_jar.filter_cookies(URL(browser.base))
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in jar.items())
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(raw, (desk.door.host, desk.door.port))
    head = (
        f"GET /ws HTTP/1.1\r\nHost: {desk.door.host}:{desk.door.port}\r\nCookie: {cookie}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    await loop.sock_sendall(raw, head.encode())
    return raw


async def test_a_screen_that_does_not_keep_up_is_cut_off_and_others_are_not(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "CLOSE_LIMIT_S", 0.05)
    centre.settings = replace(centre.settings, live_queue=50)
    async with running(centre) as desk:
        browser = await desk.signed_in("sven")
        gauge = desk.desk.metrics.live_clients._value
        raw = await open_by_hand(browser, desk)
        await until(lambda: gauge.get() == 1)
        async with browser.socket() as screen:
            await hear(screen)
            seq = 7
            async with asyncio.timeout(LIMIT_S):
                while gauge.get() == 2:
                    desk.centre.board.put(example_load())
                    seq += 1
                    assert (await hear(screen))["seq"] == seq
            assert desk.desk.metrics.live_slow._value.get() >= 1
        raw.close()


def example_load() -> dict[str, Any]:
    """A delta large enough to fill buffers soon."""
    return {f"calls/c{n}": call_card(f"c{n}") for n in range(100)}


async def test_a_slow_reader_is_told_to_connect_again(centre: Centre) -> None:
    centre.settings = replace(centre.settings, live_queue=5)
    async with running(centre) as desk:
        browser = await desk.signed_in("sven")
        async with browser.socket() as screen:
            await hear(screen)
            put_today(desk, 10)
            assert await close_code(screen) == live.TOO_SLOW


async def test_views_of_operators_who_left_are_forgotten(
    running_desk: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "IDLE_VIEWS", 1)
    gauge = running_desk.desk.metrics.live_clients._value
    for name in ("anna", "boris", "sven"):
        async with (await running_desk.signed_in(name)).socket() as screen:
            await hear(screen)
        await until(lambda: gauge.get() == 0)
    assert set(running_desk.desk.hub._views) == {None}


async def test_two_hundred_screens_hear_the_same(running_desk: Running) -> None:
    browsers = [await running_desk.signed_in(name) for name in ("sven", "anna")]
    screens = [await browsers[n % 2].socket() for n in range(200)]
    for screen in screens:
        assert (await hear(screen))["type"] == "snapshot"
    put_today(running_desk, 3)
    for screen in screens:
        assert [(await hear(screen))["seq"] for _ in range(3)] == [8, 9, 10]
    await asyncio.gather(*(screen.close() for screen in screens))
