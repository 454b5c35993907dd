"""Operators as rows: counts, load, skills, and slots that are used again."""

from math import exp
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.ranking.dispatch import Membership, Seat
from routing.ranking.seats import FIRST_SLOTS, Seats
from routing.weights import LoadPlan
from tests.routing.ranking.reference import seat
from vocabulary.ids import QueueId

QUEUES = [QueueId("support"), QueueId("sales"), QueueId("vip")]
LOAD = LoadPlan(window_s=600.0, rest_s=60.0)


def seats() -> Seats:
    return Seats(QUEUES, LOAD)


def occupancy(made: Seats, now: float, slot: int) -> float:
    return float(made.occupancy(now, np.array([slot]))[0])


def in_a_row(made: Seats, now: float, slot: int) -> float:
    return float(made.in_a_row(now, np.array([slot]))[0])


def test_what_somebody_can_do_is_in_the_row() -> None:
    made = seats()
    given_ = {"support": Membership(2, 5.0), "vip": Membership(), "closed": Membership(9, 9.0)}
    slot = made.put(0.0, seat("anna", given_, {"desk": 7}, ["en"]))
    assert made.slot("anna") == slot
    assert made.operator(slot) == "anna"
    assert made.member[slot].tolist() == [True, False, True]
    assert (made.rank[slot, 0], made.delay[slot, 0]) == (2.0, 5.0)
    assert (made.levels("desk")[slot], made.levels("chess")[slot]) == (7, 0)
    assert made.speaks("en")[slot]
    assert not made.speaks("ru")[slot]
    assert made.is_away(slot)
    assert not made.free[slot]


def test_no_language_named_is_any_language() -> None:
    made = seats()
    slot = made.put(0.0, seat("anna"))
    assert made.speaks("fi")[slot]


def test_a_change_leaves_nothing_of_what_was() -> None:
    made = seats()
    slot = made.put(0.0, seat("anna", {"support": Membership(3, 9.0)}, {"desk": 7}, ["en"]))
    made.set_free(1.0, slot, 1.0)
    assert made.put(2.0, seat("anna", ["sales"], {"chess": 2})) == slot
    assert made.member[slot].tolist() == [False, True, False]
    assert (made.rank[slot, 0], made.delay[slot, 0]) == (1.0, 0.0)
    assert (made.levels("desk")[slot], made.levels("chess")[slot]) == (0, 2)
    assert made.speaks("ru")[slot]
    assert made.free[slot]
    assert made.free_of.tolist() == [0.0, 1.0, 0.0]


def test_a_reserve_has_at_least_its_delay_everywhere() -> None:
    made = seats()
    both = {"support": Membership(1, 90.0), "sales": Membership(1, 5.0)}
    slot = made.put(0.0, seat("anna", both, reserve_s=30.0))
    assert made.delay[slot].tolist() == [90.0, 30.0, 30.0]
    assert made.any_delay


def test_beyond_the_first_slots_nothing_is_lost() -> None:
    made = seats()
    many = FIRST_SLOTS * 3
    for at in range(many):
        made.put(0.0, seat(at, ["sales"], {"desk": at % 10 + 1}, ["en"] if at % 2 else []))
        made.set_free(0.0, at, -float(at))
    assert len(made) == many
    assert made.capacity >= many
    assert made.free_of.tolist() == [0.0, many, 0.0]
    assert [int(made.levels("desk")[at]) for at in range(many)] == [
        at % 10 + 1 for at in range(many)
    ]
    assert made.speaks("ru")[:many].tolist() == [not at % 2 for at in range(many)]
    assert made.idle_since[:many].tolist() == [-float(at) for at in range(many)]


def test_a_slot_is_used_again_as_if_new() -> None:
    made = seats()
    slot = made.put(0.0, seat("anna", ["support"], {"desk": 7}))
    made.set_working(0.0, slot)
    made.has_handled(slot)
    made.drop("anna")
    made.drop("nobody")
    assert (made.slot("anna"), made.seats[slot]) == (None, None)
    assert made.working_of.sum() == made.free_of.sum() == 0.0
    assert made.put(9.0, seat("boris", ["sales"])) == slot
    assert in_a_row(made, 9.0, slot) == 0.0
    assert made.levels("desk")[slot] == 0
    assert made.is_away(slot)


def test_whoever_is_new_is_as_loaded_as_the_others() -> None:
    made = seats()
    for slot in [made.put(0.0, seat(name)) for name in ("anna", "boris")]:
        made.set_working(0.0, slot)
        made.set_free(600.0, slot, 600.0)
    new = made.put(600.0, seat("vera"))
    made.set_free(600.0, new, 600.0)
    assert occupancy(made, 600.0, new) == pytest.approx(1 - exp(-1))


@pytest.mark.parametrize(
    ("states", "calls"),
    [
        ([("free", 10.0)], 1.0),  # a short pause is no rest
        ([("free", 61.0)], 0.0),
        ([("free", 30.0), ("away", 20.0), ("free", 11.0)], 0.0),  # a break is a rest
        ([("away", 600.0), ("free", 1.0)], 0.0),
    ],
)
def test_a_rest_ends_the_row_of_calls(states: list[tuple[str, float]], calls: float) -> None:
    made = seats()
    slot = made.put(0.0, seat("anna"))
    made.set_working(0.0, slot)
    made.has_handled(slot)
    now = 100.0
    for state, lasts_s in states:
        if state == "free":
            made.set_free(now, slot, now)
        else:
            made.set_away(now, slot)
        now += lasts_s
    assert in_a_row(made, now, slot) == calls
    made.set_working(now, slot)
    made.has_handled(slot)
    made.set_free(now + 1, slot, now + 1)
    assert in_a_row(made, now + 2, slot) == calls + 1.0


def test_the_load_can_be_kept_and_put_back() -> None:
    made, other = seats(), seats()
    slot = made.put(0.0, seat("anna"))
    made.set_working(0.0, slot)
    made.has_handled(slot)
    made.set_free(90.0, slot, 90.0)
    again = other.put(90.0, seat("anna"))
    other.set_free(90.0, again, 90.0)
    other.remember(again, made.load_of(slot))
    assert occupancy(other, 200.0, again) == occupancy(made, 200.0, slot)
    assert in_a_row(other, 100.0, again) == in_a_row(made, 100.0, slot) == 1.0


TELLS = st.lists(
    st.tuples(
        st.sampled_from(["put", "drop", "free", "work", "away"]),
        st.integers(0, 5),
        st.sets(st.sampled_from(QUEUES)),
    ),
    max_size=60,
)


@settings(derandomize=True, max_examples=80, deadline=None)
@given(TELLS)
def test_counts_are_what_counting_again_gives(tells: list[tuple[str, int, set[QueueId]]]) -> None:
    made = seats()
    truth: dict[int, dict[str, Any]] = {}
    for now, (what, who, queues) in enumerate(tells):
        if what == "put":
            made.put(now, Seat(who, dict.fromkeys(queues, Membership())))
            truth.setdefault(who, {"state": "away"})["queues"] = queues
        elif what == "drop":
            made.drop(who)
            truth.pop(who, None)
        elif who in truth:
            slot = made.slot(who)
            assert slot is not None
            truth[who]["state"] = what
            if what == "free":
                made.set_free(now, slot, now)
            elif what == "work":
                made.set_working(now, slot)
            else:
                made.set_away(now, slot)
        for state, counted in (("free", made.free_of), ("work", made.working_of)):
            again = [
                sum(one["state"] == state and name in one["queues"] for one in truth.values())
                for name in QUEUES
            ]
            assert counted.tolist() == again
        assert int(made.free.sum()) == sum(one["state"] == "free" for one in truth.values())


@settings(derandomize=True, max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["work", "free", "away"]), st.floats(0.0, 2000.0)),
        min_size=1,
        max_size=30,
    )
)
def test_occupancy_is_the_faded_integral_of_busy_time(told: list[tuple[str, float]]) -> None:
    """Breaks do not count: neither as rest nor as work."""
    made = seats()
    slot = made.put(0.0, seat("anna"))
    now, on_duty, spans = 0.0, 0.0, []
    for state, lasts_s in told:
        if state == "work":
            made.set_working(now, slot)
        elif state == "free":
            made.set_free(now, slot, now)
        else:
            made.set_away(now, slot)
        now += lasts_s
        if state != "away":
            if state == "work":
                spans.append((on_duty, on_duty + lasts_s))
            on_duty += lasts_s
    made.set_free(now, slot, now)
    naive = sum(
        exp((end - on_duty) / LOAD.window_s) - exp((start - on_duty) / LOAD.window_s)
        for start, end in spans
    )
    assert occupancy(made, now, slot) == pytest.approx(naive, abs=1e-9)
    assert 0.0 <= occupancy(made, now + 60.0, slot) <= 1.0
