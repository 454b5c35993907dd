"""Second factors in SQL: sealed secrets, the step used last, and hashes of recovery codes.

Whatever may happen once only is one conditional statement, so that two who send the same code
at the same moment cannot both come in.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.tables_people import recovery_codes, second_factors
from vocabulary.people import SecondFactor


class SqlSecondFactors:
    """`vocabulary.people.SecondFactors`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, person: str) -> SecondFactor | None:
        """The person's, confirmed or not."""
        left = (
            select(func.count())
            .select_from(recovery_codes)
            .where(recovery_codes.c.person == second_factors.c.person)
            .scalar_subquery()
            .label("codes_left")
        )
        wanted = select(second_factors, left).where(second_factors.c.person == person)
        async with self._database.reading() as connection:
            row = (await connection.execute(wanted)).one_or_none()
        return SecondFactor(**row._mapping) if row else None

    async def begin(self, factor: SecondFactor) -> bool:
        """Keep one that waits to be confirmed, unless a confirmed one is there."""
        waits = (
            delete(second_factors)
            .where(second_factors.c.person == factor.person)
            .where(second_factors.c.confirmed_at.is_(None))
        )
        there = select(second_factors.c.person).where(second_factors.c.person == factor.person)
        async with self._database.writing() as connection:
            await connection.execute(waits)
            if (await connection.execute(there)).first():
                return False
            values = {
                "person": factor.person,
                "secret": factor.secret,
                "begun_at": factor.begun_at,
                "last_step": 0,
            }
            await connection.execute(insert(second_factors).values(values))
        return True

    async def confirm(self, person: str, at: datetime, step: int, codes: Sequence[str]) -> bool:
        """It is asked for from now on, and the code that showed it is used."""
        confirmed = (
            update(second_factors)
            .where(second_factors.c.person == person, second_factors.c.confirmed_at.is_(None))
            .values(confirmed_at=at, last_step=step)
        )
        async with self._database.writing() as connection:
            if (await connection.execute(confirmed)).rowcount == 0:
                return False
            await _put_codes(connection, person, codes)
        return True

    async def use_step(self, person: str, step: int) -> bool:
        """Move the last step on; False where it stands there or further already."""
        used = (
            update(second_factors)
            .where(second_factors.c.person == person, second_factors.c.last_step < step)
            .values(last_step=step)
        )
        async with self._database.writing() as connection:
            return (await connection.execute(used)).rowcount > 0

    async def use_code(self, person: str, code: str) -> bool:
        """Remove the code; False where it is not there (any more)."""
        used = delete(recovery_codes).where(
            recovery_codes.c.person == person, recovery_codes.c.code == code
        )
        async with self._database.writing() as connection:
            return (await connection.execute(used)).rowcount > 0

    async def replace_codes(self, person: str, codes: Sequence[str]) -> None:
        """Only these count from now on."""
        async with self._database.writing() as connection:
            await _put_codes(connection, person, codes)

    async def remove(self, person: str) -> bool:
        """Remove it with its codes."""
        async with self._database.writing() as connection:
            await connection.execute(
                delete(recovery_codes).where(recovery_codes.c.person == person)
            )
            gone = delete(second_factors).where(second_factors.c.person == person)
            return (await connection.execute(gone)).rowcount > 0


async def _put_codes(connection: AsyncConnection, person: str, codes: Sequence[str]) -> None:
    await connection.execute(delete(recovery_codes).where(recovery_codes.c.person == person))
    for code in codes:
        await connection.execute(insert(recovery_codes).values(person=person, code=code))
