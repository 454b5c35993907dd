"""Calls: the list, one with all that happened in it, and hanging up."""

from datetime import UTC, datetime, time, timedelta
from typing import Annotated

import msgspec
from aiohttp import web
from pydantic import Field, StringConstraints

from desk.access import SIGNED_IN, STEERING, sees_every_call
from desk.answers import accepted, reply
from desk.calls.whose import note_foreign, seen_call, steered_call
from desk.endpoint import Ask, endpoint
from desk.errors import bad_field, not_allowed, not_found
from desk.models import Accepted, Day, Moment, Query, Text, Word
from desk.shapes import (
    StepTold,
    answer,
    call_shape,
    recording_shape,
    steps_shape,
    talk_shape,
)
from vocabulary.ids import CallId, OperatorId, QueueId
from vocabulary.inputs import HangUpAsked
from vocabulary.records import CallFilter, CallRow, RecordingRow, TalkRow
from vocabulary.states import Direction, EndReason, Outcome, QueueExit


class CallsQuery(Query):
    """Which calls. All that is given must match; newest first."""

    day: Day | None = Field(
        default=None, description="A day in the centre's time zone, instead of since and until."
    )
    since: Moment | None = Field(default=None, description="Arrived at this moment or later.")
    until: Moment | None = Field(default=None, description="Arrived before this moment.")
    queue: Word | None = None
    operator: Word | None = None
    outcome: Outcome | None = None
    end_reason: EndReason | None = None
    left_queue: QueueExit | None = Field(
        default=None, description="Why the call left a queue unserved, the last time."
    )
    direction: Direction | None = Field(
        default=None, description="in: they called us; out: we called them."
    )
    disposition: Word | None = Field(
        default=None, description="A code anywhere in what operators said that it came to."
    )
    search: Annotated[Text, StringConstraints(max_length=100)] | None = Field(
        default=None, description="Part of the caller's number or name."
    )
    has_recording: bool | None = None
    before: Word | None = Field(default=None, description="next_before of the page before.")
    limit: int = Field(default=50, ge=1, le=500)


CallsAnswer = answer(
    "Calls",
    "One page. `total` counts all that match; `next_before` leads to the next page.",
    calls=list[CallRow],
    total=int,
    next_before=str | None,
)
CallAnswer = answer(
    "Call",
    "One call, all that happened in it, who had it, what was written of it, and its recording "
    "if there is one.",
    call=CallRow,
    steps=list[StepTold],
    recording=RecordingRow | None,
    talks=list[TalkRow],
    notes=str,
)


@endpoint("GET", "/api/v1/calls", allow=SIGNED_IN, query=CallsQuery, answer=CallsAnswer)
async def list_calls(ask: Ask) -> web.StreamResponse:
    """Calls of the ledger, newest first, a page at a time.

    Managers, supervisors and administrators see all; an operator sees only the calls
    that it had last. `outcome`, `end_reason` and `left_queue` are the words of the ledger.
    A call `out` has the number that was called as its `caller`, and `waited_s` is how long it
    rang. `held_s` is a part of `talked_s`.
    """
    query = ask.query(CallsQuery)
    ledger = ask.desk.parts.ledger
    wanted = _filter(ask, query)
    rows = await ledger.calls(wanted)
    next_before = None
    if rows and len(rows) == query.limit:
        beyond = msgspec.structs.replace(wanted, before=rows[-1].id, limit=1)
        next_before = rows[-1].id if await ledger.calls(beyond) else None
    total = await ledger.count(wanted)
    return reply(
        {"calls": [call_shape(row) for row in rows], "total": total, "next_before": next_before}
    )


def _filter(ask: Ask, query: CallsQuery) -> CallFilter:
    operator = query.operator
    if not sees_every_call(ask.who):
        if operator not in (None, ask.who.person.name):
            raise not_allowed("You see only your own calls. Leave operator out.")
        operator = ask.who.person.name
    since, until = _span(ask, query)
    return CallFilter(
        since=since,
        until=until,
        queue=QueueId(query.queue) if query.queue else None,
        operator=OperatorId(operator) if operator else None,
        outcome=query.outcome,
        end_reason=query.end_reason,
        left_queue=query.left_queue,
        direction=query.direction,
        disposition=query.disposition,
        search=query.search,
        has_recording=query.has_recording,
        before=CallId(query.before) if query.before else None,
        limit=query.limit,
    )


def _span(ask: Ask, query: CallsQuery) -> tuple[datetime | None, datetime | None]:
    """From and until in UTC. A day has 23 to 25 hours, as its zone says."""
    if query.day is None:
        since = query.since.astimezone(UTC) if query.since else None
        until = query.until.astimezone(UTC) if query.until else None
        return since, until
    if query.since or query.until:
        raise bad_field("day", "Give day, or since and until, not both.")
    zone = ask.desk.zone
    begin = datetime.combine(query.day, time.min, zone)
    end = datetime.combine(query.day + timedelta(days=1), time.min, zone)
    return begin.astimezone(UTC), end.astimezone(UTC)


@endpoint("GET", "/api/v1/calls/{id}", allow=SIGNED_IN, answer=CallAnswer, errors=(404,))
async def one_call(ask: Ask) -> web.StreamResponse:
    """One call: its row, every fact in order, its talks, its notes and its recording.

    A talk is one operator's part in it, from the join to its end; `ended_by` is caller,
    operator, desk, transfer, lost or failure. An operator sees the calls that it had a part
    in; to it a call of somebody else is as unknown as one that never was.
    """
    ledger = ask.desk.parts.ledger
    seen = await seen_call(ask, CallId(ask.id("id")))
    call = seen.row
    if call is None:
        raise not_found("call")
    notes = await ask.desk.parts.notes.get(call.id)
    recording = await ledger.recording(call.recording) if call.recording else None
    return reply(
        {
            "call": call_shape(call),
            "steps": steps_shape(await ledger.steps_of(call.id)),
            "recording": recording_shape(recording) if recording else None,
            "talks": [talk_shape(talk) for talk in seen.talks],
            "notes": notes.pii_text,
        }
    )


@endpoint(
    "POST",
    "/api/v1/calls/{id}/hangup",
    allow=STEERING,
    answer=Accepted,
    status=202,
    errors=(404,),
)
async def hang_up(ask: Ask) -> web.StreamResponse:
    """Hang up a living call.

    The operator in the call may, and supervisors and administrators, whose doing stands
    in the audit. To an operator a call of others is as unknown as one that is over.
    """
    card = steered_call(ask)
    await note_foreign(ask, card, "call_hung_up")
    ask.desk.parts.inbox.put(HangUpAsked(card.call, ask.who.person.name))
    return accepted()


ENDPOINTS = (list_calls, one_call, hang_up)
