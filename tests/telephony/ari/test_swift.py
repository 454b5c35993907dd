"""REST over the events' socket: towards the failing server, and as the real one wants it."""

import asyncio
import json

import aiohttp
import msgspec
import pytest

from telephony.ari import client as client_module
from telephony.ari import operations, swift
from telephony.ari.client import AriClient, LineUnreachable
from telephony.ari.events import RESTResponse, decode_event
from telephony.ari.swift import Reply, SwiftRoad
from tests.support.ari_server import AriServer
from tests.telephony.ari.conftest import RealLine, Rig, Stage
from tests.telephony.ari.swagger import read_swagger


class Road:
    """A road on a socket of its own, with somebody who reads it."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.road = SwiftRoad(socket)
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self.socket:
            event = decode_event(message.data)
            if isinstance(event, RESTResponse):
                self.road.take(event)
        self.road.close()

    async def close(self) -> None:
        await self.socket.close()
        await self._reader


async def test_answers_find_who_asked_whatever_their_order(server: AriServer) -> None:
    gate = server.hold("GET", "/channels/slow")
    async with AriClient(server.access) as client:
        open_road = Road(await client.events())
        road = open_road.road
        slow = asyncio.create_task(road.ask("GET", "channels/slow", 5))
        await server.until_asked("GET", "/channels/slow")
        server.answer("GET", "/channels/quick", 200, {"id": "quick"})
        quick = await road.ask("GET", "channels/quick?a=b%20c", 5)
        assert (quick.status, json.loads(quick.body)) == (200, {"id": "quick"})
        assert server.asked_for("GET", "/channels/quick")[0].query == {"a": "b c"}
        gate.set()
        assert (await slow).status == 404
        assert await road.ask("POST", "channels/x/answer", 5) == Reply(204, b"")
        assert not road._asked
        await open_road.close()


async def test_no_answer_in_time_is_told_and_a_late_one_dropped(server: AriServer) -> None:
    gate = server.hold("GET", "/channels/slow")
    async with AriClient(server.access) as client:
        open_road = Road(await client.events())
        with pytest.raises(TimeoutError):
            await open_road.road.ask("GET", "channels/slow", 0.05)
        gate.set()
        assert (await open_road.road.ask("GET", "channels", 5)).status == 200
        open_road.road.take(RESTResponse("999", 200, ""))
        assert not open_road.road._asked
        await open_road.close()


async def test_a_socket_that_ends_leaves_nobody_waiting(server: AriServer) -> None:
    server.hold("GET", "/channels/slow")
    async with AriClient(server.access) as client:
        open_road = Road(await client.events())
        waiting = asyncio.create_task(open_road.road.ask("GET", "channels/slow", 5))
        await server.until_asked("GET", "/channels/slow")
        server.reset_sockets()
        with pytest.raises(ConnectionError):
            await waiting
        with pytest.raises((aiohttp.ClientError, ConnectionError)):
            await open_road.road.ask("GET", "channels", 5)
        await open_road.close()


async def test_the_client_goes_this_way_only_while_the_line_is_up(
    rig: Rig, server: AriServer
) -> None:
    async def rings_swiftly() -> bool:
        await rig.client.call_swiftly(operations.ORIGINATE, "op-1", query={"callerId": '"Ä" <1>'})
        asked = server.asked_for("POST", "/channels/op-1")[-1]
        assert asked.query == {"callerId": '"Ä" <1>'}
        return asked.swift

    assert not await rings_swiftly()
    await rig.up()
    assert await rings_swiftly()
    await rig.down()
    assert not await rings_swiftly()


async def test_a_body_arrives_either_way(rig: Rig, server: AriServer) -> None:
    body = {"variables": {"x": 'Ä "1"'}}
    for over_socket in (False, True):
        await rig.client.call_swiftly(operations.ORIGINATE, "op-1", query={}, body=body)
        asked = server.asked_for("POST", "/channels/op-1")[-1]
        assert (asked.body, asked.swift) == (body, over_socket)
        if not over_socket:
            await rig.up()


async def test_the_client_tells_what_the_socket_refused(
    rig: Rig, server: AriServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rig.up()
    server.answer("POST", "/channels/op-1", 409, {"message": "there already"})
    answer = await rig.client.call_swiftly(operations.ORIGINATE, "op-1", query={"app": "x"})
    assert answer.why == "409 there already"
    monkeypatch.setattr(client_module, "REST_LIMIT_S", 0.05)
    server.hold("POST", "/channels/op-1")
    with pytest.raises(LineUnreachable, match="TimeoutError"):
        await rig.client.call_swiftly(operations.ORIGINATE, "op-1", query={"app": "x"})


@pytest.mark.line
async def test_our_request_is_written_as_the_server_wants_it(asterisk: RealLine) -> None:
    swagger = await read_swagger(asterisk.access)
    ours = msgspec.to_builtins(swift._Request("1", "GET", "channels"))
    wanted = swagger.properties("RESTRequest")
    assert set(ours) <= set(wanted)
    assert {name for name, each in wanted.items() if each["required"]} <= set(ours)


@pytest.mark.line
async def test_the_real_server_answers_over_the_socket(stage: Stage) -> None:
    client = stage.rig.client
    assert client.swift is not None
    answers = await asyncio.gather(
        *(client.call_swiftly(operations.GET_CHANNEL, f"no-{n}", query={}) for n in range(20)),
        *(client.call_swiftly(operations.INFO, query={"only": "status"}) for _ in range(20)),
    )
    assert [answer.status for answer in answers] == [404] * 20 + [200] * 20
    assert "startup_time" in answers[-1].body["status"]
