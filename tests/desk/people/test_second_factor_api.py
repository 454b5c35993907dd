"""Second factors on the API, and the sign-in in two steps that they lead to."""

from dataclasses import replace
from typing import Any

import pytest

from desk.people.second_factor_api import ACCOUNT, ENDPOINTS, OF_OTHERS
from desk.people.throttle import PAIR
from tests.desk.people.test_second_factor_keeper import code_of
from tests.support.desk_fakes import PASSWORD, Browser, Centre, Running, running
from vocabulary.states import Role


def test_it_declares_its_routes() -> None:
    assert [one.method for one in (*ENDPOINTS, *OF_OTHERS)] == [
        "GET",
        "POST",
        "POST",
        "POST",
        "POST",
        "DELETE",
    ]


async def turn_on(browser: Browser, centre: Centre) -> tuple[str, list[str]]:
    """As a page does it; the secret and the recovery codes."""
    status, told = await browser.json("POST", ACCOUNT, json={"password": PASSWORD})
    assert status == 200
    secret = told["secret"].replace(" ", "")
    assert secret in told["uri"]
    body = {"code": code_of(secret, centre.clock)}
    status, told = await browser.json("POST", f"{ACCOUNT}/confirm", json=body)
    assert status == 200
    centre.clock.pass_by(30)
    return secret, told["recovery_codes"]


async def sign_in(browser: Browser, **body: Any) -> tuple[int, Any]:
    wanted = {"name": "anna", "password": PASSWORD} | body
    status, told = await browser.json("POST", "/api/v1/session", json=wanted)
    return status, told["error"]["code"] if status != 200 else told["name"]


async def test_sign_in_in_two_steps(running_desk: Running) -> None:
    centre = running_desk.centre
    secret, _ = await turn_on(await running_desk.signed_in("anna"), centre)
    browser = running_desk.browser()
    assert await sign_in(browser) == (401, "second_factor")
    assert await sign_in(browser, code="000000") == (401, "wrong_code")
    code = code_of(secret, centre.clock)
    assert await sign_in(browser, password="wrong-wrong", code=code) == (401, "wrong_credentials")
    assert await sign_in(browser, code=code) == (200, "anna")
    assert await sign_in(running_desk.browser(), code=code) == (401, "wrong_code"), "used"
    told = [row.action for row in centre.audit.rows]
    assert told.count("second_factor_wrong") == 2
    assert not any(secret in str(row) or code in str(row) for row in centre.audit.rows)


async def test_a_recovery_code_signs_in_once_and_is_noted(running_desk: Running) -> None:
    _, codes = await turn_on(await running_desk.signed_in("anna"), running_desk.centre)
    assert await sign_in(running_desk.browser(), code=codes[3].upper()) == (200, "anna")
    assert await sign_in(running_desk.browser(), code=codes[3]) == (401, "wrong_code")
    noted = [row for row in running_desk.centre.audit.rows if row.action == "recovery_code_used"]
    assert [(row.target, row.detail) for row in noted] == [("users/anna", "9 left")]


async def test_codes_cannot_be_guessed(running_desk: Running) -> None:
    await turn_on(await running_desk.signed_in("anna"), running_desk.centre)
    guesser = running_desk.browser("127.0.0.9")
    told = [await sign_in(guesser, code=f"{n:06}") for n in range(PAIR.free + 5)]
    assert told[: PAIR.free] == [(401, "wrong_code")] * PAIR.free
    assert set(told[PAIR.free :]) == {(429, "slow_down")}
    # Asking without a code between the tries does not make them free again.
    running_desk.centre.clock.pass_by(3600 * 2)
    told = []
    for n in range(PAIR.free):
        told += [await sign_in(guesser), await sign_in(guesser, code=f"{n:06}")]
    assert (429, "slow_down") in told


async def test_an_office_of_people_with_codes_is_not_slowed(running_desk: Running) -> None:
    """The first step of each is charged, and given back with the second."""
    centre = running_desk.centre
    secret, _ = await turn_on(await running_desk.signed_in("anna"), centre)
    for _ in range(40):
        browser = running_desk.browser("127.0.0.8")
        assert await sign_in(browser) == (401, "second_factor")
        assert await sign_in(browser, code=code_of(secret, centre.clock)) == (200, "anna")
        centre.clock.pass_by(30)
    assert running_desk.desk.throttle.sizes()[:3] == (0, 0, 0)


async def test_turning_it_on_ends_other_sessions_only(running_desk: Running) -> None:
    here, there = await running_desk.signed_in("anna"), await running_desk.signed_in("anna")
    await turn_on(here, running_desk.centre)
    assert (await here.json("GET", "/api/v1/session"))[1]["second_factor"] is True
    assert await there.code("GET", "/api/v1/session") == (401, "signed_out")
    assert running_desk.centre.audit.told() == [("anna", "second_factor_on", "users/anna")]
    status, told = await here.json("GET", ACCOUNT)
    assert (status, told["on"], told["codes_left"], told["wanted"]) == (200, True, 10, False)
    body = {"password": PASSWORD}
    assert await here.code("POST", ACCOUNT, json=body) == (409, "second_factor_on")


async def test_it_takes_the_password_and_a_right_code(running_desk: Running) -> None:
    browser = await running_desk.signed_in("anna")
    wrong = {"password": "wrong-wrong-wrong"}
    assert await browser.code("POST", ACCOUNT, json=wrong) == (403, "wrong_password")
    confirm = f"{ACCOUNT}/confirm"
    assert await browser.code("POST", confirm, json={"code": "000000"}) == (409, "nothing_begun")
    assert (await browser.json("POST", ACCOUNT, json={"password": PASSWORD}))[0] == 200
    for _ in range(PAIR.free - 1):
        told = await browser.code("POST", confirm, json={"code": "000000"})
        assert told == (403, "wrong_code")
    assert not running_desk.centre.people.people["anna"].second_factor


async def test_fresh_recovery_codes_and_off(running_desk: Running) -> None:
    centre = running_desk.centre
    browser = await running_desk.signed_in("anna")
    secret, codes = await turn_on(browser, centre)
    for path in (f"{ACCOUNT}/recovery-codes", f"{ACCOUNT}/off"):
        assert await browser.code("POST", path, json={"code": "000000"}) == (403, "wrong_code")
    body = {"code": code_of(secret, centre.clock)}
    status, told = await browser.json("POST", f"{ACCOUNT}/recovery-codes", json=body)
    assert status == 200
    assert not set(codes) & set(told["recovery_codes"])
    off = {"code": told["recovery_codes"][0]}
    assert (await browser.json("POST", f"{ACCOUNT}/off", json=off))[0] == 204
    assert not centre.people.people["anna"].second_factor
    assert await sign_in(running_desk.browser()) == (200, "anna")
    assert [row[1] for row in centre.audit.told()] == [
        "second_factor_on",
        "recovery_codes_renewed",
        "second_factor_off",
    ]


async def test_an_administrator_takes_it_away(running_desk: Running) -> None:
    anna, ada = await running_desk.signed_in("anna"), await running_desk.signed_in("ada")
    await turn_on(anna, running_desk.centre)
    path = "/api/v1/users/{}/second-factor"
    assert (await ada.json("DELETE", path.format("anna")))[0] == 204
    assert await ada.code("DELETE", path.format("nobody")) == (404, "not_found")
    assert await anna.code("GET", "/api/v1/session") == (401, "signed_out")
    assert await sign_in(running_desk.browser()) == (200, "anna")
    assert ("ada", "second_factor_reset", "users/anna") in running_desk.centre.audit.told()


@pytest.fixture
def strict(centre: Centre) -> Centre:
    """A centre whose administrators need a second factor."""
    wanted = frozenset({Role.ADMINISTRATOR})
    centre.settings = replace(centre.settings, second_factor_roles=wanted)
    return centre


async def test_who_must_have_one_can_do_nothing_before(strict: Centre) -> None:
    async with running(strict) as made:
        ada = made.browser()
        body = {"name": "ada", "password": PASSWORD}
        status, me = await ada.json("POST", "/api/v1/session", json=body)
        assert (status, me["second_factor_wanted"]) == (200, True)
        ada.csrf = me["csrf"]
        wanted = (403, "second_factor_wanted")
        for path in ("/api/v1/users", "/api/v1/board", "/api/v1/sessions", "/api/v1/audit"):
            assert await ada.code("GET", path) == wanted
        new = {"display_name": "A"}
        assert await ada.code("PATCH", "/api/v1/account", json=new) == wanted
        assert not strict.inbox.given
        secret, _ = await turn_on(ada, strict)
        status, me = await ada.json("GET", "/api/v1/session")
        assert (me["second_factor_wanted"], me["second_factor"]) == (False, True)
        assert (await ada.json("GET", "/api/v1/users"))[0] == 200
        off = {"code": code_of(secret, strict.clock)}
        told = await ada.code("POST", f"{ACCOUNT}/off", json=off)
        assert told == (409, "second_factor_wanted")


async def test_others_need_none(strict: Centre) -> None:
    async with running(strict) as made:
        anna = made.browser()
        assert await anna.sign_in("anna") == 200
        assert (await anna.json("GET", "/api/v1/session"))[1]["second_factor_wanted"] is False
        assert (await anna.json("GET", "/api/v1/board"))[0] == 200


async def test_the_provider_asks_for_its_own(strict: Centre) -> None:
    async with running(strict) as made:
        token, who = await made.desk.sessions.open(
            strict.people.people["ada"], "127.0.0.1", "test", None, "sign_on"
        )
        assert not who.unfinished
        browser = made.browser()
        browser.be(token, who.csrf)
        assert (await browser.json("GET", "/api/v1/users"))[0] == 200
