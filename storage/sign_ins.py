"""Server-side sessions in SQL. Only hashes of tokens are here."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from storage.database import Database
from storage.tables_people import people, sign_ins
from vocabulary.records import SignIn


class SqlSignIns:
    """`vocabulary.records.SignIns`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, sign_in: SignIn) -> None:
        """Raises `LookupError` when there is no such person."""
        try:
            async with self._database.writing() as connection:
                await connection.execute(insert(sign_ins).values(msgspec.structs.asdict(sign_in)))
        except IntegrityError as error:
            async with self._database.reading() as connection:
                known = select(people.c.name).where(people.c.name == sign_in.person)
                if (await connection.execute(known)).first():
                    raise  # a second sign-in with the same token: never ours to accept
            raise LookupError(f"there is no person named {sign_in.person}") from error

    async def get(self, token_hash: str) -> SignIn | None:
        """The session of this token's hash. Whether it is too old is the caller's to say."""
        wanted = select(sign_ins).where(sign_ins.c.token_hash == token_hash)
        async with self._database.reading() as connection:
            row = (await connection.execute(wanted)).one_or_none()
        return SignIn(**row._mapping) if row else None

    async def touch(self, token_hash: str, seen_at: datetime) -> None:
        """Note that it was used; an earlier moment than the one noted changes nothing."""
        seen = (
            update(sign_ins)
            .where(sign_ins.c.token_hash == token_hash, sign_ins.c.seen_at < seen_at)
            .values(seen_at=seen_at)
        )
        async with self._database.writing() as connection:
            await connection.execute(seen)

    async def remove(self, token_hash: str) -> None:
        """End one session, if it lives."""
        async with self._database.writing() as connection:
            await connection.execute(delete(sign_ins).where(sign_ins.c.token_hash == token_hash))

    async def of(self, person: str) -> Sequence[SignIn]:
        """The sessions of a person, the newest first."""
        wanted = (
            select(sign_ins)
            .where(sign_ins.c.person == person)
            .order_by(sign_ins.c.created_at.desc(), sign_ins.c.id)
        )
        async with self._database.reading() as connection:
            rows = await connection.execute(wanted)
        return [SignIn(**row._mapping) for row in rows]

    async def remove_one(self, person: str, session: str) -> bool:
        """End the session of this id, if it is that person's; whether it was."""
        one = delete(sign_ins).where(sign_ins.c.person == person, sign_ins.c.id == session)
        async with self._database.writing() as connection:
            return (await connection.execute(one)).rowcount > 0

    async def remove_of(self, person: str, *, but: str | None = None) -> int:
        """End every session of a person, but for one; how many they were."""
        gone = delete(sign_ins).where(sign_ins.c.person == person)
        if but is not None:
            gone = gone.where(sign_ins.c.token_hash != but)
        async with self._database.writing() as connection:
            return (await connection.execute(gone)).rowcount

    async def remove_older(self, created_before: datetime, seen_before: datetime) -> int:
        """End those begun or last used before these moments; how many they were."""
        old = delete(sign_ins).where(
            or_(sign_ins.c.created_at < created_before, sign_ins.c.seen_at < seen_before)
        )
        async with self._database.writing() as connection:
            return (await connection.execute(old)).rowcount
