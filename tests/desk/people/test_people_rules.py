"""What holds of people."""

import pytest

from desk.people.people_rules import (
    is_administrator,
    is_operator,
    leaves_an_administrator,
)
from tests.support.desk_fakes import Running
from vocabulary.records import Person
from vocabulary.states import Role

ADA = Person("ada", "Ada", frozenset({Role.ADMINISTRATOR}))
MAX = Person("max", "Max", frozenset({Role.ADMINISTRATOR}), disabled=True)
MIA = Person("mia", "Mia", frozenset({Role.MANAGER}))
ANNA = Person("anna", "Anna", frozenset({Role.OPERATOR}), "101")
OTTO = Person("otto", "Otto", frozenset({Role.OPERATOR}), "103", disabled=True)


def test_who_is_disabled_is_nothing_any_more() -> None:
    assert [is_operator(one) for one in (ANNA, OTTO, ADA)] == [True, False, False]
    assert [is_administrator(one) for one in (ADA, MAX, ANNA)] == [True, False, False]


def test_somebody_must_be_left_who_can_administer() -> None:
    gone = Person("ada", "Ada", frozenset({Role.MANAGER}))
    everybody = (ADA, MAX, MIA)
    assert leaves_an_administrator(ADA, everybody)
    assert not leaves_an_administrator(gone, everybody)
    assert leaves_an_administrator(gone, (*everybody, Person("eva", "Eva", ADA.roles)))


@pytest.mark.parametrize("name", ["nobody", "otto", "mia"])
async def test_only_who_works_is_an_operator(running_desk: Running, name: str) -> None:
    ada = await running_desk.signed_in("ada")
    for deed in ("wrap-up/end", "decline"):
        told = await ada.code("POST", f"/api/v1/operators/{name}/{deed}")
        assert told == (404, "not_found")
    none: dict[str, int] = {}
    told = await ada.code("PUT", f"/api/v1/operators/{name}/skills", json={"skills": none})
    assert told == (404, "not_found")


async def test_a_person_that_is_not_there_is_told(running_desk: Running) -> None:
    ada = await running_desk.signed_in("ada")
    for method, path in (("PATCH", "nobody"), ("DELETE", "nobody/second-factor")):
        body = {"display_name": "Nobody"} if method == "PATCH" else None
        told = await ada.code(method, f"/api/v1/users/{path}", json=body)
        assert told == (404, "not_found")
