"""When it is stated why a call waits."""

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from routing.state import Waiting
from routing.waits import EVERY_S, STATED_LIMIT, WIDENED_LIMIT, Timetable, explained
from vocabulary.decisions import Forecast
from vocabulary.facts import WaitExplained
from vocabulary.ids import CallId, OfferId, QueueId

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
LATER = AT + timedelta(seconds=EVERY_S)
CALL, QUEUE = CallId("c"), QueueId("support")
WAITS = Waiting(CALL, QUEUE, AT, 0, explain_at=AT)
FACT = WaitExplained(CALL, QUEUE, 0.0, 0, 1, 0)


def test_a_call_is_asked_for_once_when_it_is_due() -> None:
    waiting = {CALL: WAITS}
    times = Timetable(waiting)
    assert times.deadline() == AT
    assert times.take(AT - timedelta(seconds=1)) == ()
    assert times.take(AT) == (WAITS,)
    assert times.take(AT) == ()


def test_a_call_that_rings_or_is_held_has_to_come_back_first() -> None:
    waiting = {CALL: WAITS}
    times = Timetable(waiting)
    waiting[CALL] = replace(WAITS, offers=frozenset({OfferId("o")}))
    assert times.deadline() is None
    waiting[CALL] = replace(WAITS, held=True)
    times.keep(waiting[CALL])
    assert times.deadline() is None
    waiting[CALL] = WAITS
    times.keep(WAITS)
    assert times.take(LATER) == (WAITS,)


def test_a_call_that_is_over_is_forgotten() -> None:
    waiting = {CALL: WAITS}
    times = Timetable(waiting)
    times.widened([CALL, CallId("gone")])
    waiting.clear()
    assert times.deadline() is None
    assert times.take(LATER) == ()


def test_what_widens_is_stated_at_once_but_not_without_end() -> None:
    waiting = {CALL: replace(WAITS, explain_at=LATER)}
    times = Timetable(waiting)
    times.widened([CALL])
    assert times.take(AT) == (waiting[CALL],)
    waiting[CALL] = replace(WAITS, explain_at=None, explained=WIDENED_LIMIT)
    times.widened([CALL])
    assert times.take(AT) == ()


def test_the_next_time_is_half_a_minute_later_until_it_was_said_often_enough() -> None:
    call = explained(AT, WAITS, FACT)
    assert (call.explained, call.explain_at, call.promised) == (1, LATER, False)
    often = replace(WAITS, explained=STATED_LIMIT - 1)
    assert explained(AT, often, FACT).explain_at is None


def test_a_forecast_that_speaks_is_a_promise() -> None:
    spoken = replace(FACT, forecast=Forecast(20.0, 60.0))
    assert explained(AT, WAITS, spoken).promised
    assert explained(AT, replace(WAITS, promised=True), FACT).promised
