"""Who talks, who is asked and who is given a call, as the board shows it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from stats.board import LiveBoard
from stats.calls import CallCards, Work
from stats.operators import OperatorCards
from stats.queues import QueueConfig, QueueLines
from stats.table import CardTable
from stats.talks import Talks
from vocabulary import facts
from vocabulary.board import CallCard, OperatorCard, PartyCard, TodayCard
from vocabulary.ids import CallId, LegId, NodeId, OfferId, OperatorId, QueueId, RecordingId
from vocabulary.states import (
    Activity,
    CallState,
    Direction,
    EndReason,
    OfferResult,
    Outcome,
    TransferKind,
)

pytestmark = pytest.mark.pure

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
SUPPORT, SALES = QueueId("support"), QueueId("sales")
ANNA, BORIS, VERA = (OperatorId(name) for name in ("anna", "boris", "vera"))
CALL, LEG, NUMBER = CallId("c"), LegId("leg"), "+49301234"
BLIND, CONSULTED = TransferKind.BLIND, TransferKind.CONSULTED
CONNECTED = facts.CallConnected(CALL, ANNA, LEG)
HELD, RESUMED = facts.CallHeld(CALL, ANNA), facts.CallResumed(CALL, ANNA)
ASKED = facts.ConsultStarted(CALL, ANNA, LEG, AT, BORIS, "102")
ASKED_OUTSIDE = facts.ConsultStarted(CALL, ANNA, LEG, AT, pii_number=NUMBER)
ANSWERED = facts.ConsultAnswered(CALL, LEG, BORIS)
GONE = facts.ConsultEnded(CALL, LEG, OfferResult.DECLINED, BORIS)
LOST = facts.OperatorLost(CALL, ANNA, AT)
RETURNED = facts.CallReturned(CALL, OfferResult.UNREACHABLE, ANNA)
WAITS = facts.CallQueued(CALL, SUPPORT, AT)
RECORDING = RecordingId("c-1")
IDLE = (Activity.IDLE, None, None, False)


def s(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


def given(
    kind: TransferKind, to: OperatorId | None = None, queue: QueueId | None = None
) -> facts.CallTransferred:
    number = "" if to or queue else NUMBER
    return facts.CallTransferred(CALL, ANNA, kind, to, number, queue, LEG)


def wraps(operator: OperatorId, seconds: float) -> facts.WrapUpStarted:
    return facts.WrapUpStarted(operator, CALL, s(seconds))


class Room:
    """A board with three operators; steps are told one second apart."""

    def __init__(self) -> None:
        goals = [QueueConfig(SUPPORT), QueueConfig(SALES)]
        self.board = LiveBoard("e", goals, ZoneInfo("UTC"), AT)
        self.seq = 0
        self.tell(
            *(facts.OperatorListed(name, name, "1", (SUPPORT,)) for name in (ANNA, BORIS, VERA)),
            at=0,
        )

    def tell(self, *told: facts.Fact, at: float | None = None) -> None:
        """Told at the second of the step's number unless it is said otherwise."""
        self.seq += 1
        seconds = self.seq if at is None else at
        self.board.apply(facts.Step(self.seq, s(seconds), told))

    def call(self) -> CallCard:
        card = self.board.snapshot().cards["calls/c"]
        assert isinstance(card, CallCard)
        return card

    def card(self, name: OperatorId) -> OperatorCard:
        card = self.board.snapshot().cards[f"operators/{name}"]
        assert isinstance(card, OperatorCard)
        return card

    def doing(self, name: OperatorId) -> tuple[Activity, CallId | None, QueueId | None, bool]:
        card = self.card(name)
        return card.activity, card.call, card.serves, card.aside

    def today(self) -> TodayCard:
        card = self.board.snapshot().cards["today"]
        assert isinstance(card, TodayCard)
        return card


@pytest.fixture
def room() -> Room:
    """Anna talks with a caller of support, since the tenth second."""
    room = Room()
    room.tell(facts.CallArrived(CALL, LEG, "100", facts.Caller("+1", "Ada")), WAITS, at=1)
    room.tell(facts.OfferMade(OfferId("o"), CALL, ANNA, LEG, "1", s(9)), at=2)
    taken = facts.OfferEnded(OfferId("o"), CALL, ANNA, OfferResult.ACCEPTED)
    room.tell(taken, at=9)
    assert room.doing(ANNA) == (Activity.TALKING, CALL, SUPPORT, False)
    room.tell(CONNECTED, at=10)
    return room


def test_a_call_out_is_on_the_board_from_the_dialling_on() -> None:
    room = Room()
    caller = facts.Caller(NUMBER, "Ada")
    placed = facts.CallPlaced(CALL, ANNA, LEG, "1", LEG, "100", caller, 20.0, SALES, 3)
    room.tell(placed, at=5)
    card = room.call()
    assert (card.state, card.direction, card.operator) == (CallState.DIALLING, Direction.OUT, ANNA)
    assert (card.pii_number, card.pii_name, card.dialled) == (NUMBER, "Ada", "100")
    assert (card.queue, card.revision, card.talk_since) == (SALES, 3, None)
    assert room.doing(ANNA) == (Activity.TALKING, CALL, SALES, False)
    room.tell(facts.OperatorPickedUp(CALL, ANNA), facts.CallAnswered(CALL), CONNECTED, at=8)
    assert (room.call().state, room.call().talk_since) == (CallState.TALKING, s(8))
    over = facts.CallEnded(CALL, Outcome.ANSWERED, EndReason.CALLER_HUNG_UP, ANNA)
    room.tell(over, wraps(ANNA, 30))
    assert room.doing(ANNA) == (Activity.WRAPPING_UP, CALL, SALES, False)
    assert (room.today().offered, room.today().answered) == (0, 0)


def test_a_caller_on_hold_hears_music_and_its_operator_holds(room: Room) -> None:
    room.tell(HELD, at=20)
    room.tell(facts.CallHeld(CALL, ANNA, by_phone=True), at=22)
    assert (room.call().held_since, room.call().state) == (s(20), CallState.TALKING)
    assert room.doing(ANNA) == (Activity.HOLDING, CALL, SUPPORT, False)
    assert room.card(ANNA).since == s(20)
    room.tell(facts.CallResumed(CALL, ANNA, by_phone=True), at=24)
    assert room.call().held_since == s(20), "it is still on hold from the screen"
    room.tell(RESUMED, at=25)
    assert (room.call().held_since, room.call().talk_since) == (None, s(10))
    assert (room.card(ANNA).activity, room.card(ANNA).since) == (Activity.TALKING, s(25))


def test_a_mute_ends_with_the_operators_part(room: Room) -> None:
    room.tell(facts.MuteChanged(CALL, ANNA, muted=True))
    assert room.call().muted
    room.tell(facts.MuteChanged(CALL, ANNA, muted=False))
    assert not room.call().muted
    for fact in (LOST, given(BLIND, BORIS), RETURNED):
        room.tell(facts.MuteChanged(CALL, ANNA, muted=True))
        room.tell(fact)
        assert not room.call().muted


def test_a_colleague_is_asked_in_three_states(room: Room) -> None:
    room.tell(HELD, ASKED, at=20)
    assert room.call().party == PartyCard("ringing", s(20), BORIS)
    assert room.doing(BORIS) == (Activity.OFFERED, CALL, None, True)
    assert room.doing(ANNA)[0] is Activity.HOLDING
    room.tell(ANSWERED, at=24)
    assert room.call().party == PartyCard("talking", s(24), BORIS)
    assert room.doing(BORIS) == (Activity.TALKING, CALL, None, True)
    room.tell(facts.ConferenceStarted(CALL, ANNA, LEG, BORIS), at=30)
    room.tell(RESUMED, at=31)
    assert room.call().party == PartyCard("conference", s(30), BORIS)
    assert (room.call().held_since, room.doing(ANNA)[0]) == (None, Activity.TALKING)
    room.tell(GONE, at=40)
    assert (room.call().party, room.doing(BORIS)) == (None, IDLE)
    assert (room.call().operator, room.call().transfers) == (ANNA, 0)


def test_an_outside_number_is_asked_without_an_operator(room: Room) -> None:
    room.tell(HELD, ASKED_OUTSIDE, at=20)
    assert room.call().party == PartyCard("ringing", s(20), None, NUMBER)
    room.tell(facts.ConsultEnded(CALL, LEG, OfferResult.BUSY), at=25)
    assert room.call().party is None


def test_a_call_that_was_talked_about_is_the_colleagues_at_once(room: Room) -> None:
    room.tell(HELD, ASKED, at=20)
    room.tell(ANSWERED, at=24)
    room.tell(given(CONSULTED, BORIS), wraps(ANNA, 60), at=30)
    card = room.call()
    assert (card.state, card.operator, card.party) == (CallState.TRANSFERRING, BORIS, None)
    assert (card.given_by, card.transfers, card.held_since) == (ANNA, 1, None)
    assert (card.talk_since, card.since) == (None, s(30))
    assert room.doing(ANNA) == (Activity.WRAPPING_UP, CALL, SUPPORT, False)
    assert room.doing(BORIS) == (Activity.TALKING, CALL, SUPPORT, False)
    assert room.card(BORIS).since == s(30)
    room.tell(facts.CallConnected(CALL, BORIS, LEG), at=31)
    assert (room.call().state, room.call().talk_since) == (CallState.TALKING, s(31))
    assert (room.call().given_by, room.call().operator) == (ANNA, BORIS)
    assert room.today().answered == 1


@pytest.mark.parametrize("asked_before", [False, True])
def test_a_call_that_is_given_blindly_has_no_operator_until_it_is_joined(
    room: Room, asked_before: bool
) -> None:
    if asked_before:
        room.tell(HELD, ASKED, at=20)
    room.tell(given(BLIND, BORIS), wraps(ANNA, 60), at=30)
    card = room.call()
    assert (card.state, card.operator, card.given_by) == (CallState.TRANSFERRING, None, ANNA)
    assert card.party == PartyCard("ringing", s(20 if asked_before else 30), BORIS)
    assert room.doing(BORIS) == (Activity.OFFERED, CALL, None, True)
    room.tell(ANSWERED, facts.CallConnected(CALL, BORIS, LEG), at=35)
    assert (room.call().operator, room.call().party) == (BORIS, None)
    assert room.doing(BORIS) == (Activity.TALKING, CALL, SUPPORT, False)


def test_a_colleague_who_does_not_take_it_sends_the_call_back_to_wait(room: Room) -> None:
    room.tell(given(BLIND, BORIS), wraps(ANNA, 60), at=30)
    back = facts.CallReturned(CALL, OfferResult.TIMED_OUT)
    room.tell(GONE, back, WAITS, at=45)
    card = room.call()
    assert (card.state, card.operator, card.party) == (CallState.WAITING, None, None)
    assert (card.place_since, card.since, card.transfers) == (AT, s(45), 1)
    assert room.doing(BORIS) == IDLE
    assert room.doing(ANNA)[0] is Activity.WRAPPING_UP


def test_a_call_that_is_given_to_a_queue_waits_there_and_stays_answered(room: Room) -> None:
    room.tell(
        given(BLIND, queue=SALES), facts.CallQueued(CALL, SALES, s(30)), wraps(ANNA, 60), at=30
    )
    card = room.call()
    assert (card.state, card.queue, card.given_by) == (CallState.WAITING, SALES, ANNA)
    assert room.doing(ANNA) == (Activity.WRAPPING_UP, CALL, SUPPORT, False)
    over = facts.CallEnded(CALL, Outcome.ANSWERED, EndReason.LEFT_IN_QUEUE)
    room.tell(over, at=90)
    assert (room.today().offered, room.today().answered, room.today().abandoned) == (1, 1, 0)


@pytest.mark.parametrize("kind", [BLIND, CONSULTED])
def test_a_call_that_is_given_outside_shows_the_number(room: Room, kind: TransferKind) -> None:
    if kind is CONSULTED:
        room.tell(HELD, ASKED_OUTSIDE, at=20)
        room.tell(facts.ConsultAnswered(CALL, LEG), at=25)
    room.tell(given(kind), at=30)
    card = room.call()
    assert (card.state, card.operator) == (CallState.TRANSFERRING, None)
    assert card.party is not None
    assert card.party.state == ("ringing" if kind is BLIND else "talking")
    room.tell(facts.OutsideConnected(CALL, LEG), at=40)
    assert (room.call().state, room.call().since) == (CallState.OUTSIDE, s(40))
    assert room.call().party == PartyCard("talking", s(40 if kind is BLIND else 25), None, NUMBER)


def test_whoever_was_asked_and_is_not_given_the_call_is_idle(room: Room) -> None:
    room.tell(HELD, ASKED, at=20)
    room.tell(given(BLIND, VERA), at=30)
    assert (room.doing(BORIS), room.doing(VERA)[0]) == (IDLE, Activity.OFFERED)


def test_an_operator_whose_phone_is_lost_keeps_the_call(room: Room) -> None:
    room.tell(HELD, ASKED, at=15)
    room.tell(LOST, at=20)
    card = room.call()
    assert (card.state, card.operator, card.held_since) == (CallState.RECOVERING, ANNA, None)
    assert (card.party, room.doing(BORIS)) == (None, IDLE)
    assert room.doing(ANNA) == (Activity.TALKING, CALL, SUPPORT, False)
    room.tell(LOST, at=25)
    assert room.call().since == s(20), "it is lost for as long as that"
    room.tell(facts.OperatorRung(CALL, ANNA, LEG), CONNECTED, at=28)
    assert (room.call().state, room.call().talk_since) == (CallState.TALKING, s(10))
    room.tell(facts.CallHeld(CALL, ANNA), at=30)
    assert room.call().held_since == s(30)


def test_an_operator_who_does_not_come_back_has_the_call_no_more(room: Room) -> None:
    room.tell(LOST, at=20)
    room.tell(RETURNED, WAITS, wraps(ANNA, 90), at=50)
    assert (room.call().state, room.call().operator) == (CallState.WAITING, None)
    assert room.call().talk_since is None
    assert room.doing(ANNA)[0] is Activity.WRAPPING_UP


@pytest.mark.parametrize(
    "end",
    [
        facts.TalkEnded(CALL, ANNA, EndReason.OPERATOR_HUNG_UP),
        facts.CallEnded(CALL, Outcome.ANSWERED, EndReason.CALLER_HUNG_UP, ANNA),
    ],
)
def test_whoever_is_asked_is_idle_when_it_is_over(room: Room, end: facts.Fact) -> None:
    room.tell(HELD, ASKED, ANSWERED)
    room.tell(end, wraps(ANNA, 60))
    assert room.doing(BORIS) == IDLE
    assert room.doing(ANNA)[0] is Activity.WRAPPING_UP


def test_a_talk_that_ended_leaves_nothing_of_it_on_the_card(room: Room) -> None:
    room.tell(HELD, facts.MuteChanged(CALL, ANNA, muted=True), ASKED)
    room.tell(facts.TalkEnded(CALL, ANNA, EndReason.OPERATOR_HUNG_UP))
    card = room.call()
    assert (card.held_since, card.muted, card.party, card.talk_since) == (None, False, None, None)


def test_a_disposition_stays_until_the_wrap_up_is_over(room: Room) -> None:
    room.tell(facts.DispositionChosen(CALL, ANNA, ("sale", "new"), ANNA))
    room.tell(facts.DispositionChosen(CALL, BORIS, ("other",), ANNA))
    assert room.card(ANNA).disposition == ("sale", "new")
    assert room.card(BORIS).disposition == ()
    over = facts.CallEnded(CALL, Outcome.ANSWERED, EndReason.CALLER_HUNG_UP, ANNA)
    room.tell(over, wraps(ANNA, 60))
    assert (room.card(ANNA).disposition, room.card(ANNA).serves) == (("sale", "new"), SUPPORT)
    room.tell(facts.DispositionChosen(CALL, ANNA, ("order",), ANNA))
    assert room.card(ANNA).disposition == ("order",)
    room.tell(facts.WrapUpEnded(ANNA, CALL))
    assert (room.card(ANNA).disposition, room.card(ANNA).serves) == ((), None)


def test_a_disposition_is_of_one_call_only(room: Room) -> None:
    room.tell(facts.DispositionChosen(CALL, ANNA, ("sale",), ANNA))
    room.tell(facts.CallEnded(CALL, Outcome.ANSWERED, EndReason.CALLER_HUNG_UP, ANNA))
    room.tell(facts.WrapUpStarted(ANNA, CALL, s(60)))
    assert room.card(ANNA).disposition == (), "not of the same step: nobody knows it any more"


def test_a_pause_shows_until_it_is_taken_back_whatever_is_written(room: Room) -> None:
    paused = facts.RecordingPaused(RECORDING, CALL, ANNA)
    room.tell(paused)
    assert room.call().paused, "what is about to begin is held back"
    room.tell(facts.RecordingStarted(RECORDING, CALL, ANNA))
    room.tell(paused)
    assert room.call().paused
    room.tell(facts.RecordingResumed(RECORDING, CALL, ANNA))
    assert not room.call().paused
    room.tell(paused)
    room.tell(facts.RecordingStopped(RECORDING, CALL))
    assert (room.call().recording, room.call().paused) == (False, True)
    room.tell(facts.OperatorLost(CALL, ANNA, s(60)))
    room.tell(facts.CallConnected(CALL, ANNA, LegId("leg-c-1")))
    assert room.call().paused, "it is the same operator's"
    room.tell(facts.CallTransferred(CALL, ANNA, TransferKind.BLIND, queue=QueueId("q")))
    assert not room.call().paused


def test_the_last_menu_and_the_key_pressed_there_stay_on_the_card() -> None:
    room = Room()
    main, more = NodeId("main"), NodeId("more")
    room.tell(facts.CallArrived(CALL, LEG, "100", facts.Caller()))
    room.tell(facts.NodeEntered(CALL, main, "menu", "start"), facts.KeyChosen(CALL, main, "1"))
    assert (room.call().menu, room.call().choice) == (main, "1")
    room.tell(facts.NodeEntered(CALL, more, "menu", "key 1"))
    assert (room.call().menu, room.call().choice) == (more, "")
    room.tell(facts.KeyChosen(CALL, more, "2"), facts.NodeEntered(CALL, NodeId("x"), "say", "2"))
    room.tell(WAITS, facts.KeyChosen(CALL, NodeId("support"), "9"))
    assert (room.call().menu, room.call().choice, room.call().node) == (more, "2", None)


def test_an_operator_who_is_asked_is_at_work(room: Room) -> None:
    room.tell(HELD, ASKED, at=20)
    room.tell(ANSWERED, at=24)
    room.tell(GONE, at=50)
    room.board.tick(s(50))
    assert room.card(BORIS).occupancy == 1.0


def test_what_somebody_listed_late_is_doing() -> None:
    table = CardTable()
    lines = QueueLines(table, [SUPPORT])
    operators = OperatorCards(table, lines)
    calls = CallCards(table, lines, operators)
    talks = Talks(calls, operators)
    calls.arrived(AT, facts.CallArrived(CALL, LEG, "100", facts.Caller()))
    calls.queued(AT, WAITS)
    talks.connected(AT, CONNECTED)
    talks.held(AT, HELD)
    assert calls.work_of(ANNA) == Work(Activity.HOLDING, CALL, SUPPORT)
    talks.consult_started(AT, ASKED)
    assert calls.work_of(BORIS) == Work(Activity.OFFERED, CALL, aside=True)
    talks.consult_answered(AT, ANSWERED)
    assert calls.work_of(BORIS) == Work(Activity.TALKING, CALL, aside=True)
    assert calls.work_of(VERA) is None


def test_facts_of_calls_that_are_over_change_nothing() -> None:
    room = Room()
    before = room.board.snapshot().cards
    outside = facts.OutsideConnected(CALL, LEG)
    mute = facts.MuteChanged(CALL, ANNA, muted=True)
    three = facts.ConferenceStarted(CALL, ANNA, LEG, BORIS)
    for fact in (HELD, RESUMED, ASKED, ANSWERED, three, GONE, LOST, RETURNED, outside, mute):
        room.tell(fact)
    room.tell(given(BLIND, BORIS), CONNECTED)
    assert room.board.snapshot().cards == before


@pytest.mark.parametrize("break_off", [LOST, given(CONSULTED, ANNA), RETURNED], ids=type)
def test_no_hold_outlives_the_part_in_which_it_began(room: Room, break_off: facts.Fact) -> None:
    room.tell(facts.CallHeld(CALL, ANNA, by_phone=True))
    room.tell(break_off)
    room.tell(CONNECTED)
    room.tell(HELD)
    room.tell(RESUMED)
    assert room.call().held_since is None


def test_whoever_is_listed_again_in_the_middle_of_a_call_is_shown_in_it(room: Room) -> None:
    room.tell(HELD, ASKED, ANSWERED)
    for name in (ANNA, BORIS):
        room.tell(facts.OperatorUnlisted(name))
        room.tell(facts.OperatorListed(name, name, "1", (SUPPORT,)))
    assert room.doing(ANNA) == (Activity.HOLDING, CALL, SUPPORT, False)
    assert room.doing(BORIS) == (Activity.TALKING, CALL, None, True)
