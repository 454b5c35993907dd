"""Names and numbers that are there twice, or stand for two things."""

from collections.abc import Iterable, Iterator

from switchboard.planning.document import Plan
from telephony.plan import digits
from vocabulary.findings import Finding, Place


def names_twice(plan: Plan) -> Iterator[Finding]:
    """Whatever is a list in the plan but known by its name is there once."""
    yield from _twice("queue", "queues", [queue.queue for queue in plan.queues])
    yield from _twice("number", "numbers", [number.number for number in plan.numbers])
    yield from _twice("skill", "skills", plan.skills)
    yield from _twice("language", "languages", plan.languages)
    yield from _twice("incident", "incidents", plan.incidents)
    yield from _twice("outside number", "outside", plan.outside)


def callers_twice(plan: Plan) -> Iterator[Finding]:
    """Callers are told apart by the digits of their numbers, customers by theirs."""
    yield from _twice("caller", "callers", [digits(caller.number) for caller in plan.callers])
    yield from _twice("customer", "callers", [caller.customer for caller in plan.callers])


def numbers_alike(plan: Plan) -> Iterator[Finding]:
    """Two spellings of one number are two numbers for the line: one of them never rings."""
    first: dict[str, str] = {}
    for index, number in enumerate(plan.numbers):
        known = first.setdefault(digits(number.number), number.number)
        if known != number.number:
            yield Finding(
                ("numbers", index, "number"),
                f"number {number.number} has the digits of {known}; keep the one that the trunk "
                "sends",
            )


def nodes_are_no_queues(plan: Plan) -> Iterator[Finding]:
    """Nodes and queues share one set of names, since a target is either."""
    for queue in plan.queues:
        if queue.queue in plan.flow:
            yield Finding(
                ("flow", queue.queue),
                f"{queue.queue} is the name of a queue too; rename the node",
            )


def _twice(what: str, part: str, names: Iterable[str]) -> Iterator[Finding]:
    seen: set[str] = set()
    told: set[str] = set()
    for index, name in enumerate(names):
        if name and name in seen and name not in told:
            told.add(name)
            place: Place = (part, index)
            yield Finding(place, f"{what} {name} is there twice; keep one")
        seen.add(name)
