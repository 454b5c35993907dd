"""Somebody who is signed in proves who it is once more, before something that lasts.

A wrong password or code counts like a wrong one at sign-in, so that a screen that was left
open is no place to try them.
"""

from math import ceil
from typing import Annotated

from pydantic import StringConstraints

from desk.endpoint import Ask
from desk.errors import Refusal, try_later
from desk.models import Word
from desk.people.passwords import HashingBusy
from desk.people.second_factor_keeper import SecondFactorKeeper

Code = Annotated[Word, StringConstraints(min_length=6, max_length=32)]
"""A code of a second factor, with whatever spaces people put into it."""

WRONG_PASSWORD = "The password is wrong. Give the one that you sign in with."  # noqa: S105 words
WRONG_CODE = "The code is wrong or was used before. Wait for the next one and try again."


def keeper(ask: Ask) -> SecondFactorKeeper:
    """The second factors of this desk."""
    parts = ask.desk.parts
    return SecondFactorKeeper(parts.second_factors, parts.sealing, parts.clock)


def begin_try(ask: Ask, account: str) -> None:
    """Charge a try. Raises `Refusal` 429 when it comes too soon."""
    desk = ask.desk
    wait_s = desk.throttle.begin(desk.parts.clock.now(), ask.address, account)
    if wait_s > 0:
        desk.metrics.sign_ins.labels("slowed").inc()
        told = f"Too many wrong tries. Try again in {ceil(wait_s)} s."
        raise try_later(429, "slow_down", told, ceil(wait_s))


async def prove_password(ask: Ask, password: str, field: str = "password") -> None:
    """Raises `Refusal`: 403 `wrong_password`, 429, 503."""
    name = ask.who.person.name
    begin_try(ask, name)
    parts = ask.desk.parts
    try:
        right = await parts.passwords.verify(await parts.people.password_hash(name), password)
    except HashingBusy as error:
        raise try_later(503, "busy", f"{error} Try again in a moment.", 2) from error
    if not right:
        raise Refusal(403, "wrong_password", WRONG_PASSWORD, field)
    ask.desk.throttle.succeeded(ask.address, name)


async def prove_code(ask: Ask, code: str) -> None:
    """Use a code of one's second factor. Raises `Refusal`: 403 `wrong_code`, 429."""
    name = ask.who.person.name
    begin_try(ask, name)
    if await keeper(ask).accepts(name, code) is None:
        raise Refusal(403, "wrong_code", WRONG_CODE, "code")
    ask.desk.throttle.succeeded(ask.address, name)
