"""Checkpoints of versions before menus: what they do not hold is found in what they do.

Without this, a centre that is upgraded between two calls would believe that nobody is at
work, and callers who wait would hear nothing any more.
"""

from msgspec.structs import replace

from switchboard.engine import EngineState
from telephony.attendance import Attendant
from telephony.call import Call
from telephony.waiting.guest import Guest
from vocabulary.ids import OperatorId
from vocabulary.states import CallState


def completed(state: EngineState) -> EngineState:
    """The state with what later versions keep besides. A state of today is left as it is."""
    known = {guest.call for guest in state.waiting.guests}
    strangers = tuple(_guest(call) for call in state.book.calls if call.id not in known)
    there = state.book.attendance or _attendance(state)
    if not strangers and there == state.book.attendance:
        return state
    return replace(
        state,
        book=replace(state.book, attendance=there),
        waiting=replace(
            state.waiting,
            guests=(*state.waiting.guests, *strangers),
            attendance=state.waiting.attendance or there,
            lines_up=state.book.lines_up,
        ),
    )


def _attendance(state: EngineState) -> dict[OperatorId, Attendant]:
    return {
        each.operator: Attendant(
            tuple(sorted(each.queues)), each.availability, each.phone, each.extension
        )
        for each in state.floor.operators
        if not each.unlisted
    }


def _guest(call: Call) -> Guest:
    waits = call.state in {CallState.WAITING, CallState.CONNECTING}
    return Guest(
        call=call.id,
        leg=call.leg,
        dialled=call.dialled,
        revision=call.revision,
        answered=call.answered,
        language=call.language,
        queue=call.queue if waits else None,
        taken=call.state is CallState.CONNECTING,
        since=call.since if waits else None,
        place_since=call.place_since if waits else None,
        ringing=len(call.offers),
    )
