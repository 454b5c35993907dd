"""People as the switchboard needs them."""

import re

import pytest

from switchboard.people import create_first_people, operators_of, phones_of
from switchboard.plan import parse_plan
from tests.support.desk_fakes import FakePeople, cheap_passwords
from vocabulary.inputs import OperatorEntry
from vocabulary.records import Person
from vocabulary.states import Role

PLAN = parse_plan(
    """
name: x
numbers: [{number: "100", queue: support}]
queues:
  - {queue: support, name: Support}
  - {queue: sales, name: Sales, operators: [anna, nobody]}
""",
    "x",
)
OPERATOR, MANAGER = frozenset({Role.OPERATOR}), frozenset({Role.MANAGER})
ANNA = Person("anna", "Anna", OPERATOR, "101")
BORIS = Person("boris", "Boris", OPERATOR | MANAGER, "102")
VERA = Person("vera", "Vera", MANAGER, "103")
GLEB = Person("gleb", "Gleb", OPERATOR)
DORA = Person("dora", "Dora", OPERATOR, "105", disabled=True)
MASTER = b"m" * 32


async def test_a_first_start_has_an_administrator_and_three_operators() -> None:
    people, passwords = FakePeople(), cheap_passwords()
    first = await create_first_people(people, passwords, None)
    assert [(one.name, one.extension) for one in first] == [
        ("admin", None),
        ("anna", "101"),
        ("boris", "102"),
        ("vera", "103"),
    ]
    assert {one.name: set(one.roles) for one in await people.list()} == {
        "admin": {Role.ADMINISTRATOR},
        "anna": {Role.OPERATOR},
        "boris": {Role.OPERATOR},
        "vera": {Role.OPERATOR},
    }
    for one in first:
        assert await passwords.verify(await people.password_hash(one.name), one.password)


async def test_fresh_passwords_are_long_different_and_easy_to_read_aloud() -> None:
    first = await create_first_people(FakePeople(), cheap_passwords(), None)
    words = {one.password for one in first}
    assert len(words) == 4
    assert all(re.fullmatch(r"[a-hj-np-z2-9]{5}(-[a-hj-np-z2-9]{5}){2}", word) for word in words)


async def test_the_administrators_password_may_be_given() -> None:
    people, passwords = FakePeople(), cheap_passwords()
    first = await create_first_people(people, passwords, "given-by-hand-1")
    assert first[0].password == "given-by-hand-1"
    assert await passwords.verify(await people.password_hash("admin"), "given-by-hand-1")


async def test_nobody_is_made_where_somebody_is() -> None:
    people, passwords = FakePeople(), cheap_passwords()
    await people.add(GLEB, "hash")
    assert await create_first_people(people, passwords, None) == ()
    assert await people.list() == [GLEB]


async def test_a_first_start_that_was_cut_short_is_made_again() -> None:
    people, passwords = FakePeople(), cheap_passwords()
    await people.add(ANNA, "of a password that nobody saw")
    first = {one.name: one.password for one in await create_first_people(people, passwords, None)}
    assert set(first) == {"admin", "anna", "boris", "vera"}
    assert await passwords.verify(await people.password_hash("anna"), first["anna"])
    assert await create_first_people(people, passwords, None) == ()


def test_every_active_person_with_an_extension_has_a_phone() -> None:
    phones = phones_of([ANNA, VERA, GLEB, DORA], MASTER)
    assert [phone.extension for phone in phones] == ["101", "103"]
    assert len({phone.sip_password for phone in phones}) == 2
    assert phones == phones_of([ANNA, VERA], MASTER)


@pytest.mark.parametrize("what", ["generation", "master"])
def test_a_phones_password_can_be_changed(what: str) -> None:
    (before,) = phones_of([ANNA], MASTER)
    if what == "generation":
        again = Person("anna", "Anna", OPERATOR, "101", sip_generation=2)
        (after,) = phones_of([again], MASTER)
    else:
        (after,) = phones_of([ANNA], b"n" * 32)
    assert after.sip_password != before.sip_password


def test_only_active_operators_with_a_phone_are_offered_calls() -> None:
    listed = operators_of([ANNA, BORIS, VERA, GLEB, DORA], PLAN)
    assert listed.operators == (
        OperatorEntry("anna", "Anna", "101", ("support", "sales")),  # type: ignore[arg-type]  # names are strings
        OperatorEntry("boris", "Boris", "102", ("support",)),  # type: ignore[arg-type]  # names are strings
    )
