"""Who is there to serve which queue: a fold over what is said of operators."""

import msgspec

from vocabulary.facts import (
    AvailabilityChanged,
    Fact,
    OperatorListed,
    OperatorUnlisted,
    PhoneChanged,
)
from vocabulary.ids import OperatorId, QueueId
from vocabulary.states import Availability, PhoneState


class Attendant(msgspec.Struct, frozen=True):
    """One operator, as far as it matters whether somebody is there."""

    queues: tuple[QueueId, ...]
    availability: Availability = Availability.SIGNED_OUT
    phone: PhoneState = PhoneState.UNREACHABLE
    extension: str = ""  # empty in checkpoints of before


class Attendance:
    """Whom a caller can hope for. `state` is for a checkpoint."""

    def __init__(self, state: dict[OperatorId, Attendant] | None = None) -> None:
        self._operators = dict(state or {})

    def state(self) -> dict[OperatorId, Attendant]:
        """Everything, for a checkpoint."""
        return dict(self._operators)

    def apply(self, fact: Fact) -> None:
        """Follow a fact; any other is passed over."""
        match fact:
            case OperatorListed():
                before = self._operators.get(fact.operator, Attendant(()))
                self._put(fact.operator, _listed(before, fact))
            case OperatorUnlisted():
                self._operators.pop(fact.operator, None)
            case AvailabilityChanged() if fact.operator in self._operators:
                known = self._operators[fact.operator]
                self._put(
                    fact.operator, msgspec.structs.replace(known, availability=fact.availability)
                )
            case PhoneChanged() if fact.operator in self._operators:
                known = self._operators[fact.operator]
                self._put(fact.operator, msgspec.structs.replace(known, phone=fact.phone))
            case _:
                pass

    def signed_in(self, queue: QueueId) -> int:
        """Operators of the queue who are ready or on break."""
        return sum(
            queue in each.queues and each.availability is not Availability.SIGNED_OUT
            for each in self._operators.values()
        )

    def ready(self, queue: QueueId) -> int:
        """Operators of the queue who take calls: ready, with a phone that lives."""
        return sum(
            queue in each.queues
            and each.availability is Availability.READY
            and each.phone is not PhoneState.UNREACHABLE
            for each in self._operators.values()
        )

    def phone(self, operator: OperatorId) -> PhoneState:
        """How an operator's phone is; that of somebody who is not there cannot be reached."""
        known = self._operators.get(operator)
        return PhoneState.UNREACHABLE if known is None else known.phone

    def knows(self, operator: OperatorId) -> bool:
        """Whether this operator is listed."""
        return operator in self._operators

    def queues(self, operator: OperatorId) -> tuple[QueueId, ...]:
        """What an operator serves."""
        known = self._operators.get(operator)
        return () if known is None else known.queues

    def _put(self, operator: OperatorId, attendant: Attendant) -> None:
        self._operators[operator] = attendant


def _listed(before: Attendant, fact: OperatorListed) -> Attendant:
    """Of another extension's phone nothing is known."""
    moved = before.extension not in {"", fact.extension}
    phone = PhoneState.UNREACHABLE if moved else before.phone
    return msgspec.structs.replace(
        before, queues=fact.queues, extension=fact.extension, phone=phone
    )
