import asyncio

import pytest

from telephony.ari import client as client_module
from telephony.ari import operations
from telephony.ari.client import Access, Answer, AriClient, LineUnreachable
from telephony.ari.client import AccessRefused as Refused
from tests.support.ari_server import AriServer
from tests.support.ports import free_tcp_port


async def test_path_values_cannot_leave_their_place(server: AriServer) -> None:
    async with AriClient(server.access) as client:
        for value in ("../../asterisk/ping", "a/b?c=d#e", "a%2Fb", "ünï\r\n", " ", "..."):
            server.asked.clear()
            await client.call(operations.HANG_UP, value, query={"reason_code": "16"})
            assert [(asked.method, asked.path) for asked in server.asked] == [
                ("DELETE", f"/channels/{value}")
            ]


async def test_query_values_arrive_as_they_are(server: AriServer) -> None:
    text = '"a & b=c + d % e;" <+7 9>, ${SHELL(id)} \r\n ü'
    async with AriClient(server.access) as client:
        await client.call(operations.ORIGINATE, "op-1", query={"callerId": text, "app": "x"})
    assert server.asked[-1].query == {"callerId": text, "app": "x"}


async def test_too_few_or_too_many_path_values_are_a_mistake_of_ours(server: AriServer) -> None:
    async with AriClient(server.access) as client:
        for values in ((), ("a", "b")):
            with pytest.raises(ValueError, match="takes 1 path values"):
                await client.call(operations.HANG_UP, *values)
    assert server.asked == []


@pytest.mark.parametrize("status", [200, 204, 400, 404, 409, 422, 500, 503])
async def test_a_status_is_an_answer(server: AriServer, status: int) -> None:
    body = None if status == 204 else {"message": "as it is"}
    server.answer("GET", "/channels", status, body)
    async with AriClient(server.access) as client:
        answer = await client.call(operations.LIST_CHANNELS)
    assert answer == Answer(status, body)
    assert answer.ok == (status < 300)
    assert answer.why == (f"{status} as it is" if body else str(status))


@pytest.mark.parametrize("body", [b"<html>no JSON</html>", b"\xff\xfe", b'{"message": "\xff"}'])
def test_a_body_that_is_no_json_is_told_as_text(body: bytes) -> None:
    decoded = client_module._decode(body)
    assert set(decoded) == {"message"}


@pytest.mark.parametrize("body", [[], "text", 7, None, {"message": None}])
def test_any_body_has_a_why(body: object) -> None:
    assert Answer(500, body).why == "500"


async def test_a_wrong_password_is_refused_everywhere(server: AriServer) -> None:
    wrong = server.access._replace(password="wrong")
    async with AriClient(wrong) as client:
        with pytest.raises(Refused, match=r"refused user callwright$"):
            await client.call(operations.LIST_CHANNELS)
        with pytest.raises(Refused, match=r"refused user callwright$"):
            await client.events()


async def test_nobody_there_is_told_at_once() -> None:
    access = Access(f"http://127.0.0.1:{free_tcp_port()}/ari", "u", "p", "a")
    async with AriClient(access) as client:
        with pytest.raises(LineUnreachable, match="GET /channels"):
            await client.call(operations.LIST_CHANNELS)
        with pytest.raises(LineUnreachable, match="events"):
            await client.events()


async def test_a_server_that_says_nothing_is_given_up(
    server: AriServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "REST_LIMIT_S", 0.2)
    server.freeze()
    async with AriClient(server.access) as client:
        with pytest.raises(LineUnreachable, match="TimeoutError"):
            await client.call(operations.LIST_CHANNELS)


async def test_a_port_that_accepts_and_says_nothing_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(client_module, "REST_LIMIT_S", 0.2)
    accepted: list[asyncio.StreamWriter] = []
    listening = await asyncio.start_server(lambda _, out: accepted.append(out), "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    async with AriClient(Access(f"http://127.0.0.1:{port}/ari", "u", "p", "a")) as client:
        with pytest.raises(LineUnreachable):
            await client.events()
    for out in accepted:
        out.close()
    listening.close()
    await listening.wait_closed()


async def test_a_server_that_cuts_the_connection_is_unreachable(server: AriServer) -> None:
    held = server.hold("POST", "/channels/1.1/answer")
    async with AriClient(server.access) as client:
        waiting = asyncio.create_task(client.call(operations.ANSWER, "1.1"))
        await server.until_asked("POST", "/channels/1.1/answer")
        server.cut_requests()
        with pytest.raises(LineUnreachable):
            await waiting
    held.set()


@pytest.mark.parametrize("status", [400, 404, 500, 503])
async def test_a_refused_handshake_is_unreachable(server: AriServer, status: int) -> None:
    server.refuse_events(status)
    async with AriClient(server.access) as client:
        with pytest.raises(LineUnreachable, match=str(status)):
            await client.events()


async def test_no_more_connections_than_the_pool_has(server: AriServer) -> None:
    gate = server.hold("GET", "/channels")
    async with AriClient(server.access) as client:
        asked = [asyncio.create_task(client.call(operations.LIST_CHANNELS)) for _ in range(60)]
        await server.until_asked("GET", "/channels", client_module.POOL)
        assert len(server.asked) == client_module.POOL
        gate.set()
        answers = await asyncio.gather(*asked)
    assert all(answer.ok for answer in answers)


async def test_the_password_is_never_shown(server: AriServer) -> None:
    async with AriClient(server.access._replace(password="hidden-word")) as client:
        with pytest.raises(Refused) as refused:
            await client.call(operations.PING)
    assert "hidden-word" not in str(refused.value)


async def test_a_client_outside_its_context_says_so() -> None:
    client = AriClient(Access("http://127.0.0.1:1/ari", "u", "p", "a"))
    with pytest.raises(RuntimeError, match="outside its context"):
        await client.call(operations.PING)
