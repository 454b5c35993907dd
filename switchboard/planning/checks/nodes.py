"""What single nodes ask for: digits that were collected, answers and languages that exist."""

from collections.abc import Iterator

from switchboard.planning.document import Plan
from switchboard.planning.graph import of_plan, starts
from telephony.ivr.graph import reached
from telephony.ivr.nodes import ChooseLanguage, Digits, LookUpCustomer, Survey
from vocabulary.findings import Finding, Severity, did_you_mean

SOURCES = ("callers",)
"""Where customer data may be looked up."""

BY_CALLER = "caller"


def lengths_fit(plan: Plan) -> Iterator[Finding]:
    """The least is not beyond the most, for digits and for a survey's answers."""
    for name, node in plan.flow.items():
        if isinstance(node, Digits) and node.least > node.most:
            yield Finding(
                ("flow", name, "least"),
                f"node {name}: at least {node.least} digits but at most {node.most}; exchange them",
            )
        if isinstance(node, Survey) and node.least >= node.most:
            yield Finding(
                ("flow", name, "least"),
                f"node {name}: answers from {node.least} to {node.most} leave no choice; least "
                "must be lower than most",
            )


def secrets_stay_secret(plan: Plan) -> Iterator[Finding]:
    """Sensitive digits are not read back to whoever stands beside the phone."""
    for name, node in plan.flow.items():
        if isinstance(node, Digits) and node.sensitive and node.read_back:
            yield Finding(
                ("flow", name, "read_back"),
                f"node {name}: sensitive digits are not read back; leave read_back out, or "
                "sensitive",
            )


def look_ups_can_be_asked(plan: Plan) -> Iterator[Finding]:
    """A look-up has a source that exists and a key that was collected on every way to it."""
    collected = {node.name for node in plan.flow.values() if isinstance(node, Digits)}
    for name, node in plan.flow.items():
        if not isinstance(node, LookUpCustomer):
            continue
        sources = (*SOURCES, *plan.customers.sources)
        if node.source not in sources:
            hint = did_you_mean(node.source, sources) or f"; there is {', '.join(sources)}"
            yield Finding(
                ("flow", name, "source"), f"node {name}: there is no source {node.source}{hint}"
            )
        if node.key == BY_CALLER:
            continue
        if node.key not in collected:
            hint = did_you_mean(node.key, collected) or "; add a node of kind digits before it"
            yield Finding(
                ("flow", name, "key"),
                f"node {name}: no node collects digits as {node.key}{hint}",
            )
        elif name in _reached_without(plan, node.key):
            yield Finding(
                ("flow", name, "key"),
                f"node {name}: some callers come here without having typed {node.key}; for them "
                "nothing is found",
                Severity.WARNING,
            )


def languages_are_listed(plan: Plan) -> Iterator[Finding]:
    """A language that callers may choose is one of the plan's, and so is a number's."""
    for name, node in plan.flow.items():
        if not isinstance(node, ChooseLanguage):
            continue
        for key, language in node.keys.items():
            if language not in plan.languages:
                hint = did_you_mean(language, plan.languages) or f"; add {language} to languages"
                yield Finding(
                    ("flow", name, "keys", key),
                    f"node {name}: languages does not list {language or 'an empty one'}{hint}",
                )
    for index, number in enumerate(plan.numbers):
        if number.language and number.language not in plan.languages:
            yield Finding(
                ("numbers", index, "language"),
                f"number {number.number}: languages does not list {number.language}; its callers "
                f"hear {plan.languages[0]}",
                Severity.WARNING,
            )


def _reached_without(plan: Plan, digits: str) -> frozenset[str]:
    """Where callers may come without having typed these digits."""
    graph = of_plan(plan)
    for name, node in plan.flow.items():
        if isinstance(node, Digits) and node.name == digits:
            graph[name] = tuple(way for way in graph[name] if way.label != "next")
    return reached(graph, starts(plan))
