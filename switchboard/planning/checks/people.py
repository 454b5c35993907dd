"""Who serves what: operators that are named exist, and for each wish somebody is there."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from recording.plan import findings as recording_findings
from routing.plan import OperatorPlan
from switchboard.planning.document import Plan, QueueDocument
from telephony.ivr.nodes import ChooseLanguage, Criteria
from vocabulary.findings import Finding, Place, Severity, did_you_mean
from vocabulary.ids import OperatorId

Levels = Mapping[str, int]


def operators_are_known(plan: Plan) -> Iterator[Finding]:
    """Operators who help or are preferred stand in `operators` or serve some queue by name.

    Without an `operators` part anybody may exist: the plan does not know the people.
    """
    if not plan.operators:
        return
    listed = {name for queue in plan.queues for name in _named(queue.operators)}
    known: set[str] = {*plan.operators, *listed}

    def hint(name: str) -> str:
        return did_you_mean(name, known) or "; add it to operators"

    for index, queue in enumerate(plan.queues):
        for number, step in enumerate(queue.widen):
            for joining in _named(step.join):
                if joining not in known:
                    yield Finding(
                        ("queues", index, "widen", number, "join"),
                        f"queue {queue.queue} widens to no operator {joining}{hint(joining)}",
                    )
    for index, caller in enumerate(plan.callers):
        if caller.preferred is not None and caller.preferred not in known:
            yield Finding(
                ("callers", index, "preferred"),
                f"caller {caller.number} prefers no operator {caller.preferred}"
                f"{hint(caller.preferred)}",
            )
    for name, node in plan.flow.items():
        if isinstance(node, Criteria) and node.preferred and node.preferred not in known:
            yield Finding(
                ("flow", name, "preferred"),
                f"node {name} prefers no operator {node.preferred}{hint(node.preferred)}",
            )


def operators_serve(plan: Plan) -> Iterator[Finding]:
    """A rank or a delay is of a queue that the operator serves."""
    by_name = {queue.queue: queue for queue in plan.queues}
    for name, operator in plan.operators.items():
        for served in operator.queues:
            place: Place = ("operators", name, "queues", served)
            queue = by_name.get(served)
            if queue is None:
                hint = did_you_mean(served, set(by_name))
                yield Finding(place, f"operator {name} serves no queue {served}{hint}")
            elif queue.operators != "all" and name not in queue.operators:
                yield Finding(
                    place,
                    f"operator {name} has a rank in queue {served} but does not serve it; add "
                    f"{name} to its operators",
                )


def queues_are_served(plan: Plan) -> Iterator[Finding]:
    """Somebody serves each queue."""
    for index, queue in enumerate(plan.queues):
        if queue.operators != "all" and not queue.operators:
            joined = any(step.join for step in queue.widen)
            yield Finding(
                ("queues", index, "operators"),
                f"nobody serves queue {queue.queue}; name its operators or write operators: all",
                Severity.WARNING if joined else Severity.ERROR,
            )


def skills_are_known(plan: Plan) -> Iterator[Finding]:
    """With a `skills` list, every skill that is named anywhere stands in it."""
    if not plan.skills:
        return
    for where, place, named in _skills_named(plan):
        for skill in named:
            if skill not in plan.skills:
                hint = did_you_mean(skill, plan.skills) or "; add it to skills"
                yield Finding((*place, skill), f"{where} names no skill {skill}{hint}")


def somebody_can(plan: Plan) -> Iterator[Finding]:
    """For each single skill that is required somebody has the level; for all together
    somebody has them all, or such callers wait until the queue widens."""
    for want in _wants(plan):
        best = _best(want.among)
        lacking = [
            (skill, level) for skill, level in want.levels.items() if best.get(skill, 0) < level
        ]
        for skill, level in lacking:
            hint = f"; the best has {best[skill]}" if skill in best else ""
            hint = hint or did_you_mean(skill, best) or "; give it to an operator"
            yield Finding(
                (*want.place, skill),
                f"{want.told}: nobody has skill {skill} at level {level}{hint}",
            )
        if not lacking and want.levels and not _has_all(want):
            all_of = " and ".join(f"{skill} {level}" for skill, level in want.levels.items())
            yield Finding(
                want.place,
                f"{want.told}: no single operator has {all_of}; such callers are served by nobody",
                Severity.WARNING,
            )


def languages_are_spoken(plan: Plan) -> Iterator[Finding]:
    """For each language that callers may choose or bring, somebody speaks it."""
    spoken = [operator.languages for operator in plan.operators.values()]
    if not spoken or not all(spoken):
        return  # who lists no language takes callers of any
    known = {language for languages in spoken for language in languages}
    for place, language in _languages_asked(plan):
        if language and language not in known:
            yield Finding(
                place,
                f"no operator speaks {language}; such callers are served by nobody",
                Severity.WARNING,
            )


def recording_knows_its_queues(plan: Plan) -> Iterator[Finding]:
    """What recording says of itself."""
    yield from recording_findings(plan.recording, [queue.queue for queue in plan.queues])


class _Want(NamedTuple):
    """Levels that a call asks for at once, and who might have them."""

    told: str
    place: Place
    levels: Levels
    among: Collection[OperatorPlan]


def _wants(plan: Plan) -> Iterator[_Want]:
    everybody = plan.operators.values()
    for index, queue in enumerate(plan.queues):
        place: Place = ("queues", index)
        here = _servers(plan, queue, ())
        yield _Want(f"queue {queue.queue}", (*place, "requires"), queue.requires, here)
        for number, step in enumerate(queue.widen):
            yield _Want(
                f"queue {queue.queue} after {step.after_s:g} s",
                (*place, "widen", number, "requires"),
                step.requires or {},
                _servers(plan, queue, step.join),
            )
    for index, number_plan in enumerate(plan.numbers):
        place = ("numbers", index, "needs")
        yield _Want(f"number {number_plan.number}", place, number_plan.needs, everybody)
    for name, node in plan.flow.items():
        if isinstance(node, Criteria):
            yield _Want(f"node {name}", ("flow", name, "needs"), node.needs, everybody)


def _servers(
    plan: Plan, queue: QueueDocument, joined: str | tuple[OperatorId, ...]
) -> list[OperatorPlan]:
    """Whoever the plan knows of those who serve the queue, and of those who help."""
    if queue.operators == "all" or joined == "all":
        return list(plan.operators.values())
    names = {*queue.operators, *_named(joined)}
    return [operator for name, operator in plan.operators.items() if name in names]


def _best(operators: Collection[OperatorPlan]) -> dict[str, int]:
    best: dict[str, int] = {}
    for operator in operators:
        for skill, level in operator.skills.items():
            best[skill] = max(level, best.get(skill, 0))
    return best


def _has_all(want: _Want) -> bool:
    return any(
        all(operator.skills.get(skill, 0) >= level for skill, level in want.levels.items())
        for operator in want.among
    )


def _skills_named(plan: Plan) -> Iterator[tuple[str, Place, Collection[str]]]:
    for name, operator in plan.operators.items():
        yield f"operator {name}", ("operators", name, "skills"), operator.skills
    for want in _wants(plan):
        yield want.told, want.place, want.levels
    for index, queue in enumerate(plan.queues):
        yield f"queue {queue.queue}", ("queues", index, "prefers"), queue.prefers


def _languages_asked(plan: Plan) -> Iterator[tuple[Place, str]]:
    for index, number in enumerate(plan.numbers):
        yield ("numbers", index, "language"), number.language
    for index, caller in enumerate(plan.callers):
        yield ("callers", index, "language"), caller.language
    for name, node in plan.flow.items():
        if isinstance(node, ChooseLanguage):
            for key, language in node.keys.items():
                yield ("flow", name, "keys", key), language


def _named(operators: str | tuple[OperatorId, ...]) -> tuple[OperatorId, ...]:
    return () if isinstance(operators, str) else operators
