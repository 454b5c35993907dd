"""A plan laid over what the log shows, and our own router under it."""

from collections.abc import Mapping

from routing.plan import OperatorPlan, QueuePlan, RoutingPlan
from routing.ranking.dispatch import Dispatcher, Membership, Seat
from routing.ranking.ranked import Ranked
from routing.simulation.logmodel import LogModel
from routing.simulation.scenario import Scenario
from vocabulary.ids import OperatorId, QueueId


class PlanMisfit(ValueError):
    """A plan that has nothing to do with the log."""


def usual_plan() -> RoutingPlan:
    """What holds where no plan is given: the defaults of everything."""
    return RoutingPlan(queues={})


def queue_plans(queues: tuple[QueueId, ...], plan: RoutingPlan) -> Mapping[QueueId, QueuePlan]:
    """The plan of each queue of the log, the usual one where the plan does not have it.

    Names of a log need not be such as a plan may choose, so the usual ones are not checked.
    """
    return {
        queue: plan.queues.get(queue) or QueuePlan.model_construct(queue=queue, name=str(queue))
        for queue in queues
    }


def under_plan(model: LogModel, plan: RoutingPlan) -> LogModel:
    """The same callers and the same presence; who serves which queue is the plan's word.

    Queues that the plan does not have keep who is seen in the log. "all" is everybody who is
    seen there at all. Raises `PlanMisfit` if plan and log have no queue in common.
    """
    queues = model.table.queues
    if not set(queues) & set(plan.queues):
        raise PlanMisfit(
            f"the plan has none of the log's queues ({_some(queues)}); "
            f"it has {_some(tuple(plan.queues))}"
        )
    return model._replace(
        seats=tuple(
            _seat(seat, OperatorId(name), queues, plan)
            for seat, name in zip(model.seats, model.table.operators, strict=True)
        )
    )


def _seat(seat: Seat, name: OperatorId, queues: tuple[QueueId, ...], plan: RoutingPlan) -> Seat:
    can = plan.operators.get(name) or OperatorPlan()
    serves: dict[QueueId, Membership] = {}
    for queue in queues:
        planned = plan.queues.get(queue)
        if planned is None:
            if queue in seat.queues:
                serves[queue] = seat.queues[queue]
        elif planned.operators == "all" or name in planned.operators:
            how = can.queues.get(queue)
            serves[queue] = Membership(how.rank, how.delay_s) if how else Membership()
    return Seat(seat.operator, serves, can.skills, frozenset(can.languages), can.reserve_s)


def _some(names: tuple[QueueId, ...]) -> str:
    return ", ".join(names[:5]) + (", …" if len(names) > 5 else "")


def make_ours(scenario: Scenario, plan: RoutingPlan) -> Dispatcher:
    """The router that answers real calls, for the queues of this scenario."""
    return Ranked(queue_plans(scenario.queues, plan), plan.weights, plan.load)
