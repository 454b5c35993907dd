"""What the time of a living call counts as, and what counts at the end of each stage. Pure.

A call's time goes by stages: the flow, waiting, talking, held within a talk, or none of them.
When a stage ends, its seconds are added to those of the same kind. See `CallRow` for what
counts. The number that we call waits, so to say, while it rings. An operator whose phone was
lost holds the call until it is back.
"""

from datetime import datetime
from enum import StrEnum

from msgspec.structs import replace

from vocabulary.facts import (
    CallAnswered,
    CallConnected,
    CallEnded,
    CallHeld,
    CallQueued,
    CallResumed,
    CallReturned,
    CallTransferred,
    Fact,
    NodeEntered,
    OperatorLost,
    OperatorPickedUp,
    OutsideChosen,
    OutsideFailed,
    QueueLeft,
    TalkEnded,
)
from vocabulary.records import CallRow
from vocabulary.states import Direction


class Stage(StrEnum):
    """One kind of time."""

    NONE = ""
    FLOW = "flow"
    WAITING = "waiting"
    TALKING = "talking"
    HELD = "held"


IN_TALK = (Stage.TALKING, Stage.HELD)
_STAGES: dict[type[Fact], Stage] = {
    NodeEntered: Stage.FLOW,
    OutsideChosen: Stage.NONE,
    OutsideFailed: Stage.FLOW,
    CallQueued: Stage.WAITING,
    QueueLeft: Stage.NONE,
    CallConnected: Stage.TALKING,
    CallHeld: Stage.HELD,
    OperatorLost: Stage.HELD,
    CallResumed: Stage.TALKING,
    CallTransferred: Stage.NONE,
    CallReturned: Stage.NONE,
    TalkEnded: Stage.NONE,
    OperatorPickedUp: Stage.WAITING,
    CallAnswered: Stage.NONE,
    CallEnded: Stage.NONE,
}
_WITHIN_TALKS = (CallHeld, OperatorLost, CallResumed)


def stage_after(row: CallRow, stage: Stage, fact: Fact) -> Stage | None:
    """The stage that a fact begins; None where it goes on as it was.

    A call is held in a talk only. That we answered a caller ends no stage; that the one whom
    we call answered ends its ringing.
    """
    begun = _STAGES.get(type(fact))
    if begun is None:
        return None
    if isinstance(fact, _WITHIN_TALKS) and stage not in IN_TALK:
        return None
    if isinstance(fact, CallAnswered) and row.direction is Direction.IN:
        return None
    return begun


def counted(row: CallRow, stage: Stage, seconds: float) -> CallRow:
    """The row with the seconds of a stage that ends."""
    match stage:
        case Stage.FLOW if row.queued_at is None and row.answered_at is None:
            return replace(row, menu_s=(row.menu_s or 0.0) + seconds)
        case Stage.WAITING if row.answered_at is None:
            return replace(row, waited_s=(row.waited_s or 0.0) + seconds)
        case Stage.TALKING:
            talked_s = (row.talked_s or 0.0) + seconds
            return replace(row, talked_s=talked_s, held_s=row.held_s or 0.0)
        case Stage.HELD:
            talked_s = (row.talked_s or 0.0) + seconds
            return replace(row, talked_s=talked_s, held_s=(row.held_s or 0.0) + seconds)
        case _:
            return row


def between(since: datetime | None, until: datetime) -> float | None:
    """Seconds, never less than none: a clock may step back over a restart."""
    return max(0.0, (until - since).total_seconds()) if since is not None else None
