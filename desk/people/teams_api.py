"""Teams: a label and a filter. Who leads one still sees all: small centres have no walls."""

import secrets
from collections.abc import Sequence
from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, Field, StringConstraints

from desk.access import LEADING
from desk.answers import no_content, reply
from desk.endpoint import Ask, endpoint
from desk.errors import Refusal, bad_field, conflict, not_found
from desk.models import Body, Text, Word
from vocabulary.people import Team, TeamNameTaken
from vocabulary.records import Person

MOST_TEAMS = 500
MOST_MEMBERS = 1000
MOST_SUPERVISORS = 50
_ID_BYTES = 6

TeamName = Annotated[Text, StringConstraints(max_length=80, pattern=r"\S", strip_whitespace=True)]
Supervisors = Annotated[list[Word], Field(max_length=MOST_SUPERVISORS)]
Members = Annotated[list[Word], Field(max_length=MOST_MEMBERS)]


class TeamTold(BaseModel):
    """One team. People are told by their sign-in names."""

    id: str
    name: str
    supervisors: list[str]
    members: list[str]


class TeamPerson(BaseModel):
    """Somebody active who may be in a team; `leads` says whether it may lead one."""

    name: str
    display_name: str
    leads: bool


class TeamsAnswer(BaseModel):
    """All teams, by name, and whom they may be made of."""

    teams: list[TeamTold]
    people: list[TeamPerson]


class NewTeam(Body):
    """A new team. Its members leave the teams that they are in."""

    name: TeamName
    supervisors: Supervisors = Field(default=[])
    members: Members = Field(default=[])


class TeamChange(Body):
    """What is to change; the rest stays. `members` are exactly those from now on."""

    name: TeamName | None = None
    supervisors: Supervisors | None = None
    members: Members | None = None


@endpoint("GET", "/api/v1/teams", allow=LEADING, answer=TeamsAnswer)
async def list_teams(ask: Ask) -> web.StreamResponse:
    """All teams with their people."""
    people = await ask.desk.parts.people.list()
    teams = await ask.desk.parts.teams.list()
    active = [
        TeamPerson(name=one.name, display_name=one.display_name, leads=_may_lead(one))
        for one in people
        if not one.disabled
    ]
    return reply(TeamsAnswer(teams=[_told(team, people) for team in teams], people=active))


@endpoint(
    "POST",
    "/api/v1/teams",
    allow=LEADING,
    body=NewTeam,
    answer=TeamTold,
    status=201,
    errors=(409,),
)
async def add_team(ask: Ask) -> web.StreamResponse:
    """Add a team."""
    body = ask.body(NewTeam)
    async with ask.desk.people_turn:
        if len(await ask.desk.parts.teams.list()) >= MOST_TEAMS:
            raise conflict("too_many_teams", f"There are {MOST_TEAMS} teams. Remove one first.")
        fresh = secrets.token_hex(_ID_BYTES)
        team = Team(fresh, body.name, tuple(sorted(set(body.supervisors))))
        return await _put(ask, team, body.members, "team_added", 201)


@endpoint(
    "PATCH",
    "/api/v1/teams/{team}",
    allow=LEADING,
    body=TeamChange,
    answer=TeamTold,
    errors=(404, 409),
)
async def change_team(ask: Ask) -> web.StreamResponse:
    """Change a team's name, who leads it or who is in it."""
    body = ask.body(TeamChange)
    async with ask.desk.people_turn:
        before = await ask.desk.parts.teams.get(ask.id("team"))
        if before is None:
            raise not_found("team")
        leads = before.supervisors if body.supervisors is None else tuple(body.supervisors)
        team = Team(before.id, body.name or before.name, tuple(sorted(set(leads))))
        return await _put(ask, team, body.members, "team_changed", 200)


@endpoint("DELETE", "/api/v1/teams/{team}", allow=LEADING, status=204, errors=(404,))
async def remove_team(ask: Ask) -> web.StreamResponse:
    """Remove a team. Its people stay and belong to none."""
    async with ask.desk.people_turn:
        team = await ask.desk.parts.teams.get(ask.id("team"))
        if team is None:
            raise not_found("team")
        await ask.note("team_removed", f"teams/{team.id}", team.name)
        await ask.desk.parts.teams.remove(team.id)
    return no_content()


async def _put(
    ask: Ask, team: Team, members: list[str] | None, action: str, status: int
) -> web.Response:
    people = {person.name: person for person in await ask.desk.parts.people.list()}
    for name in team.supervisors:
        _check_lead(people.get(name), name)
    for name in members or ():
        if name not in people:
            raise bad_field("members", f"There is nobody called {name}. Use sign-in names.")
    told = "" if members is None else f"; members {len(set(members))}"
    await ask.note(action, f"teams/{team.id}", f"{team.name}{told}")
    try:
        await ask.desk.parts.teams.put(team, None if members is None else set(members))
    except TeamNameTaken as error:
        raise _name_taken() from error
    return reply(_told(team, await ask.desk.parts.people.list()), status=status)


def _check_lead(person: Person | None, name: str) -> None:
    if person is None or person.disabled:
        raise bad_field("supervisors", f"There is nobody active called {name}.")
    if not _may_lead(person):
        raise bad_field("supervisors", f"{name} is no supervisor. Give the role first.")


def _may_lead(person: Person) -> bool:
    return not person.roles.isdisjoint(LEADING.roles)


def _name_taken() -> Refusal:
    return conflict("name_taken", "Another team has this name. Choose another.", "name")


def _told(team: Team, people: Sequence[Person]) -> TeamTold:
    members = sorted(person.name for person in people if person.team == team.id)
    return TeamTold(id=team.id, name=team.name, supervisors=list(team.supervisors), members=members)


ENDPOINTS = (list_teams, add_team, change_team, remove_team)
