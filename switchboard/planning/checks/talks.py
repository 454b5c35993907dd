"""What operators do in calls and know of callers: calls out, customers' cards."""

from collections.abc import Iterator

from customers.plan import findings as customer_findings
from switchboard.planning.document import Plan
from vocabulary.findings import Finding, Severity, did_you_mean


def customers_are_good(plan: Plan) -> Iterator[Finding]:
    """What customers' part says of itself."""
    yield from customer_findings(plan.customers)


def calls_out_are_good(plan: Plan) -> Iterator[Finding]:
    """A number that is shown for a queue has its queue; nothing is refused in vain."""
    known = {queue.queue for queue in plan.queues}
    for queue in plan.outgoing.shown_by_queue:
        if queue not in known:
            yield Finding(
                ("outgoing", "shown_by_queue", queue),
                f"there is no queue {queue}{did_you_mean(queue, known)}",
            )
    if plan.outgoing.refuse and not plan.outgoing.is_open:
        yield Finding(
            ("outgoing", "refuse"),
            "nothing is allowed, so there is nothing to refuse; write allow: first",
            Severity.WARNING,
        )
