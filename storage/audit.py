"""Who did what, in SQL. Rows are added and read, never changed."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import insert, select

from storage.database import Database
from storage.tables import audit
from vocabulary.records import AuditRow

LIST_LIMIT = 1000
_COLUMNS = [audit.c[field] for field in AuditRow.__struct_fields__]


class SqlAudit:
    """`vocabulary.records.Audit`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, row: AuditRow) -> None:
        """Stored when this returns."""
        async with self._database.writing() as connection:
            await connection.execute(insert(audit).values(msgspec.structs.asdict(row)))

    async def list(self, limit: int) -> Sequence[AuditRow]:
        """The newest first, at most `limit` and never more than `LIST_LIMIT`."""
        wanted = select(*_COLUMNS).order_by(audit.c.id.desc()).limit(max(1, min(limit, LIST_LIMIT)))
        async with self._database.reading() as connection:
            rows = await connection.execute(wanted)
        return [AuditRow(**row._mapping) for row in rows]
