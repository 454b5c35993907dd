"""The people's list in SQL."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, exists, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.rows import Values
from storage.tables_people import people, second_factors
from vocabulary.records import ExtensionTaken, NameTaken, Person
from vocabulary.states import Role

_CONFIRMED = exists().where(
    second_factors.c.person == people.c.name, second_factors.c.confirmed_at.is_not(None)
)
_PERSON = select(people, _CONFIRMED.label("second_factor"))


class SqlPeople:
    """`vocabulary.records.People`. People are disabled, never deleted: names stay taken.

    What a name or extension must not be is asked first, for a clear answer, and kept by
    the table's own constraints, for two who ask at the same moment.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(self) -> Sequence[Person]:
        """Everybody, disabled or not, by name."""
        async with self._database.reading() as connection:
            rows = await connection.execute(_PERSON)
        return sorted((_to_person(row) for row in rows), key=lambda person: person.name)

    async def get(self, name: str) -> Person | None:
        """The person of exactly this name."""
        async with self._database.reading() as connection:
            rows = await connection.execute(_PERSON.where(people.c.name == name))
            row = rows.one_or_none()
        return _to_person(row) if row else None

    async def signed_on(self, sign_on: str) -> Person | None:
        """The person who is linked to exactly this subject of the provider."""
        async with self._database.reading() as connection:
            rows = await connection.execute(_PERSON.where(people.c.sign_on == sign_on))
            row = rows.one_or_none()
        return _to_person(row) if row else None

    async def add(self, person: Person, password_hash: str) -> None:
        """Raises `NameTaken`, `ExtensionTaken`."""
        values = _values(person) | {"name": person.name, "password_hash": password_hash}
        try:
            async with self._database.writing() as connection:
                await _refuse_name(connection, person)
                await _refuse_extension(connection, person)
                await connection.execute(insert(people).values(values))
        except IntegrityError:
            async with self._database.reading() as connection:
                await _refuse_name(connection, person)
                await _refuse_extension(connection, person)
            raise

    async def change(self, person: Person) -> None:
        """Replace all but the password and the second factor. Raises `LookupError`,
        `ExtensionTaken`."""
        changed = update(people).where(people.c.name == person.name).values(_values(person))
        try:
            async with self._database.writing() as connection:
                await _refuse_extension(connection, person)
                if (await connection.execute(changed)).rowcount == 0:
                    raise LookupError(f"there is no person named {person.name}")
        except IntegrityError:
            async with self._database.reading() as connection:
                await _refuse_extension(connection, person)
            raise

    async def password_hash(self, name: str) -> str | None:
        """The stored hash, None when there is no such person."""
        async with self._database.reading() as connection:
            rows = await connection.execute(
                select(people.c.password_hash).where(people.c.name == name)
            )
            found: str | None = rows.scalar_one_or_none()
        return found

    async def set_password_hash(self, name: str, password_hash: str) -> None:
        """Raises `LookupError`. Sign-ins of before are the caller's to remove."""
        changed = update(people).where(people.c.name == name).values(password_hash=password_hash)
        async with self._database.writing() as connection:
            if (await connection.execute(changed)).rowcount == 0:
                raise LookupError(f"there is no person named {name}")


async def _refuse_name(connection: AsyncConnection, person: Person) -> None:
    taken = select(people.c.name).where(people.c.name == person.name)
    if (await connection.execute(taken)).first():
        raise NameTaken(
            f"the name {person.name} is taken, perhaps by somebody disabled: choose another"
        )


async def _refuse_extension(connection: AsyncConnection, person: Person) -> None:
    if person.extension is None or person.disabled:
        return
    taken = select(people.c.name).where(
        people.c.extension == person.extension,
        people.c.disabled.is_(False),
        people.c.name != person.name,
    )
    if row := (await connection.execute(taken)).first():
        raise ExtensionTaken(
            f"extension {person.extension} belongs to {row.name}: choose another one, "
            f"or disable {row.name} first"
        )


def _values(person: Person) -> Values:
    return {
        "display_name": person.display_name,
        "roles": ",".join(sorted(role.value for role in person.roles)),
        "extension": person.extension,
        "disabled": person.disabled,
        "sip_generation": person.sip_generation,
        "team": person.team,
        "sign_on": person.sign_on,
    }


def _to_person(row: Row[Any]) -> Person:
    return Person(
        name=row.name,
        display_name=row.display_name,
        roles=frozenset(Role(role) for role in row.roles.split(",") if role),
        extension=row.extension,
        disabled=row.disabled,
        sip_generation=row.sip_generation,
        team=row.team,
        sign_on=row.sign_on,
        second_factor=bool(row.second_factor),
    )
