"""Giving a call away: to a colleague, a queue or an outside number, and who there is."""

from typing import Self

from aiohttp import web
from pydantic import BaseModel, Field, model_validator

from desk.access import STEERING
from desk.answers import accepted, reply
from desk.calls.dialling import Number, as_dialled
from desk.calls.whose import note_foreign, operator_card, talking_call
from desk.endpoint import Ask, endpoint
from desk.errors import bad_field, conflict, unknown_name
from desk.models import Accepted, Body, Word
from vocabulary.board import BoardSnapshot, CallCard, OperatorCard, QueueCard
from vocabulary.ids import OperatorId, QueueId
from vocabulary.inputs import TransferAsked
from vocabulary.states import Activity, Availability, PhoneState


class TransferBody(Body):
    """To whom: exactly one of the three. `consult`: ask it first, while the caller waits."""

    consult: bool = False
    operator: Word | None = None
    queue: Word | None = None
    number: Number | None = Field(
        default=None, description="One of the plan's numbers, or one that may be called out."
    )

    @model_validator(mode="after")
    def _has_one_target(self) -> Self:
        given = [one for one in (self.operator, self.queue, self.number) if one is not None]
        if len(given) != 1:
            raise ValueError("give exactly one of operator, queue and number")
        return self


class OperatorTarget(BaseModel):
    """A colleague. `may_take`: it is signed in, in no call, and its phone is free."""

    operator: str
    name: str
    extension: str
    availability: Availability
    activity: Activity
    phone: PhoneState
    may_take: bool


class QueueTarget(BaseModel):
    """A queue, how many wait in it and how many operators are ready for it."""

    queue: str
    name: str
    waiting: int
    operators_ready: int


class NumberTarget(BaseModel):
    """An outside number of the plan."""

    number: str
    name: str


class TargetsAnswer(BaseModel):
    """Everybody but oneself, by name; those who may take a call first."""

    operators: list[OperatorTarget]
    queues: list[QueueTarget]
    numbers: list[NumberTarget]


@endpoint(
    "POST",
    "/api/v1/calls/{id}/transfer",
    allow=STEERING,
    body=TransferBody,
    answer=Accepted,
    status=202,
    errors=(404, 409),
)
async def transfer_call(ask: Ask) -> web.StreamResponse:
    """Give the call away, at once or after a talk with whoever is to take it.

    The operator in the call may, and supervisors and administrators, whose doing stands in
    the audit. A queue cannot be asked first. 409 `not_in_talk` where nobody talks,
    `consult_running` while somebody is asked already, `operator_busy` where the colleague
    cannot take it now, `not_allowed_number` where the plan does not allow the number.
    """
    body, card = ask.body(TransferBody), talking_call(ask)
    if body.consult and body.queue is not None:
        raise bad_field("consult", "A queue cannot be asked first. Leave consult out.")
    if card.party is not None:
        raise conflict(
            "consult_running", "Somebody is being asked already. Give the call or go back first."
        )
    wish = _wish(ask, body, card)
    to = wish.to or wish.queue or "a number"
    await note_foreign(ask, card, "call_transferred", f"to {to}")
    ask.desk.parts.inbox.put(wish)
    return accepted()


def _wish(ask: Ask, body: TransferBody, card: CallCard) -> TransferAsked:
    by = ask.who.person.name
    if body.operator is not None:
        to = _colleague(ask, body.operator, card)
        return TransferAsked(card.call, by, body.consult, to=to)
    if body.queue is not None:
        known = [queue.queue for queue in ask.desk.parts.plan().queues]
        if body.queue not in known:
            raise bad_field("queue", unknown_name("queue", body.queue, known))
        return TransferAsked(card.call, by, queue=QueueId(body.queue))
    number = _number(ask, body.number or "", card)
    return TransferAsked(card.call, by, body.consult, pii_number=number)


def _colleague(ask: Ask, name: str, card: CallCard) -> OperatorId:
    if name == card.operator:
        raise conflict("operator_busy", f"{name} has this call. Choose somebody else.", "operator")
    colleague = operator_card(ask.desk.parts.board.snapshot(), name)
    if colleague is None:
        raise bad_field("operator", f"There is no operator {name}. Choose one of the list.")
    if not may_take(colleague):
        raise conflict(
            "operator_busy",
            f"{colleague.name} cannot take a call now. Choose somebody else or a queue.",
            "operator",
        )
    return colleague.operator


def _number(ask: Ask, typed: str, card: CallCard) -> str:
    """A number of the plan as it stands there, any other as it is dialled."""
    if typed in {known.number for known in ask.desk.parts.plan().transfer_numbers}:
        return typed
    operator = card.operator or OperatorId(ask.who.person.name)
    closed = "Calls may be given only to the numbers of the list. Choose one of them."
    return as_dialled(ask, operator, typed, "not_allowed_number", closed)


def may_take(card: OperatorCard) -> bool:
    """Whether a colleague's phone may be rung for somebody's call."""
    there = card.availability is not Availability.SIGNED_OUT
    return there and card.activity is Activity.IDLE and card.phone is PhoneState.FREE


@endpoint("GET", "/api/v1/transfer-targets", allow=STEERING, answer=TargetsAnswer)
async def transfer_targets(ask: Ask) -> web.StreamResponse:
    """To whom a call may be given at this moment.

    Operators are there whether they may take a call or not, so that one sees who is back
    when. Besides these numbers every other that may be called out is taken.
    """
    board, plan = ask.desk.parts.board.snapshot(), ask.desk.parts.plan()
    cards = [card for card in board.cards.values() if isinstance(card, OperatorCard)]
    others = [_shown(card) for card in cards if card.operator != ask.who.person.name]
    return reply(
        TargetsAnswer(
            operators=sorted(others, key=lambda one: (not one.may_take, one.name.casefold())),
            queues=[_queue(board, queue.queue, queue.name) for queue in plan.queues],
            numbers=[
                NumberTarget(number=one.number, name=one.name) for one in plan.transfer_numbers
            ],
        )
    )


def _shown(card: OperatorCard) -> OperatorTarget:
    return OperatorTarget(
        operator=card.operator,
        name=card.name,
        extension=card.extension,
        availability=card.availability,
        activity=card.activity,
        phone=card.phone,
        may_take=may_take(card),
    )


def _queue(board: BoardSnapshot, queue: str, name: str) -> QueueTarget:
    card = board.cards.get(f"queues/{queue}")
    if not isinstance(card, QueueCard):
        return QueueTarget(queue=queue, name=name, waiting=0, operators_ready=0)
    return QueueTarget(
        queue=queue, name=name, waiting=card.waiting, operators_ready=card.operators_ready
    )


ENDPOINTS = (transfer_call, transfer_targets)
