"""Operators in calls that came to them without an offer: placed, asked, given.

Who calls out has its call at once. A colleague who is asked is in the call aside: busy, but
it does not serve the caller until the call is given to it. A fact about somebody who is in
another call changes nothing: an operator is in one call at most.

Answers over live views of the floor's records; changes none of them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec.structs import replace

from routing import changes
from routing.follows import Follows
from routing.state import Operator, Waiting
from vocabulary.facts import (
    CallConnected,
    CallPlaced,
    CallReturned,
    CallTransferred,
    ConsultAnswered,
    ConsultEnded,
    ConsultStarted,
    OperatorLost,
)
from vocabulary.ids import CallId, OperatorId
from vocabulary.states import Activity, TransferKind

PartyFact = (
    CallPlaced
    | ConsultStarted
    | ConsultAnswered
    | ConsultEnded
    | CallTransferred
    | CallConnected
    | CallReturned
    | OperatorLost
)


class Parties:
    """The records of operators that a fact changes."""

    def __init__(
        self,
        operators: Mapping[OperatorId, Operator],
        waiting: Mapping[CallId, Waiting],
        follows: Follows,
    ) -> None:
        self._operators = operators
        self._waiting = waiting
        self._follows = follows

    def changed(self, at: datetime, fact: PartyFact) -> tuple[Operator, ...]:
        """New records in place of the old ones."""
        match fact:
            case CallPlaced():
                found = self._free_for(fact.operator, fact.call)
                return tuple(changes.placed(at, one, fact) for one in found)
            case ConsultStarted():
                found = self._free_for(fact.to, fact.call)
                return tuple(changes.asked(at, one, fact.call) for one in found)
            case ConsultAnswered():
                return tuple(self._answered(at, fact))
            case ConsultEnded():
                gone = self._aside(fact.call)
                return tuple(changes.let_go(one) for one in gone if one.operator == fact.to)
            case OperatorLost():
                return tuple(changes.let_go(one) for one in self._aside(fact.call))
            case CallTransferred():
                return tuple(self._transferred(at, fact))
            case CallConnected():
                return tuple(self._connected(at, fact))
            case CallReturned():
                served = self._follows.serving(fact.call)
                asked = (changes.let_go(one) for one in self._aside(fact.call))
                return (*(changes.left(at, one) for one in served), *asked)

    def ended(self, at: datetime, call: CallId) -> tuple[Operator, ...]:
        """The call, or the talk in it, is over. Whoever talked has a wrap-up to come."""
        silent = [one for one in self._follows.serving(call) if not one.talked]
        asked = (changes.let_go(one) for one in self._aside(call))
        return (*(changes.freed(at, one) for one in silent), *asked)

    def _free_for(self, operator_id: OperatorId | None, call: CallId) -> Iterable[Operator]:
        """That operator, unless it is nobody whom we know or is in another call."""
        operator = self._operators.get(operator_id) if operator_id is not None else None
        if operator is None:
            return
        wraps = operator.activity is Activity.WRAPPING_UP
        if wraps or operator.call is None or operator.call == call:
            yield operator

    def _aside(self, call: CallId) -> list[Operator]:
        return [one for one in self._operators.values() if one.aside and one.call == call]

    def _answered(self, at: datetime, fact: ConsultAnswered) -> Iterable[Operator]:
        for one in self._free_for(fact.to, fact.call):
            there = one if one.aside else changes.asked(at, one, fact.call)
            yield replace(there, activity=Activity.TALKING)

    def _transferred(self, at: datetime, fact: CallTransferred) -> Iterable[Operator]:
        served = {one.operator: one for one in self._follows.serving(fact.call)}
        gave = served.get(fact.operator)
        if gave is not None:
            yield changes.left(at, gave)
        for one in self._aside(fact.call):
            if one.operator != fact.to:
                yield changes.let_go(one)
        for one in self._free_for(fact.to, fact.call):
            if fact.kind is TransferKind.CONSULTED:
                yield changes.given(at, one, fact.call, gave)
            else:
                yield self._rung(at, one, fact.call, gave)

    @staticmethod
    def _rung(at: datetime, operator: Operator, call: CallId, gave: Operator | None) -> Operator:
        """Not the call's operator before the two are joined, but it is known for which queue."""
        there = operator if operator.aside else changes.asked(at, operator, call)
        if gave is None:
            return there
        return replace(there, serves=gave.serves, revision=gave.revision)

    def _connected(self, at: datetime, fact: CallConnected) -> Iterable[Operator]:
        for one in self._free_for(fact.operator, fact.call):
            serves = one.call == fact.call and one.activity is Activity.TALKING and not one.aside
            there = one if serves else self._joined(at, one, fact.call)
            yield replace(there, talked=True)

    def _joined(self, at: datetime, operator: Operator, call: CallId) -> Operator:
        """One who was rung for a call that was given away."""
        given = changes.given(at, operator, call, operator if operator.aside else None)
        waiting = self._waiting.get(call)
        if waiting is None:
            return given
        return replace(given, serves=waiting.queue, revision=waiting.revision)
