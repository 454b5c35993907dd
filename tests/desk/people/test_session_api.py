from dataclasses import replace
from http.cookies import SimpleCookie

import msgspec
import pytest

from desk.people.passwords import Passwords
from desk.people.session_api import ENDPOINTS
from desk.people.throttle import PAIR
from desk.sessions import COOKIE, hash_of
from tests.support.desk_fakes import PASSWORD, Centre, Running, cheap_passwords, running
from vocabulary.states import Role


def test_it_declares_its_routes() -> None:
    assert [one.method for one in ENDPOINTS] == ["POST", "GET", "DELETE"]


async def test_sign_in_who_am_i_and_out(running_desk: Running) -> None:
    browser = running_desk.browser()
    body = {"name": "anna", "password": PASSWORD}
    status, me = await browser.json("POST", "/api/v1/session", json=body)
    assert status == 200
    assert me | {"csrf": ""} == {
        "name": "anna",
        "display_name": "Anna",
        "roles": ["operator"],
        "extension": "101",
        "csrf": "",
        "language": "en",
        "team": None,
        "second_factor": False,
        "second_factor_wanted": False,
    }
    assert await browser.json("GET", "/api/v1/session") == (200, me)
    browser.csrf = me["csrf"]
    assert await browser.json("DELETE", "/api/v1/session") == (204, None)
    assert await browser.code("GET", "/api/v1/session") == (401, "signed_out")
    assert not running_desk.centre.sign_ins.rows
    assert [(row.person, row.action) for row in running_desk.centre.audit.rows] == [
        ("anna", "signed_in"),
        ("anna", "signed_out"),
    ]


async def cookie_of(running_desk: Running, **headers: str) -> SimpleCookie:
    body = {"name": "anna", "password": PASSWORD}
    browser = running_desk.browser()
    async with browser.ask("POST", "/api/v1/session", json=body, headers=headers) as answer:
        assert answer.status == 200
        return SimpleCookie(answer.headers["Set-Cookie"])


async def test_the_cookie_is_kept_from_scripts_and_other_sites(running_desk: Running) -> None:
    cookie = (await cookie_of(running_desk))[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["path"] == "/"
    assert not cookie["secure"]
    assert not cookie["domain"]


async def test_behind_a_proxy_with_https_it_is_secure(centre: Centre) -> None:

    centre.settings = replace(centre.settings, behind_proxy=True)
    async with running(centre) as made:
        cookie = (await cookie_of(made, **{"X-Forwarded-Proto": "https"}))[COOKIE]
    assert cookie["secure"]


async def test_signing_in_again_gives_a_new_session_and_ends_the_old(
    running_desk: Running,
) -> None:
    browser = running_desk.browser()
    await browser.sign_in("anna")
    (first,) = running_desk.centre.sign_ins.rows
    await browser.sign_in("boris")
    (second,) = running_desk.centre.sign_ins.rows
    assert first != second


async def test_a_session_chosen_by_somebody_else_is_not_taken(running_desk: Running) -> None:
    browser = running_desk.browser()
    browser.be("chosen-by-an-attacker", "")
    assert await browser.sign_in("anna") == 200
    assert hash_of("chosen-by-an-attacker") not in running_desk.centre.sign_ins.rows


@pytest.mark.parametrize(
    ("name", "password"),
    [("anna", "wrong-wrong-wrong"), ("nobody", PASSWORD), ("otto", PASSWORD), ("ANNA", PASSWORD)],
)
async def test_wrong_ones_are_told_alike(running_desk: Running, name: str, password: str) -> None:
    body = {"name": name, "password": password}
    status, told = await running_desk.browser().json("POST", "/api/v1/session", json=body)
    assert status == 401
    assert told == {
        "error": {
            "code": "wrong_credentials",
            "message": "Name or password is wrong. Try again.",
        }
    }


async def test_after_wrong_tries_it_slows_down(running_desk: Running) -> None:
    browser = running_desk.browser()
    for _ in range(PAIR.free):
        assert await browser.sign_in("anna", "wrong-wrong-wrong") == 401
    body = {"name": "anna", "password": PASSWORD}
    async with browser.ask("POST", "/api/v1/session", json=body) as answer:
        assert answer.status == 429
        assert int(answer.headers["Retry-After"]) == PAIR.first_s
        assert (await answer.json())["error"]["code"] == "slow_down"
    running_desk.centre.clock.pass_by(PAIR.first_s)
    assert await browser.sign_in("anna") == 200


async def test_a_thousand_tries_from_elsewhere_and_the_victim_signs_in(
    running_desk: Running,
) -> None:
    attackers = [running_desk.browser(f"127.0.0.{last}") for last in range(2, 42)]
    told: list[int] = []
    for number in range(1000):
        attacker = attackers[number % len(attackers)]
        told.append(await attacker.sign_in("anna", f"wrong-wrong-{number}"))
    assert set(told) == {401, 429}
    assert told.count(401) < 100, "most were not even verified"
    assert await running_desk.browser("127.0.0.200").sign_in("anna") == 200


async def test_an_outdated_hash_is_renewed(running_desk: Running) -> None:

    people = running_desk.centre.people
    old = Passwords(time_cost=2, memory_cost_kib=8, parallelism=1).hash_now(PASSWORD)
    people.hashes["anna"] = old
    assert await running_desk.browser().sign_in("anna") == 200
    assert people.hashes["anna"] != old
    assert not cheap_passwords().is_outdated(people.hashes["anna"])


async def test_a_person_with_several_roles(running_desk: Running) -> None:

    people = running_desk.centre.people.people
    both = frozenset({Role.SUPERVISOR, Role.OPERATOR})
    people["anna"] = msgspec.structs.replace(people["anna"], roles=both)
    body = {"name": "anna", "password": PASSWORD}
    _, me = await running_desk.browser().json("POST", "/api/v1/session", json=body)
    assert me["roles"] == ["operator", "supervisor"]


async def test_a_try_without_a_stored_password(running_desk: Running) -> None:
    del running_desk.centre.people.hashes["anna"]
    browser = running_desk.browser()
    assert await browser.sign_in("anna", "nobody has this password") == 401
