"""Whose a call is: who may act in it, say what it came to, and see it.

What lives is on the board, what was is in the ledger. To an operator a call of others is as
unknown as one that never was.
"""

from typing import NamedTuple

from desk.access import sees_every_call, steers_everybody
from desk.endpoint import Ask
from desk.errors import conflict, not_found
from vocabulary.board import BoardSnapshot, CallCard, OperatorCard
from vocabulary.ids import CallId, OperatorId, QueueId
from vocabulary.records import CallRow, TalkRow
from vocabulary.states import Activity, CallState

AT_WORK = (Activity.TALKING, Activity.HOLDING, Activity.WRAPPING_UP)


class Seen(NamedTuple):
    """A call that somebody may see: as the ledger has it, if it has it yet; whether it is its
    own, for it has or had a part in it."""

    row: CallRow | None
    talks: tuple[TalkRow, ...]
    own: bool


class Worker(NamedTuple):
    """Who is to say what a call came to, and of which queue the call is for it."""

    operator: OperatorId
    queue: QueueId | None


def card_of(board: BoardSnapshot, call: CallId) -> CallCard | None:
    """The living call."""
    card = board.cards.get(f"calls/{call}")
    return card if isinstance(card, CallCard) else None


def operator_card(board: BoardSnapshot, operator: str) -> OperatorCard | None:
    """The operator as it is at this moment."""
    card = board.cards.get(f"operators/{operator}")
    return card if isinstance(card, OperatorCard) else None


def steered_call(ask: Ask) -> CallCard:
    """The living call of the path, if this person may act in it. Raises `Refusal` 404."""
    card = card_of(ask.desk.parts.board.snapshot(), CallId(ask.id("id")))
    name = ask.who.person.name
    if card is None or (card.operator != name and not steers_everybody(ask.who)):
        raise not_found("living call")
    return card


def talking_call(ask: Ask) -> CallCard:
    """The same, while caller and operator talk. Raises `Refusal` 404 or 409."""
    card = steered_call(ask)
    if card.state is not CallState.TALKING:
        raise conflict("not_in_talk", "Nobody talks in this call now. Wait until somebody does.")
    return card


async def note_foreign(ask: Ask, card: CallCard, action: str, detail: str = "") -> None:
    """Write down what somebody does in a call that another has."""
    if card.operator != ask.who.person.name:
        whose = card.operator or ""
        await ask.note(action, f"calls/{card.call}", f"{whose} {detail}".strip())


async def seen_call(ask: Ask, call: CallId) -> Seen:
    """The call, if this person may see it. Raises `Refusal` 404."""
    seen = await look_at(ask, call)
    if seen is None:
        raise not_found("call")
    return seen


async def look_at(ask: Ask, call: CallId) -> Seen | None:
    """The call, None where there is none or this person may not know of it.

    Operators see calls that they are in, wrap up, are asked into, or had a part in.
    """
    board, name = ask.desk.parts.board.snapshot(), ask.who.person.name
    living = card_of(board, call)
    row = await ask.desk.parts.ledger.call(call)
    talks = tuple(await ask.desk.parts.ledger.talks_of(call)) if row else ()
    own = _is_in_it(board, living, call, name)
    own = own or (row is not None and row.operator == name)
    own = own or any(talk.operator == name for talk in talks)
    there = row is not None or living is not None
    may = own or (there and sees_every_call(ask.who))
    return Seen(row, talks, own) if may else None


def _is_in_it(board: BoardSnapshot, living: CallCard | None, call: CallId, name: str) -> bool:
    card = operator_card(board, name)
    if card is not None and card.call == call:
        return True
    if living is None:
        return False
    asked = living.party is not None and living.party.operator == name
    return asked or living.operator == name


async def worker_of(ask: Ask, call: CallId) -> Worker:
    """Who is to say what the call came to, if this person may say it.

    Operators for the call that they have or wrap up; supervisors and administrators for any,
    also long after its end. Raises `Refusal` 404 or 409.
    """
    board, name = ask.desk.parts.board.snapshot(), ask.who.person.name
    living, mine = card_of(board, call), operator_card(board, name)
    queue = living.queue if living else None
    if mine is not None and _works_on(mine, call):
        return Worker(mine.operator, mine.serves or queue)
    if living is not None and living.operator == name:
        return Worker(living.operator, queue)
    seen = await seen_call(ask, call)
    if not steers_everybody(ask.who):
        raise conflict(
            "call_is_over", "You are not in this call any more. Ask a supervisor to change it."
        )
    return _foreign_worker(board, call, living, seen.row)


def _foreign_worker(
    board: BoardSnapshot, call: CallId, living: CallCard | None, row: CallRow | None
) -> Worker:
    if living is not None and living.operator is not None:
        return Worker(living.operator, living.queue)
    for card in board.cards.values():
        if isinstance(card, OperatorCard) and _works_on(card, call):
            return Worker(card.operator, card.serves)
    if row is None or row.operator is None:
        raise conflict("no_operator", "No operator had this call, so it came to nothing to name.")
    return Worker(row.operator, row.queue)


def _works_on(card: OperatorCard, call: CallId) -> bool:
    return card.call == call and not card.aside and card.activity in AT_WORK
