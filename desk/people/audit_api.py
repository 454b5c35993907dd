"""The audit: who did what, read with filters, newest first."""

from datetime import datetime

from aiohttp import web
from pydantic import BaseModel, Field

from desk.access import READING_AUDIT
from desk.answers import reply
from desk.endpoint import Ask, endpoint
from desk.models import Moment, Query, Word
from vocabulary.records import AuditFilter

MOST_ROWS = 500
_LARGEST_NUMBER = 2**62


class AuditQuery(Query):
    """Which rows; what is left out means any."""

    person: Word | None = Field(default=None, description="Who did it, by the sign-in name.")
    action: Word | None = None
    target: Word | None = Field(
        default=None, description="As `users/anna`; with a `/` at its end all that is below."
    )
    since: Moment | None = Field(default=None, description="This moment too.")
    until: Moment | None = Field(default=None, description="Up to, but without it.")
    before: int | None = Field(
        default=None, ge=1, le=_LARGEST_NUMBER, description="`next_before` of the page before."
    )
    limit: int = Field(default=100, ge=1, le=MOST_ROWS)


class AuditTold(BaseModel):
    """One deed. It was noted before it was answered."""

    number: int
    at: datetime
    person: str
    action: str
    target: str
    detail: str
    address: str


class AuditAnswer(BaseModel):
    """A page. `next_before` is null on the last one."""

    rows: list[AuditTold]
    next_before: int | None


@endpoint("GET", "/api/v1/audit", allow=READING_AUDIT, query=AuditQuery, answer=AuditAnswer)
async def read_audit(ask: Ask) -> web.StreamResponse:
    """Who did what: every change, every listening, every sign-in."""
    query = ask.query(AuditQuery)
    wanted = AuditFilter(
        person=query.person,
        action=query.action,
        target=query.target,
        since=query.since,
        until=query.until,
        before=query.before,
        limit=query.limit + 1,
    )
    found = list(await ask.desk.parts.audit.find(wanted))
    more = len(found) > query.limit
    rows = [
        AuditTold(
            number=entry.number,
            at=entry.row.at,
            person=entry.row.person,
            action=entry.row.action,
            target=entry.row.target,
            detail=entry.row.detail,
            address=entry.row.address,
        )
        for entry in found[: query.limit]
    ]
    return reply(AuditAnswer(rows=rows, next_before=rows[-1].number if more else None))


ENDPOINTS = (read_audit,)
