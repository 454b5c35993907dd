"""Which plan serves whom, while calls of several revisions are there."""

from routing.plan import MembershipPlan, OperatorPlan, QueuePlan, RoutingPlan
from routing.revisions import Revisions, crew
from vocabulary.ids import OperatorId, QueueId
from vocabulary.shelf import Shelf

SUPPORT, SALES = QueueId("support"), QueueId("sales")
ANNA, BORIS = OperatorId("anna"), OperatorId("boris")


def plan(ring_s: float, *queues: QueueId, anna: OperatorPlan | None = None) -> RoutingPlan:
    return RoutingPlan(
        queues={queue: QueuePlan(queue=queue, name=queue, ring_s=ring_s) for queue in queues},
        operators={ANNA: anna} if anna else {},
    )


RANKED = OperatorPlan(queues={SALES: MembershipPlan(rank=3)})
ONE, TWO = plan(10, SUPPORT, SALES, anna=RANKED), plan(20, SUPPORT)


def test_a_call_has_its_own_revision_and_the_one_in_force_if_that_is_gone() -> None:
    shelf = Shelf({1: ONE, 2: TWO})
    plans = Revisions(shelf, 1)
    plans.publish(2)
    assert (plans.revision, plans.now) == (2, TWO)
    assert plans.queue(SUPPORT, 1).ring_s == 10
    assert plans.queue(SUPPORT, 2).ring_s == 20
    assert plans.queue(SALES, 2).ring_s == 15, "the usual, of a queue that no plan knows"
    shelf.keep([2])
    assert plans.of(1) is TWO
    assert plans.older(1) == {}


def test_what_is_on_the_shelf_is_not_yet_in_force() -> None:
    shelf = Shelf({1: ONE})
    plans = Revisions(shelf, 0)
    assert not plans.is_known
    shelf.put(2, TWO)
    assert plans.now is ONE
    plans.publish(2)
    assert plans.is_known
    assert plans.now is TWO


def test_an_older_revision_has_all_its_queues_and_who_serves_them_how() -> None:
    older = Revisions(Shelf({1: ONE, 2: TWO}), 2).older(1)
    assert set(older) == {SUPPORT, SALES}
    assert older[SALES].key == "sales@1"
    assert older[SALES].members == {ANNA: MembershipPlan(rank=3)}
    assert older[SUPPORT].members == {}


def test_a_revision_that_changes_no_queue_is_no_other_one_to_serve_by() -> None:
    skilled = OperatorPlan(skills={"greek": 3}, queues=RANKED.queues)
    alike = plan(10, SUPPORT, SALES, anna=skilled)
    other = plan(10, SUPPORT, SALES)
    assert Revisions(Shelf({1: ONE, 2: alike}), 2).older(1) == {}
    assert Revisions(Shelf({1: ONE, 2: other}), 2).older(1) != {}


def test_whoever_is_named_and_there_serves_and_everybody_if_nobody_is() -> None:
    everybody = QueuePlan(queue=SUPPORT, name="x")
    named = QueuePlan(queue=SUPPORT, name="x", operators=(BORIS, OperatorId("vera")))
    assert crew(everybody, [ANNA, BORIS]) == {ANNA, BORIS}
    assert crew(named, [ANNA, BORIS]) == {BORIS}
    assert crew(named, [ANNA]) == {ANNA}
    assert crew(named, []) == frozenset()
