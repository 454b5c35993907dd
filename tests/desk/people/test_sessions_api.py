"""Sessions: listed, ended one by one and all at once."""

from aiohttp import WSMsgType

from desk.live import SIGNED_OUT
from desk.people.sessions_api import ENDPOINTS
from tests.support.desk_fakes import Browser, Running

SESSIONS = "/api/v1/sessions"


def test_it_declares_its_routes() -> None:
    assert [one.method for one in ENDPOINTS] == ["GET", "DELETE", "DELETE"]


async def ids(browser: Browser, query: str = "") -> list[str]:
    status, told = await browser.json("GET", SESSIONS + query)
    assert status == 200
    return [one["id"] for one in told["sessions"]]


async def test_one_sees_ones_own_without_any_secret(running_desk: Running) -> None:
    anna = await running_desk.signed_in("anna")
    await running_desk.signed_in("boris")
    status, told = await anna.json("GET", SESSIONS)
    (row,) = await running_desk.centre.sign_ins.of("anna")
    assert (status, told["person"]) == (200, "anna")
    (only,) = told["sessions"]
    assert only == {
        "id": row.id,
        "created_at": "2026-11-22T12:00:00Z",
        "seen_at": "2026-11-22T12:00:00Z",
        "address": "127.0.0.1",
        "agent": "test",
        "how": "password",
        "here": True,
    }
    assert row.token_hash not in str(told)
    assert len(row.id) == 16


async def test_a_session_that_is_over_is_not_told(running_desk: Running) -> None:
    await running_desk.signed_in("anna")
    running_desk.centre.clock.pass_by(12 * 3600)
    assert len(await ids(await running_desk.signed_in("anna"))) == 1


async def test_an_ended_session_is_over_and_its_screen_too(running_desk: Running) -> None:
    here, there = await running_desk.signed_in("anna"), await running_desk.signed_in("anna")
    async with there.socket() as screen:
        assert (await screen.receive(timeout=5)).type is WSMsgType.TEXT
        newest, _ = await ids(here)
        assert (await here.json("DELETE", f"{SESSIONS}/{newest}"))[0] == 204
        while (message := await screen.receive(timeout=5)).type is WSMsgType.TEXT:
            pass
        assert message.data == SIGNED_OUT
    assert await there.code("GET", "/api/v1/session") == (401, "signed_out")
    assert running_desk.centre.audit.told() == [("anna", "session_ended", "users/anna")]


async def test_nobody_ends_somebody_elses(running_desk: Running) -> None:
    anna, boris = await running_desk.signed_in("anna"), await running_desk.signed_in("boris")
    (own,) = await ids(boris)
    assert (await anna.json("DELETE", f"{SESSIONS}/{own}"))[0] == 204, "nothing there to her"
    for method in ("GET", "DELETE"):
        told = await anna.code(method, f"{SESSIONS}?person=boris")
        assert told == (403, "not_allowed")
    told = await anna.code("DELETE", f"{SESSIONS}/{own}?person=boris")
    assert told == (403, "not_allowed")
    assert await ids(boris) == [own]
    assert not running_desk.centre.audit.told()


async def test_the_hash_of_a_token_is_no_name(running_desk: Running) -> None:
    anna = await running_desk.signed_in("anna")
    (token_hash,) = running_desk.centre.sign_ins.rows
    assert (await anna.json("DELETE", f"{SESSIONS}/{token_hash}"))[0] == 204
    assert (await anna.json("GET", "/api/v1/session"))[0] == 200


async def test_an_administrator_may(running_desk: Running) -> None:
    anna, ada = await running_desk.signed_in("anna"), await running_desk.signed_in("ada")
    (one,) = await ids(ada, "?person=anna")
    assert (await ada.json("DELETE", f"{SESSIONS}/{one}?person=anna"))[0] == 204
    assert await anna.code("GET", "/api/v1/session") == (401, "signed_out")
    assert running_desk.centre.audit.told() == [("ada", "session_ended", "users/anna")]


async def test_sign_out_everywhere_else(running_desk: Running) -> None:
    here, other = await running_desk.signed_in("anna"), await running_desk.signed_in("anna")
    boris = await running_desk.signed_in("boris")
    assert await here.json("DELETE", SESSIONS) == (200, {"ended": 1})
    assert await other.code("GET", "/api/v1/session") == (401, "signed_out")
    for browser in (here, boris):
        assert (await browser.json("GET", "/api/v1/session"))[0] == 200
    assert running_desk.centre.audit.told() == [("anna", "sessions_ended", "users/anna")]
