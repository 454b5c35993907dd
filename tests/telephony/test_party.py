"""The third party of a call, as facts tell of it."""

from datetime import UTC, datetime

import pytest

from telephony.moves import IllegalMove
from telephony.party import Party, follow
from vocabulary.facts import (
    CallAnswered,
    CallFact,
    CallTransferred,
    ConferenceStarted,
    ConsultAnswered,
    ConsultEnded,
    ConsultStarted,
)
from vocabulary.ids import CallId, LegId, OperatorId, QueueId
from vocabulary.states import OfferResult, TransferKind

AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
CALL, LEG, OTHER = CallId("c"), LegId("leg-c-1"), LegId("leg-c-2")
ANNA, BORIS = OperatorId("anna"), OperatorId("boris")
STARTED = ConsultStarted(CALL, ANNA, LEG, AT, BORIS, "102")
ASKED = Party(LEG, AT, BORIS)


def test_it_is_asked_answers_joins_and_leaves() -> None:
    asked = follow(None, STARTED)
    assert asked == ASKED
    answered = follow(asked, ConsultAnswered(CALL, LEG, BORIS))
    assert answered == Party(LEG, AT, BORIS, answered=True)
    three = follow(answered, ConferenceStarted(CALL, ANNA, LEG, BORIS))
    assert three == Party(LEG, AT, BORIS, answered=True, conference=True)
    assert follow(three, ConsultEnded(CALL, LEG, OfferResult.ACCEPTED, BORIS)) is None
    assert follow(three, CallAnswered(CALL)) is three


def test_whoever_was_asked_may_get_the_call() -> None:
    three = Party(LEG, AT, BORIS, answered=True, conference=True)
    given = CallTransferred(CALL, ANNA, TransferKind.CONSULTED, to=BORIS, leg=LEG, until=AT)
    assert follow(three, given) == Party(LEG, AT, BORIS, answered=True)


def test_a_blind_transfer_begins_a_party_and_one_to_a_queue_none() -> None:
    blind = CallTransferred(CALL, ANNA, TransferKind.BLIND, to=BORIS, leg=LEG, until=AT)
    assert follow(None, blind) == ASKED
    queue = CallTransferred(CALL, ANNA, TransferKind.BLIND, queue=QueueId("q"))
    assert follow(None, queue) is None


@pytest.mark.parametrize(
    ("party", "fact"),
    [
        (ASKED, STARTED),
        (None, ConsultAnswered(CALL, LEG)),
        (ASKED, ConsultAnswered(CALL, OTHER)),
        (None, ConsultEnded(CALL, LEG, OfferResult.BUSY)),
        (ASKED, ConferenceStarted(CALL, ANNA, OTHER)),
        (
            None,
            CallTransferred(CALL, ANNA, TransferKind.CONSULTED, to=BORIS, leg=LEG, until=AT),
        ),
    ],
)
def test_a_fact_that_cannot_follow_is_refused(party: Party | None, fact: CallFact) -> None:
    with pytest.raises(IllegalMove):
        follow(party, fact)
