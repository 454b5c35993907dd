"""Forgetting a customer: seed, erase, look for what is left."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import select, update

from customers.card import Card
from customers.ports import Living, TracedRecording
from storage.caller_key import caller_key
from storage.customers import SqlCustomers
from storage.customers_erasure import SqlForgetting
from storage.database import Database
from storage.tables import calls, facts, recordings
from storage.tables_work import call_notes
from tests.storage.cards import BY, card
from tests.storage.stories import ANNA, NOON, SUPPORT, Journal, after, fold_all
from vocabulary.codec import decode_fact
from vocabulary.facts import (
    CallArrived,
    CallbackAsked,
    CallEnded,
    Caller,
    CustomerLookedUp,
    DigitsCollected,
    Fact,
    RecordingKept,
    RecordingStarted,
)
from vocabulary.ids import CallId, LegId, NodeId, RecordingId
from vocabulary.states import EndReason, LookUpResult, Outcome

NUMBER, OTHER = "+4930555987654", "+4930111222333"
NAME = "Leonora Quillfeather"
EVE = card(
    "eve",
    NUMBER,
    name=NAME,
    company="Quillfeather Ltd",
    notes="likes owls",
    fields={"contract": "OWL-4242"},
)
SECRETS = ("30555987654", "Quillfeather", "quillfeather", "likes owls", "OWL-4242", "said of her")


def visit(call: str, caller: Caller, *told: Fact) -> list[Fact]:
    key, recording = CallId(call), RecordingId(f"rec-{call}")
    return [
        CallArrived(key, LegId("l"), "100", caller),
        RecordingStarted(recording, key, ANNA),
        *told,
        RecordingKept(recording, key, f"2026/11/22/{call}.wav", 60.0, 4711),
        CallEnded(key, Outcome.ANSWERED, EndReason.CALLER_HUNG_UP, ANNA),
    ]


async def seed(database: Database, *, living: bool = False) -> SqlCustomers:
    cards = SqlCustomers(database)
    twin = card("twin", "+4930555987000", name=NAME)
    await cards.put([EVE, twin, card("bob", OTHER, name="Bob")], [])
    await cards.merge("twin", "eve", {}, BY)
    node, journal = NodeId("n"), Journal()
    spoken = (("name", NAME), ("contract", "OWL-4242"))
    mine = visit(
        "mine",
        Caller(NUMBER, NAME),
        DigitsCollected(CallId("mine"), node, "order", 4, "4711"),
        CustomerLookedUp(CallId("mine"), node, "callers", LookUpResult.FOUND, spoken),
    )
    theirs = visit(
        "theirs",
        Caller(OTHER, "Bob"),
        CallbackAsked(CallId("theirs"), node, "030555987654", SUPPORT),
    )
    journal.write(NOON, *mine)
    journal.write(after(60), *theirs)
    if living:
        journal.write(after(99), CallArrived(CallId("now"), LegId("l"), "100", Caller(NUMBER, "")))
    await fold_all(database, journal)
    async with database.writing() as connection:
        for row in (await connection.execute(select(calls.c.id, calls.c.pii_caller))).all():
            keyed = update(calls).where(calls.c.id == row.id)
            await connection.execute(keyed.values(caller_key=caller_key(row.pii_caller)))
        note = {"call": "mine", "pii_text": "said of her", "version": 1, "saved_at": NOON}
        await connection.execute(call_notes.insert().values(note | {"saved_by": "anna"}))
    return cards


async def whole(cards: SqlCustomers) -> Card:
    found = await cards.get("eve")
    assert found is not None
    return found


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("t*.db*"))


async def everything(database: Database) -> str:
    """All rows of all tables that tell of calls and customers, as text."""
    told: list[object] = []
    async with database.reading() as connection:
        for name in ("calls", "facts", "recordings", "customers", "customer_numbers"):
            told += (await connection.exec_driver_sql(f"SELECT * FROM {name}")).all()
        for name in ("customer_words", "call_notes"):
            told += (await connection.exec_driver_sql(f"SELECT * FROM {name}")).all()
    return "\n".join(map(str, told))


async def test_nothing_of_the_customer_is_left(database: Database) -> None:
    cards = await seed(database)
    before = await everything(database)
    assert all(secret in before for secret in SECRETS)
    eve = await whole(cards)
    forgetting = SqlForgetting(database)
    file = TracedRecording("rec-mine", "2026/11/22/mine.wav")
    assert await forgetting.recordings(eve) == [file]
    traces = await forgetting.forget(eve, "erased")
    assert (traces.calls, traces.facts, traces.recordings) == (1, 4, (file,))
    left = await everything(database)
    assert [secret for secret in SECRETS if secret in left] == []
    assert await cards.get("eve") is None
    assert await cards.get("twin") is None
    assert await cards.search("quill", 9) == []


async def test_the_files_of_the_database_hold_no_byte_of_it(
    database: Database, tmp_path: Path
) -> None:
    cards = await seed(database)
    eve = await whole(cards)
    forgetting = SqlForgetting(database)
    await forgetting.forget(eve, "erased")
    told = await forgetting.sweep(SECRETS)
    if not database.is_sqlite:
        assert "VACUUM FULL" in told[0]
        return
    assert told == ()
    held = bytes_of(tmp_path)
    assert b"Bob" in held
    assert [secret for secret in SECRETS if secret.encode() in held] == []


async def test_what_cannot_be_swept_is_said(database: Database) -> None:
    cards = await seed(database)
    eve = await whole(cards)
    forgetting = SqlForgetting(database)
    if database.file is None:
        return
    reader = sqlite3.connect(database.file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM calls").fetchall()  # holds the old pages
    await forgetting.forget(eve, "erased")
    (told,) = await forgetting.sweep(SECRETS)
    assert "VACUUM while the service is stopped" in told
    reader.close()
    assert await forgetting.sweep(SECRETS) == ()


async def test_calls_stay_counted_and_readable(database: Database) -> None:
    cards = await seed(database)
    await SqlForgetting(database).forget(await whole(cards), "erased")
    async with database.reading() as connection:
        row = (await connection.execute(select(calls).where(calls.c.id == "mine"))).one()
        assert (row.pii_caller, row.pii_caller_name, row.caller_key) == ("erased", "", None)
        assert (row.outcome, row.operator, row.recording) == ("answered", "anna", None)
        assert row.pii_search == "erased\n"
        sound = (
            await connection.execute(select(recordings).where(recordings.c.id == "rec-mine"))
        ).one()
        assert (sound.state, sound.path, sound.why) == ("failed", None, "erased")
        bodies = (await connection.execute(select(facts.c.body))).scalars().all()
    told = [decode_fact(body.encode()) for body in bodies]
    assert CallArrived(CallId("mine"), LegId("l"), "100", Caller("erased", "erased")) in told
    assert DigitsCollected(CallId("mine"), NodeId("n"), "order", 4, "erased") in told


async def test_others_keep_what_is_theirs(database: Database) -> None:
    cards = await seed(database)
    await SqlForgetting(database).forget(await whole(cards), "erased")
    bob = await cards.get("bob")
    assert bob is not None
    async with database.reading() as connection:
        row = (await connection.execute(select(calls).where(calls.c.id == "theirs"))).one()
        assert (row.pii_caller, row.pii_caller_name) == (OTHER, "Bob")
        assert row.recording == "rec-theirs"
        of_theirs = select(facts.c.body).where(facts.c.call == "theirs")
        bodies = (await connection.execute(of_theirs)).scalars().all()
    told = [decode_fact(body.encode()) for body in bodies]
    assert CallArrived(CallId("theirs"), LegId("l"), "100", Caller(OTHER, "Bob")) in told
    assert CallbackAsked(CallId("theirs"), NodeId("n"), "erased", SUPPORT) in told


async def test_nobody_is_erased_in_the_middle_of_a_call(database: Database) -> None:
    cards = await seed(database, living=True)
    before = await everything(database)
    forgetting = SqlForgetting(database)
    for ask in (forgetting.recordings(await whole(cards)),):
        with pytest.raises(Living, match="under way"):
            await ask
    with pytest.raises(Living, match="under way"):
        await forgetting.forget(await whole(cards), "erased")
    assert await everything(database) == before


async def test_a_recording_that_is_being_stored_is_waited_for(database: Database) -> None:
    cards = await seed(database)
    async with database.writing() as connection:
        await connection.execute(update(recordings).values(state="storing"))
    with pytest.raises(Living, match="being stored"):
        await SqlForgetting(database).recordings(await whole(cards))


async def test_a_card_without_numbers_is_just_a_card(database: Database) -> None:
    cards = SqlCustomers(database)
    await cards.create(card("only", name="Only"))
    only = await cards.get("only")
    assert only is not None
    assert await SqlForgetting(database).forget(only, "erased") == (0, 0, ())
    assert await cards.get("only") is None
