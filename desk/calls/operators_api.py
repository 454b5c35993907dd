"""What an operator chooses: ready, break, signed out, the end of wrap-up; and its phone: a call
that it declines, takes back after its phone was lost, or places itself.

A click becomes an input; what comes of it shows on the live board.
"""

import asyncio

from aiohttp import web
from pydantic import Field

from desk.access import STEERING, check_steers
from desk.answers import accepted
from desk.calls.dialling import Number, as_dialled
from desk.calls.dispositions_api import queue_of
from desk.calls.whose import operator_card
from desk.endpoint import Ask, endpoint
from desk.errors import bad_field, conflict, unknown_name
from desk.models import Accepted, Body, Text, Word
from desk.people.people_rules import operator_named
from vocabulary.board import CallCard
from vocabulary.ids import OperatorId, QueueId
from vocabulary.inputs import (
    AvailabilityAsked,
    DeclineAsked,
    DialAsked,
    TakeBackAsked,
    WrapUpDone,
)
from vocabulary.states import Activity, Availability, CallState, PhoneState

TRIES, AGAIN_S = 10, 0.05
"""The board hears of an outcome a moment after it was accepted."""


class AvailabilityBody(Body):
    """What the operator is to be. A reason goes with a break only."""

    availability: Availability
    reason: Text | None = Field(default=None, description="A code of the plan's break reasons.")


class DialBody(Body):
    """Whom to call, and for which queue, if for one."""

    number: Number
    queue: Word | None = None


@endpoint(
    "POST",
    "/api/v1/operators/{name}/availability",
    allow=STEERING,
    body=AvailabilityBody,
    answer=Accepted,
    status=202,
    errors=(404,),
)
async def set_availability(ask: Ask) -> web.StreamResponse:
    """Make an operator ready, let it take a break or sign it out.

    An operator does this for itself, a supervisor or administrator for anybody; when
    somebody else does it, it stands in the audit.
    """
    body = ask.body(AvailabilityBody)
    operator = await _operator(ask)
    reason = _reason(ask, body)
    detail = f"{body.availability.value} {reason}".strip()
    await _note_foreign(ask, operator, "availability_set", detail)
    by = ask.who.person.name
    ask.desk.parts.inbox.put(AvailabilityAsked(operator, body.availability, reason, by))
    return accepted()


@endpoint(
    "POST",
    "/api/v1/operators/{name}/wrap-up/end",
    allow=STEERING,
    answer=Accepted,
    status=202,
    errors=(404, 409),
)
async def end_wrap_up(ask: Ask) -> web.StreamResponse:
    """End an operator's wrap-up before its time. Without wrap-up nothing happens.

    409 `disposition_needed` where an operator ends its own and has not said yet what the call
    came to, though the queue asks for it.
    """
    operator = await _operator(ask)
    if operator == ask.who.person.name:
        await _check_outcome(ask, operator)
    await _note_foreign(ask, operator, "wrap_up_ended")
    ask.desk.parts.inbox.put(WrapUpDone(operator))
    return accepted()


async def _check_outcome(ask: Ask, operator: OperatorId) -> None:
    for tries_left in reversed(range(TRIES)):
        if not _lacks_outcome(ask, operator):
            return
        if tries_left:
            await asyncio.sleep(AGAIN_S)
    raise conflict("disposition_needed", "Say first what the call came to.")


def _lacks_outcome(ask: Ask, operator: OperatorId) -> bool:
    card = operator_card(ask.desk.parts.board.snapshot(), operator)
    if card is None or card.activity is not Activity.WRAPPING_UP or card.disposition:
        return False
    queue = queue_of(ask, card.serves)
    return queue is not None and queue.disposition_required


@endpoint(
    "POST",
    "/api/v1/operators/{name}/decline",
    allow=STEERING,
    answer=Accepted,
    status=202,
    errors=(404, 409),
)
async def decline(ask: Ask) -> web.StreamResponse:
    """Refuse the call that an operator's phone rings for. 409 `nothing_rings`."""
    operator = await _operator(ask)
    card = operator_card(ask.desk.parts.board.snapshot(), operator)
    if card is None or card.activity is not Activity.OFFERED:
        raise conflict("nothing_rings", "The phone does not ring for a call of ours.")
    await _note_foreign(ask, operator, "call_declined")
    ask.desk.parts.inbox.put(DeclineAsked(operator, ask.who.person.name))
    return accepted()


@endpoint(
    "POST",
    "/api/v1/operators/{name}/take-back",
    allow=STEERING,
    answer=Accepted,
    status=202,
    errors=(404, 409),
)
async def take_back(ask: Ask) -> web.StreamResponse:
    """Ring an operator's phone again for the call that it is in: the phone lost it.

    For a page whose phone is there again and has no call. 409 `no_call` where the operator
    is in none.
    """
    operator = await _operator(ask)
    cards = ask.desk.parts.board.snapshot().cards.values()
    lost = (CallState.TALKING, CallState.RECOVERING)
    if not any(
        isinstance(card, CallCard) and card.operator == operator and card.state in lost
        for card in cards
    ):
        raise conflict("no_call", "The operator is in no call that could be taken back.")
    await _note_foreign(ask, operator, "call_taken_back")
    ask.desk.parts.inbox.put(TakeBackAsked(operator))
    return accepted()


@endpoint(
    "POST",
    "/api/v1/operators/{name}/dial",
    allow=STEERING,
    body=DialBody,
    answer=Accepted,
    status=202,
    errors=(404, 409),
)
async def dial(ask: Ask) -> web.StreamResponse:
    """Call a number out: the operator's own phone rings first, then the number.

    The number may be typed as people write it. 409 `dial_refused` where the plan does not
    allow the number or the operator is not free; the message says which, and the `why` in
    `details` is for programs.
    """
    operator, body = await _operator(ask), ask.body(DialBody)
    queues = [queue.queue for queue in ask.desk.parts.plan().queues]
    if body.queue is not None and body.queue not in queues:
        raise bad_field("queue", unknown_name("queue", body.queue, queues))
    _check_free(ask, operator)
    closed = "Nobody may call out; the plan has no `outgoing`."
    number = as_dialled(ask, operator, body.number, "dial_refused", closed)
    await _note_foreign(ask, operator, "call_placed")
    queue = QueueId(body.queue) if body.queue else None
    ask.desk.parts.inbox.put(DialAsked(operator, number, ask.who.person.name, queue))
    return accepted()


def _check_free(ask: Ask, operator: OperatorId) -> None:
    card = operator_card(ask.desk.parts.board.snapshot(), operator)
    if card is None or card.availability is Availability.SIGNED_OUT:
        raise conflict("dial_refused", "Sign in first: become ready, or take a break.")
    if card.activity is not Activity.IDLE:
        raise conflict("dial_refused", "Finish the call before, and its wrap-up, first.")
    if card.phone is not PhoneState.FREE:
        raise conflict("dial_refused", "The operator's own phone is not there or busy. See to it.")


async def _operator(ask: Ask) -> OperatorId:
    """The operator of the path: first whether it is this person's business, then whether it is."""
    check_steers(ask.who, ask.id("name"))
    return OperatorId((await operator_named(ask)).name)


def _reason(ask: Ask, body: AvailabilityBody) -> str:
    reason = body.reason or ""
    if not reason:
        return ""
    if body.availability is not Availability.BREAK:
        raise bad_field("reason", "A reason goes with a break only. Leave it out.")
    codes = [known.code for known in ask.desk.parts.plan().break_reasons]
    if codes and reason not in codes:
        raise bad_field("reason", f"The plan has no such reason. It has: {', '.join(codes)}.")
    return reason


async def _note_foreign(ask: Ask, operator: OperatorId, action: str, detail: str = "") -> None:
    if ask.who.person.name != operator:
        await ask.note(action, f"operators/{operator}", detail)


ENDPOINTS = (set_availability, end_wrap_up, decline, take_back, dial)
