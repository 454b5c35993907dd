"""Hearing a recording, and seeing its waveform."""

from pathlib import Path

from aiohttp import web
from pydantic import BaseModel, Field

from desk.access import LISTENING, sees_every_call
from desk.calls import audio
from desk.calls.peaks import MOST_BUCKETS
from desk.calls.whose import look_at
from desk.endpoint import Ask, endpoint
from desk.errors import not_found
from desk.models import Query
from vocabulary.ids import RecordingId
from vocabulary.records import RecordingRow


class PeaksQuery(Query):
    """Into how many stretches the recording is cut."""

    buckets: int = Field(default=800, ge=1, le=MOST_BUCKETS)


class PeaksAnswer(BaseModel):
    """The loudest sample of each stretch, 0 to 1. Left is the caller, right the operator."""

    buckets: int
    left: list[float]
    right: list[float]
    duration_s: float


@endpoint(
    "GET",
    "/api/v1/recordings/{id}/audio",
    allow=LISTENING,
    answer_type="audio/wav",
    errors=(404, 409, 410, 416),
)
async def hear(ask: Ask) -> web.StreamResponse:
    """A recording as a WAV file, whole or in the `Range` asked for.

    Managers, supervisors and administrators may hear all, an operator the calls that it has
    or had a part in; to an operator a recording of others is as unknown as one that never
    was. `HEAD` and every range are checked alike. 409 `still_being_stored` goes away by
    itself, 410 does not. Nothing is cached.

    Each listening stands in the audit: one row when it begins (the whole file or its
    first byte is asked for) or when ten minutes passed since this session's last row for
    this recording, not one for every range.
    """
    row, path = await _found(ask)
    await _note_listening(ask, row)
    return audio.serve(path)


@endpoint(
    "GET",
    "/api/v1/recordings/{id}/peaks",
    allow=LISTENING,
    query=PeaksQuery,
    answer=PeaksAnswer,
    errors=(404, 409, 410, 503),
)
async def peaks(ask: Ask) -> web.StreamResponse:
    """The waveform of a recording, for drawing.

    A recording with fewer samples than buckets has one bucket a sample: `buckets` says
    how many there are. The same people may see it who may hear it.
    """
    row, path = await _found(ask)
    data = await ask.desk.peaks.answer(row.id, path, ask.query(PeaksQuery).buckets)
    return web.Response(body=data, content_type="application/json")


async def _found(ask: Ask) -> tuple[RecordingRow, Path]:
    """The row and its file, if this person may hear it; permission comes first."""
    row = await ask.desk.parts.ledger.recording(RecordingId(ask.id("id")))
    if row is None:
        raise not_found("recording")
    if not sees_every_call(ask.who) and await look_at(ask, row.call) is None:
        raise not_found("recording")
    return row, await audio.locate(ask.desk.parts.vault, row)


async def _note_listening(ask: Ask, row: RecordingRow) -> None:
    desk = ask.desk
    now, session = desk.parts.clock.now(), ask.who.token_hash
    if not desk.listenings.begins(now, session, row.id, ask.request.headers.get("Range")):
        return
    await ask.note("recording_listened", f"recordings/{row.id}", f"calls/{row.call}")
    desk.listenings.written(now, session, row.id)
    desk.metrics.listenings.inc()


ENDPOINTS = (hear, peaks)
