import pytest

from desk.access import (
    ADMINISTRATOR,
    ANYONE,
    SIGNED_IN,
    SIGNED_IN_EARLY,
    STEERING,
    Access,
    check_steers,
    sees_every_call,
)
from desk.errors import Refusal
from desk.sessions import Who
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


def test_a_session_that_is_not_finished_may_only_finish() -> None:
    ada = Who(
        Person("ada", "Ada", frozenset({Role.ADMINISTRATOR})), "hash", "csrf", unfinished=True
    )
    assert SIGNED_IN_EARLY.permits(ada)
    assert ANYONE.permits(ada)
    for access in (SIGNED_IN, ADMINISTRATOR, STEERING):
        with pytest.raises(Refusal) as told:
            access.permits(ada)
        assert (told.value.status, told.value.code) == (403, "second_factor_wanted")


def test_a_declaration_must_say_something() -> None:
    with pytest.raises(ValueError, match="at least one role"):
        Access(frozenset())


def test_a_manager_who_is_an_operator_steers_only_itself() -> None:
    mixed = who("mia", Role.MANAGER, Role.OPERATOR)
    check_steers(mixed, "mia")
    assert sees_every_call(mixed)
    with pytest.raises(Refusal):
        check_steers(mixed, "anna")
