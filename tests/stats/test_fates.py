"""What a call counts as, by what it did and how it ended."""

from datetime import UTC, datetime, timedelta

import pytest

from stats.fates import Fate, OpenCall, fate_of
from vocabulary.facts import CallQueued, NodeEntered, QueueLeft
from vocabulary.ids import CallId, NodeId, QueueId
from vocabulary.states import Outcome, QueueExit

pytestmark = pytest.mark.pure

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
CALL, SUPPORT = CallId("c"), QueueId("support")
NODE = NodeEntered(CALL, NodeId("main"), "menu", "start")


def s(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


def queued(place: float) -> CallQueued:
    return CallQueued(CALL, SUPPORT, s(place))


def left(why: QueueExit) -> QueueLeft:
    return QueueLeft(CALL, SUPPORT, why, "elsewhere")


def after(*told: tuple[float, NodeEntered | CallQueued | QueueLeft]) -> OpenCall:
    call = OpenCall()
    for seconds, fact in told:
        call.follow(s(seconds), fact)
    return call


DIRECT = after()
MENUS = after((0, NODE))
WAITS = after((0, NODE), (5, queued(5)))
LEFT = after((5, queued(5)), (9, left(QueueExit.KEY)), (9, NODE))
AT_CLOSING = after((0, queued(0)), (9, left(QueueExit.CLOSED)), (9, NODE))


@pytest.mark.parametrize(
    ("call", "outcome", "fate"),
    [
        (DIRECT, Outcome.ABANDONED, Fate.ABANDONED),
        (DIRECT, Outcome.REFUSED, Fate.NOT_OFFERED),
        (MENUS, Outcome.ABANDONED, Fate.NOT_OFFERED),
        (MENUS, Outcome.INFORMED, Fate.NOT_OFFERED),
        (MENUS, Outcome.TRANSFERRED, Fate.NOT_OFFERED),
        (MENUS, Outcome.VOICEMAIL, Fate.NOT_OFFERED),
        (MENUS, Outcome.INTERRUPTED, Fate.LOST),
        (WAITS, Outcome.ANSWERED, Fate.ANSWERED),
        (WAITS, Outcome.ABANDONED, Fate.ABANDONED),
        (WAITS, Outcome.VOICEMAIL, Fate.LOST),
        (LEFT, Outcome.VOICEMAIL, Fate.OVERFLOWED),
        (LEFT, Outcome.CALLBACK, Fate.OVERFLOWED),
        (LEFT, Outcome.TRANSFERRED, Fate.OVERFLOWED),
        (LEFT, Outcome.ABANDONED, Fate.ABANDONED),
        (LEFT, Outcome.REFUSED, Fate.NOT_OFFERED),
        (AT_CLOSING, Outcome.CALLBACK, Fate.OVERFLOWED),
    ],
)
def test_what_a_call_counts_as(call: OpenCall, outcome: Outcome, fate: Fate) -> None:
    assert fate_of(call, outcome) is fate


def test_only_waiting_is_waiting() -> None:
    assert MENUS.wait_until(s(60)) == 0.0
    assert WAITS.wait_until(s(60)) == 55.0
    assert WAITS.wait_until(s(0)) == 0.0, "a clock that stepped back"
    assert LEFT.wait_until(s(60)) == 4.0
    again = after((5, queued(5)), (9, left(QueueExit.KEY)), (9, NODE), (50, queued(5)))
    assert again.wait_until(s(60)) == 14.0
    on = after((5, queued(5)), (9, left(QueueExit.TOO_LONG)), (9, queued(5)))
    assert on.wait_until(s(60)) == 55.0
    assert after((5, queued(5)), (9, queued(5))).wait_until(s(60)) == 55.0
