"""Calendars: good by themselves, and there wherever one is named."""

from collections.abc import Iterator

from hours.checks import calendar_findings
from switchboard.planning.document import Plan
from telephony.ivr.nodes import Hours
from vocabulary.findings import Finding, Place, did_you_mean


def calendars_are_good(plan: Plan) -> Iterator[Finding]:
    """What the calendars say of themselves, such as one that is never open."""
    for name, calendar in plan.hours.items():
        for finding in calendar_findings(calendar):
            yield Finding(
                ("hours", name, *finding.place),
                f"calendar {name}: {finding.message}",
                finding.severity,
            )


def calendars_are_there(plan: Plan) -> Iterator[Finding]:
    """Each calendar that a node or a queue goes by is one of the plan's."""
    for told, place, calendar in _named(plan):
        if calendar not in plan.hours:
            hint = did_you_mean(calendar, plan.hours) or f"; write hours: {{{calendar}: …}}"
            yield Finding(place, f"{told} goes by no calendar {calendar}{hint}")


def _named(plan: Plan) -> Iterator[tuple[str, Place, str]]:
    for name, node in plan.flow.items():
        if isinstance(node, Hours):
            yield f"node {name}", ("flow", name, "hours"), node.hours
    for index, queue in enumerate(plan.queues):
        if queue.waiting.hours is not None:
            place = ("queues", index, "waiting", "hours")
            yield f"queue {queue.queue}", place, queue.waiting.hours
