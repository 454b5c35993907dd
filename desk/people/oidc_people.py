"""Whom a provider's claims mean: somebody who is here already, linked once and for all.

Nobody is made by signing on. The first sign-on of somebody links its subject at the provider;
from then on only the subject counts, whatever names change there.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
import structlog

from desk.people.oidc import ProviderSettings
from desk.people.oidc_web import SignOnFailed
from desk.people.people_rules import leaves_an_administrator
from desk.workings import Desk
from vocabulary.records import Person
from vocabulary.states import Role

MOST_ROLES_READ = 1000

log = structlog.get_logger("desk.sign_on")


async def person_meant(
    desk: Desk, settings: ProviderSettings, claims: Mapping[str, Any], address: str
) -> Person:
    """The person, linked and with the roles that the provider gives. Raises `SignOnFailed`."""
    subject = f"{settings.issuer} {claims['sub']}"
    async with desk.people_turn:
        person = await desk.parts.people.signed_on(subject)
        if person is None:
            person = await _link(desk, settings, claims, subject, address)
        if person.disabled:
            raise SignOnFailed("unknown", "the person is disabled")
        if settings.roles_claim:
            person = await _with_roles(desk, settings, claims, person, address)
    return person


def name_in(settings: ProviderSettings, claims: Mapping[str, Any]) -> str | None:
    """The sign-in name that the claims give, if they give one that may be believed."""
    told = claims.get(settings.claim)
    if not isinstance(told, str):
        return None
    if settings.claim != "email":
        return told
    name, at, domain = told.rpartition("@")
    believed = claims.get("email_verified") is True and bool(settings.domain)
    return name if at and believed and domain.lower() == settings.domain.lower() else None


def roles_in(settings: ProviderSettings, claims: Mapping[str, Any]) -> frozenset[Role]:
    """Our roles for what stands in the claim: a word or a list of words."""
    told = claims.get(settings.roles_claim)
    words = told if isinstance(told, list) else [told]
    found = (settings.roles.get(w) for w in words[:MOST_ROLES_READ] if isinstance(w, str))
    return frozenset(role for role in found if role is not None)


async def _link(
    desk: Desk,
    settings: ProviderSettings,
    claims: Mapping[str, Any],
    subject: str,
    address: str,
) -> Person:
    name = name_in(settings, claims)
    person = await desk.parts.people.get(name) if name else None
    if person is None or person.disabled:
        raise SignOnFailed("unknown", f"nobody active here has the name in {settings.claim}")
    if person.sign_on is not None:
        raise SignOnFailed("unknown", "the person is linked to another subject")
    await desk.note(person.name, "sign_on_linked", f"users/{person.name}", address)
    person = msgspec.structs.replace(person, sign_on=subject)
    await desk.parts.people.change(person)
    return person


async def _with_roles(
    desk: Desk,
    settings: ProviderSettings,
    claims: Mapping[str, Any],
    person: Person,
    address: str,
) -> Person:
    wanted = roles_in(settings, claims)
    if person.extension is None:
        wanted -= {Role.OPERATOR}
    if not wanted:
        raise SignOnFailed("unknown", "the provider gives no role of ours")
    after = msgspec.structs.replace(person, roles=wanted)
    if not leaves_an_administrator(after, await desk.parts.people.list()):
        log.warning("the last administrator keeps that role", person=person.name)
        wanted |= {Role.ADMINISTRATOR}
    if wanted == person.roles:
        return person
    detail = f"by sign-on; roles {','.join(sorted(wanted))}"
    await desk.note(person.name, "person_changed", f"users/{person.name}", address, detail)
    changed = msgspec.structs.replace(person, roles=wanted)
    await desk.parts.people.change(changed)
    await desk.sessions.close_of(person.name)
    await desk.parts.on_people_changed()
    return changed
