"""Notes of calls, on both databases."""

import asyncio

import pytest

from storage.columns import clean
from storage.database import Database
from storage.notes import NOTE_CHARS, SqlNotes
from tests.storage.stories import HOSTILE, NOON, after
from vocabulary.ids import CallId
from vocabulary.records import NoteRow, NotesChanged

CALL = CallId("c1")


def note(text: str, version: int = 0, seconds: float = 0, call: CallId = CALL) -> NoteRow:
    return NoteRow(call, text, version, after(seconds), "anna")


async def test_a_call_without_notes_has_version_0(database: Database) -> None:
    assert await SqlNotes(database).get(CALL) == NoteRow(CALL)


async def test_every_save_is_a_version(database: Database) -> None:
    notes = SqlNotes(database)
    first = await notes.save(note("calls again"))
    assert first == NoteRow(CALL, "calls again", 1, NOON, "anna")
    second = await notes.save(note("calls again on Monday", 1, 30))
    assert (second.version, second.saved_at) == (2, after(30))
    assert await notes.get(CALL) == second
    await notes.save(note("another", call=CallId("c2")))
    assert await notes.get(CALL) == second


@pytest.mark.parametrize("version", [0, 1, 3, 2**40])
async def test_whoever_comes_second_overwrites_nothing(database: Database, version: int) -> None:
    notes = SqlNotes(database)
    await notes.save(note("one"))
    kept = await notes.save(note("two", 1))
    with pytest.raises(NotesChanged):
        await notes.save(note("mine", version))
    assert await notes.get(CALL) == kept


async def test_a_version_of_notes_that_were_never_written_is_refused(database: Database) -> None:
    notes = SqlNotes(database)
    with pytest.raises(NotesChanged):
        await notes.save(note("mine", 1))
    assert await notes.get(CALL) == NoteRow(CALL)


async def test_of_many_at_once_one_is_kept(database: Database) -> None:
    notes = SqlNotes(database)
    done = await asyncio.gather(
        *(notes.save(note(f"text {n}")) for n in range(4)), return_exceptions=True
    )
    kept = [one for one in done if isinstance(one, NoteRow)]
    assert len(kept) == 1
    assert await notes.get(CALL) == kept[0]
    assert all(isinstance(one, NotesChanged) for one in done if one is not kept[0])


@pytest.mark.parametrize("text", [*HOSTILE, "y" * NOTE_CHARS])
async def test_any_text_can_be_kept(database: Database, text: str) -> None:
    assert (await SqlNotes(database).save(note(text))).pii_text == clean(text)


async def test_what_is_too_long_or_of_no_moment_is_refused(database: Database) -> None:
    notes = SqlNotes(database)
    with pytest.raises(ValueError, match="20000"):
        await notes.save(note("x" * (NOTE_CHARS + 1)))
    with pytest.raises(ValueError, match="when"):
        await notes.save(NoteRow(CALL, "x", 0, None, "anna"))
    assert await notes.get(CALL) == NoteRow(CALL)
