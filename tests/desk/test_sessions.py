import re

import msgspec
import pytest

from desk.ports import DeskSettings
from desk.sessions import Sessions, csrf_of, hash_of, printable
from tests.support.desk_fakes import Away, Centre
from vocabulary.states import Role


@pytest.fixture
def sessions(centre: Centre) -> Sessions:
    return Sessions(centre.sign_ins, centre.people, centre.clock, DeskSettings())


async def opened(centre: Centre, sessions: Sessions, old: str | None = None) -> str:
    person = centre.people.people["anna"]
    token, _ = await sessions.open(person, "10.0.0.1", "Firefox\r\n" + "x" * 500, old)
    return token


async def test_only_the_hash_is_stored(centre: Centre, sessions: Sessions) -> None:
    token = await opened(centre, sessions)
    assert len(token) >= 43
    assert list(centre.sign_ins.rows) == [hash_of(token)]
    row = centre.sign_ins.rows[hash_of(token)]
    assert token not in str(row)
    assert len(row.agent) == 200
    assert "\r" not in row.agent


async def test_a_token_finds_its_person_and_nothing_else_does(
    centre: Centre, sessions: Sessions
) -> None:
    token = await opened(centre, sessions)
    who = await sessions.find(token)
    assert who is not None
    assert who.person.name == "anna"
    assert who.has(Role.OPERATOR, Role.MANAGER)
    assert not who.has(Role.ADMINISTRATOR)
    for other in (None, "", "x", token + "x", hash_of(token), "y" * 10_000, "\ud800"):
        assert await sessions.find(other) is None


async def test_the_csrf_token_follows_from_the_session(centre: Centre, sessions: Sessions) -> None:
    token = await opened(centre, sessions)
    who = await sessions.find(token)
    assert who is not None
    assert who.csrf == csrf_of(token)
    assert re.fullmatch("[0-9a-f]{64}", who.csrf)
    assert csrf_of(await opened(centre, sessions)) != who.csrf


async def test_signing_in_again_rotates(centre: Centre, sessions: Sessions) -> None:
    old = await opened(centre, sessions)
    new = await opened(centre, sessions, old)
    assert await sessions.find(old) is None
    assert await sessions.find(new) is not None


async def test_idle_for_twelve_hours_ends_it(centre: Centre, sessions: Sessions) -> None:
    token = await opened(centre, sessions)
    centre.clock.pass_by(12 * 3600 - 1)
    assert await sessions.find(token) is not None
    centre.clock.pass_by(11 * 3600)
    assert await sessions.find(token) is not None
    centre.clock.pass_by(3601)
    assert await sessions.find(token) is None, "a day is the most, however busy"
    assert not centre.sign_ins.rows


async def test_a_forgotten_session_ends_when_idle(centre: Centre, sessions: Sessions) -> None:
    token = await opened(centre, sessions)
    centre.clock.pass_by(12 * 3600)
    assert await sessions.find(token) is None


async def test_it_is_touched_at_most_once_a_minute(centre: Centre, sessions: Sessions) -> None:
    token = await opened(centre, sessions)
    for _ in range(130):
        centre.clock.pass_by(1)
        await sessions.find(token)
    assert centre.sign_ins.touched == 2


async def test_looking_on_does_not_keep_it_awake(centre: Centre, sessions: Sessions) -> None:
    token = await opened(centre, sessions)
    centre.clock.pass_by(12 * 3600 - 1)
    assert await sessions.person_of(hash_of(token)) is not None
    centre.clock.pass_by(1)
    assert await sessions.person_of(hash_of(token)) is None


async def test_disabling_the_person_ends_it(centre: Centre, sessions: Sessions) -> None:
    token = await opened(centre, sessions)
    anna = centre.people.people["anna"]
    centre.people.people["anna"] = msgspec.structs.replace(anna, disabled=True)
    assert await sessions.find(token) is None


async def test_sweeping_removes_what_ended(centre: Centre, sessions: Sessions) -> None:
    await opened(centre, sessions)
    centre.clock.pass_by(12 * 3600 + 1)
    kept = await opened(centre, sessions)
    assert await sessions.sweep() == 1
    assert list(centre.sign_ins.rows) == [hash_of(kept)]


async def test_closing_all_of_a_person(centre: Centre, sessions: Sessions) -> None:
    token = await opened(centre, sessions)
    await sessions.close_of("boris")
    assert await sessions.find(token) is not None
    await sessions.close_of("anna")
    assert await sessions.find(token) is None


def test_printable() -> None:
    assert printable("a\x00b\r\n\ud800c é") == "abc é"


async def test_a_database_that_cannot_be_written_signs_nobody_out(
    centre: Centre, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise Away("locked")

    token = await opened(centre, sessions)
    monkeypatch.setattr(centre.sign_ins, "touch", broken)
    centre.clock.pass_by(61)
    assert await sessions.find(token) is not None
