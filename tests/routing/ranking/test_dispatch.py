"""The seam between whoever keeps the floor and whoever chooses."""

from routing.ranking.dispatch import NEVER, Claim, Dispatcher, Membership, Pair, Seat
from routing.ranking.ranked import Ranked, everybody
from routing.weights import LoadPlan, Weights
from tests.routing.ranking.reference import queue
from vocabulary.ids import QueueId

SUPPORT = QueueId("support")


def dispatcher() -> Dispatcher:
    plan = queue("support")
    return Ranked({plan.queue: plan}, Weights(), LoadPlan())


def test_what_is_not_said_is_the_simplest() -> None:
    assert Membership() == (1, 0.0)
    seat = Seat(7, {SUPPORT: Membership()})
    assert (seat.skills, seat.languages, seat.reserve_s) == ({}, frozenset(), 0.0)
    claim = Claim(1, SUPPORT, 5.0)
    assert (claim.priority, claim.credit_s, claim.needs, claim.room) == (0, 0.0, (), 1)
    assert (claim.language, claim.preferred) == ("", None)
    assert everybody([SUPPORT], 7) == seat


def test_one_day_through_the_seam() -> None:
    """Names may be numbers or text, also side by side."""
    made = dispatcher()
    made.operator_listed(0.0, everybody([SUPPORT], 1))
    made.operator_listed(0.0, everybody([SUPPORT], "anna"))
    assert made.due() == NEVER
    made.call_waits(1.0, Claim("first", SUPPORT, 1.0))
    made.call_waits(2.0, Claim(2, SUPPORT, 2.0))
    assert made.choose(2.0) == []
    made.operator_free(3.0, "anna", 3.0)
    assert made.choose(3.0) == [Pair("first", "anna")]
    made.operator_busy(3.0, "anna", working=True)
    made.call_gone(3.0, "first")
    made.operator_free(4.0, 1, 4.0)
    made.operator_busy(4.0, 1, working=False)
    assert list(made.choose(4.0)) == []
    made.handled(60.0, SUPPORT, "anna", 57.0)
    made.operator_free(60.0, "anna", 60.0)
    made.call_gone(60.0, 2)
    assert list(made.choose(60.0)) == []
    made.operator_gone(61.0, "anna")
    made.call_waits(62.0, Claim(3, SUPPORT, 62.0))
    assert list(made.choose(62.0)) == []
