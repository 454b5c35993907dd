"""Teams in SQL. Who is in a team stands with the person, who leads it in a table of its own."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.tables_people import people, team_leads, teams
from vocabulary.people import Team, TeamNameTaken


class SqlTeams:
    """`vocabulary.people.Teams`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(self) -> Sequence[Team]:
        """All of them, by name."""
        async with self._database.reading() as connection:
            rows = (await connection.execute(select(teams))).all()
            leads = (await connection.execute(select(team_leads))).all()
        named: dict[str, list[str]] = {}
        for lead in leads:
            named.setdefault(lead.team, []).append(lead.person)
        found = [Team(row.id, row.name, tuple(sorted(named.get(row.id, ())))) for row in rows]
        return sorted(found, key=lambda team: (team.name.casefold(), team.id))

    async def get(self, team: str) -> Team | None:
        """The one of exactly this id."""
        return next((one for one in await self.list() if one.id == team), None)

    async def put(self, team: Team, members: Collection[str] | None) -> None:
        """Add or replace it, all in one step. Raises `TeamNameTaken`, `LookupError`."""
        try:
            async with self._database.writing() as connection:
                await _refuse_name(connection, team)
                changed = update(teams).where(teams.c.id == team.id).values(name=team.name)
                if (await connection.execute(changed)).rowcount == 0:
                    await connection.execute(insert(teams).values(id=team.id, name=team.name))
                await connection.execute(delete(team_leads).where(team_leads.c.team == team.id))
                for person in sorted(set(team.supervisors)):
                    await connection.execute(insert(team_leads).values(team=team.id, person=person))
                if members is not None:
                    await _place(connection, team.id, members)
        except IntegrityError as error:
            async with self._database.reading() as connection:
                await _refuse_name(connection, team)
            raise LookupError(f"somebody of {', '.join(team.supervisors)} is not there") from error

    async def remove(self, team: str) -> bool:
        """Remove it; its people belong to none."""
        async with self._database.writing() as connection:
            await _place(connection, team, ())
            return (await connection.execute(delete(teams).where(teams.c.id == team))).rowcount > 0


async def _place(connection: AsyncConnection, team: str, members: Collection[str]) -> None:
    """Exactly these people are in the team."""
    gone = people.c.team == team
    if members:
        gone &= people.c.name.not_in(members)
    await connection.execute(update(people).where(gone).values(team=None))
    if members:
        moved = update(people).where(people.c.name.in_(members)).values(team=team)
        await connection.execute(moved)


async def _refuse_name(connection: AsyncConnection, team: Team) -> None:
    taken = select(teams.c.id).where(teams.c.name == team.name, teams.c.id != team.id)
    if (await connection.execute(taken)).first():
        raise TeamNameTaken(f"another team is called {team.name}: choose another name")
