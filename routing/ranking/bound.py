"""How far urgency can be outweighed: the bound on being passed over.

When an operator goes to call X although it might have gone to call Y, and neither has
waited for `guard_s`, then

    urgency(Y) - urgency(X) <= R,   urgency = (waited + lead) x urgency weight / threshold

where R is the sum of the ranges of all other terms, and lead is what priority and credit
are worth in seconds. Whoever has waited for `guard_s` is passed over only by calls that
reached that point before.
"""

from routing.plan import QueuePlan
from routing.ranking.index import HANDLING_LIMIT, PREDICTED_LIMIT
from routing.weights import Weights


def overtaking_bound(weights: Weights, last_rank: int = 99) -> float:
    """R, in service objectives. `last_rank` is the greatest rank that any operator has.

    The terms of an operator that are the same for every call (idle, occupancy, calls in a
    row, scarcity) cancel out. `preferred` and `speed` count when several calls and several
    operators are assigned together.
    """
    return (
        weights.predicted * PREDICTED_LIMIT
        + weights.late
        + weights.handling * HANDLING_LIMIT
        + weights.fit
        + weights.rank * (last_rank - 1)
        + weights.preferred
        + weights.speed * HANDLING_LIMIT
    )


def lead_s(plan: QueuePlan, weights: Weights, priority: int, credit_s: float) -> float:
    """What a call's priority and credit are worth in seconds of waiting."""
    return credit_s + (priority + plan.priority) * weights.priority_s


def urgency(plan: QueuePlan, waited_s: float, lead: float) -> float:
    """Waiting, with its lead, in service objectives."""
    return (waited_s + lead) * plan.urgency / plan.threshold_s
