"""What is said: every prompt that is named can be said, and every one that is there is.

Whether a sound of Asterisk or an uploaded file exists is not asked here: that is a matter
of the installation, not of the plan.
"""

from collections.abc import Collection, Iterator

from customers.plan import RestSourcePlan
from hours.telling import blank_names
from prompts.builtins import builtin
from prompts.checks import check
from switchboard.planning.document import Plan
from telephony.ivr.nodes import Digits, LookUpCustomer, Survey
from vocabulary.findings import Finding, Place, Severity, did_you_mean

FOUND_BY_LOOK_UP = ("name", "customer")
"""What a look-up may find of any caller, besides its fields."""


def prompts_are_good(plan: Plan) -> Iterator[Finding]:
    """What the prompts say of themselves: languages, blanks, voices."""
    for finding in check(
        plan.prompts,
        plan.languages,
        plan.speech,
        file_exists=_unasked,
        sound_exists=_unasked,
    ):
        told = finding.message
        if finding.place[:1] == ("prompts",):
            told = f"prompt {finding.place[1]}: {told}"
        yield Finding(finding.place, told, finding.severity)


def prompts_are_there(plan: Plan) -> Iterator[Finding]:
    """Each prompt that is named anywhere is the plan's or built in."""
    known = plan.prompt_book.names
    for told, place, prompt in _named(plan):
        if prompt not in known:
            hint = did_you_mean(prompt, known)
            hint = hint or f"; write prompts: {{{prompt}: {{{plan.languages[0]}: …}}}}"
            yield Finding(place, f"{told} says no prompt {prompt}{hint}")


def prompts_are_used(plan: Plan) -> Iterator[Finding]:
    """A prompt that nobody hears is probably named wrongly somewhere."""
    used = {prompt for _, _, prompt in _named(plan)} | builtin().keys()
    for prompt in plan.prompts:
        if prompt not in used:
            yield Finding(
                ("prompts", prompt),
                f"prompt {prompt} is never said; name it somewhere, or remove it",
                Severity.WARNING,
            )


def blanks_are_filled(plan: Plan) -> Iterator[Finding]:
    """What stands in a blank was typed or found before; nobody says what is secret."""
    book = plan.prompt_book
    values, secrets = _values(plan), _secrets(plan)
    for told, place, prompt in _named(plan):
        if prompt not in book.names:
            continue
        filled: Collection[str] = values if place[0] == "flow" else ()
        for blank in book.blanks(prompt):
            if blank.name in secrets and blank.name not in filled:
                yield Finding(
                    place,
                    f"{told}: prompt {prompt} would say {{{blank.name}}}, which is sensitive and "
                    "is never said",
                )
            elif blank.name not in filled:
                hint = did_you_mean(blank.name, filled) or "; let a node collect or look it up"
                yield Finding(
                    place, f"{told}: nothing fills {{{blank.name}}} of prompt {prompt}{hint}"
                )


def _values(plan: Plan) -> set[str]:
    """Names of all that may be spoken in the flow."""
    found = {blank for calendar in plan.hours for blank in blank_names(calendar)}
    for node in plan.flow.values():
        match node:
            case Digits(sensitive=False):
                found.add(node.name)
            case Survey():
                found.add(node.question)
            case LookUpCustomer():
                found.update(FOUND_BY_LOOK_UP)
                found.update(name for caller in plan.callers for name in caller.fields)
                found.update(_of_sources(plan))
            case _:
                pass
    return found


def _of_sources(plan: Plan) -> Iterator[str]:
    """What outside systems answer. The columns of a database are not known beforehand."""
    for source in plan.customers.sources.values():
        if isinstance(source, RestSourcePlan):
            yield from source.values


def _secrets(plan: Plan) -> set[str]:
    nodes = plan.flow.values()
    return {node.name for node in nodes if isinstance(node, Digits) and node.sensitive}


def _named(plan: Plan) -> Iterator[tuple[str, Place, str]]:
    """Who says which prompt, and where that is written."""
    for name, node in plan.flow.items():
        said = getattr(node, "say", None)
        if said is not None:
            yield f"node {name}", ("flow", name, "say"), said
    for index, queue in enumerate(plan.queues):
        announce = queue.waiting.announce
        if announce is None:
            continue
        place: Place = ("queues", index, "waiting", "announce")
        for number, prompt in enumerate(announce.comfort):
            yield f"queue {queue.queue}", (*place, "comfort", number), prompt
        if announce.keys is not None:
            yield f"queue {queue.queue}", (*place, "keys"), announce.keys
    for index, prompt in enumerate(plan.incidents):
        yield f"incident {prompt}", ("incidents", index), prompt


def _unasked(_name: str) -> bool:
    return True
