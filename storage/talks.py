"""Facts folded into the talks of a call: one for each operator's part in it. Pure.

    CallConnected                   begins one, or goes on with the operator's own
    CallTransferred, TalkEnded,     end the one that runs
    CallReturned, CallEnded

The same operator again after its phone was lost goes on with its talk. At most one talk of a
call runs, and it is the last.
"""

from datetime import datetime

from msgspec.structs import replace

from vocabulary.facts import (
    CallConnected,
    CallEnded,
    CallReturned,
    CallTransferred,
    Fact,
    FallbackCallImported,
    TalkEnded,
)
from vocabulary.records import TalkRow
from vocabulary.states import EndReason

Talks = tuple[TalkRow, ...]

_ENDED_BY = {
    EndReason.CALLER_HUNG_UP: "caller",
    EndReason.LEFT_ON_HOLD: "caller",
    EndReason.LEFT_IN_TRANSFER: "caller",
    EndReason.LEFT_WHILE_AWAY: "caller",
    EndReason.OPERATOR_HUNG_UP: "operator",
    EndReason.ENDED_FROM_DESK: "desk",
    EndReason.OPERATOR_LOST: "lost",
}
"""Whatever else ends a talk is a failure of ours."""


def fold_talks(talks: Talks, at: datetime, fact: Fact) -> Talks:
    """The talks after one fact of their call; the seconds are counted already."""
    match fact:
        case CallConnected():
            return _connected(talks, at, fact)
        case CallTransferred():
            return _ended(talks, at, "transfer")
        case CallReturned():
            return _ended(talks, at, "lost")
        case TalkEnded() | CallEnded():
            return _ended(talks, at, _ENDED_BY.get(fact.reason, "failure"))
        case _:
            return talks


def count(talks: Talks, seconds: float, *, held: bool) -> Talks:
    """The talks with these seconds added to the one that runs."""
    if not _runs(talks):
        return talks
    last = talks[-1]
    counted = replace(
        last,
        talked_s=(last.talked_s or 0.0) + seconds,
        held_s=(last.held_s or 0.0) + (seconds if held else 0.0),
    )
    return (*talks[:-1], counted)


def imported(fact: FallbackCallImported, talked_s: float | None) -> Talks:
    """The talk of a call of the fallback. Nobody knows who ended it."""
    if fact.operator is None or fact.answered_at is None:
        return ()
    whole = TalkRow(
        call=fact.call,
        n=1,
        operator=fact.operator,
        began_at=fact.answered_at,
        ended_at=fact.ended_at,
        talked_s=talked_s,
    )
    return (whole,)


def _runs(talks: Talks) -> bool:
    return bool(talks) and talks[-1].ended_at is None


def _connected(talks: Talks, at: datetime, fact: CallConnected) -> Talks:
    if _runs(talks) and talks[-1].operator == fact.operator:
        return talks
    begun = TalkRow(call=fact.call, n=len(talks) + 1, operator=fact.operator, began_at=at)
    return (*_ended(talks, at, "transfer"), begun)


def _ended(talks: Talks, at: datetime, by: str) -> Talks:
    if not _runs(talks):
        return talks
    return (*talks[:-1], replace(talks[-1], ended_at=at, ended_by=by))
