"""When a waiting call goes on."""

from datetime import UTC, datetime, timedelta

from telephony.attendance import Attendance
from telephony.waiting import overflow
from telephony.waiting.guest import Guest
from telephony.waiting.plan import WaitingPlan
from vocabulary.ids import CallId, LegId, QueueId
from vocabulary.states import QueueExit

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
QUEUE = QueueId("support")


def rules(*overflows: dict[str, object]) -> WaitingPlan:
    return WaitingPlan.model_validate({"overflow": overflows})


def test_the_first_rule_that_applies_counts() -> None:
    both = rules({"when": "too_many", "waiting": 2, "to": "a"}, {"when": "nobody", "to": "b"})
    nobody = Attendance()
    assert overflow.on_joining(both, QUEUE, 2, nobody) == (QueueExit.TOO_MANY, "a")
    assert overflow.on_joining(both, QUEUE, 1, nobody) == (QueueExit.NOBODY, "b")
    assert overflow.nobody_left(both, QUEUE, nobody) == (QueueExit.NOBODY, "b")


def test_what_is_due_later_is_no_reason_on_joining() -> None:
    later = rules({"when": "too_long", "after_s": 60, "to": "a"})
    assert overflow.on_joining(later, QUEUE, 100, Attendance()) is None
    guest = Guest(CallId("c"), LegId("l"), "100", 0, queue=QUEUE, place_since=NOW)
    assert overflow.overdue(NOW, guest, later) is None
    due = overflow.overdue_at(guest, later.overflow[0])
    assert due == NOW + timedelta(seconds=60)
    assert overflow.overdue(due, guest, later) == (QueueExit.TOO_LONG, "a")
