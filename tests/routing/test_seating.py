"""Columns, seats and claims as plans and records have them."""

from datetime import UTC, datetime

from msgspec.structs import replace

from routing.plan import MembershipPlan, OperatorPlan, QueuePlan, RoutingPlan
from routing.ranking.columns import Origin
from routing.ranking.dispatch import Membership
from routing.revisions import Revisions
from routing.seating import ANY_QUEUE, Seating, seconds_of
from routing.state import Operator, Waiting
from vocabulary.ids import CallId, OfferId, OperatorId, QueueId
from vocabulary.shelf import Shelf

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
SUPPORT, SALES, CALL = QueueId("support"), QueueId("sales"), CallId("c")
ANNA, BORIS = OperatorId("anna"), OperatorId("boris")
OLD = RoutingPlan(
    queues={
        SUPPORT: QueuePlan(queue=SUPPORT, name="Support", ring_at_once=2, hold_preferred_s=8),
        SALES: QueuePlan(queue=SALES, name="Sales", operators=(BORIS,)),
    },
    operators={ANNA: OperatorPlan(queues={SUPPORT: MembershipPlan(rank=2, delay_s=9)})},
)
NEW = RoutingPlan(
    queues={SUPPORT: QueuePlan(queue=SUPPORT, name="Support")},
    operators={ANNA: OperatorPlan(skills={"greek": 7}, languages=("el",), reserve_s=3)},
)
OPERATORS = {
    name: Operator(name, name, "101", frozenset({SUPPORT, SALES}), AT) for name in (ANNA, BORIS)
}
WAITS = Waiting(CALL, SUPPORT, AT, 0, revision=1)


def seating(*calls: Waiting) -> Seating:
    plans = Revisions(Shelf({1: OLD, 2: NEW}), 2)
    return Seating(plans, dict(OPERATORS), {call.call: call for call in calls})


def test_usually_there_are_the_queues_of_the_plan_and_one_for_all_others() -> None:
    made = seating(replace(WAITS, revision=2))
    queues, older = made.columns()
    assert (list(queues), older) == ([SUPPORT, ANY_QUEUE.queue], {})
    assert made.followed == set()
    seat = made.seat(OPERATORS[ANNA])
    assert seat.queues == {SUPPORT: Membership(), ANY_QUEUE.queue: Membership(99)}


def test_an_older_revision_that_is_followed_has_columns_behind_them() -> None:
    queues, older = seating(WAITS).columns()
    assert list(queues) == ["support", "", "support@1", "sales@1"]
    assert older == {"support@1": Origin(SUPPORT, 1), "sales@1": Origin(SALES, 1)}
    assert queues[QueueId("support@1")].ring_at_once == 2


def test_who_serves_those_is_the_older_plans_and_what_they_can_do_is_the_present() -> None:
    made = seating(WAITS)
    anna, boris = (made.seat(OPERATORS[name]) for name in (ANNA, BORIS))
    assert anna.queues[QueueId("support@1")] == Membership(2, 9.0)
    assert QueueId("sales@1") not in anna.queues
    assert boris.queues[QueueId("sales@1")] == Membership()
    assert (anna.skills, anna.languages) == ({"greek": 7}, frozenset({"el"}))
    assert anna.reserve_s == 3
    assert made.seat(replace(OPERATORS[ANNA], unlisted=True)).queues == {}


def test_a_claim_stands_in_the_column_of_its_call() -> None:
    made = seating(WAITS)
    claim = made.claim(WAITS, made.room(WAITS))
    assert (claim.queue, claim.room) == ("support@1", 2)
    assert claim.held_until == seconds_of(AT) + 8
    now = replace(WAITS, revision=2, offers=frozenset({OfferId("o")}))
    assert (made.claim(now, 1).queue, made.room(now)) == (SUPPORT, 0)
    gone = replace(WAITS, queue=QueueId("gone"))
    assert made.claim(gone, 1).queue == ANY_QUEUE.queue
    assert not made.is_older(gone)
    assert made.room(replace(WAITS, held=True)) == 0


def test_others_serve_in_the_place_of_those_who_are_gone() -> None:
    plans = Revisions(Shelf({1: OLD, 2: NEW}), 2)
    operators = dict(OPERATORS)
    made = Seating(plans, operators, {CALL: WAITS})
    assert not made.man()
    operators[BORIS] = replace(operators[BORIS], unlisted=True)
    assert made.man()
    assert QueueId("sales@1") in made.seat(operators[ANNA]).queues
