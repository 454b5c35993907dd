import pytest

from desk.access import (
    ADMINISTRATOR,
    ANYONE,
    SIGNED_IN,
    STEERING,
    Access,
    check_steers,
    own_call,
    sees_every_call,
)
from desk.errors import Refusal
from desk.sessions import Who
from tests.support.desk_fakes import ANNA, call_row
from vocabulary.records import Person
from vocabulary.states import Role


def who(name: str, *has: Role) -> Who:
    return Who(Person(name, name.title(), frozenset(has)), "hash", "csrf")


def test_somebody_without_roles_may_nothing() -> None:
    nobody = who("nina")
    assert not any(access.permits(nobody) for access in (SIGNED_IN, STEERING, ADMINISTRATOR))
    assert ANYONE.permits(nobody)


def test_one_role_of_several_is_enough() -> None:
    assert ADMINISTRATOR.permits(who("ada", Role.OPERATOR, Role.ADMINISTRATOR))
    assert not STEERING.permits(who("mia", Role.MANAGER))


def test_a_declaration_must_say_something() -> None:
    with pytest.raises(ValueError, match="at least one role"):
        Access(frozenset())


def test_own_calls() -> None:
    anna, boris = who("anna", Role.OPERATOR), who("boris", Role.OPERATOR)
    row = call_row("c", ANNA)
    assert own_call(anna, row) is row
    assert own_call(who("mia", Role.MANAGER), row) is row
    for refused, found in ((boris, row), (anna, call_row("c", None)), (anna, None)):
        with pytest.raises(Refusal) as told:
            own_call(refused, found)
        assert told.value.status == 404


def test_a_manager_who_is_an_operator_steers_only_itself() -> None:
    mixed = who("mia", Role.MANAGER, Role.OPERATOR)
    check_steers(mixed, "mia")
    assert sees_every_call(mixed)
    with pytest.raises(Refusal):
        check_steers(mixed, "anna")
