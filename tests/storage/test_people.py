"""The people's list."""

import asyncio

import msgspec
import pytest

from storage.columns import clean
from storage.database import Database, open_database
from storage.people import SqlPeople
from storage.second_factors import SqlSecondFactors
from tests.storage.stories import HOSTILE, NOON
from vocabulary.people import SecondFactor
from vocabulary.records import ExtensionTaken, NameTaken, Person
from vocabulary.states import Role

ANNA = Person("anna", "Anna Ä", frozenset({Role.OPERATOR, Role.MANAGER}), extension="101")
BORIS = Person("boris", "Boris", frozenset({Role.OPERATOR}), extension="102")


@pytest.fixture
def people(database: Database) -> SqlPeople:
    return SqlPeople(database)


async def test_a_person_is_kept_as_it_was_given(people: SqlPeople) -> None:
    nobody = Person(
        "zero", "", frozenset(), None, disabled=True, sip_generation=7, team="t", sign_on="i s"
    )
    for person in (BORIS, nobody, ANNA):
        await people.add(person, f"hash-{person.name}")
    assert await people.get("anna") == ANNA
    assert await people.list() == [ANNA, BORIS, nobody]
    assert await people.password_hash("anna") == "hash-anna"


async def test_a_person_is_found_by_who_it_is_at_the_provider(people: SqlPeople) -> None:
    linked = msgspec.structs.replace(ANNA, sign_on="https://id.example 1")
    await people.add(linked, "hash")
    await people.add(BORIS, "hash")
    assert await people.signed_on("https://id.example 1") == linked
    assert await people.signed_on("https://id.example 2") is None
    assert await people.signed_on("") is None


async def test_whether_a_second_factor_is_asked_for_is_read_with_the_person(
    people: SqlPeople, database: Database
) -> None:
    await people.add(ANNA, "hash")
    factors = SqlSecondFactors(database)
    await factors.begin(SecondFactor("anna", "sealed", NOON))
    assert await people.get("anna") == ANNA
    await factors.confirm("anna", NOON, 1, ())
    on = msgspec.structs.replace(ANNA, second_factor=True)
    assert await people.get("anna") == on
    assert await people.list() == [on]
    await people.change(ANNA)
    assert await people.get("anna") == on, "only the second factors themselves turn it off"


async def test_names_are_compared_exactly(people: SqlPeople) -> None:
    await people.add(ANNA, "hash")
    for name in ("Anna", "anna ", "anna\x00", "ann_", "%", ""):
        assert await people.get(name) is None
        assert await people.password_hash(name) is None


async def test_a_name_is_never_used_again(people: SqlPeople) -> None:
    await people.add(msgspec.structs.replace(ANNA, disabled=True), "hash")
    with pytest.raises(NameTaken, match="the name anna is taken"):
        await people.add(msgspec.structs.replace(ANNA, extension="105"), "other")
    assert await people.password_hash("anna") == "hash"


async def test_an_extension_has_one_active_person(people: SqlPeople) -> None:
    await people.add(ANNA, "hash")
    with pytest.raises(ExtensionTaken, match="extension 101 belongs to anna"):
        await people.add(msgspec.structs.replace(BORIS, extension="101"), "hash")
    await people.add(BORIS, "hash")
    with pytest.raises(ExtensionTaken, match="extension 101 belongs to anna"):
        await people.change(msgspec.structs.replace(BORIS, extension="101"))
    assert await people.get("boris") == BORIS


async def test_a_disabled_person_leaves_the_extension_to_others(people: SqlPeople) -> None:
    await people.add(ANNA, "hash")
    away = msgspec.structs.replace(ANNA, disabled=True)
    await people.change(away)
    successor = msgspec.structs.replace(BORIS, extension="101")
    await people.add(successor, "hash")
    with pytest.raises(ExtensionTaken, match="belongs to boris"):
        await people.change(ANNA)
    assert await people.list() == [away, successor]


async def test_change_keeps_the_password(people: SqlPeople) -> None:
    await people.add(ANNA, "hash")
    changed = Person("anna", "Anna Neu", frozenset({Role.ADMINISTRATOR}), sip_generation=2)
    await people.change(changed)
    assert await people.get("anna") == changed
    assert await people.password_hash("anna") == "hash"
    await people.set_password_hash("anna", "new")
    assert await people.password_hash("anna") == "new"


async def test_who_is_not_there_cannot_be_changed(people: SqlPeople) -> None:
    with pytest.raises(LookupError, match="no person named anna"):
        await people.change(ANNA)
    with pytest.raises(LookupError, match="no person named anna"):
        await people.set_password_hash("anna", "hash")
    assert await people.list() == []


async def test_two_at_the_same_moment_cannot_both_have_it(url: str) -> None:
    """The constraint decides where the question in front of it cannot."""
    databases = [open_database(url) for _ in range(6)]
    asked = [
        SqlPeople(database).add(Person(f"p{n}", "", frozenset(), extension="101"), "hash")
        for n, database in enumerate(databases)
    ]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["ExtensionTaken"] * 5 + [
        "NoneType"
    ]
    same = [SqlPeople(database).add(BORIS, "hash") for database in databases]
    answers = await asyncio.gather(*same, return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["NameTaken"] * 5 + ["NoneType"]
    for database in databases:
        await database.close()


async def test_hostile_text_is_only_text(people: SqlPeople) -> None:
    await people.add(ANNA, "hash")
    for text in HOSTILE:
        await people.add(Person(f"x{text}", text, frozenset(), extension=text), text)
        found = await people.get(f"x{text}")
        assert found == Person(clean(f"x{text}"), clean(text), frozenset(), extension=clean(text))
        assert await people.password_hash(f"x{text}") == clean(text)
    assert len(await people.list()) == 1 + len(HOSTILE)
