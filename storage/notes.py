"""Notes of calls in SQL: the last text of each, with a version that guards it.

Two people may write of one call at the same moment. Each says which version it has changed,
and whoever comes second is told and loses nothing.
"""

from sqlalchemy import select, update

from storage.batch import insert_into
from storage.database import Database
from storage.rows import to_note
from storage.tables_work import call_notes
from vocabulary.ids import CallId
from vocabulary.records import NoteRow, NotesChanged

NOTE_CHARS = 20_000


class SqlNotes:
    """`vocabulary.records.CallNotes`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, call: CallId) -> NoteRow:
        """What is kept; version 0 where nothing was written."""
        async with self._database.reading() as connection:
            wanted = select(call_notes).where(call_notes.c.call == call)
            row = (await connection.execute(wanted)).one_or_none()
        return to_note(row) if row else NoteRow(call)

    async def save(self, note: NoteRow) -> NoteRow:
        """Keep the text if `version` is still the one that is kept; answers the next one.

        Raises `NotesChanged`; `ValueError` for a text that is too long or was saved at no
        moment.
        """
        if len(note.pii_text) > NOTE_CHARS:
            raise ValueError(f"notes of a call have at most {NOTE_CHARS} characters")
        if note.saved_at is None:
            raise ValueError("say when the notes were saved")
        values = {
            "pii_text": note.pii_text,
            "version": note.version + 1,
            "saved_at": note.saved_at,
            "saved_by": note.saved_by,
        }
        async with self._database.writing() as connection:
            if note.version == 0:
                added = insert_into(connection, call_notes).values(call=note.call, **values)
                done = await connection.execute(added.on_conflict_do_nothing())
            else:
                kept = (call_notes.c.call == note.call) & (call_notes.c.version == note.version)
                done = await connection.execute(update(call_notes).where(kept).values(values))
            if done.rowcount == 0:
                raise NotesChanged(note.call)
        return await self.get(note.call)
