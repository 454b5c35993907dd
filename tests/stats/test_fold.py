"""Facts find their cards; the state goes through JSON."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from stats.fold import CardFold, FoldState
from stats.queues import QueueConfig
from stats.table import CardTable
from vocabulary import facts
from vocabulary.board import CallCard, OperatorCard, ServiceCard, StandingCard
from vocabulary.ids import CallId, LegId, NodeId, OfferId, OperatorId, QueueId, RecordingId
from vocabulary.shelf import Shelf
from vocabulary.states import Activity, CallState, EndReason, OfferResult, QueueExit

pytestmark = pytest.mark.pure

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
LATER = AT + timedelta(seconds=9)
ANNA, CALL, SUPPORT = OperatorId("anna"), CallId("c"), QueueId("support")
SALES = QueueId("sales")
LISTED = facts.OperatorListed(ANNA, "Anna", "101", (SUPPORT,))
OFFERED = (
    facts.CallArrived(CALL, LegId("leg"), "100", facts.Caller()),
    facts.CallQueued(CALL, SUPPORT, AT),
    facts.OfferMade(OfferId("o"), CALL, ANNA, LegId("op"), "101", LATER),
)


def new_fold() -> tuple[CardTable, CardFold]:
    table = CardTable()
    queues = Shelf[tuple[QueueConfig, ...]]({1: (QueueConfig(SUPPORT),), 2: (QueueConfig(SALES),)})
    return table, CardFold(table, queues, AT)


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
    fold.apply(AT, [facts.LinesSeen(legs=1), facts.PlanPublished(1, "mara")])
    fold.apply(AT, [facts.HoursSwitched("shop", closed=True, by="mara", until=LATER)])
    fold.show_day(ANNA, answered=4, missed=1)
    state = msgspec.json.decode(msgspec.json.encode(fold.checkpoint()), type=FoldState)
    again, later = new_fold()
    later.restore(state)
    assert again.cards == table.cards
    assert later.checkpoint() == fold.checkpoint()


def test_what_stands_is_shown_and_the_queues_are_those_of_the_plan_in_force() -> None:
    table, fold = new_fold()
    assert table.cards["standing"] == StandingCard()
    assert "queues/sales" in table.cards and "queues/support" not in table.cards
    fold.apply(AT, [facts.PlanPublished(1, "mara")])
    assert "queues/support" in table.cards and "queues/sales" not in table.cards
    fold.apply(AT, OFFERED)
    fold.apply(LATER, [facts.PlanPublished(2, "mara"), facts.IncidentSwitched("outage", "mara")])
    assert table.cards["standing"] == StandingCard(2, LATER, "mara", incident="outage")
    assert {"queues/support", "queues/sales"} <= set(table.cards), "somebody waits there still"


def test_a_checkpoint_of_versions_before_menus_is_read() -> None:
    old = b"""{"service": {"lines_up": true, "since": "2026-11-02T09:00:00Z"}, "operators": [],
        "recordings": {}, "calls": [{"call": "c", "state": "greeting", "dialled": "100",
        "pii_number": "", "pii_name": "", "arrived_at": "2026-11-02T09:00:00Z",
        "since": "2026-11-02T09:00:00Z"}]}"""
    table, fold = new_fold()
    fold.restore(msgspec.json.decode(old, type=FoldState))
    card = table.cards["calls/c"]
    assert isinstance(card, CallCard)
    assert (card.state, card.node, card.revision) == (CallState.IVR, None, 0)
    assert table.cards["standing"] == StandingCard()


def test_a_call_through_the_flow_finds_its_card() -> None:
    table, fold = new_fold()
    leg = LegId("out-c-1")
    fold.apply(AT, OFFERED[:1])
    states = []
    for told in (
        facts.NodeEntered(CALL, NodeId("main"), "menu", "start"),
        facts.LanguageChosen(CALL, "ru"),
        facts.OutsideChosen(CALL, NodeId("away"), "+49301", 20.0, leg),
        facts.OutsideFailed(CALL, NodeId("away"), OfferResult.BUSY),
        facts.CallQueued(CALL, SUPPORT, AT),
        facts.QueueLeft(CALL, SUPPORT, QueueExit.KEY, "mailbox"),
        facts.CallQueued(CALL, SUPPORT, AT),
        facts.CallConnected(CALL, ANNA, LegId("op")),
        facts.TalkEnded(CALL, ANNA, EndReason.OPERATOR_HUNG_UP),
    ):
        fold.apply(AT, [told])
        card = table.cards["calls/c"]
        assert isinstance(card, CallCard)
        states.append(card.state.value)
    expected = "ivr ivr outside ivr waiting ivr waiting talking ivr"
    assert states == expected.split()
