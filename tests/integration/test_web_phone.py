"""A phone in a page, from its password to the line: the whole service and a real Asterisk."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from desk.phone.phone_keys import MOST_A_MINUTE
from switchboard.testcall.dialog import of_caller
from telephony.asterisk.conf_core import ARI_USER
from telephony.asterisk.secrets import load_or_create
from tests.support.service import Service, running_service
from tests.support.waiting import until
from tests.support.web_phone import WebPhone

pytestmark = [pytest.mark.line, pytest.mark.asyncio(loop_scope="module")]

PASSWORD = "gentle-otter-seldom-swims-42"
RECHECKED_S = 40.0
OFFER = """v=0
o=- 1 1 IN IP4 127.0.0.1
s=-
t=0 0
m=audio 9 UDP/TLS/RTP/SAVPF 111 0
c=IN IP4 127.0.0.1
a=rtpmap:111 opus/48000/2
a=rtpmap:0 PCMU/8000
a=mid:0
a=rtcp-mux
a=sendrecv
a=ice-ufrag:abcd
a=ice-pwd:abcdefghijklmnopqrstuvwx
a=candidate:1 1 udp 2130706431 127.0.0.1 9 typ host
a=fingerprint:sha-256 FINGERPRINT
a=setup:actpass
""".replace("FINGERPRINT", ":".join(["AB"] * 32)).replace("\n", "\r\n")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def centre(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    async with running_service(tmp_path_factory.mktemp("page") / "home") as service:
        for name in ("anna", "boris"):
            await service.api("POST", f"/users/{name}/password", {"password": PASSWORD})
        yield service


class Page:
    """One signed-in browser."""

    def __init__(self, service: Service, http: aiohttp.ClientSession) -> None:
        self.service = service
        self.http = http
        self.token = ""

    async def api(self, method: str, path: str, body: object = None) -> Any:
        headers = {"X-Callwright-Token": self.token} if self.token else {}
        url = f"{self.service.url}/api/v1{path}"
        async with self.http.request(method, url, json=body, headers=headers) as answer:
            assert answer.ok, (path, answer.status, await answer.text())
            return await answer.json() if answer.status != 204 else None

    async def credentials(self) -> dict[str, Any]:
        return dict(await self.api("POST", "/phone/credentials"))

    @asynccontextmanager
    async def phone(self, given: dict[str, Any]) -> AsyncIterator[WebPhone]:
        url = f"{self.service.url}{given['path']}"
        async with self.http.ws_connect(url, protocols=("sip",)) as socket:
            yield WebPhone(socket, given["user"], given["password"], given["domain"])


@asynccontextmanager
async def page_of(service: Service, name: str) -> AsyncIterator[Page]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        page = Page(service, http)
        me = await page.api("POST", "/session", {"name": name, "password": PASSWORD})
        page.token = me["csrf"]
        yield page


def asterisk_port(service: Service) -> int:
    text = (service.home / "asterisk" / "etc" / "http.conf").read_text()
    found = re.search(r"bindport = (\d+)", text)
    assert found is not None
    return int(found[1])


async def state_of(service: Service, user: str) -> str:
    """What Asterisk says of an endpoint: online or offline."""
    secret = load_or_create(service.home).ari_password
    url = f"http://127.0.0.1:{asterisk_port(service)}/ari/endpoints/PJSIP/{user}"
    headers = {"Authorization": aiohttp.encode_basic_auth(ARI_USER, secret)}
    async with aiohttp.ClientSession(headers=headers) as http, http.get(url) as answer:
        return str((await answer.json())["state"])


async def signs_in_directly(service: Service, given: dict[str, Any]) -> int:
    """Past the desk, as somebody on this machine could."""
    url = f"ws://127.0.0.1:{asterisk_port(service)}/ws"
    async with aiohttp.ClientSession() as http, http.ws_connect(url, protocols=("sip",)) as socket:
        return await WebPhone(socket, given["user"], given["password"]).register()


async def test_a_page_registers_calls_and_is_gone_when_it_closes(centre: Service) -> None:
    async with page_of(centre, "anna") as page:
        given = await page.credentials()
        async with page.phone(given) as phone:
            assert await phone.register() == 200
            assert await state_of(centre, "web-101") == "online"
            content = ("Content-Type", "application/sdp")
            answer = await phone.ask("INVITE", content, dialled=given["echo"], body=OFFER.encode())
            assert answer.status == 200, "the line takes what browsers offer"
            for line in (b"a=fingerprint:", b"a=ice-ufrag:", b"a=rtcp-mux", b"opus"):
                assert line in answer.body
            asked = phone.request("INVITE", dialled=given["echo"])
            dialog = of_caller(asked, answer)
            via = ("Via", "SIP/2.0/WS x.invalid;branch=z9hG4bKend")
            await phone.say(dialog.request("ACK", via))
            await phone.say(dialog.next().request("BYE", via))
            assert (await phone.hear()).status == 200
        await until(
            lambda: offline(centre, "web-101"), 10, "a phone without its socket is not rung"
        )


async def offline(service: Service, user: str) -> bool:
    return await state_of(service, user) == "offline"


async def test_only_the_newest_password_of_this_very_person_is_good(centre: Service) -> None:
    async with page_of(centre, "anna") as page:
        old, given = await page.credentials(), await page.credentials()
        async with page.phone(given | {"password": "wrong"}) as phone:
            assert await phone.register() == 401
        async with page.phone(old) as phone:
            assert await phone.register() == 401
        async with page.phone(given) as phone:
            phone.calls_itself = "web-102"
            await phone.say(phone.request("REGISTER"))
            assert await phone.closed() == 4403
        async with page.phone(given) as phone:
            phone.calls_itself = "101"
            await phone.say(phone.request("INVITE", dialled="100"))
            assert await phone.closed() == 4403
        async with page.phone(given) as phone:
            assert await phone.register() == 200


async def test_the_newer_page_takes_the_phone(centre: Service) -> None:
    async with page_of(centre, "boris") as older, page_of(centre, "boris") as newer:
        first = await older.credentials()
        async with older.phone(first) as before:
            assert await before.register() == 200
            async with newer.phone(await newer.credentials()) as after:
                assert await before.closed() == 4409
                assert await after.register() == 200
                assert await state_of(centre, "web-102") == "online"


async def test_signing_out_ends_the_phone_and_its_password(centre: Service) -> None:
    async with page_of(centre, "boris") as page:
        given = await page.credentials()
        assert await signs_in_directly(centre, given) == 200
        async with page.phone(given) as phone:
            assert await phone.register() == 200
            await page.api("DELETE", "/session")
            await until(lambda: phone_closed(phone), RECHECKED_S, "the phone is cut off")
            assert phone.socket.close_code == 4401

        async def refused() -> bool:
            return await signs_in_directly(centre, given) == 500

        await until(refused, RECHECKED_S, "the password is good no more", poll_s=0.5)


async def phone_closed(phone: WebPhone) -> bool:
    if not phone.socket.closed:
        await phone.socket.receive()
    return phone.socket.closed


async def test_who_opens_it_without_end_is_slowed_down(centre: Service) -> None:
    async with page_of(centre, "boris") as page:
        statuses = []
        for _ in range(MOST_A_MINUTE + 1):
            url = f"{centre.url}/api/v1/phone/credentials"
            async with page.http.post(url, headers={"X-Callwright-Token": page.token}) as answer:
                statuses.append(answer.status)
        assert statuses[-1] == 429


async def test_a_killed_service_takes_back_what_it_gave(centre: Service) -> None:
    async with page_of(centre, "anna") as page:
        given = await page.credentials()
    dead = centre.service_pid
    centre.kill_service()
    await until(lambda: centre.living_service_pid() not in (None, dead), 30, "the service is back")
    await centre.wait_ready()

    async def refused() -> bool:
        return await signs_in_directly(centre, given) == 500

    await until(refused, RECHECKED_S, "what was given before is good no more", poll_s=0.5)


def listening_at(port: int) -> set[str]:
    """The addresses, as the kernel writes them, at which somebody listens on a port."""
    rows = [
        row.split()
        for file in ("tcp", "tcp6")
        for row in Path(f"/proc/net/{file}").read_text().splitlines()[1:]
    ]
    places = [row[1].rpartition(":") for row in rows if row[3] == "0A"]
    return {address for address, _, at in places if int(at, 16) == port}


async def test_asterisks_own_door_is_on_this_machine_only(centre: Service) -> None:
    assert listening_at(asterisk_port(centre)) == {"0100007F"}
