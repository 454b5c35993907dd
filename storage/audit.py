"""Who did what, in SQL. Rows are added and read, never changed."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import ColumnElement, insert, select

from storage.database import Database
from storage.tables_people import audit
from vocabulary.records import AuditEntry, AuditFilter, AuditRow

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

    async def find(self, wanted: AuditFilter) -> Sequence[AuditEntry]:
        """The newest first, at most `limit` and never more than `LIST_LIMIT`."""
        chosen = (
            select(audit.c.id.label("number"), *_COLUMNS)
            .where(*_conditions(wanted))
            .order_by(audit.c.id.desc())
            .limit(max(1, min(wanted.limit, LIST_LIMIT)))
        )
        async with self._database.reading() as connection:
            rows = await connection.execute(chosen)
        return [AuditEntry(row.number, AuditRow(*row[1:])) for row in rows]


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.person is not None:
        found.append(audit.c.person == wanted.person)
    if wanted.action is not None:
        found.append(audit.c.action == wanted.action)
    if wanted.target is not None:
        below = wanted.target.endswith("/")
        is_below = audit.c.target.startswith(wanted.target, autoescape=True)
        found.append(is_below if below else audit.c.target == wanted.target)
    if wanted.since is not None:
        found.append(audit.c.at >= wanted.since)
    if wanted.until is not None:
        found.append(audit.c.at < wanted.until)
    if wanted.before is not None:
        found.append(audit.c.id < wanted.before)
    return found
