"""One's own second factor, and taking away that of somebody who lost it."""

from datetime import datetime

from aiohttp import web
from pydantic import BaseModel, Field

from desk.access import ADMINISTRATOR, SIGNED_IN, SIGNED_IN_EARLY
from desk.answers import no_content, reply
from desk.endpoint import Ask, endpoint
from desk.errors import Refusal, conflict
from desk.models import Body, Password
from desk.people.people_rules import person_named
from desk.people.proving import WRONG_CODE, Code, begin_try, keeper, prove_code, prove_password
from desk.people.second_factor import in_groups

ACCOUNT = "/api/v1/account/second-factor"


class SecondFactorTold(BaseModel):
    """Whether a code is asked for at sign-in. `wanted`: the person's role asks for it."""

    on: bool
    since: datetime | None
    codes_left: int = Field(description="Recovery codes that were not used yet.")
    wanted: bool


class OwnPassword(Body):
    """The password that one signs in with."""

    password: Password


class OwnCode(Body):
    """Six digits of the authenticator, or a recovery code."""

    code: Code


class EnrolmentTold(BaseModel):
    """What the authenticator needs, shown this once: scan the address or type the secret."""

    secret: str = Field(description="In groups of four.")
    uri: str = Field(description="An `otpauth:` address.")


class RecoveryCodes(BaseModel):
    """Shown this once; each signs in one time in place of a code."""

    recovery_codes: list[str]


@endpoint("GET", ACCOUNT, allow=SIGNED_IN_EARLY, answer=SecondFactorTold)
async def second_factor(ask: Ask) -> web.StreamResponse:
    """Whether one has a second factor."""
    person = ask.who.person
    found = await ask.desk.parts.second_factors.get(person.name)
    since = found.confirmed_at if found is not None else None
    wanted = not person.roles.isdisjoint(ask.desk.settings.second_factor_roles)
    left = found.codes_left if found is not None else 0
    return reply(
        SecondFactorTold(on=since is not None, since=since, codes_left=left, wanted=wanted)
    )


@endpoint(
    "POST",
    ACCOUNT,
    allow=SIGNED_IN_EARLY,
    body=OwnPassword,
    answer=EnrolmentTold,
    errors=(409, 429, 503),
)
async def begin_second_factor(ask: Ask) -> web.StreamResponse:
    """Begin to set up a second factor: a secret for the authenticator.

    Nothing is asked for until a code has shown that the authenticator has it. A secret that
    is not confirmed within a quarter of an hour is forgotten.
    """
    await prove_password(ask, ask.body(OwnPassword).password)
    made = await keeper(ask).begin(ask.who.person.name)
    if made is None:
        raise conflict("second_factor_on", "You have a second factor. Turn it off first.")
    return reply(EnrolmentTold(secret=in_groups(made.secret), uri=made.uri))


@endpoint(
    "POST",
    f"{ACCOUNT}/confirm",
    allow=SIGNED_IN_EARLY,
    body=OwnCode,
    answer=RecoveryCodes,
    errors=(409, 429),
)
async def confirm_second_factor(ask: Ask) -> web.StreamResponse:
    """Turn it on with the first code. All other sessions of the person end.

    409 `nothing_begun` without a secret that waits for this.
    """
    name = ask.who.person.name
    if not await keeper(ask).is_waiting(name):
        raise conflict("nothing_begun", "There is nothing to confirm. Begin again.")
    begin_try(ask, name)
    codes = await keeper(ask).confirm(name, ask.body(OwnCode).code)
    if codes is None:
        raise Refusal(403, "wrong_code", WRONG_CODE, "code")
    ask.desk.throttle.succeeded(ask.address, name)
    await ask.note("second_factor_on", f"users/{name}")
    await ask.desk.sessions.close_of(name, but=ask.who.token_hash)
    ask.desk.hub.look_again()
    return reply(RecoveryCodes(recovery_codes=list(codes)))


@endpoint(
    "POST",
    f"{ACCOUNT}/recovery-codes",
    allow=SIGNED_IN,
    body=OwnCode,
    answer=RecoveryCodes,
    errors=(409, 429),
)
async def new_recovery_codes(ask: Ask) -> web.StreamResponse:
    """Ten fresh recovery codes; the old ones count no more."""
    await _prove_on(ask)
    name = ask.who.person.name
    codes = await keeper(ask).new_codes(name)
    await ask.note("recovery_codes_renewed", f"users/{name}")
    return reply(RecoveryCodes(recovery_codes=list(codes)))


@endpoint("POST", f"{ACCOUNT}/off", allow=SIGNED_IN, body=OwnCode, status=204, errors=(409, 429))
async def second_factor_off(ask: Ask) -> web.StreamResponse:
    """Turn it off. 409 `second_factor_wanted` where the person's role asks for it."""
    person = ask.who.person
    if not person.roles.isdisjoint(ask.desk.settings.second_factor_roles):
        raise conflict("second_factor_wanted", "Your role asks for it. It stays on.")
    await _prove_on(ask)
    await ask.note("second_factor_off", f"users/{person.name}")
    await keeper(ask).remove(person.name)
    return no_content()


@endpoint(
    "DELETE",
    "/api/v1/users/{name}/second-factor",
    allow=ADMINISTRATOR,
    status=204,
    errors=(404,),
)
async def reset_second_factor(ask: Ask) -> web.StreamResponse:
    """Take away a person's second factor, for somebody who lost it. Its sessions end.

    Be sure that it is that person who asks: from now on the password is enough.
    """
    name = (await person_named(ask)).name
    await ask.note("second_factor_reset", f"users/{name}")
    await keeper(ask).remove(name)
    await ask.desk.sessions.close_of(name)
    ask.desk.hub.look_again()
    return no_content()


async def _prove_on(ask: Ask) -> None:
    if not ask.who.person.second_factor:
        raise conflict("second_factor_off", "You have no second factor.")
    await prove_code(ask, ask.body(OwnCode).code)


ENDPOINTS = (
    second_factor,
    begin_second_factor,
    confirm_second_factor,
    new_recovery_codes,
    second_factor_off,
)
OF_OTHERS = (reset_second_factor,)
