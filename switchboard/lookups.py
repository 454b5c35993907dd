"""Customer data that calls ask for. For now one source: the callers that the plan knows."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import structlog

from switchboard.planning.document import Plan
from telephony.plan import CallerPlan, digits
from vocabulary.commands import LookUp
from vocabulary.inputs import LookUpDone
from vocabulary.ports import Inbox
from vocabulary.shelf import Shelf
from vocabulary.states import LookUpResult

log = structlog.get_logger(__name__)

CALLERS = "callers"
REVISIONS_KEPT = 4


class _Index(NamedTuple):
    """Known callers of one revision."""

    by_number: Mapping[str, CallerPlan]
    by_customer: Mapping[str, CallerPlan]


class PlanLookUps:
    """`vocabulary.ports.LookUps`: answers from the plan that the call follows.

    A key is a caller's number, compared by its digits, or the number that the customer has
    at the shop; the latter wins.
    """

    def __init__(self, plans: Shelf[Plan], inbox: Inbox) -> None:
        self._plans = plans
        self._inbox = inbox
        self._index = lru_cache(maxsize=REVISIONS_KEPT)(self._indexed)

    def submit(self, command: LookUp) -> None:
        """Answer in the inbox; a source that nobody knows has failed."""
        if command.source != CALLERS:
            log.error("there is no such source of customer data", source=command.source)
            self._answer(command, LookUpResult.FAILED)
            return
        known = self._find(command.revision, digits(command.pii_key))
        if known is None:
            self._answer(command, LookUpResult.MISSING)
        else:
            self._answer(command, LookUpResult.FOUND, _values(known))

    def _find(self, revision: int, key: str) -> CallerPlan | None:
        if not key:
            return None
        held = revision if revision in self._plans else self._plans.newest
        index = self._index(held)
        return index.by_customer.get(key) or index.by_number.get(key)

    def _indexed(self, revision: int) -> _Index:
        plan = self._plans.of(revision)
        customers = {caller.customer: caller for caller in plan.callers if caller.customer}
        return _Index(plan.by_caller, customers)

    def _answer(
        self, command: LookUp, result: LookUpResult, values: tuple[tuple[str, str], ...] = ()
    ) -> None:
        self._inbox.put(LookUpDone(command.call, command.node, result, values, command.asked))


def _values(caller: CallerPlan) -> tuple[tuple[str, str], ...]:
    """What may be spoken or shown: the name, the customer's number, and all fields."""
    told = {"name": caller.name, "customer": caller.customer} | dict(caller.fields)
    return tuple((name, value) for name, value in told.items() if value)
