"""Which operator is at which extension, and whether its phone may be rung now."""

from collections.abc import Iterable, Mapping

from telephony.attendance import Attendance
from telephony.call import Call
from vocabulary.facts import Fact, OperatorListed, WrapUpEnded, WrapUpStarted
from vocabulary.ids import CallId, OperatorId, QueueId
from vocabulary.states import PhoneState


class Directory:
    """A fold over facts, with a live view of the calls. `state` is for a checkpoint."""

    def __init__(
        self,
        calls: Mapping[CallId, Call],
        attendance: Attendance,
        state: Mapping[str, OperatorId] | None = None,
        wrapping: Iterable[OperatorId] = (),
    ) -> None:
        self._calls = calls
        self._there = attendance
        self._operators = dict(state or {})
        self._wrapping = set(wrapping)

    def state(self) -> dict[str, OperatorId]:
        """Who is or was at each extension."""
        return dict(self._operators)

    def wrapping(self) -> tuple[OperatorId, ...]:
        """Who finishes the work of a call that is over."""
        return tuple(sorted(self._wrapping))

    def apply(self, fact: Fact) -> None:
        """Follow a fact; any other is passed over. Somebody who left is still known by its
        extension: its last call may still be told of."""
        if isinstance(fact, OperatorListed):
            others = {
                extension: operator
                for extension, operator in self._operators.items()
                if operator != fact.operator
            }
            self._operators = {**others, fact.extension: fact.operator}
        elif isinstance(fact, WrapUpStarted):
            self._wrapping.add(fact.operator)
        elif isinstance(fact, WrapUpEnded):
            self._wrapping.discard(fact.operator)

    def operator_at(self, extension: str) -> OperatorId | None:
        """Whose extension it is."""
        return self._operators.get(extension)

    def extension_of(self, operator: OperatorId) -> str | None:
        """Where an operator is rung."""
        return next((ext for ext, known in self._operators.items() if known == operator), None)

    def call_of(self, operator: OperatorId) -> Call | None:
        """The call that an operator has, or had when its phone was lost."""
        return next((call for call in self._calls.values() if call.operator == operator), None)

    def works(self, operator: OperatorId) -> bool:
        """Whether this is an operator still, and not one who was disabled."""
        return self._there.knows(operator)

    def has_free_phone(self, operator: OperatorId) -> bool:
        """Whether a phone of an operator is there, whatever else it does."""
        return self._there.phone(operator) is PhoneState.FREE

    def first_queue(self, operator: OperatorId) -> QueueId | None:
        """The queue for which an operator calls out, where nobody says another."""
        return next(iter(self._there.queues(operator)), None)

    def may_be_rung(self, operator: OperatorId) -> str | None:
        """The extension of an operator whose phone is free and who has no work; else None."""
        extension = self.extension_of(operator)
        if extension is None or self._there.phone(operator) is not PhoneState.FREE:
            return None
        return None if self._is_busy(operator) else extension

    def _is_busy(self, operator: OperatorId) -> bool:
        if operator in self._wrapping:
            return True
        for call in self._calls.values():
            third = None if call.party is None else call.party.to
            if operator in {call.operator, third}:
                return True
            if any(offer.operator == operator for offer in call.offers):
                return True
        return False
