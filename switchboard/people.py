"""People as the switchboard needs them: the first ones, and operators as phones."""

import secrets
from collections.abc import Sequence
from typing import NamedTuple

from desk.people.passwords import Passwords
from switchboard.planning.document import Plan
from telephony.asterisk.secrets import sip_password
from telephony.asterisk.settings import Extension
from vocabulary.ids import OperatorId, QueueId
from vocabulary.inputs import OperatorEntry, OperatorsListed
from vocabulary.records import People, Person
from vocabulary.states import Role

EXAMPLE_OPERATORS = (("anna", "Anna", "101"), ("boris", "Boris", "102"), ("vera", "Vera", "103"))


class FirstPassword(NamedTuple):
    """A password that is shown once."""

    name: str
    password: str
    extension: str | None


async def create_first_people(
    people: People, passwords: Passwords, admin_password: str | None
) -> tuple[FirstPassword, ...]:
    """Three example operators and an administrator, if nobody is there yet.

    The administrator is made last, so a first start that was cut short is made again.
    """
    there = {person.name for person in await people.list()}
    if not there <= {name for name, _, _ in EXAMPLE_OPERATORS}:
        return ()
    made = [FirstPassword(name, _fresh_password(), number) for name, _, number in EXAMPLE_OPERATORS]
    made.append(FirstPassword("admin", admin_password or _fresh_password(), None))
    shown_names = {name: shown for name, shown, _ in EXAMPLE_OPERATORS}
    for first in made:
        hashed = await passwords.hash(first.password)
        if first.name in there:
            await people.set_password_hash(first.name, hashed)
            continue
        role = Role.OPERATOR if first.extension else Role.ADMINISTRATOR
        person = Person(
            name=first.name,
            display_name=shown_names.get(first.name, "Administrator"),
            roles=frozenset({role}),
            extension=first.extension,
        )
        await people.add(person, hashed)
    return tuple(sorted(made, key=lambda first: first.extension or ""))


def phones_of(people: Sequence[Person], master: bytes) -> tuple[Extension, ...]:
    """Everybody who has a phone, with its password."""
    return tuple(
        Extension(
            operator=person.name,
            extension=person.extension,
            name=person.display_name,
            sip_password=sip_password(master, person.extension, person.sip_generation),
        )
        for person in people
        if person.extension is not None and not person.disabled
    )


def operators_of(people: Sequence[Person], plan: Plan) -> OperatorsListed:
    """Everybody who may be offered calls, with the queues that the plan gives them."""
    return OperatorsListed(
        tuple(
            OperatorEntry(
                OperatorId(person.name),
                person.display_name,
                person.extension,
                _queues(person, plan),
            )
            for person in people
            if person.extension is not None
            and not person.disabled
            and Role.OPERATOR in person.roles
        )
    )


def _queues(person: Person, plan: Plan) -> tuple[QueueId, ...]:
    return tuple(
        queue.queue
        for queue in plan.queues
        if queue.operators == "all" or person.name in queue.operators
    )


def _fresh_password() -> str:
    """Three groups of five signs that are not mistaken for each other: 74 bits."""
    signs = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(signs) for _ in range(5)) for _ in range(3))
