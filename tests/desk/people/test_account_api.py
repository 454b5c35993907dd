"""One's own name and password."""

import pytest

from desk.people.account_api import ENDPOINTS
from tests.support.desk_fakes import PASSWORD, Running

CHANGE = "/api/v1/account/password"


def test_it_declares_its_routes() -> None:
    assert [one.path for one in ENDPOINTS] == ["/api/v1/account", CHANGE]


async def test_the_name_that_others_see(running_desk: Running) -> None:
    anna = await running_desk.signed_in("anna")
    status, told = await anna.json("PATCH", "/api/v1/account", json={"display_name": "Anna B."})
    assert (status, told["display_name"], told["extension"]) == (200, "Anna B.", "101")
    assert running_desk.centre.people_changes == 1
    assert running_desk.centre.audit.told() == [("anna", "person_changed", "users/anna")]


@pytest.mark.parametrize("more", [{"roles": ["administrator"]}, {"extension": "9"}, {"name": "x"}])
async def test_nothing_else_of_oneself(running_desk: Running, more: dict[str, object]) -> None:
    anna = await running_desk.signed_in("anna")
    before = running_desk.centre.people.people["anna"]
    body = {"display_name": "Anna"} | more
    assert await anna.code("PATCH", "/api/v1/account", json=body) == (422, "bad_field")
    assert running_desk.centre.people.people["anna"] == before


async def test_a_new_password_for_the_old_one(running_desk: Running) -> None:
    here, there = await running_desk.signed_in("anna"), await running_desk.signed_in("anna")
    body = {"old": PASSWORD, "new": "gentle-otter-44"}
    assert (await here.json("POST", CHANGE, json=body))[0] == 204
    assert (await here.json("GET", "/api/v1/session"))[0] == 200
    assert await there.code("GET", "/api/v1/session") == (401, "signed_out")
    assert await running_desk.browser().sign_in("anna", PASSWORD) == 401
    assert await running_desk.browser().sign_in("anna", "gentle-otter-44") == 200
    assert running_desk.centre.audit.told() == [("anna", "password_changed", "users/anna")]
    assert "otter" not in str(running_desk.centre.audit.rows)


@pytest.mark.parametrize("new", ["short", "password1234", "anna-anna-anna"])
async def test_a_weak_one_is_refused(running_desk: Running, new: str) -> None:
    anna = await running_desk.signed_in("anna")
    status, told = await anna.json("POST", CHANGE, json={"old": PASSWORD, "new": new})
    assert (status, told["error"]["field"]) == (422, "new")
    assert await running_desk.browser().sign_in("anna") == 200
