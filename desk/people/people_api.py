"""The people's list: who may sign in, as what, and with which extension."""

from typing import Annotated

import msgspec
from aiohttp import web
from pydantic import BaseModel, Field, StringConstraints

from desk.access import ADMINISTRATOR
from desk.answers import no_content, reply
from desk.endpoint import Ask, endpoint
from desk.errors import Refusal, bad_field, conflict, try_later
from desk.models import Body, Password, Query, Text, Word
from desk.people.passwords import HashingBusy, PasswordRefused, check_password
from desk.people.people_rules import leaves_an_administrator, person_named
from desk.ports import PlanSummary
from vocabulary.records import ExtensionTaken, NameTaken, Person
from vocabulary.states import Role

PersonName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9._-]{0,31}$")]
Extension = Annotated[str, StringConstraints(pattern=r"^[0-9]{2,6}$")]
DisplayName = Annotated[Text, StringConstraints(min_length=1, max_length=80)]
Roles = Annotated[frozenset[Role], Field(min_length=1)]
_MAY_BE_NOTHING = frozenset({"extension", "team", "sign_on"})


class PersonTold(BaseModel):
    """One person, without any password."""

    name: str
    display_name: str
    roles: list[Role]
    extension: str | None
    disabled: bool
    team: str | None = Field(description="The id of a team.")
    second_factor: bool
    sign_on: str | None = Field(description="Issuer and subject at the provider, if linked.")


class PeopleQuery(Query):
    """Of which people."""

    team: Word | None = Field(default=None, description="The id of a team.")


class PeopleAnswer(BaseModel):
    """Everybody, the disabled too."""

    users: list[PersonTold]


class NewPerson(Body):
    """A new person. The name is for signing in and never changes."""

    name: PersonName = Field(description="Small letters, digits and . _ -, from a letter on.")
    display_name: DisplayName
    roles: Roles
    extension: Extension | None = Field(default=None, description="An operator must have one.")
    team: Word | None = Field(default=None, description="The id of a team.")
    password: Password


class PersonChange(Body):
    """What is to change; the rest stays. `extension`, `team` and `sign_on` null take it away."""

    display_name: DisplayName | None = None
    roles: Roles | None = None
    extension: Extension | None = None
    disabled: bool | None = None
    team: Word | None = None
    sign_on: Text | None = Field(
        default=None, description="Issuer, a space and the subject; linked by itself otherwise."
    )


class NewPassword(Body):
    """The new password."""

    password: Password


def told(person: Person) -> PersonTold:
    """A person as answers have it."""
    return PersonTold(
        name=person.name,
        display_name=person.display_name,
        roles=sorted(person.roles),
        extension=person.extension,
        disabled=person.disabled,
        team=person.team,
        second_factor=person.second_factor,
        sign_on=person.sign_on,
    )


@endpoint("GET", "/api/v1/users", allow=ADMINISTRATOR, query=PeopleQuery, answer=PeopleAnswer)
async def list_people(ask: Ask) -> web.StreamResponse:
    """Everybody who may or might sign in, or the people of one team."""
    team = ask.query(PeopleQuery).team
    everybody = await ask.desk.parts.people.list()
    people = [person for person in everybody if team is None or person.team == team]
    return reply(PeopleAnswer(users=[told(person) for person in people]))


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
    person = Person(body.name, body.display_name, body.roles, body.extension, team=body.team)
    _check_phone(person, ask.desk.parts.plan())
    await _check_team(ask, person)
    hashed = await hashed_password(ask, body.password, body.name)
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
    return reply(told(person), status=201)


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
        before = await person_named(ask)
        after = _changed(before, body)
        _check_phone(after, ask.desk.parts.plan())
        await _check_team(ask, after)
        await _check_sign_on(ask, after)
        await _check_administrators(ask, after)
        fields = " ".join(sorted(body.model_fields_set))
        await ask.note("person_changed", f"users/{before.name}", f"{fields}; {_roles_of(after)}")
        try:
            await ask.desk.parts.people.change(after)
        except ExtensionTaken as error:
            raise _extension_taken() from error
        if after.roles != before.roles or after.disabled:
            await ask.desk.sessions.close_of(after.name)
    ask.desk.hub.look_again()  # screens by their roles, phones in pages by their extension
    await ask.desk.parts.on_people_changed()
    return reply(told(after))


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
    person = await person_named(ask)
    hashed = await hashed_password(ask, ask.body(NewPassword).password, person.name)
    await ask.note("password_set", f"users/{person.name}")
    await ask.desk.parts.people.set_password_hash(person.name, hashed)
    await _end_sessions(ask, person.name)
    return no_content()


def _changed(person: Person, body: PersonChange) -> Person:
    """The person with what the body names; null means "stays" but for what may be nothing."""
    given = {name: getattr(body, name) for name in body.model_fields_set}
    wanted = {k: v for k, v in given.items() if v is not None or k in _MAY_BE_NOTHING}
    return msgspec.structs.replace(person, **wanted)


def _check_phone(person: Person, plan: PlanSummary) -> None:
    if Role.OPERATOR in person.roles and person.extension is None:
        raise bad_field("extension", "An operator needs an extension. Give one of 2 to 6 digits.")
    if person.extension in {plan.number, *plan.numbers}:
        raise bad_field(
            "extension", "This is a number that callers dial. Give the operator another one."
        )


async def _check_team(ask: Ask, person: Person) -> None:
    if person.team is not None and await ask.desk.parts.teams.get(person.team) is None:
        raise bad_field("team", "There is no such team. Give the id of one, or null.")


async def _check_sign_on(ask: Ask, person: Person) -> None:
    if person.sign_on is None:
        return
    linked = await ask.desk.parts.people.signed_on(person.sign_on)
    if linked is not None and linked.name != person.name:
        raise conflict(
            "sign_on_taken", "Somebody else is linked to this subject. Unlink it there.", "sign_on"
        )


async def _check_administrators(ask: Ask, after: Person) -> None:
    if not leaves_an_administrator(after, await ask.desk.parts.people.list()):
        raise conflict(
            "last_administrator", "This is the last administrator. Make another one first."
        )


async def hashed_password(ask: Ask, password: str, name: str, field: str = "password") -> str:
    """The hash of a password that is strong enough. Raises `Refusal`: 422, 503."""
    try:
        check_password(password, name)
        return await ask.desk.parts.passwords.hash(password)
    except PasswordRefused as error:
        raise bad_field(field, str(error)) from error
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
