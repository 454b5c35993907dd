"""Sessions as people see them: where one is signed in, and ending that."""

from datetime import datetime

from aiohttp import web
from pydantic import BaseModel, Field

from desk.access import SIGNED_IN
from desk.answers import no_content, reply
from desk.endpoint import Ask, endpoint
from desk.errors import not_allowed
from desk.models import Query, Word
from vocabulary.states import Role


class SessionsQuery(Query):
    """Whose sessions."""

    person: Word | None = Field(
        default=None, description="Somebody else: for administrators. One's own without it."
    )


class SessionTold(BaseModel):
    """One session. `id` names it and opens nothing; `here` marks the one that asks."""

    id: str
    created_at: datetime
    seen_at: datetime
    address: str
    agent: str = Field(description="What the browser calls itself.")
    how: str = Field(description="`password` or `sign_on`.")
    here: bool


class SessionsAnswer(BaseModel):
    """The living sessions of one person, the newest first."""

    person: str
    sessions: list[SessionTold]


class Ended(BaseModel):
    """How many sessions ended."""

    ended: int


@endpoint("GET", "/api/v1/sessions", allow=SIGNED_IN, query=SessionsQuery, answer=SessionsAnswer)
async def list_sessions(ask: Ask) -> web.StreamResponse:
    """Where one is signed in; administrators may ask about everybody."""
    person = _whose(ask)
    sessions = [
        SessionTold(
            id=one.id,
            created_at=one.created_at,
            seen_at=one.seen_at,
            address=one.address,
            agent=one.agent,
            how=one.how,
            here=one.token_hash == ask.who.token_hash,
        )
        for one in await ask.desk.sessions.living(person)
    ]
    return reply(SessionsAnswer(person=person, sessions=sessions))


@endpoint("DELETE", "/api/v1/sessions/{session}", allow=SIGNED_IN, query=SessionsQuery, status=204)
async def end_session(ask: Ask) -> web.StreamResponse:
    """End one session by its id, at once and on every screen. One that is over stays over."""
    person = _whose(ask)
    if await ask.desk.sessions.close_one(person, ask.id("session")):
        await ask.note("session_ended", f"users/{person}", ask.id("session"))
        ask.desk.hub.look_again()
    return no_content()


@endpoint("DELETE", "/api/v1/sessions", allow=SIGNED_IN, query=SessionsQuery, answer=Ended)
async def end_sessions(ask: Ask) -> web.StreamResponse:
    """Sign out everywhere else: all sessions end but the one that asks."""
    person = _whose(ask)
    await ask.note("sessions_ended", f"users/{person}")
    ended = await ask.desk.sessions.close_of(person, but=ask.who.token_hash)
    ask.desk.hub.look_again()
    return reply(Ended(ended=ended))


def _whose(ask: Ask) -> str:
    """The person that is asked about. Raises `Refusal` 403 for somebody else's."""
    own = ask.who.person.name
    person = ask.query(SessionsQuery).person or own
    if person != own and not ask.who.has(Role.ADMINISTRATOR):
        raise not_allowed("You may see only your own sessions. Ask an administrator.")
    return person


ENDPOINTS = (list_sessions, end_session, end_sessions)
