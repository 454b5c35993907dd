"""Sign in, who am I, sign out."""

from math import ceil

import structlog
from aiohttp import web
from pydantic import BaseModel, Field

from desk.access import ANYONE, SIGNED_IN
from desk.answers import no_content, reply
from desk.endpoint import Ask, endpoint
from desk.errors import Refusal, try_later
from desk.models import Body, Password, Word
from desk.origin import is_https
from desk.passwords import HashingBusy
from desk.sessions import COOKIE, Who
from vocabulary.records import Person
from vocabulary.states import Role

log = structlog.get_logger("desk.sign_in")


class SignInBody(Body):
    """Name and password, both exactly as given."""

    name: Word
    password: Password


class Me(BaseModel):
    """Who is signed in. Send `csrf` in the header X-Callwright-Token with every change."""

    name: str
    display_name: str
    roles: list[Role] = Field(description="One or more, in alphabetical order.")
    extension: str | None
    csrf: str
    language: str


def _me(who: Who, language: str) -> Me:
    person = who.person
    return Me(
        name=person.name,
        display_name=person.display_name,
        roles=sorted(person.roles),
        extension=person.extension,
        csrf=who.csrf,
        language=language,
    )


@endpoint(
    "POST",
    "/api/v1/session",
    allow=ANYONE,
    body=SignInBody,
    answer=Me,
    errors=(401, 403, 429, 503),
)
async def sign_in(ask: Ask) -> web.StreamResponse:
    """Sign in.

    Opens a session with a new token, in the cookie `callwright_session`, and ends the one
    that the browser had before. A wrong name and a wrong password are told alike:
    401 `wrong_credentials`.

    After several wrong tries from one address the answer is 429 `slow_down`, with the
    seconds to wait in `Retry-After`; nothing is verified until then. Wrong tries from
    elsewhere never keep anybody out.
    """
    body = ask.body(SignInBody)
    desk = ask.desk
    wait_s = desk.throttle.begin(desk.parts.clock.now(), ask.address, body.name)
    if wait_s > 0:
        desk.metrics.sign_ins.labels("slowed").inc()
        log.warning("sign-in slowed", address=ask.address, wait_s=round(wait_s))
        raise try_later(
            429, "slow_down", f"Too many wrong tries. Try again in {ceil(wait_s)} s.", ceil(wait_s)
        )
    person = await _verified(ask, body)
    if person is None:
        desk.metrics.sign_ins.labels("wrong").inc()
        log.warning("sign-in refused", address=ask.address)
        raise Refusal(401, "wrong_credentials", "Name or password is wrong. Try again.")
    desk.throttle.succeeded(ask.address, body.name)
    desk.metrics.sign_ins.labels("opened").inc()
    return await _opened(ask, person)


async def _verified(ask: Ask, body: SignInBody) -> Person | None:
    """The person, if the password is right. Takes as long for names that nobody has."""
    people, passwords = ask.desk.parts.people, ask.desk.parts.passwords
    person = await people.get(body.name)
    stored = await people.password_hash(body.name)
    try:
        right = await passwords.verify(stored, body.password)
        if not right or person is None or person.disabled or stored is None:
            return None
        if passwords.is_outdated(stored):
            await people.set_password_hash(body.name, await passwords.hash(body.password))
    except HashingBusy as error:
        raise try_later(503, "busy", f"{error} Try again in a moment.", 2) from error
    return person


async def _opened(ask: Ask, person: Person) -> web.Response:
    desk, request = ask.desk, ask.request
    token, who = await desk.sessions.open(
        person,
        ask.address,
        request.headers.get("User-Agent", ""),
        request.cookies.get(COOKIE),
    )
    await desk.note(person.name, "signed_in", person.name, ask.address)
    desk.hub.look_again()
    answer = reply(_me(who, desk.settings.language))
    answer.set_cookie(
        COOKIE,
        token,
        max_age=int(desk.settings.session_absolute_s),
        path="/",
        secure=is_https(request, desk.settings.behind_proxy),
        httponly=True,
        samesite="Strict",
    )
    return answer


@endpoint("GET", "/api/v1/session", allow=SIGNED_IN, answer=Me)
async def session(ask: Ask) -> web.StreamResponse:
    """Who is signed in here, and the token for changes.

    A page asks this first: 401 `signed_out` means that it shows the sign-in page.
    """
    return reply(_me(ask.who, ask.desk.settings.language))


@endpoint("DELETE", "/api/v1/session", allow=SIGNED_IN, status=204)
async def sign_out(ask: Ask) -> web.StreamResponse:
    """Sign out: the session ends on the server, not only in the browser."""
    desk = ask.desk
    await desk.sessions.close(ask.who.token_hash)
    await ask.note("signed_out", ask.who.person.name)
    desk.hub.look_again()
    answer = no_content()
    answer.del_cookie(
        COOKIE,
        path="/",
        secure=is_https(ask.request, desk.settings.behind_proxy),
        httponly=True,
        samesite="Strict",
    )
    return answer


ENDPOINTS = (sign_in, session, sign_out)
