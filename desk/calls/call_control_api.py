"""What an operator does in a call: hold, mute, pause the recording, go on from asking somebody.

A click becomes an input; what comes of it shows on the live board. What cannot be at this
moment is refused as the board has it, so that the page can say why.
"""

from aiohttp import web
from pydantic import Field

from desk.access import STEERING
from desk.answers import accepted
from desk.calls.whose import note_foreign, talking_call
from desk.endpoint import Ask, endpoint
from desk.errors import conflict
from desk.models import Accepted, Body
from vocabulary.board import CallCard
from vocabulary.ids import OperatorId
from vocabulary.inputs import ConsultMoveAsked, HoldAsked, MuteAsked, RecordingPauseAsked
from vocabulary.states import ConsultMove

RINGS, CONFERENCE = "ringing", "conference"


class HoldBody(Body):
    """Whether the caller is to hear music."""

    held: bool


class MuteBody(Body):
    """Whether the operator is not to be heard."""

    muted: bool


class PauseBody(Body):
    """Whether nothing of the call is to be written for a while."""

    paused: bool


class ConsultBody(Body):
    """How to go on from a talk with a third party."""

    move: ConsultMove = Field(
        description="complete: give it the caller and leave; cancel: let it go, back to the "
        "caller; conference: all three hear each other."
    )


@endpoint(
    "POST",
    "/api/v1/calls/{id}/hold",
    allow=STEERING,
    body=HoldBody,
    answer=Accepted,
    status=202,
    errors=(404, 409),
)
async def hold_call(ask: Ask) -> web.StreamResponse:
    """Put the caller on hold, or take it off.

    The operator in the call may, and supervisors and administrators, whose doing stands in
    the audit. 409 `not_in_talk` where nobody talks, `consult_running` while somebody else is
    asked: the caller is on hold then.
    """
    held, card = ask.body(HoldBody).held, talking_call(ask)
    if card.party is not None:
        raise conflict(
            "consult_running", "Somebody else is being asked. Give the call or go back first."
        )
    await note_foreign(ask, card, "call_held" if held else "call_resumed")
    ask.desk.parts.inbox.put(HoldAsked(card.call, held, ask.who.person.name))
    return accepted()


@endpoint(
    "POST",
    "/api/v1/calls/{id}/mute",
    allow=STEERING,
    body=MuteBody,
    answer=Accepted,
    status=202,
    errors=(404, 409),
)
async def mute_call(ask: Ask) -> web.StreamResponse:
    """Let nobody hear the operator, or let it be heard again. 409 `not_in_talk`."""
    muted, card = ask.body(MuteBody).muted, talking_call(ask)
    await note_foreign(ask, card, "call_muted" if muted else "call_unmuted")
    ask.desk.parts.inbox.put(MuteAsked(card.call, muted, ask.who.person.name))
    return accepted()


@endpoint(
    "POST",
    "/api/v1/calls/{id}/recording",
    allow=STEERING,
    body=PauseBody,
    answer=Accepted,
    status=202,
    errors=(404, 409),
)
async def pause_recording(ask: Ask) -> web.StreamResponse:
    """Write nothing of the call for a while, as when a card's number is said, or go on.

    409 `not_in_talk`, or `not_recorded` where nothing is written of this call.
    """
    paused, card = ask.body(PauseBody).paused, talking_call(ask)
    if not card.recording and not card.paused:
        raise conflict("not_recorded", "Nothing is written of this call: there is no recording.")
    await note_foreign(ask, card, "recording_paused" if paused else "recording_resumed")
    by = OperatorId(ask.who.person.name)
    ask.desk.parts.inbox.put(RecordingPauseAsked(card.call, paused, by))
    return accepted()


@endpoint(
    "POST",
    "/api/v1/calls/{id}/consult",
    allow=STEERING,
    body=ConsultBody,
    answer=Accepted,
    status=202,
    errors=(404, 409),
)
async def move_consult(ask: Ask) -> web.StreamResponse:
    """Go on from asking a third party. Completing while it still rings gives the call blindly.

    409 `not_in_talk`; `no_consult` where nobody is asked; `party_rings` for a conference with
    somebody who has not picked up; `in_conference` where all three talk already.
    """
    move, card = ask.body(ConsultBody).move, talking_call(ask)
    _check_move(card, move)
    await note_foreign(ask, card, "consult_moved", move.value)
    ask.desk.parts.inbox.put(ConsultMoveAsked(card.call, move, ask.who.person.name))
    return accepted()


def _check_move(card: CallCard, move: ConsultMove) -> None:
    if card.party is None:
        raise conflict("no_consult", "Nobody else is asked in this call. Ask somebody first.")
    if move is not ConsultMove.CONFERENCE:
        return
    if card.party.state == RINGS:
        raise conflict("party_rings", "The other phone still rings. Wait until it is answered.")
    if card.party.state == CONFERENCE:
        raise conflict("in_conference", "All three hear each other already.")


ENDPOINTS = (hold_call, mute_call, pause_recording, move_consult)
