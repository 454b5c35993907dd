"""The third party of a call: a colleague or an outside number whom an operator asked."""

from datetime import datetime
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from telephony.moves import IllegalMove
from vocabulary.facts import (
    CallFact,
    CallTransferred,
    ConferenceStarted,
    ConsultAnswered,
    ConsultEnded,
    ConsultStarted,
)
from vocabulary.ids import LegId, OperatorId
from vocabulary.states import TransferKind

Told = TypeVar("Told", ConsultAnswered, ConsultEnded, ConferenceStarted)


class Party(msgspec.Struct, frozen=True, omit_defaults=True):
    """A colleague `to`, or the outside number `pii_number`; its phone rings until `until`."""

    leg: LegId
    until: datetime
    to: OperatorId | None = None
    pii_number: str = ""
    answered: bool = False
    conference: bool = False


def follow(party: Party | None, fact: CallFact) -> Party | None:
    """The party after `fact`; most facts leave it as it is. Raises `IllegalMove`."""
    match fact:
        case ConsultStarted():
            if party is not None:
                raise IllegalMove("a third party is in the call already")
            return Party(fact.leg, fact.until, fact.to, fact.pii_number)
        case ConsultAnswered():
            return replace(_known(party, fact), answered=True)
        case ConferenceStarted():
            return replace(_known(party, fact), conference=True)
        case ConsultEnded():
            _known(party, fact)
            return None
        case CallTransferred():
            return _given(party, fact)
        case _:
            return party


def _known(party: Party | None, fact: Told) -> Party:
    if party is None or party.leg != fact.leg:
        raise IllegalMove(f"{fact.leg} is no third party of the call")
    return party


def _given(party: Party | None, fact: CallTransferred) -> Party | None:
    """Whoever was asked gets the call; or somebody who is rung for it now; or a queue."""
    if fact.leg is None or fact.until is None:
        return None
    if party is not None and party.leg == fact.leg:
        return replace(party, conference=False, until=fact.until)
    if fact.kind is TransferKind.CONSULTED:
        raise IllegalMove(f"{fact.leg} was not asked before it was given the call")
    return Party(fact.leg, fact.until, fact.to, fact.pii_number)
