import asyncio
import gzip
import io

import pytest

from desk import bodies
from desk.bodies import BODY_LIMIT
from tests.support.desk_fakes import Running

PATH = "/api/v1/operators/anna/availability"
BODY = b'{"availability": "ready"}'
JSON = {"Content-Type": "application/json"}


async def test_a_body_in_pieces_is_read_to_its_end(running_desk: Running) -> None:
    async def pieces() -> object:
        for at in range(0, len(BODY), 5):
            yield BODY[at : at + 5]

    browser = await running_desk.signed_in("anna")
    status, _ = await browser.json("POST", PATH, data=pieces(), headers=JSON)
    assert status == 202


async def test_a_body_of_unknown_length_is_read_no_further_than_allowed(
    running_desk: Running,
) -> None:
    async def endless() -> object:
        for _ in range(200):
            yield b" " * 1024

    browser = await running_desk.signed_in("anna")
    refused = await browser.code("POST", PATH, data=endless(), headers=JSON)
    assert refused == (413, "too_large")


async def test_what_a_packed_body_becomes_counts(running_desk: Running) -> None:
    browser = await running_desk.signed_in("anna")
    packed = JSON | {"Content-Encoding": "gzip"}
    data = gzip.compress(BODY)
    status, _ = await browser.json("POST", PATH, data=io.BytesIO(data), headers=packed)
    assert status == 202
    bomb = gzip.compress(b" " * (BODY_LIMIT + 1))
    assert len(bomb) < BODY_LIMIT
    refused = await browser.code("POST", PATH, data=io.BytesIO(bomb), headers=packed)
    assert refused == (413, "too_large")


async def test_a_body_that_does_not_come(
    running_desk: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.endpoint.BODY_LIMIT_S", 0.01)
    assert bodies.BODY_LIMIT_S == 10.0
    held = asyncio.Event()

    async def slow() -> object:
        yield BODY[:5]
        await held.wait()

    browser = await running_desk.signed_in("anna")
    async with browser.ask("POST", PATH, data=slow(), headers=JSON) as answer:
        assert answer.status == 408
        assert (await answer.json())["error"]["code"] == "too_slow"
    held.set()


async def test_the_limit_is_said(running_desk: Running) -> None:
    browser = await running_desk.signed_in("ada")
    large = io.BytesIO(b" " * (BODY_LIMIT + 1))
    _, told = await browser.json("POST", PATH, data=large, headers=JSON)
    assert told["error"]["message"] == "The body is larger than 64 KB. Send less."
    large = io.BytesIO(b" " * ((20 << 20) + 1))
    kind = {"Content-Type": "audio/wav"}
    path = "/api/v1/prompts/sounds?name=x"
    _, told = await browser.json("POST", path, data=large, headers=kind)
    assert told["error"]["message"] == "The body is larger than 20 MB. Send less."
