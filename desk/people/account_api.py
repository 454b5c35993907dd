"""One's own account: the name that others see, and the password."""

import msgspec
from aiohttp import web

from desk.access import SIGNED_IN, SIGNED_IN_EARLY
from desk.answers import no_content, reply
from desk.endpoint import Ask, endpoint
from desk.errors import Refusal
from desk.models import Body, Password
from desk.people.people_api import DisplayName, PersonTold, hashed_password, told
from desk.people.proving import prove_password


class AccountChange(Body):
    """What others see of one."""

    display_name: DisplayName


class PasswordChange(Body):
    """The password of today and the one from now on."""

    old: Password
    new: Password


@endpoint("PATCH", "/api/v1/account", allow=SIGNED_IN, body=AccountChange, answer=PersonTold)
async def change_account(ask: Ask) -> web.StreamResponse:
    """Change one's own name on screens. Roles and extension are an administrator's."""
    name = ask.who.person.name
    async with ask.desk.people_turn:
        before = await ask.desk.parts.people.get(name)
        if before is None:
            raise Refusal(401, "signed_out", "Your account is gone. Ask an administrator.")
        shown = ask.body(AccountChange).display_name
        after = msgspec.structs.replace(before, display_name=shown)
        await ask.note("person_changed", f"users/{name}", "display_name")
        await ask.desk.parts.people.change(after)
    await ask.desk.parts.on_people_changed()
    return reply(told(after))


@endpoint(
    "POST",
    "/api/v1/account/password",
    allow=SIGNED_IN_EARLY,
    body=PasswordChange,
    status=204,
    errors=(429, 503),
)
async def change_password(ask: Ask) -> web.StreamResponse:
    """Change one's own password. All other sessions of the person end.

    403 `wrong_password` when `old` is not the one of today.
    """
    body = ask.body(PasswordChange)
    name = ask.who.person.name
    await prove_password(ask, body.old, "old")
    hashed = await hashed_password(ask, body.new, name, "new")
    await ask.note("password_changed", f"users/{name}")
    await ask.desk.parts.people.set_password_hash(name, hashed)
    await ask.desk.sessions.close_of(name, but=ask.who.token_hash)
    ask.desk.hub.look_again()
    return no_content()


ENDPOINTS = (change_account, change_password)
