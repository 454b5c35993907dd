"""Passwords of phones in pages on a real Asterisk, from none to none."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from telephony.ari.client import Access
from telephony.ari.web_phones import WebPhones
from telephony.asterisk.control import Control
from tests.support.web_phone import WebPhone
from tests.telephony.ari.conftest import RealLine

USER = "web-101"
FIRST, SECOND = "first-password", "second-password"


@asynccontextmanager
async def phone(phones: WebPhones, password: str, user: str = USER) -> AsyncIterator[WebPhone]:
    address = phones.address
    assert address is not None
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(address, protocols=("sip",)) as socket,
    ):
        yield WebPhone(socket, user, password)


async def registers(phones: WebPhones, password: str, user: str = USER) -> int:
    async with phone(phones, password, user) as made:
        return await made.register()


@pytest.mark.line
@pytest.mark.asyncio(loop_scope="session")
async def test_a_phone_signs_in_with_the_newest_password_only(asterisk: RealLine) -> None:
    phones = WebPhones(lambda: asterisk.access)
    assert await phones.forget(USER), "what is not there is forgotten"
    assert await registers(phones, FIRST) == 500, "without a password nobody is let in"

    assert await phones.admit(USER, FIRST)
    assert await registers(phones, FIRST) == 200
    assert await registers(phones, SECOND) == 401

    assert await phones.admit(USER, SECOND)
    assert await registers(phones, FIRST) == 401
    assert await registers(phones, SECOND) == 200

    control = Control(asterisk.process.http_port, asterisk.access.password)
    await control.reload("res_pjsip.so")
    assert await registers(phones, SECOND) == 200, "a reload keeps it"

    assert await phones.forget(USER)
    assert await registers(phones, SECOND) == 500


@pytest.mark.line
@pytest.mark.asyncio(loop_scope="session")
async def test_one_page_does_not_sign_in_as_another(asterisk: RealLine) -> None:
    phones = WebPhones(lambda: asterisk.access)
    assert await phones.admit(USER, FIRST)
    async with phone(phones, FIRST) as made:
        made.calls_itself = "web-102"
        assert await made.register() == 500
    assert await registers(phones, FIRST, "web-103") == 500
    assert await phones.forget(USER)


async def test_an_asterisk_that_is_away_is_told_nothing(unused_access: Access) -> None:
    away = WebPhones(lambda: unused_access)
    assert not await away.admit(USER, FIRST)
    assert not await away.forget(USER)
    nowhere = WebPhones(lambda: None)
    assert nowhere.address is None
    assert not await nowhere.admit(USER, FIRST)


@pytest.fixture
def unused_access() -> Access:
    return Access("http://127.0.0.1:9/ari", "callwright", "none", "callwright")


def test_the_socket_stands_beside_ari(unused_access: Access) -> None:
    assert WebPhones(lambda: unused_access).address == "ws://127.0.0.1:9/ws"
    secure = unused_access._replace(url="https://line.example:8089/ari")
    assert WebPhones(lambda: secure).address == "wss://line.example:8089/ws"
