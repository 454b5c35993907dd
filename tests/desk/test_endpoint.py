"""The generated matrix: every declared route, every role and nobody, foreign pages, tokens."""

import asyncio
import io
import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from yarl import URL

from desk.access import ANYONE, Access
from desk.endpoint import TOKEN_HEADER, Endpoint, endpoint
from desk.models import names_of
from desk.server import create_app, endpoints_of
from tests.support.desk_fakes import PASSWORD, PERSON_OF, Browser, Centre, Running, running
from vocabulary.states import Role

ROUTES = endpoints_of("test")
GUARDED = [one for one in ROUTES if not one.access.public]
CHANGING = [one for one in GUARDED if one.changes]
BODIES: dict[str, dict[str, Any]] = {
    "set_availability": {"availability": "ready"},
    "sign_in": {"name": "anna", "password": "wrong-wrong-wrong"},
    "add_person": {
        "name": "nina",
        "display_name": "Nina",
        "roles": ["manager"],
        "password": "gentle-otter-43",
    },
    "change_person": {"display_name": "Anna B."},
    "set_password": {"password": "gentle-otter-44"},
    "save_draft": {"text": "name: Another shop\n", "version": 0},
    "edit_draft": {"version": 0, "edits": [{"op": "set", "place": ["name"], "value": "A shop"}]},
    "publish": {"version": 0, "note": "Tried."},
    "rollback": {"revision": 1, "note": "Back."},
    "check": {"text": "name: Another shop\n"},
    "start_replay": {"days": 30},
    "speak": {"text": "Welcome.", "language": "en"},
    "close_hours": {"until": "2026-11-22T18:00:00Z"},
    "start_incident": {"prompt": "outage", "queues": ["support"]},
    "change_account": {"display_name": "Somebody"},
    "change_password": {"old": PASSWORD, "new": "gentle-otter-44"},
    "begin_second_factor": {"password": PASSWORD},
    "confirm_second_factor": {"code": "123456"},
    "new_recovery_codes": {"code": "123456"},
    "second_factor_off": {"code": "123456"},
    "add_team": {"name": "South", "supervisors": ["sven"], "members": ["anna"]},
    "change_team": {"name": "Far north", "supervisors": ["sven"], "members": ["anna"]},
    "hold_call": {"held": True},
    "mute_call": {"muted": True},
    "pause_recording": {"paused": True},
    "move_consult": {"move": "cancel"},
    "transfer_call": {"consult": True, "operator": "boris"},
    "set_disposition": {"codes": ["billing", "refund"]},
    "save_notes": {"text": "Calls again.", "version": 0},
    "dial": {"number": "+49 30 123456", "queue": "support"},
    "set_skills": {"skills": {}},
    "create": {"name": "Bob", "numbers": ["+49 30 555123"]},
    "change": {"version": 1, "company": "Example"},
    "merge": {"into": "c-bob"},
    "split": {"numbers": ["+4930123456"]},
    "erase": {"confirm": "Eve"},
}
WITHOUT_ONE = dict.fromkeys(
    ("confirm_second_factor", "new_recovery_codes", "second_factor_off"), 409
)
"""What these answer to somebody who has no second factor and has begun none."""
WITHOUT_ONE |= {"move_consult": 409, "decline": 409}
"""And these while nobody else is asked, and while no phone rings."""
FREE = {"password", "text", "old", "new"}
"""Fields that take line ends and, a plan at least, any signs at all: refusing is not ours."""
RAW: dict[str, dict[str, Any]] = {
    "import_hours": {
        "data": b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20270101\nEND:VEVENT\n",
        "headers": {"Content-Type": "text/calendar"},
    },
    "take_in": {
        "data": b"name;numbers\nBob;+49 30 555123\n",
        "headers": {"Content-Type": "text/csv"},
    },
    "send_sound": {
        "data": b"RIFF....",
        "headers": {"Content-Type": "audio/wav"},
        "params": {"name": "welcome.wav"},
    },
}


PATHS = (
    ("{name}", "anna"),
    ("{revision}", "1"),
    ("{calendar}", "shop"),
    ("{team}", "t-north"),
    ("{session}", "0123456789abcdef"),
)
ASTERISK_AWAY = 4503
"""With this the door of phones in pages lets in and sends away again: there is no Asterisk."""


def somebody_for(one: Endpoint) -> str:
    """Somebody who may use a route: the administrator where it may."""
    allowed = one.access.roles or {Role.ADMINISTRATOR}
    return PERSON_OF[Role.ADMINISTRATOR if Role.ADMINISTRATOR in allowed else min(allowed)]


def name_of(one: Endpoint) -> str:
    return f"{one.method} {one.path}"


def request_of(one: Endpoint) -> dict[str, Any]:
    """A request that is right in every way but for who sends it."""
    name = one.handler.__name__
    return {"json": BODIES[name]} if name in BODIES else RAW.get(name, {})


def path_of(one: Endpoint) -> str:
    """A path to anna's own things, and to what the plan has."""
    path = one.path.replace("{id}", "r-anna" if "recordings" in one.path else "c-anna")
    for name, value in PATHS:
        path = path.replace(name, value)
    return path


def with_headers(wanted: dict[str, Any], headers: dict[str, Any]) -> dict[str, Any]:
    return wanted | {"headers": wanted.get("headers", {}) | headers}


@pytest.fixture
async def desk(centre: Centre) -> AsyncIterator[Running]:
    async with running(centre) as made:
        yield made


async def status_of(browser: Browser, one: Endpoint, **more: Any) -> int:
    if one.socket:
        try:
            async with browser.client.ws_connect(
                browser.base + one.path, headers=more.get("headers"), protocols=("sip",)
            ) as socket:
                message = await socket.receive(timeout=5)
                let_in = message.type is aiohttp.WSMsgType.TEXT or message.data == ASTERISK_AWAY
                return 101 if let_in else int(message.data)
        except aiohttp.WSServerHandshakeError as refused:
            return refused.status
    wanted = with_headers(request_of(one), more.get("headers", {}))
    async with browser.ask(one.method, path_of(one), **wanted) as answer:
        return int(answer.status)


def test_every_route_of_the_application_is_declared(centre: Centre) -> None:
    declared = {(one.method, one.path) for one in ROUTES}
    declared |= {("HEAD", one.path) for one in ROUTES if one.method == "GET" and not one.socket}
    routes = {
        (route.method, route.resource.canonical)
        for route in create_app(centre.parts()).router.routes()
        if route.resource is not None
    }
    assert routes == declared


def test_a_route_without_a_declaration_cannot_be_made() -> None:
    with pytest.raises(TypeError, match="allow"):
        endpoint("GET", "/open")  # type: ignore[call-arg]  # this is what is tested
    with pytest.raises(ValueError, match="at least one role"):
        Access(frozenset())


def test_what_is_open_to_anyone_is_only_this() -> None:
    assert {one.path for one in ROUTES if one.access is ANYONE} == {
        "/",
        "/operator",
        "/supervisor",
        "/manager",
        "/plan",
        "/signin",
        "/assets/{name}",
        "/licences.txt",
        "/docs",
        "/docs.css",
        "/openapi.json",
        "/healthz",
        "/readyz",
        "/metrics",
        "/customers",
        "/people",
        "/account",
        "/api/v1/session",
        "/api/v1/session/ways",
        "/api/v1/session/oidc",
        "/api/v1/session/oidc/callback",
    }
    public = [one for one in ROUTES if one.access.public and one.path == "/api/v1/session"]
    assert [one.method for one in public] == ["POST"]


@pytest.mark.parametrize("one", GUARDED, ids=name_of)
async def test_signed_out_is_refused(desk: Running, one: Endpoint) -> None:
    assert await status_of(desk.browser(), one) == (4401 if one.socket else 401)
    assert not desk.centre.inbox.given


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("one", GUARDED, ids=name_of)
async def test_every_role_on_every_route(desk: Running, one: Endpoint, role: Role) -> None:
    browser = await desk.signed_in(PERSON_OF[role])
    status = await status_of(browser, one)
    if role in one.access.roles:
        assert status == WITHOUT_ONE.get(one.handler.__name__, one.status)
    else:
        assert status == 403
        assert not desk.centre.inbox.given
        assert not desk.centre.audit.rows


@pytest.mark.parametrize(
    "one", [r for r in GUARDED if r.method == "GET" and not r.socket], ids=name_of
)
@pytest.mark.parametrize("role", [None, *Role])
async def test_head_is_checked_like_get(desk: Running, one: Endpoint, role: Role | None) -> None:
    browser = await desk.signed_in(PERSON_OF[role]) if role else desk.browser()
    async with browser.ask("HEAD", path_of(one)) as answer:
        expected = 401 if role is None else one.status if role in one.access.roles else 403
        assert answer.status == expected
        assert await answer.read() == b""


@pytest.mark.parametrize("one", CHANGING, ids=name_of)
@pytest.mark.parametrize("token", [None, "", "0" * 64, "é"])
async def test_without_the_token_nothing_changes(
    desk: Running, one: Endpoint, token: str | None
) -> None:
    browser = await desk.signed_in(somebody_for(one))
    status, code = await browser.code(
        one.method, path_of(one), **with_headers(request_of(one), {TOKEN_HEADER: token})
    )
    assert (status, code) == (403, "bad_token")
    assert not desk.centre.inbox.given
    assert not desk.centre.audit.rows


@pytest.mark.parametrize("one", [r for r in ROUTES if r.changes or r.socket], ids=name_of)
@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
async def test_a_foreign_page_is_refused(desk: Running, one: Endpoint, origin: str) -> None:
    browser = await desk.signed_in(somebody_for(one))
    assert await status_of(browser, one, headers={"Origin": origin}) == 403
    assert not desk.centre.inbox.given
    assert not desk.centre.audit.rows


async def test_our_own_page_is_not_refused(desk: Running) -> None:
    for one in ROUTES:
        if one.handler.__name__ == "set_availability" or one.socket:
            browser = await desk.signed_in(somebody_for(one))
            assert await status_of(browser, one, headers={"Origin": browser.base}) < 300


@pytest.mark.parametrize("one", [r for r in ROUTES if r.body is not None], ids=name_of)
async def test_bodies_are_checked(desk: Running, one: Endpoint) -> None:
    browser = await desk.signed_in("ada")
    path, headers = path_of(one), {"Content-Type": "application/json"}
    right = json.dumps(BODIES[one.handler.__name__]).encode()
    cases: list[tuple[bytes, dict[str, str], int, str]] = [
        (b"", headers, 400, "bad_json"),
        (b"{", headers, 400, "bad_json"),
        (b"\xff\xfe", headers, 400, "bad_json"),
        (b"[" * 30_000, headers, 400, "bad_json"),
        (b'{"name": "\\ud800"}', headers, 400, "bad_json"),
        (b"[]", headers, 422, "bad_field"),
        (b"null", headers, 422, "bad_field"),
        (b'{"surprise": 1, ' + right[1:], headers, 422, "bad_field"),
        (b" " * (one.body_limit + 1), headers, 413, "too_large"),
        (right, {"Content-Type": "text/plain"}, 415, "not_json"),
        (right, {"Content-Type": "application/x-www-form-urlencoded"}, 415, "not_json"),
    ]
    for data, sent, status, code in cases:
        told = await browser.code(one.method, path, data=io.BytesIO(data), headers=sent)
        assert told == (status, code), data[:40]
    for field, value in BODIES[one.handler.__name__].items():
        for wrong in (1.5, {}, {"a": 1}, "\x00", "a\r\nb", "x" * 5000, [""], True):
            if (field in FREE and isinstance(wrong, str)) or wrong == value:
                continue
            body = BODIES[one.handler.__name__] | {field: wrong}
            status, told = await browser.json(one.method, path, json=body)
            assert status == 422, (field, wrong, value, told)
            assert told["error"]["field"].startswith(field)
            assert told["error"]["message"].endswith(".")
    assert not desk.centre.inbox.given


HOSTILE = [
    "'",
    "' OR 1=1 --",
    '"; DROP TABLE calls; --',
    "\x00",
    "a\x00b",
    "%00",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "${SHELL(id)}",
    "{{7*7}}",
    "-1",
    "0",
    "9" * 400,
    "1e309",
    "NaN",
    "true",
    "x" * 2000,
    "é" * 200,
    "\u202e",
    "\r\nSet-Cookie: a=b",
    "0001-01-01",
    "9999-12-31",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59-14:00",
    "2026-11-22T10:00:00",
]


@pytest.mark.parametrize(
    "one", [r for r in GUARDED if r.method == "GET" and not r.socket], ids=name_of
)
async def test_every_parameter_takes_hostile_text(desk: Running, one: Endpoint) -> None:
    browser = await desk.signed_in("ada")
    for name in [*names_of(one.query), "surprise"]:
        for text in HOSTILE:
            async with browser.ask("GET", path_of(one), params={name: text}) as answer:
                assert answer.status in (200, 422), (name, text)
                if answer.status == 422:
                    assert (await answer.json())["error"]["field"] == name
        twice = f"{path_of(one)}?{name}=1&{name}=2"
        assert (await browser.json("GET", twice))[1]["error"]["field"] == name
    for raw in ("%ff", "%ed%a0%80", "%", "%zz", "=%00"):
        async with browser.ask("GET", f"{path_of(one)}?search={raw}") as answer:
            assert answer.status in (200, 422)


BAD_IDS = [
    "..",
    "%2e%2e",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "a%00",
    "%00",
    "a%0d%0ab",
    "-",
    "a%20b",
]
BAD_IDS += ["a%2fb", "a%5cb", "x" * 129, "%ff", "a;b", "é", "<b>", "~root", ".hidden"]


@pytest.mark.parametrize("one", [r for r in ROUTES if r.raw], ids=name_of)
async def test_raw_bodies_are_checked(desk: Running, one: Endpoint) -> None:
    browser = await desk.signed_in("ada")
    wanted = request_of(one)
    cases: list[tuple[bytes, str, int, str]] = [
        (b"", one.raw[0], 400, "empty_body"),
        (b"{}", "application/json", 415, "wrong_kind"),
        (b"a=b", "application/x-www-form-urlencoded", 415, "wrong_kind"),
        (b" " * (one.body_limit + 1), one.raw[0], 413, "too_large"),
    ]
    for data, kind, status, code in cases:
        sent = with_headers(wanted, {"Content-Type": kind}) | {"data": io.BytesIO(data)}
        assert await browser.code(one.method, path_of(one), **sent) == (status, code)
    assert not desk.centre.audit.rows


@pytest.mark.parametrize("one", [r for r in ROUTES if r.path_names], ids=name_of)
async def test_ids_that_are_none(desk: Running, one: Endpoint) -> None:

    browser = await desk.signed_in("ada")
    for bad in BAD_IDS:
        raw = re.sub(r"{\w+}", lambda _: bad, one.path)  # noqa: B023  used at once
        url = URL(browser.base + raw, encoded=True)
        wanted = with_headers(request_of(one), {TOKEN_HEADER: browser.csrf})
        async with browser.client.request(one.method, url, **wanted) as answer:
            if bad == "é":  # bytes that no address may have: refused before any route
                assert answer.status == 400
                continue
            assert answer.status in (404, 405), bad
            assert "error" in await answer.json()
    assert not desk.centre.inbox.given


async def test_a_slow_handler_is_given_up(centre: Centre) -> None:

    class Stuck:
        async def list(self) -> list[Any]:
            await asyncio.Event().wait()
            return []

    centre.settings = replace(centre.settings, request_limit_s=0.01)
    centre.people.list = Stuck().list  # type: ignore[method-assign]  # a database that hangs
    async with running(centre) as made:
        browser = await made.signed_in("ada")
        assert await browser.code("GET", "/api/v1/users") == (503, "took_too_long")
