"""What people and phones ask of the floor: availability, refusals, feature codes, presence."""

from collections.abc import Mapping

from routing.plan import FeatureCodes
from routing.state import Operator
from vocabulary.commands import ConfirmFeature
from vocabulary.facts import (
    AvailabilityChanged,
    Fact,
    OfferEnded,
    OperatorListed,
    OperatorUnlisted,
    PhoneChanged,
    WrapUpEnded,
)
from vocabulary.ids import OperatorId
from vocabulary.inputs import (
    AvailabilityAsked,
    DeclineAsked,
    FeatureDialled,
    Input,
    OperatorsListed,
    PhoneReported,
    WrapUpDone,
)
from vocabulary.ports import Decision
from vocabulary.states import Activity, Availability, OfferResult, PhoneState

NOTHING = Decision()

REASON_LIMIT = 80
"""Longest reason of a break, in characters."""


class Clicks:
    """Answers over a live view of the operators; changes none of them."""

    def __init__(self, operators: Mapping[OperatorId, Operator], codes: FeatureCodes) -> None:
        self._operators = operators
        self._codes = codes

    def decide(self, given: Input) -> Decision:
        """Facts that a click or a report brings about; none when it changes nothing."""
        match given:
            case AvailabilityAsked():
                return Decision(self._asked(given))
            case FeatureDialled():
                return self._dialled(given)
            case PhoneReported():
                return Decision(self._phone(given))
            case WrapUpDone():
                return Decision(self._wrap_up_done(given))
            case DeclineAsked():
                return Decision(self._declined(given))
            case OperatorsListed():
                return Decision(self._listed(given))
            case _:
                return NOTHING

    def _asked(self, given: AvailabilityAsked) -> tuple[Fact, ...]:
        operator = self._operators.get(given.operator)
        if operator is None or operator.unlisted:
            return ()
        reason = given.reason[:REASON_LIMIT]
        if (operator.availability, operator.reason) == (given.availability, reason):
            return ()
        return (AvailabilityChanged(given.operator, given.availability, reason, given.by),)

    def _dialled(self, given: FeatureDialled) -> Decision:
        operator = self._by_extension(given.extension)
        wanted = self._meaning(given.code)
        if operator is None or wanted is None:
            return Decision((), (ConfirmFeature(given.leg, accepted=False),))
        availability, reason = wanted
        asked = AvailabilityAsked(operator.operator, availability, reason, operator.operator)
        return Decision(self._asked(asked), (ConfirmFeature(given.leg, accepted=True),))

    def _meaning(self, code: str) -> tuple[Availability, str] | None:
        if code == self._codes.ready:
            return Availability.READY, ""
        if code.startswith(self._codes.take_break):
            reason = self._codes.break_reasons.get(code.removeprefix(self._codes.take_break))
            return None if reason is None else (Availability.BREAK, reason)
        return None

    def _by_extension(self, extension: str) -> Operator | None:
        return next(
            (
                operator
                for operator in self._operators.values()
                if operator.extension == extension and not operator.unlisted
            ),
            None,
        )

    def _phone(self, given: PhoneReported) -> tuple[Fact, ...]:
        """Our own ringing and talking makes a phone busy too: that is not news."""
        operator = self._by_extension(given.extension)
        if operator is None or operator.phone is given.phone:
            return ()
        ours = operator.activity in (Activity.OFFERED, Activity.TALKING)
        if given.phone is PhoneState.BUSY and ours and operator.phone is PhoneState.FREE:
            return ()
        return (PhoneChanged(operator.operator, given.phone),)

    def _wrap_up_done(self, given: WrapUpDone) -> tuple[Fact, ...]:
        operator = self._operators.get(given.operator)
        if operator is None or operator.activity is not Activity.WRAPPING_UP:
            return ()
        if operator.call is None:
            return ()
        return (WrapUpEnded(given.operator, operator.call, early=True),)

    def _declined(self, given: DeclineAsked) -> tuple[Fact, ...]:
        """One who is asked aside has no offer: telephony ends that ringing."""
        operator = self._operators.get(given.operator)
        if operator is None or operator.offer is None:
            return ()
        offer = operator.offer
        return (OfferEnded(offer.offer, offer.call, given.operator, OfferResult.DECLINED),)

    def _listed(self, given: OperatorsListed) -> tuple[Fact, ...]:
        facts: list[Fact] = []
        for entry in given.operators:
            known = self._operators.get(entry.operator)
            same = (
                known is not None
                and not known.unlisted
                and (known.name, known.extension, known.queues)
                == (entry.name, entry.extension, frozenset(entry.queues))
            )
            if not same:
                facts.append(
                    OperatorListed(entry.operator, entry.name, entry.extension, entry.queues)
                )
        wanted = {entry.operator for entry in given.operators}
        facts.extend(
            OperatorUnlisted(operator.operator)
            for operator in self._operators.values()
            if operator.operator not in wanted and not operator.unlisted
        )
        return tuple(facts)
