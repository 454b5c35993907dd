"""Who calls: callers whom a plan knows, and whom each caller talked to last."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping

from telephony.plan import CallerPlan, NumberPlan, Wish, digits
from vocabulary.facts import Caller
from vocabulary.ids import OperatorId

ACQUAINTED = 10_000
"""Callers of whom it is remembered whom they talked to last; the oldest are forgotten."""


class Callers:
    """Compares numbers by their digits. Whoever hides its number is nobody."""

    def __init__(self, last: Iterable[tuple[str, OperatorId]] = ()) -> None:
        self._last: OrderedDict[str, OperatorId] = OrderedDict(last)

    def talked(self, caller: Caller, operator: OperatorId) -> None:
        """The caller talks to this operator."""
        number = digits(caller.pii_number)
        if not number:
            return
        self._last[number] = operator
        self._last.move_to_end(number)
        while len(self._last) > ACQUAINTED:
            self._last.popitem(last=False)

    def wish(
        self, caller: Caller, number: NumberPlan | None, known_callers: Mapping[str, CallerPlan]
    ) -> Wish:
        """What a plan and the past say of a caller who dialled this number."""
        spelt = digits(caller.pii_number)
        known = known_callers.get(spelt)
        wish = Wish()
        if known is not None:
            wish = Wish(known.priority, known.credit_s, known.language, known.preferred)
        if wish.preferred is None and number is not None and number.last_operator:
            wish = wish._replace(preferred=self._last.get(spelt))
        return wish

    def state(self) -> tuple[tuple[str, OperatorId], ...]:
        """Whom each talked to, for a checkpoint."""
        return tuple(self._last.items())
