"""Signing in at a provider: there and back again, and which ways there are."""

import structlog
from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from desk.access import ANYONE
from desk.answers import reply
from desk.endpoint import Ask, endpoint
from desk.errors import not_found
from desk.origin import is_https
from desk.people.oidc import LONGEST_CODE, WITHIN_S, Provider
from desk.people.oidc_people import person_meant
from desk.people.oidc_web import SignOnFailed
from desk.people.session_api import open_session
from desk.sessions import BY_SIGN_ON

COOKIE = "callwright_sign_on"
PATH = "/api/v1/session/oidc"
BACK = f"{PATH}/callback"

log = structlog.get_logger("desk.sign_on")


class Ways(BaseModel):
    """How one may sign in besides a password. `sign_on` is the word for the button, or null."""

    sign_on: str | None


class BackQuery(BaseModel):
    """What a provider adds to the address. Anything else that it adds is left alone."""

    model_config = ConfigDict(extra="ignore")

    code: str | None = Field(default=None, max_length=LONGEST_CODE)
    state: str | None = Field(default=None, max_length=256)
    error: str | None = Field(default=None, max_length=256)
    iss: str | None = Field(default=None, max_length=512)


@endpoint("GET", "/api/v1/session/ways", allow=ANYONE, answer=Ways)
async def ways(ask: Ask) -> web.StreamResponse:
    """Which ways to sign in there are, for the sign-in page."""
    provider = ask.desk.parts.provider
    return reply(Ways(sign_on=provider.settings.button if provider else None))


@endpoint("GET", PATH, allow=ANYONE, status=302, answer_type="text/html", errors=(404, 503))
async def begin_sign_on(ask: Ask) -> web.StreamResponse:
    """Go and sign in at the provider. 404 where there is none.

    Leads back to the sign-in page, which says so, when the provider does not answer.
    """
    provider = _provider(ask)
    parts = ask.desk.parts
    https = is_https(ask.request, ask.desk.settings.behind_proxy)
    back = f"{'https' if https else 'http'}://{ask.request.host}{BACK}"
    try:
        async with provider.places.place():
            begun = await provider.begin(parts.sealing, back, parts.clock.now())
    except SignOnFailed as error:
        return _told(ask, error)
    answer = _to(begun.address)
    # Lax: the way back begins on a page of the provider.
    answer.set_cookie(
        COOKIE,
        begun.cookie,
        max_age=WITHIN_S,
        path=PATH,
        secure=https,
        httponly=True,
        samesite="Lax",
    )
    return answer


@endpoint(
    "GET",
    BACK,
    allow=ANYONE,
    query=BackQuery,
    status=302,
    answer_type="text/html",
    errors=(404, 503),
)
async def end_sign_on(ask: Ask) -> web.StreamResponse:
    """Come back from the provider: a session for whoever is meant, and on to the screens.

    Leads to the sign-in page with a word in `sign_on` when that is not to be: `expired`,
    `refused`, `unknown`, `failed` or `away`.
    """
    provider = _provider(ask)
    parts = ask.desk.parts
    given = ask.query(BackQuery).model_dump(exclude_none=True)
    cookie = ask.request.cookies.get(COOKIE, "")
    try:
        async with provider.places.place():
            claims = await provider.finish(parts.sealing, cookie, given, parts.clock.now())
        person = await person_meant(ask.desk, provider.settings, claims, ask.address)
    except SignOnFailed as error:
        return _told(ask, error)
    ask.desk.metrics.sign_ins.labels("opened").inc()
    answer = _to("/")
    await open_session(ask, person, answer, BY_SIGN_ON)
    answer.del_cookie(COOKIE, path=PATH)
    return answer


def _provider(ask: Ask) -> Provider:
    provider = ask.desk.parts.provider
    if provider is None:
        raise not_found("way to sign in")
    return provider


def _told(ask: Ask, error: SignOnFailed) -> web.Response:
    ask.desk.metrics.sign_ins.labels("wrong").inc()
    log.warning("sign-on did not work", code=error.code, why=str(error), address=ask.address)
    answer = _to(f"/signin?sign_on={error.code}")
    answer.del_cookie(COOKIE, path=PATH)
    return answer


def _to(address: str) -> web.Response:
    return web.Response(status=302, headers={"Location": address})


ENDPOINTS = (ways, begin_sign_on, end_sign_on)
