"""What must fit together in a plan: each reference leads somewhere, each wish can be met.

Every check answers with sentences, one for each mistake, that name the place and a way out.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from routing.plan import OperatorPlan, QueuePlan
from telephony.plan import CallerPlan, NumberPlan, digits
from vocabulary.ids import OperatorId, QueueId

Operators = Mapping[OperatorId, OperatorPlan]


def did_you_mean(value: str, known: Collection[str]) -> str:
    """A hint at the nearest known word, or nothing."""
    close = get_close_matches(value, known, n=1)
    return f"; did you mean {close[0]}?" if close else ""


def twice(what: str, names: Iterable[str]) -> Iterator[str]:
    """Names that are there more than once."""
    for name in sorted(name for name, times in Counter(names).items() if times > 1):
        yield f"{what} {name} is there twice; keep one"


def callers_twice(callers: Iterable[CallerPlan]) -> Iterator[str]:
    """Callers whose numbers are the same once only digits count."""
    return twice("caller", [digits(caller.number) for caller in callers])


def numbers_lead_on(numbers: Iterable[NumberPlan], queues: Sequence[str]) -> Iterator[str]:
    """Each number leads to a queue."""
    for number in numbers:
        if number.queue not in queues:
            hint = did_you_mean(number.queue, set(queues))
            yield f"number {number.number} leads to no queue {number.queue}{hint}"


def overflows_lead_on(queues: Sequence[QueuePlan]) -> Iterator[str]:
    """Each overflow is another queue, and none leads back to where it began."""
    by_name = {queue.queue: queue for queue in queues}
    for queue in queues:
        if queue.overflow is None:
            continue
        beyond = by_name.get(queue.overflow)
        if beyond is None:
            hint = did_you_mean(queue.overflow, set(by_name))
            yield f"queue {queue.queue} overflows into no queue {queue.overflow}{hint}"
            continue
        path = _path(queue, by_name)
        if path[-1] == queue.queue:
            way = " to ".join(path)
            yield f"queue {queue.queue} overflows in a circle ({way}); let one of them not overflow"
        elif (queue.max_wait_s or 0.0) >= (beyond.max_wait_s or float("inf")):
            yield (
                f"queue {beyond.queue}: max_wait_s counts from the first queueing, so it must be "
                f"longer than the {queue.max_wait_s:g} of {queue.queue}, which overflows into it"
            )


def _path(queue: QueuePlan, by_name: Mapping[QueueId, QueuePlan]) -> list[str]:
    """The way of a call that overflows again and again, to its end or once around."""
    path = [str(queue.queue)]
    following = queue.overflow
    while following is not None and following in by_name and following not in path:
        path.append(following)
        following = by_name[following].overflow
    return [*path, following] if following in path and following is not None else path


def operators_are_known(
    operators: Operators, queues: Sequence[QueuePlan], callers: Iterable[CallerPlan]
) -> Iterator[str]:
    """Operators who help or are preferred stand in `operators` or serve some queue by name.

    Without an `operators` part anybody may exist: the plan does not know the people.
    """
    listed = {name for queue in queues if queue.operators != "all" for name in queue.operators}
    known = {str(name) for name in operators} | listed
    if not operators:
        return
    for queue in queues:
        for step in queue.widen:
            for name in step.join if step.join != "all" else ():
                if name not in known:
                    hint = did_you_mean(name, known) or "; add it to operators"
                    yield f"queue {queue.queue} widens to no operator {name}{hint}"
    for caller in callers:
        if caller.preferred is not None and caller.preferred not in known:
            hint = did_you_mean(caller.preferred, known) or "; add it to operators"
            yield f"caller {caller.number} prefers no operator {caller.preferred}{hint}"


def operators_serve(operators: Operators, queues: Sequence[QueuePlan]) -> Iterator[str]:
    """A rank or a delay is of a queue that the operator serves."""
    by_name = {queue.queue: queue for queue in queues}
    for name, operator in operators.items():
        for served in operator.queues:
            queue = by_name.get(served)
            if queue is None:
                hint = did_you_mean(served, set(by_name))
                yield f"operator {name} serves no queue {served}{hint}"
            elif queue.operators != "all" and name not in queue.operators:
                yield (
                    f"operator {name} has a rank in queue {served} but does not serve it; add "
                    f"{name} to its operators"
                )


def skills_are_known(
    skills: Collection[str],
    operators: Operators,
    queues: Iterable[QueuePlan],
    numbers: Iterable[NumberPlan],
) -> Iterator[str]:
    """With a `skills` list, every skill that is named anywhere stands in it."""
    if not skills:
        return
    for where, named in _skills_named(operators, queues, numbers):
        for skill in named:
            if skill not in skills:
                yield f"{where} names no skill {skill}{did_you_mean(skill, skills)}"


def somebody_can(
    operators: Operators, queues: Iterable[QueuePlan], numbers: Iterable[NumberPlan]
) -> Iterator[str]:
    """For each single skill that is required somebody has the level."""
    best: dict[str, int] = {}
    for operator in operators.values():
        for skill, level in operator.skills.items():
            best[skill] = max(level, best.get(skill, 0))
    for where, wanted in _skills_required(queues, numbers):
        for skill, level in wanted.items():
            if best.get(skill, 0) < level:
                hint = f"; the best has {best[skill]}" if skill in best else ""
                hint = hint or did_you_mean(skill, best) or "; give it to an operator"
                yield f"{where}: nobody has skill {skill} at level {level}{hint}"


def _skills_required(
    queues: Iterable[QueuePlan], numbers: Iterable[NumberPlan]
) -> Iterator[tuple[str, Mapping[str, int]]]:
    for queue in queues:
        yield f"queue {queue.queue}", queue.requires
        for step in queue.widen:
            yield f"queue {queue.queue} after {step.after_s:g} s", step.requires or {}
    for number in numbers:
        yield f"number {number.number}", number.needs


def _skills_named(
    operators: Operators, queues: Iterable[QueuePlan], numbers: Iterable[NumberPlan]
) -> Iterator[tuple[str, Collection[str]]]:
    queues = tuple(queues)
    for name, operator in operators.items():
        yield f"operator {name}", operator.skills
    yield from _skills_required(queues, numbers)
    for queue in queues:
        yield f"queue {queue.queue}", queue.prefers
