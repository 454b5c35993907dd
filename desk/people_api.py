"""The people's list: who may sign in, as what, and with which extension."""

from typing import Annotated

import msgspec
from aiohttp import web
from pydantic import BaseModel, Field, StringConstraints

from desk.access import ADMINISTRATOR
from desk.answers import no_content, reply
from desk.endpoint import Ask, endpoint
from desk.errors import Refusal, bad_field, conflict, not_found, try_later
from desk.models import Body, Password, Text
from desk.passwords import HashingBusy, PasswordRefused, check_password
from desk.ports import PlanSummary
from vocabulary.records import ExtensionTaken, NameTaken, Person
from vocabulary.states import Role

PersonName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9._-]{0,31}$")]
Extension = Annotated[str, StringConstraints(pattern=r"^[0-9]{2,6}$")]
DisplayName = Annotated[Text, StringConstraints(min_length=1, max_length=80)]
Roles = Annotated[frozenset[Role], Field(min_length=1)]


class PersonTold(BaseModel):
    """One person, without any password."""

    name: str
    display_name: str
    roles: list[Role]
    extension: str | None
    disabled: bool


class PeopleAnswer(BaseModel):
    """Everybody, the disabled too."""

    users: list[PersonTold]


class NewPerson(Body):
    """A new person. The name is for signing in and never changes."""

    name: PersonName = Field(description="Small letters, digits and . _ -, from a letter on.")
    display_name: DisplayName
    roles: Roles
    extension: Extension | None = Field(default=None, description="An operator must have one.")
    password: Password


class PersonChange(Body):
    """What is to change; the rest stays. `extension` null takes the extension away."""

    display_name: DisplayName | None = None
    roles: Roles | None = None
    extension: Extension | None = None
    disabled: bool | None = None


class NewPassword(Body):
    """The new password."""

    password: Password


def _told(person: Person) -> PersonTold:
    return PersonTold(
        name=person.name,
        display_name=person.display_name,
        roles=sorted(person.roles),
        extension=person.extension,
        disabled=person.disabled,
    )


@endpoint("GET", "/api/v1/users", allow=ADMINISTRATOR, answer=PeopleAnswer)
async def list_people(ask: Ask) -> web.StreamResponse:
    """Everybody who may or might sign in."""
    people = await ask.desk.parts.people.list()
    return reply(PeopleAnswer(users=[_told(person) for person in people]))


@endpoint(
    "POST",
    "/api/v1/users",
    allow=ADMINISTRATOR,
    body=NewPerson,
    answer=PersonTold,
    status=201,
    errors=(409, 503),
)
async def add_person(ask: Ask) -> web.StreamResponse:
    """Add a person. An operator's phone can register at once.

    409 `name_taken` also for names of people long gone: a name is never used again.
    """
    body = ask.body(NewPerson)
    person = Person(body.name, body.display_name, body.roles, body.extension)
    _check_phone(person, ask.desk.parts.plan())
    hashed = await _hashed(ask, body.password, body.name)
    async with ask.desk.people_turn:
        await ask.note("person_added", f"users/{person.name}", _roles_of(person))
        try:
            await ask.desk.parts.people.add(person, hashed)
        except NameTaken as error:
            raise conflict(
                "name_taken", "This name exists or existed. Choose another.", "name"
            ) from error
        except ExtensionTaken as error:
            raise _extension_taken() from error
    await ask.desk.parts.on_people_changed()
    return reply(_told(person), status=201)


@endpoint(
    "PATCH",
    "/api/v1/users/{name}",
    allow=ADMINISTRATOR,
    body=PersonChange,
    answer=PersonTold,
    errors=(404, 409),
)
async def change_person(ask: Ask) -> web.StreamResponse:
    """Change a person's name on screens, roles or extension, or disable it.

    A change of roles and disabling end all of the person's sessions. The last active
    administrator can neither be disabled nor lose that role: 409 `last_administrator`.
    """
    body = ask.body(PersonChange)
    async with ask.desk.people_turn:
        before = await _person(ask)
        after = _changed(before, body)
        _check_phone(after, ask.desk.parts.plan())
        await _check_administrators(ask, after)
        fields = " ".join(sorted(body.model_fields_set))
        await ask.note("person_changed", f"users/{before.name}", f"{fields}; {_roles_of(after)}")
        try:
            await ask.desk.parts.people.change(after)
        except ExtensionTaken as error:
            raise _extension_taken() from error
        if after.roles != before.roles or after.disabled:
            await _end_sessions(ask, after.name)
    await ask.desk.parts.on_people_changed()
    return reply(_told(after))


@endpoint(
    "POST",
    "/api/v1/users/{name}/password",
    allow=ADMINISTRATOR,
    body=NewPassword,
    status=204,
    errors=(404, 503),
)
async def set_password(ask: Ask) -> web.StreamResponse:
    """Give a person a new password. All of the person's sessions end.

    It needs ten characters or more, and must be neither a much used one nor hold the
    sign-in name.
    """
    person = await _person(ask)
    hashed = await _hashed(ask, ask.body(NewPassword).password, person.name)
    await ask.note("password_set", f"users/{person.name}")
    await ask.desk.parts.people.set_password_hash(person.name, hashed)
    await _end_sessions(ask, person.name)
    return no_content()


async def _person(ask: Ask) -> Person:
    person = await ask.desk.parts.people.get(ask.id("name"))
    if person is None:
        raise not_found("person")
    return person


def _changed(person: Person, body: PersonChange) -> Person:
    """The person with what the body names; null means "stays" but for the extension."""
    given = {name: getattr(body, name) for name in body.model_fields_set}
    wanted = {k: v for k, v in given.items() if v is not None or k == "extension"}
    return msgspec.structs.replace(person, **wanted)


def _check_phone(person: Person, plan: PlanSummary) -> None:
    if Role.OPERATOR in person.roles and person.extension is None:
        raise bad_field("extension", "An operator needs an extension. Give one of 2 to 6 digits.")
    if person.extension in {plan.number, *plan.numbers}:
        raise bad_field(
            "extension", "This is a number that callers dial. Give the operator another one."
        )


async def _check_administrators(ask: Ask, after: Person) -> None:
    """Somebody must be left who can administer."""
    if Role.ADMINISTRATOR in after.roles and not after.disabled:
        return
    others = await ask.desk.parts.people.list()
    if not any(
        Role.ADMINISTRATOR in other.roles and not other.disabled
        for other in others
        if other.name != after.name
    ):
        raise conflict(
            "last_administrator", "This is the last administrator. Make another one first."
        )


async def _hashed(ask: Ask, password: str, name: str) -> str:
    try:
        check_password(password, name)
        return await ask.desk.parts.passwords.hash(password)
    except PasswordRefused as error:
        raise bad_field("password", str(error)) from error
    except HashingBusy as error:
        raise try_later(503, "busy", f"{error} Try again in a moment.", 2) from error


def _extension_taken() -> Refusal:
    return conflict(
        "extension_taken", "Another active person has this extension. Choose another.", "extension"
    )


def _roles_of(person: Person) -> str:
    return "roles " + ",".join(sorted(person.roles)) + (" disabled" if person.disabled else "")


async def _end_sessions(ask: Ask, name: str) -> None:
    await ask.desk.sessions.close_of(name)
    ask.desk.hub.look_again()


ENDPOINTS = (list_people, add_person, change_person, set_password)
