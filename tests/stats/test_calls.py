"""Calls' cards from arrival to end."""

from datetime import UTC, datetime, timedelta

import pytest

from stats.calls import CallCards, Work
from stats.operators import OperatorCards
from stats.queues import QueueLines
from stats.table import CardTable
from stats.talks import Talks
from vocabulary import facts
from vocabulary.board import CallCard, OperatorCard, QueueCard
from vocabulary.decisions import Forecast, Silence
from vocabulary.ids import CallId, LegId, NodeId, OfferId, OperatorId, QueueId, RecordingId
from vocabulary.states import Activity, CallState, EndReason, OfferResult, Outcome, QueueExit

pytestmark = pytest.mark.pure

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
SUPPORT = QueueId("support")
ANNA, BORIS = OperatorId("anna"), OperatorId("boris")
CALL = CallId("c")
NODE = NodeId("away")


def s(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


class Room:
    """A caller who waits, and two operators."""

    def __init__(self) -> None:
        self.table = CardTable()
        self.lines = QueueLines(self.table, [SUPPORT])
        self.operators = OperatorCards(self.table, self.lines)
        self.calls = CallCards(self.table, self.lines, self.operators)
        self.talks = Talks(self.calls, self.operators)
        for name in (ANNA, BORIS):
            self.operators.listed(AT, facts.OperatorListed(name, name, "1", (SUPPORT,)))
        caller = facts.Caller("+49 30 1", "Ada")
        self.calls.arrived(AT, facts.CallArrived(CALL, LegId("leg"), "100", caller, 7))

    def call(self) -> CallCard:
        card = self.table.cards["calls/c"]
        assert isinstance(card, CallCard)
        return card

    def activity(self, name: OperatorId) -> tuple[Activity, CallId | None]:
        card = self.table.cards[f"operators/{name}"]
        assert isinstance(card, OperatorCard)
        return card.activity, card.call

    def queue(self) -> QueueCard:
        self.lines.refresh()
        card = self.table.cards["queues/support"]
        assert isinstance(card, QueueCard)
        return card

    def wait(self) -> None:
        self.calls.queued(s(5), facts.CallQueued(CALL, SUPPORT, s(5), priority=3))

    def offer(self, name: OperatorId) -> None:
        offer = OfferId(f"o-{name}")
        made = facts.OfferMade(offer, CALL, name, LegId(name), "1", s(30))
        self.calls.offer_made(s(6), made)

    def end_offer(self, name: OperatorId, result: OfferResult) -> None:
        self.calls.offer_ended(s(9), facts.OfferEnded(OfferId(f"o-{name}"), CALL, name, result))

    def node(self, name: str, seconds: float) -> None:
        self.calls.node_entered(s(seconds), facts.NodeEntered(CALL, NodeId(name), "say", "next"))

    def outside(self, seconds: float) -> None:
        chosen = facts.OutsideChosen(CALL, NODE, "+4930123456", 20.0, LegId("out-c-1"))
        self.calls.outside_chosen(s(seconds), chosen)

    def leave(self, seconds: float) -> None:
        left = facts.QueueLeft(CALL, SUPPORT, QueueExit.KEY, "mailbox", "2")
        self.calls.queue_left(s(seconds), left)

    def end_talk(self, seconds: float) -> None:
        over = facts.TalkEnded(CALL, ANNA, EndReason.OPERATOR_HUNG_UP)
        self.talks.talk_ended(s(seconds), over)

    def end(self) -> None:
        ended = facts.CallEnded(CALL, Outcome.ANSWERED, EndReason.CALLER_HUNG_UP)
        self.talks.ended(s(60), ended)


@pytest.fixture
def room() -> Room:
    return Room()


def test_a_whole_call(room: Room) -> None:
    assert (room.call().state, room.call().pii_number) == (CallState.ARRIVING, "+49 30 1")
    room.calls.greeting_started(s(1), facts.GreetingStarted(CALL, "hello"))
    assert (room.call().state, room.call().since) == (CallState.IVR, s(1))
    room.wait()
    assert (room.call().place_since, room.call().priority) == (s(5), 3)
    assert (room.queue().waiting, room.queue().longest_since) == (1, s(5))
    room.offer(ANNA)
    assert room.call().ringing == (ANNA,)
    assert room.activity(ANNA) == (Activity.OFFERED, CALL)
    assert room.queue().waiting == 1
    room.end_offer(ANNA, OfferResult.ACCEPTED)
    assert (room.call().state, room.call().operator) == (CallState.CONNECTING, ANNA)
    assert room.queue().waiting == 0
    room.talks.connected(s(10), facts.CallConnected(CALL, ANNA, LegId(ANNA)))
    assert (room.call().state, room.call().since) == (CallState.TALKING, s(10))
    assert room.activity(ANNA) == (Activity.TALKING, CALL)
    room.end()
    assert "calls/c" not in room.table.cards
    assert room.activity(ANNA) == (Activity.IDLE, None)


def test_an_offer_that_came_to_nothing(room: Room) -> None:
    room.wait()
    room.offer(ANNA)
    room.offer(ANNA)
    room.offer(BORIS)
    room.end_offer(ANNA, OfferResult.TIMED_OUT)
    assert room.call().ringing == (BORIS,)
    assert room.activity(ANNA) == (Activity.IDLE, None)
    assert room.activity(BORIS) == (Activity.OFFERED, CALL)
    assert room.queue().waiting == 1


def test_a_join_that_failed_puts_the_caller_back_at_its_place(room: Room) -> None:
    room.wait()
    room.offer(ANNA)
    room.end_offer(ANNA, OfferResult.ACCEPTED)
    room.calls.requeued(s(12), facts.CallRequeued(CALL))
    assert (room.call().state, room.call().operator) == (CallState.WAITING, None)
    assert (room.queue().waiting, room.queue().longest_since) == (1, s(5))
    assert room.activity(ANNA) == (Activity.IDLE, None)


def test_the_recording_light_follows_the_running_recording(room: Room) -> None:
    first, second = RecordingId("c-1"), RecordingId("c-2")
    room.calls.recording_started(s(1), facts.RecordingStarted(first, CALL, ANNA))
    assert room.call().recording
    room.calls.recording_ended(s(2), facts.RecordingStopped(first, CALL))
    assert not room.call().recording
    room.calls.recording_started(s(3), facts.RecordingStarted(second, CALL, ANNA))
    room.calls.recording_ended(s(4), facts.RecordingFailed(first, CALL, "disk full"))
    assert room.call().recording
    assert room.calls.recordings() == {CALL: second}
    room.end()
    assert room.calls.recordings() == {}


def test_what_somebody_listed_late_is_doing(room: Room) -> None:
    assert room.calls.work_of(ANNA) is None
    room.wait()
    room.offer(ANNA)
    assert room.calls.work_of(ANNA) == Work(Activity.OFFERED, CALL)
    room.end_offer(ANNA, OfferResult.ACCEPTED)
    assert room.calls.work_of(ANNA) == Work(Activity.TALKING, CALL, SUPPORT)


def test_facts_about_calls_that_are_over_change_nothing(room: Room) -> None:
    room.wait()
    room.end()
    room.queue()
    before = dict(room.table.cards)
    room.calls.greeting_started(AT, facts.GreetingStarted(CALL, "hello"))
    room.node("main", 61)
    room.calls.language_chosen(AT, facts.LanguageChosen(CALL, "ru"))
    room.outside(61)
    room.calls.outside_failed(AT, facts.OutsideFailed(CALL, NODE, OfferResult.BUSY))
    room.leave(61)
    room.end_talk(61)
    room.wait()
    room.calls.requeued(AT, facts.CallRequeued(CALL))
    room.talks.connected(AT, facts.CallConnected(CALL, ANNA, LegId("l")))
    room.end_offer(ANNA, OfferResult.WITHDRAWN)
    room.calls.recording_started(AT, facts.RecordingStarted(RecordingId("r"), CALL, ANNA))
    room.calls.recording_ended(AT, facts.RecordingStopped(RecordingId("r"), CALL))
    room.end()
    assert room.queue().waiting == 0
    assert room.table.cards == before


def explained(forecast: Forecast) -> facts.WaitExplained:
    return facts.WaitExplained(CALL, SUPPORT, 0.0, 0, 1, 0, forecast=forecast)


def test_the_forecast_of_a_waiting_call_is_shown_with_its_moment() -> None:
    room = Room()
    room.calls.forecast(s(1), explained(Forecast(10, 20)))
    assert room.call().forecast_at is None  # it does not wait yet
    room.wait()
    room.calls.forecast(s(6), explained(Forecast(silent=Silence.THIN_DATA)))
    assert (room.call().silent, room.call().forecast_at) == ("thin_data", s(6))
    room.calls.forecast(s(9), facts.WaitPromised(CALL, SUPPORT, Forecast(30.0, 90.0)))
    card = room.call()
    told = card.forecast_p50_s, card.forecast_p90_s, card.forecast_at, card.silent
    assert told == (30.0, 90.0, s(9), "")


def test_the_forecast_is_gone_with_the_wait() -> None:
    room = Room()
    room.wait()
    room.calls.forecast(s(6), explained(Forecast(10, 20)))
    room.offer(ANNA)
    accepted = facts.OfferEnded(OfferId("o-anna"), CALL, ANNA, OfferResult.ACCEPTED)
    room.calls.offer_ended(s(8), accepted)
    card = room.call()
    assert (card.forecast_p50_s, card.forecast_p90_s, card.forecast_at) == (None, None, None)


def test_a_call_that_overflows_waits_on_elsewhere() -> None:
    room = Room()
    room.wait()
    room.calls.queued(s(60), facts.CallQueued(CALL, QueueId("sales"), s(5), priority=3))
    assert (room.call().queue, room.call().since, room.call().place_since) == ("sales", s(5), s(5))
    assert room.queue().waiting == 0


def test_a_caller_in_the_flow_is_where_it_came_last(room: Room) -> None:
    assert (room.call().revision, room.call().language, room.call().node) == (7, "", None)
    room.node("main", 1)
    room.calls.language_chosen(s(2), facts.LanguageChosen(CALL, "ru"))
    room.node("opening", 4)
    card = room.call()
    assert (card.state, card.since, card.node) == (CallState.IVR, s(1), "opening")
    assert card.language == "ru"
    room.wait()
    assert (room.call().node, room.call().language) == (None, "ru")


def test_the_language_of_the_number_is_known_in_the_queue(room: Room) -> None:
    room.calls.queued(s(5), facts.CallQueued(CALL, SUPPORT, s(5), language="ru"))
    assert room.call().language == "ru"


def test_a_caller_who_is_led_outside(room: Room) -> None:
    room.node("main", 1)
    room.outside(9)
    assert (room.call().state, room.call().since) == (CallState.OUTSIDE, s(9))
    assert room.call().node == NODE
    room.calls.outside_failed(s(29), facts.OutsideFailed(CALL, NODE, OfferResult.TIMED_OUT))
    assert (room.call().state, room.call().since) == (CallState.IVR, s(29))


def test_who_leaves_the_queue_is_in_its_line_no_more(room: Room) -> None:
    room.wait()
    room.calls.forecast(s(6), explained(Forecast(10, 20)))
    room.leave(30)
    card = room.call()
    assert (card.state, card.since, card.queue) == (CallState.IVR, s(30), None)
    assert (card.place_since, card.forecast_p50_s, card.forecast_at) == (None, None, None)
    assert (room.queue().waiting, room.queue().longest_since) == (0, None)
    room.node("mailbox", 30)
    assert (room.call().node, room.call().priority) == ("mailbox", 3)


def test_who_goes_from_queue_to_queue_keeps_its_place(room: Room) -> None:
    room.wait()
    room.leave(30)
    room.calls.queued(s(30), facts.CallQueued(CALL, QueueId("sales"), s(5)))
    card = room.call()
    assert (card.state, card.queue, card.place_since) == (CallState.WAITING, "sales", s(5))
    assert room.queue().waiting == 0


def test_after_the_talk_the_operator_is_free_and_the_caller_in_the_flow(room: Room) -> None:
    room.wait()
    room.offer(ANNA)
    room.end_offer(ANNA, OfferResult.ACCEPTED)
    room.talks.connected(s(10), facts.CallConnected(CALL, ANNA, LegId(ANNA)))
    room.end_talk(60)
    assert (room.call().state, room.call().operator) == (CallState.IVR, None)
    assert room.activity(ANNA) == (Activity.IDLE, None)
    assert room.calls.work_of(ANNA) is None
    room.operators.wrap_up_started(s(60), facts.WrapUpStarted(ANNA, CALL, s(90)))
    room.end()
    assert room.activity(ANNA) == (Activity.WRAPPING_UP, CALL), "the call's end is not its own"
