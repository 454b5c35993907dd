"""A plan from its text: everything that can be said about it at once.

Types come first; what must fit together is looked at once every value is what it should
be. Findings carry the line and the column where a person finds the mistake.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import ValidationError

from switchboard.planning.checks import hours, leads, names, nodes, people, prompts, talks
from switchboard.planning.document import Plan
from switchboard.planning.findings import findings_of
from switchboard.planning.reading import NotYaml, Spot, Tree, read_tree
from vocabulary.findings import Finding, Place, Severity
from vocabulary.plans import TextFinding

CHECKS = (
    names.names_twice,
    names.callers_twice,
    names.numbers_alike,
    names.nodes_are_no_queues,
    leads.numbers_lead_on,
    leads.targets_are_there,
    leads.every_walk_ends,
    leads.limits_grow,
    leads.outside_is_allowed,
    leads.everything_is_reached,
    nodes.lengths_fit,
    nodes.secrets_stay_secret,
    nodes.look_ups_can_be_asked,
    nodes.languages_are_listed,
    people.operators_are_known,
    people.operators_serve,
    people.queues_are_served,
    people.skills_are_known,
    people.somebody_can,
    people.languages_are_spoken,
    hours.calendars_are_good,
    hours.calendars_are_there,
    prompts.prompts_are_good,
    prompts.prompts_are_there,
    prompts.prompts_are_used,
    prompts.blanks_are_filled,
    people.recording_knows_its_queues,
    talks.customers_are_good,
    talks.calls_out_are_good,
)
MOST_FINDINGS = 1000
"""Nobody reads more; the rest is told once these are mended."""
KEPT_READINGS = 4


class Reading(NamedTuple):
    """What a text is. `plan` is there as soon as all types are right, even if it must not
    be used; `data` is the document as plain values, None if it is none."""

    tree: Tree | None
    data: Any
    plan: Plan | None
    findings: tuple[TextFinding, ...]

    @property
    def errors(self) -> tuple[TextFinding, ...]:
        """What forbids publishing."""
        return tuple(each for each in self.findings if each.severity is Severity.ERROR)

    @property
    def usable(self) -> Plan | None:
        """The plan, if nothing forbids to use it."""
        return self.plan if not self.errors else None


@lru_cache(maxsize=KEPT_READINGS)
def read_plan(text: str) -> Reading:
    """Read and check a text. Never raises for what somebody may write."""
    try:
        tree = read_tree(text)
    except NotYaml as error:
        found = TextFinding((), str(error), Severity.ERROR, error.line, error.column)
        return Reading(None, None, None, (found,))
    data = tree.plain()
    if not isinstance(data, dict):
        told = "must be a mapping with numbers and queues"
        return Reading(tree, data, None, located([Finding((), told)], tree))
    findings = list(tree.findings)
    try:
        plan = Plan.model_validate(data)
    except ValidationError as error:
        findings.extend(findings_of(error, Plan, data))
        return Reading(tree, data, None, located(findings, tree))
    for check in CHECKS:
        findings.extend(check(plan))
    return Reading(tree, data, plan, located(findings, tree))


def located(findings: Iterable[Finding], tree: Tree | None) -> tuple[TextFinding, ...]:
    """With lines and columns, each once, errors first and then as the text goes."""
    found = [
        TextFinding(finding.place, finding.message, finding.severity, *_spot(tree, finding.place))
        for finding in dict.fromkeys(findings)
    ]
    found.sort(key=lambda each: (each.severity is not Severity.ERROR, each.line, each.column))
    return tuple(found[:MOST_FINDINGS])


def _spot(tree: Tree | None, place: Place) -> Spot:
    return tree.spot(place) if tree is not None else Spot(0, 0)
