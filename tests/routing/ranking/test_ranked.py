"""The router's choices, one feature at a time."""

from itertools import permutations

import pytest

from routing.plan import QueuePlan
from routing.ranking import told
from routing.ranking.dispatch import NEVER, Membership
from routing.ranking.ranked import everybody
from routing.ranking.seats import FIRST_SLOTS
from routing.weights import LoadPlan, Weights
from tests.routing.ranking.reference import Desk, queue, seat
from vocabulary.decisions import Trigger
from vocabulary.ids import QueueId

SUPPORT, SALES = QueueId("support"), QueueId("sales")
BOTH = ["support", "sales"]


def desk(*queues: QueuePlan, operators: int = 1, **weights: float) -> Desk:
    """Operators a, b, c… who serve everything and are free, a idle longest."""
    plans = queues or (queue("support"), queue("sales"))
    made = Desk(*plans, weights=Weights().model_copy(update=weights))
    for at, name in enumerate("abcdefgh"[:operators]):
        made.put(everybody([plan.queue for plan in plans], name))
        made.free(name, idle_s=100.0 - at)
    made.choose()
    return made


# -- order ---------------------------------------------------------------------------------


def test_first_come_first_served() -> None:
    made = desk()
    for call, waited_s in (("new", 1.0), ("old", 9.0), ("mid", 5.0)):
        made.call(call, waited_s=waited_s)
    order = []
    for _ in range(3):
        order += made.choose()
        made.free("a")
    assert order == ["old>a", "mid>a", "new>a"]


@pytest.mark.parametrize(("older_by_s", "first"), [(89.0, "vip"), (91.0, "usual")])
def test_a_step_of_priority_is_worth_seconds_of_waiting(older_by_s: float, first: str) -> None:
    made = desk(priority_s=45.0)
    made.call("usual", waited_s=older_by_s)
    made.call("vip", priority=2)
    assert made.choose() == [f"{first}>a"]


@pytest.mark.parametrize(("older_by_s", "first"), [(29.0, "credited"), (31.0, "usual")])
def test_credit_is_waiting_that_was_not_waited(older_by_s: float, first: str) -> None:
    made = desk()
    made.call("usual", waited_s=older_by_s)
    made.call("credited", credit_s=30.0)
    assert made.choose() == [f"{first}>a"]


@pytest.mark.parametrize(("waited_s", "first"), [(19.0, "slow"), (21.0, "quick")])
def test_waiting_counts_against_the_objective_of_the_queue(waited_s: float, first: str) -> None:
    made = desk(queue("support", threshold_s=10), queue("sales", threshold_s=20))
    made.call("slow", "support", waited_s=9.999)
    made.call("quick", "sales", waited_s=waited_s)
    assert made.choose() == [f"{first}>a"]


def test_late_calls_give_way_to_those_who_can_still_be_in_time() -> None:
    made = desk(late=5.0)
    made.call("late", waited_s=25.0)
    made.call("in time", "sales", waited_s=15.0)
    assert made.choose() == ["in time>a"]


def test_within_a_queue_being_late_changes_no_order() -> None:
    made = desk(late=5.0)
    made.call("late", waited_s=25.0)
    made.call("in time", waited_s=15.0)
    assert made.choose() == ["late>a"]


def test_quick_work_goes_first() -> None:
    made = desk(handling=1.0)
    for _ in range(200):
        made.ranked.handled(made.now, SUPPORT, "a", 30.0)
        made.ranked.handled(made.now, SALES, "a", 600.0)
    made.call("long", "sales", waited_s=1.0)
    made.call("short", "support")
    assert made.choose() == ["short>a"]


# -- the guard -----------------------------------------------------------------------------


def test_whoever_has_waited_for_the_guard_goes_first_whatever_else() -> None:
    vip = queue("sales", threshold_s=1, urgency=100.0, priority=100)
    made = desk(queue("support"), vip, priority_s=3600.0, guard_s=900.0)
    made.call("old", waited_s=900.0)
    made.call("vip", "sales", waited_s=899.0, priority=1000)
    assert made.choose() == ["old>a"]


def test_among_those_the_first_to_get_there_goes_first() -> None:
    steep = queue("sales", threshold_s=1, urgency=100.0)
    made = desk(queue("support"), steep, guard_s=100.0)
    made.call("second", "sales", waited_s=110.0)
    made.call("first", waited_s=110.1)
    assert made.choose() == ["first>a"]


def test_the_guard_holds_when_several_are_new_at_once() -> None:
    made = desk(operators=2, guard_s=100.0, predicted=100.0)
    made.away("b")
    made.put(seat("b", ["sales"]))
    made.call("fresh", credit_s=1e7)
    made.call("old", waited_s=101.0)
    made.free("b")
    assert made.choose() == ["old>a"]


# -- who may, and widening -------------------------------------------------------------------


def test_skills_and_their_levels() -> None:
    made = Desk(queue("support", requires={"desk": 5}))
    made.put(seat("low", skills={"desk": 4}), seat("none"), seat("fit", skills={"desk": 5}))
    made.free("low", "none", idle_s=500.0)
    made.free("fit")
    made.call("x")
    made.call("y", needs=(("law", 1),))
    assert made.choose() == ["x>fit"]


def test_language_excludes_and_is_never_dropped() -> None:
    made = Desk(queue("support", widen=[{"after_s": 5, "requires": {}, "join": "all"}]))
    made.put(seat("en", languages=["en"]), seat("ru", languages=["ru"]))
    made.free("en", idle_s=900.0)
    made.call("x", language="ru")
    assert made.after(100.0) == []
    made.free("ru")
    assert made.choose() == ["x>ru"]


def test_criteria_widen_at_the_right_moments() -> None:
    steps = [
        {"after_s": 10.1, "requires": {"desk": 5}},
        {"after_s": 20.2, "requires": {}},
        {"after_s": 30.3, "join": ["far"]},
        {"after_s": 40.4, "join": "all"},
    ]
    made = Desk(queue("support", requires={"desk": 8}, widen=steps), queue("sales"))
    made.put(
        seat("five", skills={"desk": 5}),
        seat("none"),
        seat("far", ["sales"]),
        seat("other", ["sales"]),
    )
    made.free("five", "none", "far", "other")
    for call in range(4):
        made.call(call)
    made.call("late", waited_s=10.1)
    assert made.choose() == ["late>five"]
    made.works("five")
    assert made.due_in() == 10.1
    assert made.at_due() == []
    assert made.due_in() == 10.1
    assert made.at_due() == ["0>none"]
    assert made.at_due() == ["1>far"]
    assert made.at_due() == ["2>other"]
    assert made.due_in() == NEVER


@pytest.mark.parametrize("at", range(60))
def test_a_step_is_not_missed_by_rounding(at: int) -> None:
    """At 1.7e9 seconds a moment is rounded to 0.2 microseconds."""
    after_s = 0.1 + at * 0.7
    made = Desk(
        queue("support", requires={"desk": 1}, widen=[{"after_s": after_s, "requires": {}}])
    )
    made.now += at / 7.0
    made.put(seat("a"))
    made.free("a")
    made.call("x")
    assert made.choose() == []
    assert made.at_due() == ["x>a"]


def test_fit_decides_between_those_who_may() -> None:
    made = Desk(queue("support", requires={"desk": 1}))
    made.put(seat("low", skills={"desk": 2}), seat("high", skills={"desk": 9}))
    made.free("low", "high")
    made.call("x")
    assert made.choose() == ["x>high"]


def test_nearer_work_goes_first_both_ways() -> None:
    made = Desk(queue("support"), queue("sales"))
    made.put(
        seat("near", {"support": Membership(1), "sales": Membership(3)}),
        seat("far", {"support": Membership(3), "sales": Membership(1)}),
    )
    made.free("far", idle_s=50.0)
    made.free("near")
    made.call("x", "support")
    assert made.choose() == ["x>near"]
    made.works("far")
    made.call("s", "support", waited_s=10.0)
    made.call("t", "sales")
    made.free("far")
    assert made.choose() == ["t>far"]


# -- delays, reserves, operators kept free ---------------------------------------------------


@pytest.mark.parametrize("reserve", [True, False])
def test_a_reserve_gets_only_calls_that_have_waited(reserve: bool) -> None:
    made = Desk(queue("support"))
    membership = Membership(1, 0.0 if reserve else 30.3)
    made.put(seat("r", {"support": membership}, reserve_s=30.3 if reserve else 0.0))
    made.free("r")
    made.call("x")
    assert made.choose() == []
    assert made.due_in() == 30.3
    assert made.at_due() == ["x>r"]


def test_a_delay_that_comes_while_calls_wait_is_a_moment_too() -> None:
    made = Desk(queue("support"))
    made.call("x")
    assert made.choose() == []
    made.now += 5.0
    made.put(seat("r", {"support": Membership(1, 30.0)}))
    made.free("r")
    assert made.choose() == []
    assert made.due_in() == 25.0
    assert made.at_due() == ["x>r"]


KEPT = queue("sales", keep_free=1)


def test_one_is_kept_free_for_a_queue() -> None:
    made = desk(queue("support", takes_kept_after_s=40.4), KEPT, operators=2)
    made.call("x")
    made.call("y")
    assert made.choose() == ["x>a"]
    assert made.due_in() == 40.4
    assert made.at_due() == ["y>b"]


def test_the_kept_operator_takes_calls_of_the_queue_itself() -> None:
    made = desk(queue("support"), KEPT)
    made.call("x", "support", waited_s=30.0)
    made.call("y", "sales")
    assert made.choose() == ["y>a"]


def test_when_one_more_is_free_the_other_is_not_kept() -> None:
    made = desk(queue("support"), KEPT)
    made.put(seat("s", ["sales"]))
    made.call("x", "support")
    assert made.choose() == []
    made.free("s")
    assert made.choose() == ["x>a"]


def test_somebody_who_joins_the_queue_counts_as_free_for_it() -> None:
    made = desk(queue("support"), KEPT)
    made.put(seat("s", []))
    made.free("s")
    made.call("x", "support")
    assert made.choose() == []
    made.put(seat("s", ["sales"]))
    assert made.choose() == ["x>a"]


def test_the_guard_takes_kept_operators_too() -> None:
    made = desk(queue("support", takes_kept_after_s=5000.0), KEPT, guard_s=60.0)
    made.call("x")
    assert made.choose() == []
    assert made.due_in() == 60.0
    assert made.at_due() == ["x>a"]


def test_when_many_wait_the_kept_operator_helps_until_it_is_not_many() -> None:
    made = desk(queue("support", takes_kept_at=2), KEPT, operators=2)
    made.works("b")
    made.call("x")
    assert made.choose() == []
    made.free("b")
    made.away("b")
    made.call("y")
    assert made.choose() == ["x>a"]
    made.free("b")
    assert made.choose() == []


def test_whoever_serves_a_queue_as_farther_work_is_not_kept_for_it() -> None:
    made = Desk(queue("support"), KEPT)
    made.put(seat("a", {"support": Membership(1), "sales": Membership(2)}))
    made.free("a")
    made.call("x")
    assert made.choose() == ["x>a"]


# -- preferred operators ---------------------------------------------------------------------


def known(made: Desk, hold_s: float = 20.2) -> None:
    made.call("x", preferred="b", held_until=made.now + hold_s)


def test_a_call_is_held_for_a_busy_operator_it_knows_and_then_released() -> None:
    made = desk(operators=2)
    made.works("b")
    known(made)
    assert made.choose() == []
    assert made.due_in() == 20.2
    assert made.at_due() == ["x>a"]


def test_the_known_operator_gets_the_call_when_free_in_time() -> None:
    made = desk(operators=2)
    made.works("b")
    known(made)
    assert made.after(10.0) == []
    made.free("b")
    assert made.choose() == ["x>b"]


def test_a_free_known_operator_is_taken_though_others_are_idle_longer() -> None:
    made = desk(operators=3)
    made.call("x", preferred="c")
    assert made.choose() == ["x>c"]


@pytest.mark.parametrize("why", ["away", "gone", "unknown", "cannot"])
def test_nobody_is_waited_for_who_cannot_come(why: str) -> None:
    made = desk(queue("support"), operators=2)
    if why == "away":
        made.away("b")
    elif why == "gone":
        made.ranked.operator_gone(made.now, "b")
    elif why == "cannot":
        made.put(seat("b", []))
    made.call("x", preferred="nobody" if why == "unknown" else "b", held_until=made.now + 99.0)
    assert made.choose() == ["x>a"]


@pytest.mark.parametrize("why", ["away", "gone", "cannot"])
def test_a_hold_ends_when_the_operator_leaves(why: str) -> None:
    made = desk(operators=2)
    made.works("b")
    known(made)
    assert made.choose() == []
    if why == "away":
        made.away("b")
    elif why == "gone":
        made.ranked.operator_gone(made.now, "b")
    else:
        made.put(seat("b", ["sales"]))
    assert made.choose() == ["x>a"]


def test_a_call_is_not_held_for_whoever_takes_the_slot() -> None:
    made = desk()
    made.put(seat("b"))
    made.works("a", "b")
    known(made)
    assert made.choose() == []
    made.ranked.operator_gone(made.now, "b")
    made.put(seat("c"))
    made.works("c")
    made.free("a")
    assert made.choose() == ["x>a"]


# -- load ----------------------------------------------------------------------------------


def test_work_goes_to_whoever_was_less_busy() -> None:
    made = desk(operators=2)
    made.works("a")
    made.now += 900.0
    made.free("a")
    made.works("b")
    made.now += 30.0
    made.free("b")
    made.call("x")
    assert made.choose() == ["x>b"]  # though the other has been idle longer


def test_work_spreads_evenly_over_equals() -> None:
    made = desk(operators=4)
    busy_s = dict.fromkeys("abcd", 0.0)
    for at in range(400):
        made.call(at)
        (pair,) = made.choose()
        operator = pair.split(">")[1]
        handling_s = 30.0 + 97.0 * (at % 7)
        made.now += handling_s
        busy_s[operator] += handling_s
        made.ranked.handled(made.now, SUPPORT, operator, handling_s)
        made.free(operator)
    assert max(busy_s.values()) < 1.25 * min(busy_s.values())


def test_whoever_had_no_rest_gets_one_when_all_else_is_equal() -> None:
    made = desk(operators=2, occupancy=0.0, idle=0.0, in_a_row=0.1)
    made.works("a")
    made.ranked.handled(made.now, SUPPORT, "a", 10.0)
    made.free("a", idle_s=200.0)
    made.call("x")
    assert made.choose() == ["x>b"]


# -- several phones, several at once -----------------------------------------------------------


def test_as_many_phones_ring_as_there_is_room_for() -> None:
    made = desk(operators=4)
    made.call("x", room=3)
    assert made.choose() == ["x>a", "x>b", "x>c"]
    assert "x" not in made.ranked.floor.kinds


def test_what_is_left_of_the_room_waits() -> None:
    made = desk()
    made.call("x", room=2)
    assert made.choose() == ["x>a"]
    claim = made.ranked.claim("x")
    assert claim is not None
    assert claim.room == 1
    made.free("a")
    assert made.choose() == ["x>a"]


def test_a_phone_that_rings_already_takes_room() -> None:
    made = desk()
    made.away("a")
    made.call("x", room=3)
    made.call("y", room=3)
    made.choose()
    made.ranked.call_rung("x", 0)
    made.ranked.call_rung("y", 1)
    made.ranked.call_rung("nobody", 1)
    made.free("a")
    assert made.choose() == ["y>a"]
    assert made.ranked.number("x") == 0  # it may come back


def test_several_are_assigned_better_than_one_after_the_other() -> None:
    """Longest idle first would take the only one who can do the other call."""
    made = Desk(queue("support"), queue("sales"))
    made.put(seat("both", BOTH), seat("one"))
    made.call("old", "support", waited_s=60.0)
    made.call("new", "sales", waited_s=1.0)
    made.choose()
    made.free("both", idle_s=500.0)
    made.free("one")
    assert sorted(made.choose()) == ["new>both", "old>one"]


def test_an_urgent_call_is_not_left_for_two_younger_ones_of_another_kind() -> None:
    made = desk(operators=2)
    made.away("a", "b")
    made.call("oldest", "sales", waited_s=100.0)
    made.call("youngest", "sales", waited_s=0.0)
    made.call("middle", "support", waited_s=50.0)
    made.choose()
    made.free("a", "b")
    assert sorted(pair.split(">")[0] for pair in made.choose()) == ["middle", "oldest"]


def test_several_at_once_do_not_use_up_who_is_kept_free() -> None:
    made = desk(queue("support"), KEPT, operators=3)
    for call in "xyz":
        made.call(call)
    assert made.choose() == ["x>a", "y>b"]


def test_a_young_call_does_not_reach_a_reserve_by_its_elders() -> None:
    made = Desk(queue("support"))
    made.put(seat("usual"), seat("reserve", reserve_s=30.0))
    made.call("old", waited_s=40.0)
    made.call("young")
    made.choose()
    made.free("reserve", idle_s=99.0)
    made.free("usual")
    assert sorted(made.choose()) == ["old>reserve", "young>usual"]


# -- ties ----------------------------------------------------------------------------------


@pytest.mark.parametrize("freed", list(permutations("abc")))
def test_the_order_of_telling_who_is_free_does_not_matter(freed: tuple[str, ...]) -> None:
    made = desk(operators=3)
    made.away(*"abc")
    for call, waited_s in (("x", 3.0), ("y", 9.0)):
        made.call(call, waited_s=waited_s)
    made.choose()
    made.free(*freed, idle_s=7.0)
    assert made.choose() == ["y>a", "x>b"]


@pytest.mark.parametrize("told", list(permutations([1.0, 2.0, 3.0])))
@pytest.mark.parametrize("operators", [1, 2, 3])
def test_the_order_of_telling_calls_does_not_matter(
    told: tuple[float, ...], operators: int
) -> None:
    made = desk(operators=operators)
    for waited_s in told:
        made.call(waited_s, waited_s=waited_s)
    expected = ["3.0>a", "2.0>b", "1.0>c"][:operators]
    assert made.choose() == expected


def test_at_the_same_place_the_first_told_goes_first() -> None:
    made = desk()
    for call in "yx":
        made.call(call)
    assert made.choose() == ["y>a"]


def test_many_at_once_go_by_urgency_and_by_idle_time() -> None:
    """More than are assigned together."""
    made = Desk(queue("support"))
    many = FIRST_SLOTS * 5
    made.put(*(seat(at) for at in range(many)))
    for at in range(many):
        made.call(f"c{at}", waited_s=float(at % 9), priority=at % 3)
    made.choose()
    made.free(*range(many))
    pairs = made.choose()
    assert len(pairs) == many
    assert pairs[0] == "c8>0"  # of the oldest and most important the first to come


# -- coming and going --------------------------------------------------------------------------


def test_many_kinds_and_operators() -> None:
    made = Desk(queue("support"))
    for at in range(200):
        made.put(seat(at, skills={f"skill{at}": 5}))
        made.call(f"c{at}", needs=((f"skill{at}", 5),))
    assert made.choose() == []
    made.free(*range(200))
    assert sorted(made.choose()) == sorted(f"c{at}>{at}" for at in range(200))
    assert len(made.ranked.floor.kinds) == 0


def test_criteria_that_nobody_asks_for_any_more_are_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(told, "ROWS_LIMIT", 20)
    made = Desk(queue("support"))
    made.put(seat("a"), seat("b", skills={"skill0": 1}))
    made.call("stays", needs=(("skill0", 1),))
    for at in range(1, 200):
        made.call(at, needs=((f"skill{at}", 1),))
        made.choose()
        made.gone(at)
    assert len(made.ranked.floor.reaches) <= 22
    made.free("a", "b")
    assert made.choose() == ["stays>b"]


def test_a_slot_is_used_again_without_its_past() -> None:
    made = desk(operators=2)
    for _ in range(100):
        made.ranked.handled(made.now, SUPPORT, "b", 900.0)
    slot = made.ranked.floor.seats.slot("b")
    assert slot is not None
    assert made.ranked.floor.handling.relative[slot, 0] > 1.0
    made.ranked.operator_gone(made.now, "b")
    made.put(seat("c"))
    assert made.ranked.floor.seats.slot("c") == slot
    assert made.ranked.floor.handling.relative[slot, 0] == 1.0
    made.call("x")
    made.works("a")
    assert made.choose() == []  # nobody has said that c is free


def test_a_call_that_comes_back_has_its_place() -> None:
    made = desk()
    made.call("x", waited_s=5.0)
    made.call("y", waited_s=1.0)
    assert made.choose() == ["x>a"]
    made.call("x", waited_s=5.0)
    made.free("a")
    assert made.choose() == ["x>a"]


def test_a_changed_claim_is_looked_at_anew() -> None:
    made = Desk(queue("support"))
    made.put(seat("a"))
    made.free("a")
    made.call("x", needs=(("law", 1),))
    assert made.choose() == []
    made.call("x")
    assert made.choose() == ["x>a"]


def test_on_an_empty_floor_nothing_happens() -> None:
    made = Desk()
    assert made.choose() == []
    assert made.due_in() == NEVER
    made.free("nobody")
    made.away("nobody")
    made.gone("nobody")
    made.ranked.operator_gone(made.now, "nobody")
    made.ranked.handled(made.now, SUPPORT, "nobody", 5.0)
    made.ranked.handled(made.now, QueueId("closed"), "nobody", 5.0)
    assert made.choose() == []
    made.call("x")
    assert made.choose() == []
    made.gone("x")
    made.put(seat("a"))
    made.free("a")
    assert made.choose() == []


def test_what_is_settled_is_not_looked_at_again_unless_asked() -> None:
    made = desk()
    made.call("x")
    made.ranked.pass_over(made.now)
    assert made.choose() == []
    made.ranked.look_again()
    assert made.choose() == ["x>a"]


def test_why_is_told_before_each_pair_is_made() -> None:
    made = desk()
    heard = []

    def watch(now: float, call: object, slot: int, trigger: Trigger) -> None:
        assert made.ranked.claim(call) is not None
        assert made.ranked.floor.seats.free[slot]
        heard.append((call, trigger))

    made.call("x")
    made.ranked.choose(made.now, watch)
    made.call("y")
    made.ranked.choose(made.now, watch)
    made.free("a")
    made.ranked.choose(made.now, watch)
    assert heard == [("x", Trigger.CALL_ARRIVED), ("y", Trigger.OPERATOR_FREED)]


def test_load_is_measured_as_the_plan_says() -> None:
    short = Desk(load=LoadPlan(window_s=60.0))
    short.put(seat("a"))
    short.works("a")
    short.now += 60.0
    short.free("a")
    slots = short.ranked.floor.seats.free.nonzero()[0]
    assert short.ranked.floor.seats.occupancy(short.now, slots).tolist() == pytest.approx(
        [0.632], abs=1e-3
    )
