from dataclasses import replace

import pytest

from desk.phone.phones import PHONES
from tests.desk.phone.test_sip_socket import desk_app, lines, open_phone, phone_of, sip_server
from tests.support.desk_fakes import Away, Centre, Running, running, until


async def test_a_phone_ends_with_its_session(running_desk: Running) -> None:
    async with sip_server() as server:
        running_desk.centre.web_phones.address = f"ws://127.0.0.1:{server.port}/ws"
        browser = await running_desk.signed_in("anna")
        await browser.json("POST", "/api/v1/phone/credentials")
        async with phone_of(browser) as socket, open_phone(running_desk, "boris") as boris:
            await until(lambda: len(server.sockets) == 2)
            running_desk.centre.sign_ins.rows = {
                key: row
                for key, row in running_desk.centre.sign_ins.rows.items()
                if row.person != "anna"
            }
            desk_app(running_desk)[PHONES].look_again()
            await socket.receive(timeout=10)
            assert socket.close_code == 4401
            await until(lambda: not running_desk.centre.web_phones.passwords)
            await until(lambda: [line.user for line in lines(running_desk)] == [boris.user])
    assert running_desk.centre.phones_left.count("101") == 1, "its sound went with the page"


async def test_a_phone_follows_its_extension(running_desk: Running) -> None:
    async with sip_server() as server:
        running_desk.centre.web_phones.address = f"ws://127.0.0.1:{server.port}/ws"
        async with open_phone(running_desk) as phone:
            await until(lambda: bool(server.sockets))
            ada = await running_desk.signed_in("ada")
            await ada.json("PATCH", "/api/v1/users/anna", json={"extension": "109"})
            assert await phone.closed() == 1012, "at once, before another has the extension"


async def test_it_looks_by_itself_again_and_again(centre: Centre) -> None:
    centre.settings = replace(centre.settings, recheck_s=0.02)
    async with running(centre) as desk:
        browser = await desk.signed_in("anna")
        await browser.json("POST", "/api/v1/phone/credentials")
        assert centre.web_phones.passwords
        centre.sign_ins.rows.clear()
        await until(lambda: not centre.web_phones.passwords)


async def test_a_database_that_is_away_cuts_nobody_off(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0

    async def away(_: str) -> None:
        nonlocal asked
        asked += 1
        raise Away

    centre.settings = replace(centre.settings, recheck_s=0.02)
    async with running(centre) as desk, sip_server() as server:
        centre.web_phones.address = f"ws://127.0.0.1:{server.port}/ws"
        async with open_phone(desk) as phone:
            await until(lambda: bool(server.sockets))
            monkeypatch.setattr(centre.sign_ins, "get", away)
            await until(lambda: asked > 2)
            assert not phone.socket.closed
            assert lines(desk)
