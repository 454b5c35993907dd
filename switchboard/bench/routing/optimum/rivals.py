"""What the usual rules cost exactly in a model: longest queue first and strict priority."""

import itertools
from dataclasses import dataclass

from switchboard.bench.routing.optimum.chain import evaluate
from switchboard.bench.routing.optimum.model import Model
from switchboard.bench.routing.optimum.rules import longest_queue, priority
from switchboard.bench.routing.optimum.solve import Solution


@dataclass(frozen=True)
class Rivals:
    """Exact mean costs per unit of time.

    `textbook` is strict priority in the order of cost times mean service rate (the cμ
    rule), `best` strict priority in whichever order is the cheapest of all.
    """

    longest_queue: float
    textbook: float
    textbook_order: tuple[int, ...]
    best: float
    best_order: tuple[int, ...]
    at_cut: float


def rivals(solution: Solution) -> Rivals:
    """Evaluate all orders of priority and longest queue first.

    `at_cut` is the largest share of time that any of them spends with a queue at its cut.
    """
    space, model = solution.space, solution.model
    longest = evaluate(space, longest_queue(space))
    orders = {
        order: evaluate(space, priority(space, order))
        for order in itertools.permutations(range(model.types))
    }
    best = min(orders, key=lambda order: orders[order].cost)
    textbook = textbook_order(model)
    return Rivals(
        longest_queue=longest.cost,
        textbook=orders[textbook].cost,
        textbook_order=textbook,
        best=orders[best].cost,
        best_order=best,
        at_cut=max(longest.at_cut, *(exact.at_cut for exact in orders.values())),
    )


def textbook_order(model: Model) -> tuple[int, ...]:
    """Types by cost times the mean service rate of all operators who serve them."""

    def index(type_: int) -> float:
        serving = [arc for arc in model.arcs if arc.type == type_]
        people = sum(model.operators[arc.pool] for arc in serving)
        rate = sum(arc.rate * model.operators[arc.pool] for arc in serving) / people
        return model.costs[type_] * rate

    return tuple(sorted(range(model.types), key=lambda k: (-index(k), k)))
