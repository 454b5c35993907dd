from datetime import datetime, timedelta

import pytest

from desk.phone import phone_api
from tests.support.desk_fakes import Running


async def test_an_operator_gets_a_password_for_its_own_phone(running_desk: Running) -> None:
    browser = await running_desk.signed_in("anna")
    status, told = await browser.json("POST", "/api/v1/phone/credentials")
    assert status == 200
    assert running_desk.centre.web_phones.passwords == {"web-101": told["password"]}
    until = datetime.fromisoformat(told.pop("expires_at"))
    assert until - running_desk.centre.clock.now() == timedelta(hours=15)
    del told["password"]
    assert told == {
        "user": "web-101",
        "domain": phone_api.DOMAIN,
        "path": "/sip",
        "ice_servers": [],
        "echo": "*9",
    }
    _, again = await browser.json("POST", "/api/v1/phone/credentials")
    assert running_desk.centre.web_phones.passwords == {"web-101": again["password"]}


async def test_while_asterisk_is_away_it_says_so(running_desk: Running) -> None:
    running_desk.centre.web_phones.away = True
    browser = await running_desk.signed_in("anna")
    assert await browser.code("POST", "/api/v1/phone/credentials") == (503, "phones_away")


@pytest.mark.parametrize("name", ["sven", "mia", "ada"])
async def test_only_operators_have_phones(running_desk: Running, name: str) -> None:
    browser = await running_desk.signed_in(name)
    assert await browser.code("POST", "/api/v1/phone/credentials") == (403, "not_allowed")
    assert await browser.code("POST", "/api/v1/phone/leaving") == (403, "not_allowed")
    assert not running_desk.centre.web_phones.passwords


async def test_a_page_that_goes_away_is_told_of(running_desk: Running) -> None:
    browser = await running_desk.signed_in("boris")
    assert await browser.json("POST", "/api/v1/phone/leaving") == (204, None)
    assert running_desk.centre.phones_left == ["102"]


async def test_an_operator_without_an_extension_has_no_phone(running_desk: Running) -> None:
    browser = await running_desk.signed_in("anna")
    people = running_desk.centre.people.people
    people["anna"] = type(people["anna"])("anna", "Anna", people["anna"].roles, None)
    assert await browser.code("POST", "/api/v1/phone/credentials") == (409, "no_extension")
    assert await browser.code("POST", "/api/v1/phone/leaving") == (409, "no_extension")
