"""Where callers are led: every target is there, every node is reached, every walk ends."""

from collections.abc import Iterator

from switchboard.planning.document import Plan
from switchboard.planning.graph import leads, of_plan, starts
from telephony.ivr.graph import circles, reached
from telephony.ivr.nodes import OfferCallback, Transfer
from vocabulary.findings import Finding, Severity, did_you_mean


def numbers_lead_on(plan: Plan) -> Iterator[Finding]:
    """Each number leads to a node of the flow or to a queue, its key 0 to a queue."""
    queues = _queues(plan)
    for index, number in enumerate(plan.numbers):
        told = f"number {number.number}"
        if number.queue is not None and number.queue not in queues:
            hint = did_you_mean(number.queue, queues)
            yield Finding(
                ("numbers", index, "queue"), f"{told} leads to no queue {number.queue}{hint}"
            )
        if number.start is not None and number.start not in plan.flow:
            hint = did_you_mean(number.start, plan.flow)
            if number.start in queues:
                hint = f"; it is a queue: write queue: {number.start} instead of start"
            yield Finding(
                ("numbers", index, "start"), f"{told} starts at no node {number.start}{hint}"
            )
        if number.person is not None and number.person not in queues:
            hint = did_you_mean(number.person, queues)
            yield Finding(
                ("numbers", index, "person"),
                f"{told}: key 0 leads to no queue {number.person}{hint}",
            )


def targets_are_there(plan: Plan) -> Iterator[Finding]:
    """Each way out of a node or a queue leads to a node or a queue."""
    queues = _queues(plan)
    known = {*plan.flow, *queues}
    for source, way, place in leads(plan):
        if way.target is None:
            continue
        if way.label == "queue" and place[0] == "flow":
            if way.target not in queues:
                hint = did_you_mean(way.target, queues)
                yield Finding(place, f"{source} leads to no queue {way.target}{hint}")
        elif way.label == "after_talk":
            if way.target not in plan.flow:
                hint = did_you_mean(way.target, plan.flow)
                yield Finding(
                    place, f"{source}: after a talk comes no node of the flow {way.target}{hint}"
                )
        elif way.target not in known:
            hint = did_you_mean(way.target, known)
            yield Finding(place, f"{source} leads to no node or queue {way.target}{hint}")
    for name, node in plan.flow.items():
        if isinstance(node, OfferCallback) and node.queue and node.queue not in queues:
            hint = did_you_mean(node.queue, queues)
            yield Finding(
                ("flow", name, "queue"), f"node {name}: there is no queue {node.queue}{hint}"
            )


def everything_is_reached(plan: Plan) -> Iterator[Finding]:
    """A node or a queue to which nothing leads is probably forgotten, or a way to it is."""
    found = reached(of_plan(plan), starts(plan))
    for name in plan.flow:
        if name not in found:
            yield Finding(
                ("flow", name),
                f"no caller ever comes to node {name}; lead somewhere to it, or remove it",
                Severity.WARNING,
            )
    for index, queue in enumerate(plan.queues):
        if queue.queue not in found:
            yield Finding(
                ("queues", index),
                f"no caller ever comes to queue {queue.queue}; lead a number or a node to it",
                Severity.WARNING,
            )


def every_walk_ends(plan: Plan) -> Iterator[Finding]:
    """Nobody is led round and round who presses nothing.

    Where no round is made of automatic ways only, whoever does nothing comes to an end of
    the flow or waits in a queue, whatever node it is at.
    """
    queues = {str(queue.queue): index for index, queue in enumerate(plan.queues)}
    for names in circles(of_plan(plan)):
        path = " to ".join((*names, names[0]))
        waiting = [queues[name] for name in names if name in queues]
        if len(waiting) == len(names):
            yield Finding(
                ("queues", waiting[0], "waiting"),
                f"queue {names[0]} sends its callers in a circle ({path}); let one of them lead "
                "elsewhere",
            )
        elif waiting:
            yield Finding(
                ("queues", waiting[0], "waiting"),
                f"callers who leave queue {plan.queues[waiting[0]].queue} come back to it by "
                f"themselves ({path}); let one of them lead elsewhere",
            )
        else:
            yield Finding(
                ("flow", names[0]),
                f"a caller who presses nothing never leaves ({path}); let one of them lead to a "
                "queue or to an end",
            )


def limits_grow(plan: Plan) -> Iterator[Finding]:
    """A wait counts from the first queueing, so a second queue must allow a longer one."""
    longest = {
        str(queue.queue): rule.after_s
        for queue in plan.queues
        for rule in queue.waiting.overflow
        if rule.after_s is not None
    }
    for index, queue in enumerate(plan.queues):
        for position, rule in enumerate(queue.waiting.overflow):
            beyond = longest.get(rule.to, float("inf")) if rule.to != queue.queue else float("inf")
            if rule.after_s is not None and rule.after_s >= beyond:
                yield Finding(
                    ("queues", index, "waiting", "overflow", position, "after_s"),
                    f"queue {rule.to}: after_s counts from the first queueing, so it must be "
                    f"longer than the {rule.after_s:g} of {queue.queue}, which leads into it",
                )


def outside_is_allowed(plan: Plan) -> Iterator[Finding]:
    """A caller is led only to outside numbers that the plan lists."""
    for name, node in plan.flow.items():
        if isinstance(node, Transfer) and node.number not in plan.outside:
            hint = did_you_mean(node.number, plan.outside)
            yield Finding(
                ("flow", name, "number"),
                f"node {name} leads to {node.number}, which outside does not list{hint}"
                + ("" if hint else f'; add "{node.number}" to outside if callers may cost that'),
            )


def _queues(plan: Plan) -> set[str]:
    return {str(queue.queue) for queue in plan.queues}
