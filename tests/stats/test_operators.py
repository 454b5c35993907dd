"""Operators' cards: time in state, and who could take a call."""

from datetime import UTC, datetime, timedelta

import pytest

from stats.operators import OperatorCards
from stats.queues import QueueLines
from stats.table import CardTable
from vocabulary import facts
from vocabulary.board import OperatorCard, QueueCard
from vocabulary.ids import CallId, OperatorId, QueueId
from vocabulary.states import Activity, Availability, PhoneState

pytestmark = pytest.mark.pure

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
LATER = AT + timedelta(seconds=30)
ANNA = OperatorId("anna")
SUPPORT, SALES = QueueId("support"), QueueId("sales")
CALL = CallId("c")


class Room:
    def __init__(self) -> None:
        self.table = CardTable()
        self.lines = QueueLines(self.table, [SUPPORT, SALES])
        self.operators = OperatorCards(self.table, self.lines)

    def anna(self) -> OperatorCard:
        card = self.table.cards["operators/anna"]
        assert isinstance(card, OperatorCard)
        return card

    def ready_in(self, queue: QueueId) -> int:
        self.lines.refresh()
        card = self.table.cards[f"queues/{queue}"]
        assert isinstance(card, QueueCard)
        return card.operators_ready


@pytest.fixture
def room() -> Room:
    room = Room()
    room.operators.listed(AT, facts.OperatorListed(ANNA, "Anna", "101", (SUPPORT,)))
    return room


def make_ready(room: Room) -> None:
    room.operators.availability_changed(AT, facts.AvailabilityChanged(ANNA, Availability.READY))
    room.operators.phone_changed(AT, facts.PhoneChanged(ANNA, PhoneState.FREE))


def test_a_new_operator_is_signed_out_without_a_phone(room: Room) -> None:
    card = room.anna()
    assert (card.availability, card.activity, card.phone) == (
        Availability.SIGNED_OUT,
        Activity.IDLE,
        PhoneState.UNREACHABLE,
    )
    assert room.ready_in(SUPPORT) == 0


def test_ready_needs_a_choice_a_phone_and_no_work(room: Room) -> None:
    make_ready(room)
    assert room.ready_in(SUPPORT) == 1
    room.operators.engage(AT, ANNA, Activity.OFFERED, CALL)
    assert room.ready_in(SUPPORT) == 0
    room.operators.release(AT, ANNA, CALL)
    assert room.ready_in(SUPPORT) == 1
    room.operators.phone_changed(AT, facts.PhoneChanged(ANNA, PhoneState.UNREACHABLE))
    assert room.ready_in(SUPPORT) == 0


def test_other_queues_and_leaving_move_the_count(room: Room) -> None:
    make_ready(room)
    room.operators.listed(AT, facts.OperatorListed(ANNA, "Anna", "101", (SALES,)))
    assert (room.ready_in(SUPPORT), room.ready_in(SALES)) == (0, 1)
    room.operators.unlisted(AT, facts.OperatorUnlisted(ANNA))
    assert room.ready_in(SALES) == 0
    assert "operators/anna" not in room.table.cards


def test_time_in_state_runs_from_the_change(room: Room) -> None:
    make_ready(room)
    room.operators.availability_changed(LATER, facts.AvailabilityChanged(ANNA, Availability.READY))
    room.operators.phone_changed(LATER, facts.PhoneChanged(ANNA, PhoneState.BUSY))
    assert room.anna().since == AT
    lunch = facts.AvailabilityChanged(ANNA, Availability.BREAK, reason="lunch")
    room.operators.availability_changed(LATER, lunch)
    assert (room.anna().since, room.anna().reason) == (LATER, "lunch")


def test_wrap_up_shows_its_end_and_goes(room: Room) -> None:
    room.operators.engage(AT, ANNA, Activity.TALKING, CALL)
    room.operators.engage(LATER, ANNA, Activity.TALKING, CALL)
    assert room.anna().since == AT
    room.operators.wrap_up_started(LATER, facts.WrapUpStarted(ANNA, CALL, LATER))
    assert (room.anna().activity, room.anna().wrap_up_until) == (Activity.WRAPPING_UP, LATER)
    room.operators.wrap_up_ended(LATER, facts.WrapUpEnded(ANNA, CallId("another")))
    assert room.anna().activity is Activity.WRAPPING_UP
    room.operators.wrap_up_ended(LATER, facts.WrapUpEnded(ANNA, CALL))
    assert (room.anna().activity, room.anna().call, room.anna().wrap_up_until) == (
        Activity.IDLE,
        None,
        None,
    )


def test_facts_about_strangers_are_passed_over(room: Room) -> None:
    before = dict(room.table.cards)
    boris = OperatorId("boris")
    room.operators.unlisted(AT, facts.OperatorUnlisted(boris))
    room.operators.availability_changed(AT, facts.AvailabilityChanged(boris, Availability.READY))
    room.operators.phone_changed(AT, facts.PhoneChanged(boris, PhoneState.FREE))
    room.operators.engage(AT, boris, Activity.TALKING, CALL)
    room.operators.release(AT, boris, CALL)
    room.operators.show_day(boris, 1, 1)
    assert room.table.cards == before
    assert room.operators.names() == (ANNA,)


def test_occupancy_is_shown_in_whole_percent_when_it_is_asked_for() -> None:
    room = Room()
    room.operators.listed(AT, facts.OperatorListed(ANNA, "Anna", "101", (SUPPORT,)))
    room.operators.show_occupancy(LATER)
    assert room.anna().occupancy is None
    ready = facts.AvailabilityChanged(ANNA, Availability.READY)
    room.operators.availability_changed(AT, ready)
    room.operators.engage(AT + timedelta(seconds=20), ANNA, Activity.OFFERED, CALL)
    room.operators.show_occupancy(LATER)
    assert room.anna().occupancy == 0.33
    again = Room()
    again.operators.restore(room.operators.all(), room.operators.spans())
    again.operators.show_occupancy(AT + timedelta(seconds=40))
    assert again.anna().occupancy == 0.5
    room.operators.unlisted(LATER, facts.OperatorUnlisted(ANNA))
    assert room.operators.spans() == {}


def test_whoever_is_asked_for_a_call_is_aside_until_it_serves(room: Room) -> None:
    room.operators.engage(AT, ANNA, Activity.TALKING, CALL, aside=True)
    assert (room.anna().aside, room.anna().serves) == (True, None)
    room.operators.engage(LATER, ANNA, Activity.TALKING, CALL)
    room.operators.serve(ANNA, CALL, SALES)
    room.operators.serve(ANNA, CallId("other"), SUPPORT)
    assert (room.anna().aside, room.anna().serves, room.anna().since) == (False, SALES, LATER)
    room.operators.release(LATER, ANNA, CALL)
    assert (room.anna().aside, room.anna().serves) == (False, None)


def test_a_wrap_up_takes_over_what_is_known_of_its_call_in_the_same_step(room: Room) -> None:
    chosen = facts.DispositionChosen(CALL, ANNA, ("sale",), ANNA)
    wraps = facts.WrapUpStarted(ANNA, CALL, LATER)
    for settles in (False, True):
        room.operators.engage(AT, ANNA, Activity.TALKING, CALL)
        room.operators.serve(ANNA, CALL, SALES)
        room.operators.disposition_chosen(AT, chosen)
        room.operators.release(AT, ANNA, CALL)
        assert room.anna().disposition == ()
        if settles:
            room.operators.settle()
        room.operators.wrap_up_started(AT, wraps)
        known = (room.anna().serves, room.anna().disposition)
        assert known == ((None, ()) if settles else (SALES, ("sale",)))
        room.operators.wrap_up_ended(LATER, facts.WrapUpEnded(ANNA, CALL))
        assert room.anna().disposition == ()
