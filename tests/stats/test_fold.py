"""Facts find their cards; the state goes through JSON."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from stats.fold import CardFold, FoldState
from stats.queues import QueueConfig
from stats.table import CardTable
from vocabulary import facts
from vocabulary.board import OperatorCard, ServiceCard
from vocabulary.ids import CallId, LegId, OfferId, OperatorId, QueueId, RecordingId
from vocabulary.states import Activity

pytestmark = pytest.mark.pure

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
LATER = AT + timedelta(seconds=9)
ANNA, CALL, SUPPORT = OperatorId("anna"), CallId("c"), QueueId("support")
LISTED = facts.OperatorListed(ANNA, "Anna", "101", (SUPPORT,))
OFFERED = (
    facts.CallArrived(CALL, LegId("leg"), "100", facts.Caller()),
    facts.CallQueued(CALL, SUPPORT, AT),
    facts.OfferMade(OfferId("o"), CALL, ANNA, LegId("op"), "101", LATER),
)


def new_fold() -> tuple[CardTable, CardFold]:
    table = CardTable()
    return table, CardFold(table, [QueueConfig(SUPPORT)], AT)


def service(table: CardTable) -> ServiceCard:
    card = table.cards["service"]
    assert isinstance(card, ServiceCard)
    return card


def test_the_service_says_how_it_is_and_since_when() -> None:
    table, fold = new_fold()
    assert not service(table).lines_up
    fold.apply(LATER, [facts.LinesSeen(legs=0)])
    assert service(table) == ServiceCard(True, LATER)
    fold.apply(LATER + timedelta(seconds=1), [facts.LinesSeen(legs=4)])
    assert service(table).since == LATER
    fold.apply(LATER, [facts.LinesLost("connection refused")])
    assert service(table).why == "connection refused"
    fold.apply(LATER, [facts.ServiceStarted("1")])
    assert service(table).why == "starting"
    fold.apply(LATER, [facts.ServiceStopped("upgrade")])
    assert service(table).why == "upgrade"


def test_an_operator_listed_in_the_middle_of_an_offer_is_busy() -> None:
    table, fold = new_fold()
    fold.apply(AT, OFFERED)
    fold.apply(AT, [LISTED])
    card = table.cards["operators/anna"]
    assert isinstance(card, OperatorCard)
    assert (card.activity, card.call) == (Activity.OFFERED, CALL)
    assert fold.operators() == (ANNA,)


def test_a_fact_that_no_card_shows_changes_nothing() -> None:
    table, fold = new_fold()
    table.take_changes()
    fold.apply(AT, [facts.OfferRang(OfferId("o"), CALL, ANNA), facts.CallAnswered(CALL)])
    assert table.take_changes() == ({}, ())


def test_a_checkpoint_goes_through_json() -> None:
    table, fold = new_fold()
    fold.apply(AT, [LISTED, *OFFERED, facts.RecordingStarted(RecordingId("r"), CALL, ANNA)])
    fold.apply(AT, [facts.LinesSeen(legs=1)])
    fold.show_day(ANNA, answered=4, missed=1)
    state = msgspec.json.decode(msgspec.json.encode(fold.checkpoint()), type=FoldState)
    again, later = new_fold()
    later.restore(state)
    assert again.cards == table.cards
    assert later.checkpoint() == fold.checkpoint()
