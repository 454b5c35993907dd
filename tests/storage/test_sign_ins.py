"""Sessions on the server's side."""

import msgspec
import pytest
from sqlalchemy.exc import IntegrityError

from storage.columns import clean
from storage.database import Database
from storage.people import SqlPeople
from storage.sign_ins import SqlSignIns
from tests.storage.stories import HOSTILE, NOON, after
from vocabulary.records import Person, SignIn

ANNAS = SignIn("hash-1", "anna", NOON, NOON, "127.0.0.1", "Mozilla/5.0", "s1", "sign_on")


@pytest.fixture
async def sign_ins(database: Database) -> SqlSignIns:
    for name in ("anna", "boris"):
        await SqlPeople(database).add(Person(name, "", frozenset()), "hash")
    return SqlSignIns(database)


async def test_a_sign_in_is_kept_until_it_is_removed(sign_ins: SqlSignIns) -> None:
    await sign_ins.add(ANNAS)
    assert await sign_ins.get("hash-1") == ANNAS
    assert await sign_ins.get("hash-2") is None
    await sign_ins.remove("hash-1")
    assert await sign_ins.get("hash-1") is None
    await sign_ins.remove("hash-1")


async def test_touch_only_moves_forward(sign_ins: SqlSignIns) -> None:
    await sign_ins.add(ANNAS)
    await sign_ins.touch("hash-1", after(60))
    await sign_ins.touch("hash-1", after(30))
    assert await sign_ins.get("hash-1") == msgspec.structs.replace(ANNAS, seen_at=after(60))
    await sign_ins.touch("none", NOON)


async def test_all_of_one_person_are_ended(sign_ins: SqlSignIns) -> None:
    boriss = msgspec.structs.replace(ANNAS, token_hash="hash-3", person="boris")
    for sign_in in (ANNAS, msgspec.structs.replace(ANNAS, token_hash="hash-2"), boriss):
        await sign_ins.add(sign_in)
    assert await sign_ins.remove_of("anna") == 2
    assert await sign_ins.get("hash-1") is None
    assert await sign_ins.get("hash-2") is None
    assert await sign_ins.get("hash-3") == boriss


async def test_the_sessions_of_a_person_the_newest_first(sign_ins: SqlSignIns) -> None:
    later = msgspec.structs.replace(ANNAS, token_hash="hash-2", id="s2", created_at=after(5))
    for sign_in in (ANNAS, later, msgspec.structs.replace(ANNAS, token_hash="x", person="boris")):
        await sign_ins.add(sign_in)
    assert await sign_ins.of("anna") == [later, ANNAS]
    assert await sign_ins.of("vera") == []


async def test_one_is_ended_by_its_id_and_only_by_its_owner(sign_ins: SqlSignIns) -> None:
    await sign_ins.add(ANNAS)
    assert not await sign_ins.remove_one("boris", "s1")
    assert not await sign_ins.remove_one("anna", "hash-1")
    assert await sign_ins.of("anna") == [ANNAS]
    assert await sign_ins.remove_one("anna", "s1")
    assert await sign_ins.of("anna") == []


async def test_all_but_the_one_at_hand_are_ended(sign_ins: SqlSignIns) -> None:
    for token in ("hash-1", "hash-2", "hash-3"):
        await sign_ins.add(msgspec.structs.replace(ANNAS, token_hash=token))
    assert await sign_ins.remove_of("anna", but="hash-2") == 2
    assert [one.token_hash for one in await sign_ins.of("anna")] == ["hash-2"]


async def test_old_ones_are_purged(sign_ins: SqlSignIns) -> None:
    """Begun before one moment or last seen before another; the moments stay."""
    for token, created, seen in (
        ("old", -10, 5),
        ("idle", 0, -1),
        ("both", -10, -1),
        ("new", 0, 0),
    ):
        await sign_ins.add(SignIn(token, "anna", after(created), after(seen), "127.0.0.1", "agent"))
    assert await sign_ins.remove_older(NOON, NOON) == 3
    assert await sign_ins.get("new") is not None
    assert await sign_ins.remove_older(NOON, NOON) == 0


async def test_only_people_we_know_can_sign_in(sign_ins: SqlSignIns) -> None:
    with pytest.raises(LookupError, match="no person named vera"):
        await sign_ins.add(msgspec.structs.replace(ANNAS, person="vera"))
    assert await sign_ins.get("hash-1") is None


async def test_a_token_belongs_to_one_sign_in(sign_ins: SqlSignIns) -> None:
    await sign_ins.add(ANNAS)
    with pytest.raises(IntegrityError):
        await sign_ins.add(msgspec.structs.replace(ANNAS, person="boris"))
    assert await sign_ins.get("hash-1") == ANNAS


async def test_hostile_text_is_only_text(sign_ins: SqlSignIns) -> None:
    for text in HOSTILE:
        await sign_ins.add(SignIn(f"t{text}", "anna", NOON, NOON, text, text))
        found = await sign_ins.get(f"t{text}")
        assert found is not None
        assert (found.address, found.agent) == (clean(text), clean(text))
