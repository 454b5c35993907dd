"""Who is there to serve which queue."""

from telephony.attendance import Attendance
from vocabulary.facts import (
    AvailabilityChanged,
    Fact,
    OperatorListed,
    OperatorUnlisted,
    PhoneChanged,
)
from vocabulary.ids import OperatorId, QueueId
from vocabulary.states import Availability, PhoneState

ANNA, SUPPORT, SALES = OperatorId("anna"), QueueId("support"), QueueId("sales")
LISTED = OperatorListed(ANNA, "Anna", "101", (SUPPORT,))
READY = AvailabilityChanged(ANNA, Availability.READY, "", "anna")
LIVES = PhoneChanged(ANNA, PhoneState.FREE)


def after(*facts: Fact) -> Attendance:
    attendance = Attendance()
    for fact in facts:
        attendance.apply(fact)
    return attendance


def test_an_operator_takes_calls_when_it_is_ready_and_its_phone_lives() -> None:
    assert after(LISTED).signed_in(SUPPORT) == 0
    assert after(LISTED, READY).signed_in(SUPPORT) == 1
    assert after(LISTED, READY).ready(SUPPORT) == 0
    assert after(LISTED, READY, LIVES).ready(SUPPORT) == 1
    assert after(LISTED, READY, LIVES).ready(SALES) == 0


def test_a_busy_phone_lives_and_a_break_is_still_there() -> None:
    busy = PhoneChanged(ANNA, PhoneState.BUSY)
    assert after(LISTED, READY, busy).ready(SUPPORT) == 1
    lunch = AvailabilityChanged(ANNA, Availability.BREAK, "lunch", "anna")
    assert after(LISTED, READY, LIVES, lunch).ready(SUPPORT) == 0
    assert after(LISTED, READY, LIVES, lunch).signed_in(SUPPORT) == 1


def test_new_queues_count_at_once_and_who_is_unlisted_is_gone() -> None:
    moved = OperatorListed(ANNA, "Anna", "101", (SALES,))
    attendance = after(LISTED, READY, LIVES, moved)
    assert (attendance.ready(SUPPORT), attendance.ready(SALES)) == (0, 1)
    attendance.apply(OperatorUnlisted(ANNA))
    assert attendance.signed_in(SALES) == 0


def test_a_checkpoint_is_the_whole_of_it_and_strangers_are_passed_over() -> None:
    attendance = after(LISTED, READY, LIVES)
    assert Attendance(attendance.state()).ready(SUPPORT) == 1
    assert not after(READY, LIVES).state()
