from typing import Any

import pytest

from desk.people.people_api import ENDPOINTS
from tests.support.desk_fakes import PASSWORD, Browser, Running
from vocabulary.states import Role

NEW: dict[str, Any] = {
    "name": "vera",
    "display_name": "Vera",
    "roles": ["operator", "supervisor"],
    "extension": "104",
    "password": "gentle-otter-43",
}


@pytest.fixture
async def ada(running_desk: Running) -> Browser:
    return await running_desk.signed_in("ada")


def test_it_declares_its_routes() -> None:
    assert len(ENDPOINTS) == 4


async def test_the_list_has_no_secrets(ada: Browser) -> None:
    status, told = await ada.json("GET", "/api/v1/users")
    assert status == 200
    assert told["users"][0] == {
        "name": "anna",
        "display_name": "Anna",
        "roles": ["operator"],
        "extension": "101",
        "disabled": False,
        "team": None,
        "second_factor": False,
        "sign_on": None,
    }
    assert len(told["users"]) == 6


async def test_a_new_person_can_sign_in(running_desk: Running, ada: Browser) -> None:
    status, told = await ada.json("POST", "/api/v1/users", json=NEW)
    assert status == 201
    more = {"disabled": False, "team": None, "second_factor": False, "sign_on": None}
    assert told == {k: v for k, v in NEW.items() if k != "password"} | more
    assert running_desk.centre.people.hashes["vera"].startswith("$argon2id$")
    assert running_desk.centre.people_changes == 1
    assert running_desk.centre.audit.told() == [("ada", "person_added", "users/vera")]
    assert "otter" not in str(running_desk.centre.audit.rows)
    assert await running_desk.browser().sign_in("vera", "gentle-otter-43") == 200


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"name": "anna"}, 409, "name"),
        ({"extension": "101"}, 409, "extension"),
        ({"extension": None}, 422, "extension"),
        ({"extension": "1"}, 422, "extension"),
        ({"extension": "101@x"}, 422, "extension"),
        ({"extension": "100"}, 422, "extension"),
        ({"name": "Vera"}, 422, "name"),
        ({"name": "../vera"}, 422, "name"),
        ({"name": "vera\n"}, 422, "name"),
        ({"name": "v" * 33}, 422, "name"),
        ({"display_name": ""}, 422, "display_name"),
        ({"display_name": "Ve\r\nra"}, 422, "display_name"),
        ({"roles": []}, 422, "roles"),
        ({"roles": ["root"]}, 422, "roles.0"),
        ({"roles": "operator"}, 422, "roles"),
        ({"password": "short"}, 422, "password"),
        ({"password": "password1234"}, 422, "password"),
        ({"password": "vera-vera-1"}, 422, "password"),
        ({"disabled": True}, 422, "disabled"),
        ({"team": "t-nowhere"}, 422, "team"),
        ({"sip_generation": 9}, 422, "sip_generation"),
    ],
)
async def test_what_is_wrong_is_named(
    running_desk: Running, ada: Browser, change: dict[str, Any], status: int, field: str
) -> None:
    told = await ada.json("POST", "/api/v1/users", json=NEW | change)
    assert told[0] == status
    assert told[1]["error"]["field"] == field
    assert "vera" not in running_desk.centre.people.people
    assert running_desk.centre.people_changes == 0


async def test_markup_in_a_name_is_only_text(ada: Browser) -> None:
    new = NEW | {"display_name": "<script>alert(1)</script>"}
    _, told = await ada.json("POST", "/api/v1/users", json=new)
    assert told["display_name"] == "<script>alert(1)</script>"


async def test_changing_a_name_keeps_the_session(running_desk: Running, ada: Browser) -> None:
    anna = await running_desk.signed_in("anna")
    body = {"display_name": "Anna B."}
    status, told = await ada.json("PATCH", "/api/v1/users/anna", json=body)
    assert (status, told["display_name"], told["extension"]) == (200, "Anna B.", "101")
    assert (await anna.json("GET", "/api/v1/session"))[1]["display_name"] == "Anna B."
    assert running_desk.centre.people_changes == 1


@pytest.mark.parametrize("body", [{"roles": ["operator", "manager"]}, {"disabled": True}])
async def test_changed_rights_end_the_sessions(
    running_desk: Running, ada: Browser, body: dict[str, Any]
) -> None:
    anna = await running_desk.signed_in("anna")
    assert (await ada.json("PATCH", "/api/v1/users/anna", json=body))[0] == 200
    assert await anna.code("GET", "/api/v1/session") == (401, "signed_out")
    assert running_desk.centre.audit.told()[0][:2] == ("ada", "person_changed")


async def test_null_takes_only_the_extension_away(running_desk: Running, ada: Browser) -> None:
    nulls = {"display_name": None, "roles": None, "disabled": None}
    status, told = await ada.json("PATCH", "/api/v1/users/anna", json=nulls)
    assert (status, told["display_name"], told["roles"]) == (200, "Anna", ["operator"])
    told = await ada.code("PATCH", "/api/v1/users/anna", json={"extension": None})
    assert told == (422, "bad_field")
    body = {"extension": None, "roles": ["manager"]}
    status, told = await ada.json("PATCH", "/api/v1/users/anna", json=body)
    assert (status, told["extension"]) == (200, None)


async def test_the_last_administrator_stays(running_desk: Running, ada: Browser) -> None:
    for body in ({"disabled": True}, {"roles": ["manager"]}):
        told = await ada.code("PATCH", "/api/v1/users/ada", json=body)
        assert told == (409, "last_administrator")
    other = {"roles": ["administrator"]}
    assert (await ada.json("PATCH", "/api/v1/users/mia", json=other))[0] == 200
    assert (await ada.json("PATCH", "/api/v1/users/ada", json={"disabled": True}))[0] == 200
    assert Role.ADMINISTRATOR in running_desk.centre.people.people["mia"].roles


async def test_an_extension_of_somebody_else(ada: Browser) -> None:
    told = await ada.code("PATCH", "/api/v1/users/anna", json={"extension": "102"})
    assert told == (409, "extension_taken")
    for method, path, body in (
        ("PATCH", "/api/v1/users/nobody", {}),
        ("POST", "/api/v1/users/nobody/password", {"password": "gentle-otter-44"}),
    ):
        assert await ada.code(method, path, json=body) == (404, "not_found")


async def test_a_new_password_ends_the_sessions(running_desk: Running, ada: Browser) -> None:
    anna = await running_desk.signed_in("anna")
    body = {"password": "gentle-otter-44"}
    assert (await ada.json("POST", "/api/v1/users/anna/password", json=body))[0] == 204
    assert (await anna.json("GET", "/api/v1/session"))[0] == 401
    assert await running_desk.browser().sign_in("anna", PASSWORD) == 401
    assert await running_desk.browser().sign_in("anna", "gentle-otter-44") == 200
    told = await ada.code("POST", "/api/v1/users/anna/password", json={"password": "1234567890"})
    assert told == (422, "bad_field")


async def test_a_link_to_the_provider_is_given_and_taken(running_desk: Running) -> None:
    ada = await running_desk.signed_in("ada")
    link = {"sign_on": "https://id.example 1"}
    status, told = await ada.json("PATCH", "/api/v1/users/anna", json=link)
    assert (status, told["sign_on"]) == (200, "https://id.example 1")
    assert await ada.code("PATCH", "/api/v1/users/boris", json=link) == (409, "sign_on_taken")
    status, told = await ada.json("PATCH", "/api/v1/users/anna", json={"sign_on": None})
    assert (status, told["sign_on"], told["extension"]) == (200, None, "101")
