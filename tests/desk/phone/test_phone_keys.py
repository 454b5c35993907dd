from datetime import timedelta

import pytest

from desk.errors import Refusal
from desk.phone.phone_keys import MOST_A_MINUTE, PhoneKeys, has_phone, own_extension
from desk.sessions import Who
from tests.support.desk_fakes import PEOPLE, FakeClock, FakePeople
from tests.support.web_phone import FakeWebPhones
from vocabulary.records import Person
from vocabulary.states import Role

ANNA, SVEN = PEOPLE[0], PEOPLE[2]
HERE = Who(ANNA, "here", "csrf")
ELSEWHERE = Who(ANNA, "elsewhere", "csrf")


class Desk:
    """Keys, and which sessions stand."""

    def __init__(self) -> None:
        self.phones, self.people, self.clock = FakeWebPhones(), FakePeople(), FakeClock()
        self.people.people = {person.name: person for person in PEOPLE}
        self.standing: dict[str, Person] = {"here": ANNA, "elsewhere": ANNA}
        self.keys = PhoneKeys(self.phones, self.people, self.clock, 900)

    async def person_of(self, token_hash: str) -> Person | None:
        return self.standing.get(token_hash)

    async def check(self) -> None:
        await self.keys.check(self.person_of)


@pytest.fixture
async def desk() -> Desk:
    made = Desk()
    await made.check()
    made.phones.forgotten.clear()
    return made


async def test_each_password_replaces_the_one_before(desk: Desk) -> None:
    first, key = await desk.keys.give(HERE)
    assert desk.phones.passwords == {"web-101": first}
    assert key.expires_at == desk.clock.now() + timedelta(seconds=900)
    second, _ = await desk.keys.give(ELSEWHERE)
    assert desk.phones.passwords == {"web-101": second} != {"web-101": first}
    assert len(second) >= 32
    await desk.check()
    assert desk.phones.passwords, "what belongs to a session that stands is left"


async def test_a_password_ends_with_its_session(desk: Desk) -> None:
    await desk.keys.give(HERE)
    del desk.standing["here"]
    await desk.check()
    assert desk.phones.passwords == {}


async def test_a_session_that_ends_leaves_the_password_of_a_newer_one(desk: Desk) -> None:
    await desk.keys.give(HERE)
    await desk.keys.give(ELSEWHERE)
    del desk.standing["here"]
    await desk.check()
    assert desk.phones.passwords


async def test_a_password_given_while_sessions_are_looked_at_is_left(desk: Desk) -> None:
    await desk.keys.give(HERE)

    async def ended_and_given_anew(_: str) -> None:
        await desk.keys.give(ELSEWHERE)

    await desk.keys.check(ended_and_given_anew)
    assert desk.phones.passwords


async def test_what_is_owed_is_paid_by_a_newer_password(desk: Desk) -> None:
    await desk.keys.give(HERE)
    del desk.standing["here"]
    desk.phones.away = True
    await desk.check()
    desk.phones.away = False
    given, _ = await desk.keys.give(ELSEWHERE)
    await desk.check()
    assert desk.phones.passwords == {"web-101": given}


async def test_a_password_ends_with_time_and_with_its_extension(desk: Desk) -> None:
    await desk.keys.give(HERE)
    desk.clock.pass_by(899)
    await desk.check()
    assert desk.phones.passwords
    desk.clock.pass_by(1)
    await desk.check()
    assert desk.phones.passwords == {}

    await desk.keys.give(HERE)
    desk.standing["here"] = Person("anna", "Anna", frozenset({Role.OPERATOR}), "109")
    await desk.check()
    assert desk.phones.passwords == {}


async def test_what_an_earlier_run_gave_is_taken_back_at_the_start_but_nothing_newer() -> None:
    desk = Desk()
    desk.phones.passwords = {"web-101": "earlier", "web-102": "earlier"}
    given, _ = await desk.keys.give(HERE)
    await desk.check()
    assert desk.phones.passwords == {"web-101": given}
    assert "web-103" in desk.phones.forgotten, "somebody disabled may have had one"


async def test_what_cannot_be_taken_back_now_is_taken_back_later(desk: Desk) -> None:
    await desk.keys.give(HERE)
    desk.standing.clear()
    desk.phones.away = True
    await desk.check()
    assert desk.phones.passwords
    desk.phones.away = False
    await desk.check()
    assert desk.phones.passwords == {}


async def test_a_password_that_asterisk_did_not_take_is_none(desk: Desk) -> None:
    desk.phones.away = True
    with pytest.raises(Refusal) as refused:
        await desk.keys.give(HERE)
    assert (refused.value.status, refused.value.code) == (503, "phones_away")
    without = PhoneKeys(None, desk.people, desk.clock, 900)
    with pytest.raises(Refusal):
        await without.give(HERE)
    await without.check(desk.person_of)


async def test_nobody_asks_without_end(desk: Desk) -> None:
    for _ in range(MOST_A_MINUTE):
        await desk.keys.give(HERE)
        desk.clock.pass_by(1)
    with pytest.raises(Refusal) as refused:
        await desk.keys.give(ELSEWHERE)
    left_s = 60 - MOST_A_MINUTE
    assert refused.value.status == 429
    assert refused.value.headers["Retry-After"] == str(left_s)
    desk.clock.pass_by(left_s)
    await desk.keys.give(HERE)


def test_who_has_no_extension_has_no_phone() -> None:
    assert own_extension(HERE) == "101"
    with pytest.raises(Refusal) as refused:
        own_extension(Who(SVEN, "x", "csrf"))
    assert (refused.value.status, refused.value.code) == (409, "no_extension")


def test_a_phone_is_that_of_whoever_has_its_extension_now() -> None:
    assert has_phone(HERE.person, "web-101")
    for person, user in ((HERE.person, "web-102"), (SVEN, "web-101"), (None, "web-101")):
        assert not has_phone(person, user)
