"""Sign in, who am I, sign out."""

import structlog
from aiohttp import web
from pydantic import BaseModel, Field

from desk.access import ANYONE, SIGNED_IN_EARLY
from desk.answers import no_content, reply, to_json
from desk.endpoint import Ask, endpoint
from desk.errors import Refusal, try_later
from desk.models import Body, Password, Word
from desk.origin import is_https
from desk.people.passwords import HashingBusy
from desk.people.proving import WRONG_CODE, Code, begin_try, keeper
from desk.sessions import BY_PASSWORD, COOKIE, Who
from vocabulary.records import Person
from vocabulary.states import Role

log = structlog.get_logger("desk.sign_in")


class SignInBody(Body):
    """Name and password, both exactly as given, and the code of the second factor."""

    name: Word
    password: Password
    code: Code | None = Field(default=None, description="Six digits, or a recovery code.")


class Me(BaseModel):
    """Who is signed in. Send `csrf` in the header X-Callwright-Token with every change."""

    name: str
    display_name: str
    roles: list[Role] = Field(description="One or more, in alphabetical order.")
    extension: str | None
    csrf: str
    language: str
    team: str | None
    second_factor: bool
    second_factor_wanted: bool = Field(
        description="Nothing else may be done before a second factor is set up."
    )


def _me(who: Who, language: str) -> Me:
    person = who.person
    return Me(
        name=person.name,
        display_name=person.display_name,
        roles=sorted(person.roles),
        extension=person.extension,
        csrf=who.csrf,
        language=language,
        team=person.team,
        second_factor=person.second_factor,
        second_factor_wanted=who.unfinished,
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

    Whoever has a second factor gets 401 `second_factor` for the right password alone, and
    sends all three; a wrong or used code is 401 `wrong_code`.

    After several wrong tries from one address the answer is 429 `slow_down`, with the
    seconds to wait in `Retry-After`; nothing is verified until then. Wrong tries from
    elsewhere never keep anybody out.
    """
    body = ask.body(SignInBody)
    desk = ask.desk
    begin_try(ask, body.name)
    person = await _verified(ask, body)
    if person is None:
        told = "Name or password is wrong. Try again."
        raise _wrong(ask, Refusal(401, "wrong_credentials", told))
    if person.second_factor:
        await _check_code(ask, person, body.code)
        # The right password alone was a try of its own.
        desk.throttle.succeeded(ask.address, body.name)
    desk.throttle.succeeded(ask.address, body.name)
    desk.metrics.sign_ins.labels("opened").inc()
    answer = web.Response(content_type="application/json")
    who = await open_session(ask, person, answer, BY_PASSWORD)
    answer.body = to_json(_me(who, desk.settings.language))
    return answer


def _wrong(ask: Ask, refusal: Refusal) -> Refusal:
    ask.desk.metrics.sign_ins.labels("wrong").inc()
    log.warning("sign-in refused", address=ask.address, code=refusal.code)
    return refusal


async def _check_code(ask: Ask, person: Person, code: str | None) -> None:
    """Raises `Refusal` 401. The try stays charged until the code is right."""
    if code is None:
        told = "Give the code of your authenticator too, or a recovery code."
        raise Refusal(401, "second_factor", told, "code")
    target = f"users/{person.name}"
    used = await keeper(ask).accepts(person.name, code)
    if used is None:
        await ask.desk.note(person.name, "second_factor_wrong", target, ask.address)
        raise _wrong(ask, Refusal(401, "wrong_code", WRONG_CODE, "code"))
    if used == "recovery_code":
        left = f"{await keeper(ask).codes_left(person.name)} left"
        await ask.desk.note(person.name, "recovery_code_used", target, ask.address, left)


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


async def open_session(ask: Ask, person: Person, answer: web.Response, how: str) -> Who:
    """A new session for the person, its cookie in the answer; the browser's old one ends."""
    desk, request = ask.desk, ask.request
    token, who = await desk.sessions.open(
        person,
        ask.address,
        request.headers.get("User-Agent", ""),
        request.cookies.get(COOKIE),
        how,
    )
    await desk.note(person.name, "signed_in", person.name, ask.address, _detail(how))
    desk.hub.look_again()
    answer.set_cookie(
        COOKIE,
        token,
        max_age=int(desk.settings.session_absolute_s),
        path="/",
        secure=is_https(request, desk.settings.behind_proxy),
        httponly=True,
        samesite="Strict",
    )
    return who


def _detail(how: str) -> str:
    return "" if how == BY_PASSWORD else how


@endpoint("GET", "/api/v1/session", allow=SIGNED_IN_EARLY, answer=Me)
async def session(ask: Ask) -> web.StreamResponse:
    """Who is signed in here, and the token for changes.

    A page asks this first: 401 `signed_out` means that it shows the sign-in page.
    """
    return reply(_me(ask.who, ask.desk.settings.language))


@endpoint("DELETE", "/api/v1/session", allow=SIGNED_IN_EARLY, status=204)
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
