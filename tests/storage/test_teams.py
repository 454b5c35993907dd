"""Teams, who is in them and who leads them."""

import pytest

from storage.columns import clean
from storage.database import Database
from storage.people import SqlPeople
from storage.teams import SqlTeams
from tests.storage.stories import HOSTILE
from vocabulary.people import Team, TeamNameTaken
from vocabulary.records import Person

NORTH, SOUTH = Team("t1", "North", ("sven",)), Team("t2", "south")


@pytest.fixture
async def teams(database: Database) -> SqlTeams:
    for name in ("anna", "boris", "sven"):
        await SqlPeople(database).add(Person(name, "", frozenset()), "hash")
    return SqlTeams(database)


async def team_of(database: Database, name: str) -> str | None:
    person = await SqlPeople(database).get(name)
    assert person is not None
    return person.team


async def test_a_team_is_kept_with_its_people(teams: SqlTeams, database: Database) -> None:
    await teams.put(SOUTH, None)
    await teams.put(NORTH, ["anna", "boris"])
    assert await teams.list() == [NORTH, SOUTH]
    assert await teams.get("t1") == NORTH
    assert await teams.get("t3") is None
    assert [await team_of(database, name) for name in ("anna", "boris", "sven")] == [
        "t1",
        "t1",
        None,
    ]


async def test_a_person_is_in_one_team(teams: SqlTeams, database: Database) -> None:
    await teams.put(NORTH, ["anna", "boris"])
    await teams.put(SOUTH, ["anna"])
    assert await team_of(database, "anna") == "t2"
    await teams.put(Team("t1", "Far north", ()), None)
    assert await team_of(database, "boris") == "t1"
    assert await teams.get("t1") == Team("t1", "Far north", ())
    await teams.put(NORTH, [])
    assert await team_of(database, "boris") is None


async def test_a_team_that_goes_lets_its_people_go(teams: SqlTeams, database: Database) -> None:
    await teams.put(NORTH, ["anna"])
    assert await teams.remove("t1")
    assert not await teams.remove("t1")
    assert await teams.list() == []
    assert await team_of(database, "anna") is None


async def test_two_teams_have_two_names(teams: SqlTeams) -> None:
    await teams.put(NORTH, None)
    with pytest.raises(TeamNameTaken, match="North"):
        await teams.put(Team("t2", "North"), None)
    with pytest.raises(LookupError, match="ghost"):
        await teams.put(Team("t3", "West", ("ghost",)), None)
    assert await teams.list() == [NORTH]


async def test_hostile_text_is_only_text(teams: SqlTeams) -> None:
    for text in HOSTILE:
        await teams.put(Team(f"t{text}", f"n{text}"), [text])
    assert {team.name for team in await teams.list()} == {clean(f"n{text}") for text in HOSTILE}
