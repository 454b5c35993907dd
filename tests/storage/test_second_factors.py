"""Second factors: what may happen once happens once."""

import asyncio

import msgspec
import pytest

from storage.database import Database, open_database
from storage.people import SqlPeople
from storage.second_factors import SqlSecondFactors
from tests.storage.stories import NOON, after
from vocabulary.people import SecondFactor
from vocabulary.records import Person

ANNAS = SecondFactor("anna", "sealed", NOON)


@pytest.fixture
async def factors(database: Database) -> SqlSecondFactors:
    for name in ("anna", "boris"):
        await SqlPeople(database).add(Person(name, "", frozenset()), "hash")
    return SqlSecondFactors(database)


async def test_one_is_begun_and_confirmed(factors: SqlSecondFactors) -> None:
    assert await factors.begin(ANNAS)
    assert await factors.get("anna") == ANNAS
    assert await factors.confirm("anna", after(5), 7, ["c1", "c2"])
    assert await factors.get("anna") == SecondFactor("anna", "sealed", NOON, after(5), 7, 2)
    assert await factors.get("boris") is None
    assert not await factors.confirm("anna", after(9), 9, ["c3"])
    assert not await factors.confirm("boris", after(9), 9, ["c3"])


async def test_a_confirmed_one_is_not_replaced(factors: SqlSecondFactors) -> None:
    assert await factors.begin(ANNAS)
    other = msgspec.structs.replace(ANNAS, secret="other")
    assert await factors.begin(other)
    assert await factors.get("anna") == other
    await factors.confirm("anna", NOON, 1, [])
    assert not await factors.begin(ANNAS)
    found = await factors.get("anna")
    assert found is not None
    assert found.secret == "other"


async def test_a_step_is_used_once_and_never_an_older_one(factors: SqlSecondFactors) -> None:
    await factors.begin(ANNAS)
    await factors.confirm("anna", NOON, 10, [])
    assert [await factors.use_step("anna", step) for step in (10, 9, 12, 12, 11, 13)] == [
        False,
        False,
        True,
        False,
        False,
        True,
    ]
    assert not await factors.use_step("boris", 99)


async def test_two_with_one_code_at_the_same_moment(url: str) -> None:
    databases = [open_database(url) for _ in range(6)]
    await SqlPeople(databases[0]).add(Person("anna", "", frozenset()), "hash")
    first = SqlSecondFactors(databases[0])
    await first.begin(ANNAS)
    await first.confirm("anna", NOON, 1, ["code"])
    for work in (
        [SqlSecondFactors(one).use_step("anna", 2) for one in databases],
        [SqlSecondFactors(one).use_code("anna", "code") for one in databases],
    ):
        assert sorted(await asyncio.gather(*work)) == [False] * 5 + [True]
    for one in databases:
        await one.close()


async def test_recovery_codes_are_replaced_all_at_once(factors: SqlSecondFactors) -> None:
    await factors.begin(ANNAS)
    await factors.confirm("anna", NOON, 1, ["a", "b"])
    assert not await factors.use_code("boris", "a")
    await factors.replace_codes("anna", ["c", "d", "e"])
    assert not await factors.use_code("anna", "a")
    assert await factors.use_code("anna", "c")
    found = await factors.get("anna")
    assert found is not None
    assert found.codes_left == 2


async def test_what_is_removed_is_gone_with_its_codes(factors: SqlSecondFactors) -> None:
    await factors.begin(ANNAS)
    await factors.confirm("anna", NOON, 1, ["a"])
    assert await factors.remove("anna")
    assert not await factors.remove("anna")
    assert await factors.get("anna") is None
    assert not await factors.use_code("anna", "a")
