"""Asking a provider: bounded, and never led elsewhere."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from desk.people.oidc_web import (
    MOST_BYTES,
    SignOnFailed,
    check_address,
    get_json,
    is_local_address,
    post_form,
)


@pytest.fixture
async def house() -> AsyncIterator[str]:
    """Answers in many ways."""

    async def answer(request: web.Request) -> web.StreamResponse:
        match request.path:
            case "/right":
                return web.json_response({"a": 1})
            case "/led":
                return web.Response(status=302, headers={"Location": "/right"})
            case "/refused":
                return web.json_response({"error": "invalid_grant"}, status=400)
            case "/large":
                return web.Response(body=b" " * (MOST_BYTES + 1), content_type="application/json")
            case "/list":
                return web.json_response([1])
            case "/deep":
                return web.Response(text="[" * 100_000, content_type="application/json")
        return web.Response(text="<html>")

    app = web.Application()
    app.router.add_route("*", "/{any}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_an_object_is_taken(house: str) -> None:
    assert await get_json(f"{house}/right") == {"a": 1}
    assert await post_form(f"{house}/right", {"code": "x"}, None) == {"a": 1}


@pytest.mark.parametrize("path", ["led", "large", "list", "deep", "other", "refused"])
async def test_anything_else_is_none(house: str, path: str) -> None:
    with pytest.raises(SignOnFailed) as told:
        await get_json(f"{house}/{path}")
    assert told.value.code == "away"


async def test_a_code_that_is_not_taken(house: str) -> None:
    with pytest.raises(SignOnFailed) as told:
        await post_form(f"{house}/refused", {"code": "x"}, None)
    assert told.value.code == "refused"


async def test_nobody_is_there() -> None:
    with pytest.raises(SignOnFailed) as told:
        await get_json("http://127.0.0.1:1/")
    assert told.value.code == "away"
    assert "127.0.0.1" not in str(told.value)


def test_addresses() -> None:
    assert is_local_address("http://[::1]:8080/x")
    assert not is_local_address("https://id.example")
    assert check_address("https://id.example/a?b=c", local=False) == "https://id.example/a?b=c"
    assert check_address("http://localhost/a", local=True) == "http://localhost/a"
    wrong = ["http://localhost/a", "ftp://x", "https://", "https://x#a", "https://u:p@x", None, 1]
    for address in wrong:
        with pytest.raises(SignOnFailed):
            check_address(address, local=False)
    with pytest.raises(SignOnFailed):
        check_address("http://id.example", local=True)
