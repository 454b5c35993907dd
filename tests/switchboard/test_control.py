import asyncio
import stat
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from switchboard import control
from switchboard.control import (
    ControlDoor,
    ServiceAway,
    ServiceFailed,
    ServiceRefused,
    ask_service,
)
from switchboard.home import Home
from vocabulary.ids import OperatorId
from vocabulary.inputs import AvailabilityAsked, Input
from vocabulary.states import Availability


class Service:
    """What is behind the door."""

    def __init__(self) -> None:
        self.changed = 0
        self.given: list[Input] = []
        self.trouble: Exception | None = None
        self.hangs = False

    def put(self, given: Input) -> None:
        self.given.append(given)

    async def people_changed(self) -> None:
        if self.hangs:
            await asyncio.Event().wait()
        if self.trouble is not None:
            raise self.trouble
        self.changed += 1

    def status(self) -> dict[str, Any]:
        return {"checks": [], "calls": self.changed}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.prepare()
    return made


def door(home: Home, service: Service) -> ControlDoor:
    return ControlDoor(home, service.people_changed, service.status, service)


async def test_a_question_goes_there_and_back(home: Home) -> None:
    service = Service()
    opened = door(home, service)
    await opened.open()
    assert await ask_service(home, "GET", "/status") == {"checks": [], "calls": 0}
    assert await ask_service(home, "POST", "/people-changed") == {"done": True}
    assert (await ask_service(home, "GET", "/status"))["calls"] == 1
    body = {"operator": "anna", "availability": "ready"}
    await ask_service(home, "POST", "/availability", body)
    asked = service.given[0]
    assert isinstance(asked, AvailabilityAsked)
    assert (asked.operator, asked.availability) == (OperatorId("anna"), Availability.READY)
    await opened.close()
    await opened.close()


async def test_nobody_there_is_told_with_the_way_to_mend_it(home: Home) -> None:
    with pytest.raises(ServiceAway, match=r"no Callwright runs in .*start it with"):
        await ask_service(home, "GET", "/status")


async def test_a_service_that_left_is_away(home: Home) -> None:
    opened = door(home, Service())
    await opened.open()
    await opened.close()
    with pytest.raises(ServiceAway):
        await ask_service(home, "GET", "/status")


async def test_the_socket_of_a_killed_service_is_replaced(home: Home) -> None:
    killed, living = door(home, Service()), Service()
    await killed.open()
    opened = door(home, living)
    await opened.open()
    await ask_service(home, "POST", "/people-changed")
    assert living.changed == 1
    await opened.close()
    await killed.close()


async def test_a_plain_file_in_its_place_is_replaced_too(home: Home) -> None:
    home.control_socket.write_text("old")
    opened = door(home, Service())
    await opened.open()
    assert await ask_service(home, "GET", "/status")
    await opened.close()


async def test_only_the_owner_may_speak(home: Home) -> None:
    opened = door(home, Service())
    await opened.open()
    assert stat.S_IMODE(home.control_socket.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.control_socket.parent.stat().st_mode) == 0o700
    await opened.close()


async def test_a_refusal_is_told_in_the_services_own_words(home: Home) -> None:
    async def refuse(_request: web.Request) -> web.Response:
        findings = [{"message": "no such queue"}]
        return web.json_response({"error": "not so", "findings": findings}, status=409)

    service = Service()
    more = (web.post("/plan/publish", refuse),)
    opened = ControlDoor(home, service.people_changed, service.status, service, more)
    await opened.open()
    with pytest.raises(ServiceRefused, match="not so") as refused:
        await ask_service(home, "POST", "/plan/publish", {"text": "#" * (2 << 20)})
    assert refused.value.findings == ({"message": "no such queue"},)
    await opened.close()


async def test_a_living_service_that_fails_is_not_called_away(home: Home) -> None:
    service = Service()
    service.trouble = RuntimeError("the phones could not be changed")
    opened = door(home, service)
    await opened.open()
    with pytest.raises(ServiceFailed, match=r"did not do it \(status 500\); .*log says why"):
        await ask_service(home, "POST", "/people-changed")
    await opened.close()


async def test_a_service_that_hangs_is_not_called_away(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control, "ANSWER_LIMIT_S", 0.1)
    service = Service()
    service.hangs = True
    opened = door(home, service)
    await opened.open()
    with pytest.raises(ServiceFailed, match=r"no answer within 0\.1 s"):
        await ask_service(home, "POST", "/people-changed")
    await opened.close()


async def test_a_home_deep_down_has_a_door_too(tmp_path: Path) -> None:
    """The path of a UNIX socket is limited to 107 bytes; a home's is not."""
    home = Home(tmp_path / ("deep" * 30) / "home")
    home.prepare()
    opened = door(home, Service())
    await opened.open()
    assert await ask_service(home, "GET", "/status")
    await opened.close()


@pytest.mark.parametrize("body", [{}, {"operator": "anna"}, {"operator": "a", "availability": "x"}])
async def test_a_wrong_body_changes_nothing(home: Home, body: dict[str, str]) -> None:
    service = Service()
    opened = door(home, service)
    await opened.open()
    async with (
        aiohttp.ClientSession(
            connector=aiohttp.UnixConnector(path=str(home.control_socket))
        ) as session,
        session.post("http://callwright/availability", json=body) as response,
    ):
        assert response.status >= 400
    assert service.given == []
    await opened.close()
