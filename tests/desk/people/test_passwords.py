import asyncio

import pytest

from desk.people import passwords
from desk.people.passwords import HashingBusy, PasswordRefused, Passwords, check_password
from tests.support.desk_fakes import cheap_passwords


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "at least 10"),
        ("x" * 201, "longer than 200"),
        ("aaaaaaaaaaaa", "repeats"),
        ("abababababab", "repeats"),
        ("password1234", "most used"),
        ("Qwertyuiop!", "most used"),
        ("1234567890", "most used"),
        ("my-anna-secret", "sign-in name"),
    ],
)
def test_weak_passwords_are_refused_with_a_reason(password: str, why: str) -> None:
    with pytest.raises(PasswordRefused, match=why):
        check_password(password, "anna")


def test_ordinary_passwords_pass() -> None:
    check_password("gentle-otter-42", "anna")
    check_password("трава зелена навесні", "anna")


async def test_hash_and_verify() -> None:
    hasher = cheap_passwords()
    stored = await hasher.hash("gentle-otter-42")
    assert stored.startswith("$argon2id$")
    assert stored != await hasher.hash("gentle-otter-42")
    assert await hasher.verify(stored, "gentle-otter-42")
    assert not await hasher.verify(stored, "gentle-otter-43")
    assert not await hasher.verify("not a hash", "gentle-otter-42")


async def test_an_unknown_name_costs_the_same_hash_and_never_fits() -> None:
    hasher = cheap_passwords()
    assert not await hasher.verify(None, "nobody has this password")
    assert not hasher.is_outdated(hasher.hash_now("whatever it is"))


def test_todays_costs_are_argon2ids_recommendation() -> None:
    stored = Passwords().hash_now("gentle-otter-42")
    assert "m=65536,t=3" in stored
    assert cheap_passwords().is_outdated(stored)


async def test_too_many_at_once_are_told_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "WAITING_LIMIT", 3)
    hasher = cheap_passwords()
    results = await asyncio.gather(
        *(hasher.hash("gentle-otter-42") for _ in range(8)), return_exceptions=True
    )
    assert sum(isinstance(result, HashingBusy) for result in results) == 5
    assert await hasher.hash("gentle-otter-42")
