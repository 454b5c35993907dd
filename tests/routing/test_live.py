"""The floor's records as the router is told of them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from routing.live import Doing, LiveRouter, doing, moment_of
from routing.plan import RoutingPlan
from routing.ranking.dispatch import NEVER
from routing.ranking.memory import RouterMemory
from routing.revisions import Revisions
from routing.seating import ANY_QUEUE, seconds_of
from routing.state import Operator, Waiting
from vocabulary.ids import CallId, OfferId, OperatorId, QueueId
from vocabulary.shelf import Shelf
from vocabulary.states import Activity, Availability, PhoneState

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
SUPPORT, GREEK = QueueId("support"), QueueId("greek")
ANNA, CALL = OperatorId("anna"), CallId("c")
PLAN = {
    "queues": {
        "support": {
            "queue": "support",
            "name": "Support",
            "ring_at_once": 2,
            "hold_preferred_s": 8,
        },
        "greek": {
            "queue": "greek",
            "name": "Greek",
            "requires": {"greek": 5},
            "widen": [{"after_s": 20, "requires": {}}],
        },
    },
    "operators": {
        "anna": {
            "skills": {"greek": 7},
            "languages": ["el"],
            "reserve_s": 3,
            "queues": {"greek": {"rank": 2, "delay_s": 9}},
        }
    },
}
FREE = Operator(
    operator=ANNA,
    name="Anna",
    extension="101",
    queues=frozenset({SUPPORT, GREEK}),
    idle_since=AT,
    availability=Availability.READY,
    phone=PhoneState.FREE,
)
WAITS = Waiting(CALL, SUPPORT, AT, 0)


def plans() -> Revisions:
    return Revisions(Shelf({1: RoutingPlan.model_validate(PLAN)}), 1)


def later(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


def router(*operators: Operator) -> LiveRouter:
    made = LiveRouter(plans(), RouterMemory())
    made.at(AT)
    for operator in operators:
        made.operator(None, operator)
    return made


def chosen(live: LiveRouter, seconds: float) -> list[tuple[str, str]]:
    pairs, _ = live.choose(later(seconds), lambda *_: None)
    return [(str(pair.call), str(pair.operator)) for pair in pairs]


@given(st.integers(0, 2_000_000_000_000_000), st.floats(0, 86_400))
def test_no_moment_is_early_and_none_is_more_than_a_microsecond_late(
    microseconds: int, seconds: float
) -> None:
    at = AT + timedelta(microseconds=microseconds)
    due = seconds_of(at) + seconds
    moment = moment_of(due)
    assert moment is not None
    assert seconds_of(moment) >= due
    assert seconds_of(moment) - due <= 2e-6
    assert moment_of(NEVER) is None


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({}, Doing.FREE),
        ({"activity": Activity.OFFERED}, Doing.WORKING),
        ({"activity": Activity.TALKING, "availability": Availability.BREAK}, Doing.WORKING),
        ({"activity": Activity.WRAPPING_UP}, Doing.WORKING),
        ({"activity": Activity.OFFERED, "aside": True}, Doing.AWAY),
        ({"activity": Activity.TALKING, "aside": True}, Doing.AWAY),
        ({"rest_until": AT}, Doing.AWAY),
        ({"phone": PhoneState.UNREACHABLE}, Doing.AWAY),
        ({"availability": Availability.SIGNED_OUT}, Doing.AWAY),
    ],
    ids=str,
)
def test_what_an_operator_does(change: dict[str, object], what: Doing) -> None:
    assert doing(replace(FREE, **change)) is what


def test_a_seat_is_the_facts_queues_and_what_the_plan_says_of_the_operator() -> None:
    (seat,) = router(FREE).ranked.floor.seats.seats
    assert seat is not None
    assert set(seat.queues) == {SUPPORT, GREEK, ANY_QUEUE.queue}
    assert seat.queues[GREEK] == (2, 9.0)
    assert (seat.skills, seat.languages) == ({"greek": 7}, frozenset({"el"}))
    assert seat.reserve_s == 3


def test_a_reserve_operator_gets_a_call_once_it_has_waited() -> None:
    live = router(FREE)
    live.waits(WAITS)
    assert chosen(live, 0) == []
    assert live.due() == later(3)
    assert chosen(live, 3) == [("c", "anna")]


def test_a_call_of_a_queue_that_left_the_plan_is_served_by_anybody() -> None:
    live = router(replace(FREE, operator=OperatorId("boris"), queues=frozenset()))
    live.waits(replace(WAITS, queue=QueueId("gone")))
    assert chosen(live, 0) == [("c", "boris")]


def test_whoever_is_unlisted_serves_nobody_and_keeps_its_slot() -> None:
    live = router(FREE, replace(FREE, operator=OperatorId("boris")))
    live.operator(FREE, replace(FREE, unlisted=True))
    live.waits(WAITS)
    assert chosen(live, 5) == [("c", "boris")]
    assert live.ranked.floor.seats.slot("anna") == 0


def test_as_many_phones_ring_as_the_queue_says_and_no_more_when_it_is_held() -> None:
    live = router(*(replace(FREE, operator=OperatorId(name)) for name in ("a", "b", "d")))
    live.waits(WAITS)
    assert len(chosen(live, 5)) == 2
    rings = replace(WAITS, offers=frozenset({OfferId("1"), OfferId("2")}))
    live.rung(rings)
    assert not live.wants_phone(CALL)
    live.waits(replace(WAITS, offers=frozenset({OfferId("1")})))
    assert live.wants_phone(CALL)
    live.waits(replace(WAITS, held=True))
    assert not live.wants_phone(CALL)
    live.waits(WAITS)
    assert live.ranked.claim(CALL) is not None
    live.gone(CALL)
    assert live.ranked.claim(CALL) is None


def test_a_call_is_held_for_the_operator_it_knows_as_long_as_its_queue_says() -> None:
    live = router()
    live.waits(replace(WAITS, preferred=ANNA))
    claim = live.ranked.claim(CALL)
    assert claim is not None
    assert (claim.preferred, claim.held_until) == (ANNA, seconds_of(later(8)))


def test_work_that_is_over_teaches_how_long_it_takes() -> None:
    live = router(FREE)
    talks = replace(
        FREE,
        activity=Activity.TALKING,
        call=CALL,
        serves=SUPPORT,
        talked=True,
        accepted_at=AT,
        wrap_up_until=later(60),
    )
    live.operator(FREE, talks)
    live.at(later(60))
    live.operator(talks, replace(FREE, idle_since=later(60)))
    mean = live.memory().operators["anna"].handling["support"]
    assert (mean.sum_s, mean.n) == (60.0, 1.0)
    assert live.memory().queues["support"].handling.sum_s == 5 * 180 + 60
    never_talked = replace(talks, talked=False)
    live.operator(never_talked, FREE)
    assert live.memory().operators["anna"].handling["support"].n == 1


def test_a_router_from_memory_knows_and_owes_the_same() -> None:
    live = router(FREE, replace(FREE, operator=OperatorId("boris")))
    live.waits(replace(WAITS, queue=GREEK))
    assert chosen(live, 1) == []
    live.at(later(1))
    boris = OperatorId("boris")
    records = {ANNA: FREE, boris: replace(FREE, operator=boris)}
    again = LiveRouter(plans(), live.memory(), records, {CALL: replace(WAITS, queue=GREEK)})
    assert again.memory() == live.memory()
    assert again.due() == live.due() == later(9)
    for one in (live, again):
        assert chosen(one, 1) == []
        assert chosen(one, 9) == [("c", "anna")]


def test_an_empty_router_remembers_nothing() -> None:
    assert LiveRouter(plans(), RouterMemory()).memory() == RouterMemory()


def test_after_a_time_without_choices_everything_is_looked_at_again() -> None:
    live = router(replace(FREE, operator=OperatorId("boris")))
    live.waits(WAITS)
    live.pass_over()
    assert chosen(live, 4) == []
    live.look_again()
    assert chosen(live, 4) == [("c", "boris")]


def test_a_rest_that_ends_makes_an_operator_free_again() -> None:
    boris = replace(FREE, operator=OperatorId("boris"))
    live = router(replace(boris, rest_until=later(5)))
    live.waits(WAITS)
    assert chosen(live, 4) == []
    live.at(later(5))
    live.operator(replace(boris, rest_until=later(5)), boris)
    assert chosen(live, 5) == [("c", "boris")]


NEW = RoutingPlan.model_validate({"queues": {"support": {"queue": "support", "name": "S"}}})


def two_plans() -> tuple[Revisions, LiveRouter, dict[CallId, Waiting]]:
    """A call waits under the first of two; the second is in force."""
    both = Revisions(Shelf({1: RoutingPlan.model_validate(PLAN), 2: NEW}), 1)
    waiting: dict[CallId, Waiting] = {}
    boris = replace(FREE, operator=OperatorId("boris"))
    live = LiveRouter(both, RouterMemory(at=seconds_of(AT)), {boris.operator: boris}, waiting)
    waiting[CALL] = replace(WAITS, queue=GREEK, revision=1)
    live.waits(waiting[CALL])
    live.at(later(1))
    both.publish(2)
    live.plan_changed()
    return both, live, waiting


def test_an_older_revision_is_there_as_long_as_a_call_follows_it() -> None:
    _, live, waiting = two_plans()
    assert list(live.ranked.columns.names) == [SUPPORT, ANY_QUEUE.queue, SUPPORT, GREEK]
    other = replace(WAITS, call=CallId("d"), revision=1)
    waiting[other.call] = other
    live.waits(other)
    live.gone(waiting.pop(CALL).call)
    assert GREEK in live.ranked.columns.names
    live.gone(waiting.pop(other.call).call)
    assert list(live.ranked.columns.names) == [SUPPORT, ANY_QUEUE.queue]


def test_a_router_made_anew_is_that_of_a_restart_and_looks_again() -> None:
    both, live, waiting = two_plans()
    boris = replace(FREE, operator=OperatorId("boris"))
    again = LiveRouter(both, live.memory(), {boris.operator: boris}, waiting)
    assert (again.memory(), again.due()) == (live.memory(), live.due())
    assert chosen(again, 2) == []
    waiting[CallId("d")] = replace(WAITS, call=CallId("d"), revision=1)
    for one in (live, again):
        one.waits(waiting[CallId("d")])
        assert chosen(one, 3) == [("d", "boris")]
    assert again.memory() == live.memory()


def test_whoever_comes_first_under_an_older_revision_is_counted_as_new() -> None:
    _, live, waiting = two_plans()
    live.gone(waiting.pop(CALL).call)
    before = live.memory().queues["greek"].arrivals if "greek" in live.memory().queues else None
    assert before is None, "the queue left the plan with its last call"
    waiting[CALL] = replace(WAITS, revision=1)
    live.waits(waiting[CALL])
    assert live.memory().queues["support"].arrivals.per_s == pytest.approx(1 / 900)
    assert live.wants_phone(CALL)


def test_no_memory_names_a_column() -> None:
    _, live, _ = two_plans()
    assert set(live.memory().queues) <= {"support", "greek"}


def test_a_wrap_up_that_is_left_for_another_call_has_shown_how_long_calls_are() -> None:
    live = router(FREE)
    wraps = replace(
        FREE,
        activity=Activity.WRAPPING_UP,
        call=CALL,
        serves=SUPPORT,
        talked=True,
        accepted_at=AT,
        wrap_up_until=later(90),
    )
    live.operator(FREE, wraps)
    live.at(later(60))
    live.operator(wraps, replace(FREE, activity=Activity.TALKING, call=CallId("other")))
    assert SUPPORT in live.memory().operators[ANNA].handling
