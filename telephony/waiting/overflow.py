"""When a waiting call goes on without an operator: plain functions, no state."""

from datetime import datetime, timedelta

from telephony.attendance import Attendance
from telephony.waiting.guest import Guest
from telephony.waiting.plan import Overflow, WaitingPlan
from vocabulary.ids import QueueId
from vocabulary.states import QueueExit

Exit = tuple[QueueExit, str]
"""Why, and where to."""


def on_joining(
    rules: WaitingPlan, queue: QueueId, others: int, attendance: Attendance
) -> Exit | None:
    """A queue that is full, or that nobody serves, is left in the moment of joining it.

    `others` wait there already.
    """
    for overflow in rules.overflow:
        why = _why(overflow, queue, others, attendance)
        if why is not None:
            return why, overflow.to
    return None


def nobody_left(rules: WaitingPlan, queue: QueueId, attendance: Attendance) -> Exit | None:
    """Whoever waits for people who all went home goes on, as the plan says."""
    for overflow in rules.overflow:
        if overflow.when == "nobody" and not attendance.signed_in(queue):
            return QueueExit.NOBODY, overflow.to
    return None


def overdue(now: datetime, guest: Guest, rules: WaitingPlan) -> Exit | None:
    """Waited for too long; nobody is taken away from a phone that rings."""
    for overflow in rules.overflow:
        due = overdue_at(guest, overflow)
        if due is not None and due <= now and not guest.ringing:
            return QueueExit.TOO_LONG, overflow.to
    return None


def overdue_at(guest: Guest, overflow: Overflow) -> datetime | None:
    """When the call will have waited for too long. Who was led away for that and came back
    to the same queue is let wait there for as long once more."""
    back = guest.queue in guest.outwaited
    since = guest.since if back else guest.place_since
    if overflow.after_s is None or since is None:
        return None
    return since + timedelta(seconds=overflow.after_s)


def _why(
    overflow: Overflow, queue: QueueId, others: int, attendance: Attendance
) -> QueueExit | None:
    if overflow.waiting is not None:
        return QueueExit.TOO_MANY if others >= overflow.waiting else None
    if overflow.ratio is not None:
        too_many = others + 1 > overflow.ratio * attendance.ready(queue)
        return QueueExit.RATIO if too_many else None
    if overflow.when == "nobody":
        return None if attendance.signed_in(queue) else QueueExit.NOBODY
    return None
