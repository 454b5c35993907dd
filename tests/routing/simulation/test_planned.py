"""A plan laid over a log."""

import pytest

from routing.plan import MembershipPlan, OperatorPlan, QueuePlan, RoutingPlan
from routing.ranking.dispatch import Membership
from routing.simulation.baselines import LongestIdleFirstCome
from routing.simulation.engine import Outcome, simulate
from routing.simulation.logmodel import LogModel, estimate
from routing.simulation.planned import (
    PlanMisfit,
    make_ours,
    queue_plans,
    under_plan,
    usual_plan,
)
from tests.support.call_logs import QUEUES, played
from vocabulary.ids import OperatorId, QueueId

BILLING, REPAIR, SALES = QUEUES


@pytest.fixture(scope="module")
def model() -> LogModel:
    return estimate(played(LongestIdleFirstCome(), days=2)[2], seed=3)


def plan_of(*queues: QueuePlan, operators: dict[OperatorId, OperatorPlan]) -> RoutingPlan:
    return RoutingPlan(queues={queue.queue: queue for queue in queues}, operators=operators)


def test_the_plan_says_who_serves_its_queues_and_the_log_the_others(model: LogModel) -> None:
    only = (OperatorId("operator3"),)
    plan = plan_of(
        QueuePlan(queue=BILLING, name="Billing", operators=only),
        QueuePlan(queue=SALES, name="Sales"),
        operators={
            only[0]: OperatorPlan(
                skills={"cards": 7},
                languages=("ru",),
                queues={BILLING: MembershipPlan(rank=3, delay_s=9.0)},
                reserve_s=4.0,
            )
        },
    )
    seats = under_plan(model, plan).seats
    assert dict(seats[3].queues) == {
        BILLING: Membership(3, 9.0),
        REPAIR: Membership(),
        SALES: Membership(),
    }
    assert dict(seats[3].skills) == {"cards": 7}
    assert seats[3].languages == frozenset({"ru"})
    assert seats[3].reserve_s == 4.0
    assert dict(seats[0].queues) == {SALES: Membership()}


def test_a_plan_of_another_centre_is_refused(model: LogModel) -> None:
    plan = plan_of(QueuePlan(queue=QueueId("other"), name="Other"), operators={})
    with pytest.raises(PlanMisfit, match=r"billing, repair, sales.*other"):
        under_plan(model, plan)


def test_queues_of_a_log_may_have_any_name() -> None:
    plans = queue_plans((QueueId("PS #1"), BILLING), usual_plan())
    assert [plan.threshold_s for plan in plans.values()] == [20, 20]


def test_our_router_plays_too(model: LogModel) -> None:
    scenario = model.scenario(0)
    run = simulate(scenario, make_ours(scenario, usual_plan()))
    assert (run.outcome == Outcome.ANSWERED).mean() > 0.7
    assert not (run.outcome == Outcome.WAITING).any()
