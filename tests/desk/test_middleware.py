import asyncio
import json
from typing import Any

import aiohttp
import pytest
import structlog

from desk.middleware import CSP, SECURITY_HEADERS
from desk.server import endpoints_of
from tests.support.desk_fakes import Away, Running

ROUTES = endpoints_of("1")
NUMBER = "+4930987654"


async def test_security_headers_are_on_every_answer(running_desk: Running) -> None:
    nobody, ada = running_desk.browser(), await running_desk.signed_in("ada")
    seen: set[int] = set()
    for browser in (nobody, ada):
        for one in ROUTES:
            for method in (one.method, "PUT", "HEAD"):
                async with browser.ask(method, one.path) as answer:
                    seen.add(answer.status)
                    for name, value in SECURITY_HEADERS.items():
                        assert answer.headers[name] == value, (method, one.path)
                    assert "Cache-Control" in answer.headers
    for path in ("/nothing/here", "/api/v1/", "/.git/config", "/%00", "//x"):
        async with nobody.ask("GET", path) as answer:
            seen.add(answer.status)
            assert answer.headers["Content-Security-Policy"] == CSP
            assert (await answer.json())["error"]["message"]
    assert seen >= {200, 401, 404, 405, 415, 503}


async def test_the_handshake_and_audio_have_them_too(running_desk: Running) -> None:
    ada = await running_desk.signed_in("ada")
    async with ada.socket() as screen:
        assert screen._response.headers["X-Content-Type-Options"] == "nosniff"
    async with ada.ask("GET", "/api/v1/recordings/r-anna/audio") as answer:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Server"] == "callwright"


def test_the_policy_lets_no_script_in() -> None:
    assert "default-src 'none'" in CSP
    assert "unsafe" not in CSP
    assert "frame-ancestors 'none'" in CSP


async def test_a_failure_has_an_incident_and_no_traceback(
    running_desk: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_: object) -> None:
        raise RuntimeError(f"could not read the row of {NUMBER}")

    monkeypatch.setattr(running_desk.centre.ledger, "call", broken)
    ada = await running_desk.signed_in("ada")
    with structlog.testing.capture_logs() as logs:
        status, told = await ada.json("GET", "/api/v1/calls/c-anna")
    assert status == 500
    incident = told["error"]["incident"]
    assert incident in told["error"]["message"]
    assert NUMBER not in json.dumps(told)
    assert "Traceback" not in json.dumps(told)
    (failed,) = [entry for entry in logs if entry["event"] == "request failed"]
    assert failed["incident"] == incident
    assert failed["error"] == "RuntimeError"
    assert any("one_call" in place for place in failed["where"])


async def test_no_number_is_logged_outside_personal_keys(running_desk: Running) -> None:
    ada = await running_desk.signed_in("ada")

    async def broken(_: object) -> None:
        raise RuntimeError(NUMBER)

    with structlog.testing.capture_logs() as logs:
        await ada.json("GET", "/api/v1/calls", params={"search": NUMBER})
        await ada.json("GET", f"/api/v1/calls/{NUMBER}")
        await ada.json("GET", f"/{NUMBER}")
        running_desk.centre.ledger.count = broken  # type: ignore[assignment]  # a failing database
        await ada.json("GET", "/api/v1/calls", params={"search": NUMBER})
        await ada.json("POST", "/api/v1/session", json={"name": NUMBER, "password": NUMBER})
    assert len(logs) >= 5
    for entry in logs:
        shown: dict[str, Any] = {k: v for k, v in entry.items() if not k.startswith("pii_")}
        assert NUMBER.lstrip("+") not in str(shown)


async def test_wrong_methods_are_told_which_are_right(running_desk: Running) -> None:
    async with running_desk.browser().ask("PUT", "/api/v1/session") as answer:
        assert answer.status == 405
        assert set(answer.headers["Allow"].split(",")) == {"GET", "HEAD", "POST", "DELETE"}
        assert (await answer.json())["error"]["code"] == "method_not_allowed"


async def test_a_request_that_is_no_http_gives_no_traceback(running_desk: Running) -> None:

    door = running_desk.door
    reader, writer = await asyncio.open_connection(door.host, door.port)
    writer.write(b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n")
    async with asyncio.timeout(10):
        told = await reader.read()
    writer.close()
    assert b" 400 " in told
    assert b"Traceback" not in told
    async with aiohttp.ClientSession() as client:
        big = {"X-Big": "x" * 20_000}
        async with client.get(f"http://{door.host}:{door.port}/healthz", headers=big) as answer:
            assert answer.status == 400


async def test_a_database_that_is_away_is_said_so(
    running_desk: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_: object) -> None:
        raise Away("the database var/callwright.db is locked by another program")

    monkeypatch.setattr(running_desk.centre.ledger, "calls", broken)
    ada = await running_desk.signed_in("ada")
    async with ada.ask("GET", "/api/v1/calls") as answer:
        assert answer.status == 503
        assert answer.headers["Retry-After"] == "5"
        told = await answer.json()
    assert told["error"]["code"] == "database_away"
    assert "callwright.db" not in told["error"]["message"]
    assert "incident" not in told["error"]
