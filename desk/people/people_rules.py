"""What holds of people wherever they are asked for or changed."""

from collections.abc import Iterable

from desk.endpoint import Ask
from desk.errors import not_found
from vocabulary.records import Person
from vocabulary.states import Role


def is_operator(person: Person) -> bool:
    """Whether calls may be given to this person."""
    return Role.OPERATOR in person.roles and not person.disabled


def is_administrator(person: Person) -> bool:
    """Whether this person may administer."""
    return Role.ADMINISTRATOR in person.roles and not person.disabled


def leaves_an_administrator(after: Person, people: Iterable[Person]) -> bool:
    """Whether somebody is left who can administer once the person is what it is `after`."""
    others = (other for other in people if other.name != after.name)
    return is_administrator(after) or any(is_administrator(other) for other in others)


async def person_named(ask: Ask) -> Person:
    """The person of the path. Raises `Refusal` 404."""
    person = await ask.desk.parts.people.get(ask.id("name"))
    if person is None:
        raise not_found("person")
    return person


async def operator_named(ask: Ask) -> Person:
    """The operator of the path, who may work. Raises `Refusal` 404."""
    person = await ask.desk.parts.people.get(ask.id("name"))
    if person is None or not is_operator(person):
        raise not_found("operator")
    return person
