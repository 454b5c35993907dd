"""The whole plan as a graph: numbers, nodes and queues, and the ways between them."""

from collections.abc import Iterator
from typing import NamedTuple

from switchboard.planning.document import Plan
from telephony.ivr.graph import Way, ways
from vocabulary.findings import Place


class Lead(NamedTuple):
    """One way of the plan, with where it begins and where its target is written."""

    source: str
    way: Way
    place: Place


def of_plan(plan: Plan) -> dict[str, tuple[Way, ...]]:
    """Ways by the names of nodes and queues."""
    nodes = {str(name): ways(node) for name, node in plan.flow.items()}
    return nodes | {str(queue.queue): ways(queue.waiting) for queue in plan.queues}


def starts(plan: Plan) -> list[str]:
    """Where callers come in: each number's start or queue, and the queue behind the key 0,
    which is the plan's first where the number names none."""
    found: list[str | None] = []
    for number in plan.numbers:
        usual = plan.queues[0].queue if number.start is not None else None
        found += [number.start, number.queue, number.person or usual]
    return [name for name in found if name is not None]


def leads(plan: Plan) -> Iterator[Lead]:
    """Every way out of a node or a queue, with the place of its target in the document."""
    for name, node in plan.flow.items():
        for way in ways(node):
            yield Lead(f"node {name}", way, ("flow", name, *way.place))
    for index, queue in enumerate(plan.queues):
        for way in ways(queue.waiting):
            yield Lead(f"queue {queue.queue}", way, ("queues", index, "waiting", *way.place))
