"""Teams and their people."""

from typing import Any

import pytest

from desk.people.teams_api import ENDPOINTS, MOST_TEAMS
from tests.support.desk_fakes import Browser, Running
from vocabulary.people import Team

TEAMS = "/api/v1/teams"


def test_it_declares_its_routes() -> None:
    assert [one.method for one in ENDPOINTS] == ["GET", "POST", "PATCH", "DELETE"]


@pytest.fixture
async def sven(running_desk: Running) -> Browser:
    return await running_desk.signed_in("sven")


async def test_a_team_is_made_changed_and_removed(running_desk: Running, sven: Browser) -> None:
    body = {"name": " South ", "supervisors": ["sven"], "members": ["boris", "anna"]}
    status, made = await sven.json("POST", TEAMS, json=body)
    assert status == 201
    team = made.pop("id")
    assert made == {"name": "South", "supervisors": ["sven"], "members": ["anna", "boris"]}
    people = running_desk.centre.people.people
    assert people["anna"].team == team

    path = f"{TEAMS}/{team}"
    status, told = await sven.json("PATCH", path, json={"members": ["boris"]})
    assert (status, told["name"], told["supervisors"], told["members"]) == (
        200,
        "South",
        ["sven"],
        ["boris"],
    )
    assert people["anna"].team is None
    status, told = await sven.json("PATCH", path, json={"name": "Far south", "supervisors": []})
    assert (told["name"], told["supervisors"], told["members"]) == ("Far south", [], ["boris"])

    assert (await sven.json("DELETE", path))[0] == 204
    assert people["boris"].team is None
    assert await sven.code("DELETE", path) == (404, "not_found")
    assert await sven.code("PATCH", path, json={}) == (404, "not_found")
    assert [row[:2] for row in running_desk.centre.audit.told()] == [
        ("sven", "team_added"),
        ("sven", "team_changed"),
        ("sven", "team_changed"),
        ("sven", "team_removed"),
    ]


async def test_the_list_has_everybody(running_desk: Running, sven: Browser) -> None:
    await sven.json("PATCH", f"{TEAMS}/t-north", json={"members": ["anna"]})
    status, told = await sven.json("GET", TEAMS)
    assert (status, told["teams"]) == (
        200,
        [{"id": "t-north", "name": "North", "supervisors": ["sven"], "members": ["anna"]}],
    )
    assert {one["name"]: one["leads"] for one in told["people"]} == {
        "anna": False,
        "boris": False,
        "sven": True,
        "mia": True,
        "ada": True,
    }
    ada = await running_desk.signed_in("ada")
    _, told = await ada.json("GET", "/api/v1/users?team=t-north")
    assert [one["name"] for one in told["users"]] == ["anna"]
    _, told = await ada.json("GET", "/api/v1/users?team=t-other")
    assert told["users"] == []


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"name": "North"}, 409, "name"),
        ({"name": ""}, 422, "name"),
        ({"name": "  "}, 422, "name"),
        ({"supervisors": ["anna"]}, 422, "supervisors"),
        ({"supervisors": ["nobody"]}, 422, "supervisors"),
        ({"members": ["nobody"]}, 422, "members"),
        ({"members": ["anna"] * 1001}, 422, "members"),
    ],
)
async def test_what_is_wrong_is_named(
    running_desk: Running, sven: Browser, change: dict[str, Any], status: int, field: str
) -> None:
    told = await sven.json("POST", TEAMS, json={"name": "South"} | change)
    assert (told[0], told[1]["error"]["field"]) == (status, field)
    assert list(running_desk.centre.teams.teams) == ["t-north"]


async def test_there_may_not_be_any_number_of_them(running_desk: Running, sven: Browser) -> None:
    for n in range(MOST_TEAMS):
        running_desk.centre.teams.teams[f"t{n}"] = Team(f"t{n}", f"n{n}")
    told = await sven.code("POST", TEAMS, json={"name": "South"})
    assert told == (409, "too_many_teams")


async def test_an_administrator_gives_a_person_a_team(running_desk: Running) -> None:
    ada = await running_desk.signed_in("ada")
    status, told = await ada.json("PATCH", "/api/v1/users/anna", json={"team": "t-north"})
    assert (status, told["team"]) == (200, "t-north")
    anna = await running_desk.signed_in("anna")
    assert (await anna.json("GET", "/api/v1/session"))[1]["team"] == "t-north"
    status, told = await ada.json("PATCH", "/api/v1/users/anna", json={"team": None})
    assert (status, told["team"]) == (200, None)
    bad = await ada.code("PATCH", "/api/v1/users/anna", json={"team": "t-none"})
    assert bad == (422, "bad_field")
