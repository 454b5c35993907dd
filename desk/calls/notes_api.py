"""Notes of a call, saved as they are typed, so that nothing is lost and nobody overwritten."""

import unicodedata
from datetime import datetime
from typing import Annotated

from aiohttp import web
from pydantic import AfterValidator, BaseModel, Field

from desk.access import SIGNED_IN, STEERING, steers_everybody
from desk.answers import reply
from desk.calls.whose import seen_call
from desk.endpoint import Ask, endpoint
from desk.errors import conflict, not_allowed
from desk.models import Body
from vocabulary.ids import CallId
from vocabulary.records import NoteRow, NotesChanged

NOTE_CHARS = 20_000
NOTE_BYTES = 256 * 1024
"""The longest notes as JSON, even where many of their signs are escaped."""


def _writable(text: str) -> str:
    text = text.replace("\r\n", "\n")
    if any(sign not in "\n\t" and unicodedata.category(sign) == "Cc" for sign in text):
        raise ValueError("it holds characters that cannot be shown; remove them")
    return text


class NotesBody(Body):
    """The whole text, and the version that it was made from."""

    text: Annotated[str, Field(max_length=NOTE_CHARS), AfterValidator(_writable)]
    version: Annotated[int, Field(ge=0, lt=2**53)]


class NotesAnswer(BaseModel):
    """The notes as they are kept. Version 0: nobody has written any."""

    text: str
    version: int
    saved_at: datetime | None
    saved_by: str | None


@endpoint("GET", "/api/v1/calls/{id}/notes", allow=SIGNED_IN, answer=NotesAnswer, errors=(404,))
async def get_notes(ask: Ask) -> web.StreamResponse:
    """The notes of a call, for everybody who may see the call."""
    call = CallId(ask.id("id"))
    await seen_call(ask, call)
    return reply(_told(await ask.desk.parts.notes.get(call)))


@endpoint(
    "PUT",
    "/api/v1/calls/{id}/notes",
    allow=STEERING,
    body=NotesBody,
    body_limit=NOTE_BYTES,
    answer=NotesAnswer,
    errors=(404, 409),
)
async def save_notes(ask: Ask) -> web.StreamResponse:
    """Keep the notes, at most 20,000 characters; the answer has the version for the next time.

    Whoever has or had a part in the call may write, and supervisors and administrators; the
    first time that they change what another has written stands in the audit. Where somebody
    has saved other notes since `version`, nothing is changed: 409 `notes_changed`, and
    `details` are the notes that are kept.
    """
    call, body, name = CallId(ask.id("id")), ask.body(NotesBody), ask.who.person.name
    seen = await seen_call(ask, call)
    if not seen.own and not steers_everybody(ask.who):
        raise not_allowed("You may read these notes, not change them. Ask a supervisor.")
    before = await ask.desk.parts.notes.get(call)
    note = NoteRow(call, body.text, body.version, ask.desk.parts.clock.now(), name)
    try:
        kept = await ask.desk.parts.notes.save(note)
    except NotesChanged:
        now_kept = _told(await ask.desk.parts.notes.get(call))
        raise conflict(
            "notes_changed",
            "Somebody else has saved these notes meanwhile. Take over what they wrote first.",
            details=now_kept.model_dump(mode="json"),
        ) from None
    if not seen.own and before.saved_by != name:
        await ask.note("notes_changed", f"calls/{call}", before.saved_by)
    return reply(_told(kept))


def _told(note: NoteRow) -> NotesAnswer:
    return NotesAnswer(
        text=note.pii_text,
        version=note.version,
        saved_at=note.saved_at,
        saved_by=note.saved_by or None,
    )


ENDPOINTS = (get_notes, save_notes)
