import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchboard.bench.figures import (
    CallTrace,
    entry_to_ring,
    free_to_ring,
    percentile,
    spread,
    trace_calls,
    waiting_at,
)
from tests.switchboard.bench.stories import caller_side, event, phone_side


@pytest.mark.parametrize(
    ("share", "expected"), [(0.5, 50), (0.99, 99), (0.01, 1), (1.0, 100), (0.991, 100)]
)
def test_percentiles_are_by_nearest_rank(share: float, expected: int) -> None:
    values = [float(i) for i in range(1, 101)]
    random.Random(1).shuffle(values)
    assert percentile(values, share) == expected


def test_a_single_value_is_every_percentile() -> None:
    assert percentile([7.0], 0.5) == percentile([7.0], 0.99) == 7.0


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], 0.0), ([1.0], 1.1)])
def test_a_percentile_of_nothing_is_refused(values: list[float], share: float) -> None:
    with pytest.raises(ValueError, match="percentile"):
        percentile(values, share)


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0.001, 1))
def test_a_percentile_was_measured_and_enough_are_not_above(
    values: list[float], share: float
) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-9


def test_a_spread_is_in_milliseconds_and_may_be_empty() -> None:
    assert spread([0.0015, 0.0025, 0.1]).to_json() == {"p50": 2.5, "p99": 100.0, "n": 3}
    assert spread([]).to_json() == {"p50": None, "p99": None, "n": 0}


def test_a_call_is_joined_from_both_ends_by_its_number() -> None:
    callers = caller_side("71", 10.0, 13.0) + caller_side("72", 11.0, 14.0)
    phones = phone_side("2002", "72", 11.2, 14.0) + phone_side("2001", "71", 10.05, 13.0)
    first, second = trace_calls(callers, phones)
    assert (first.number, first.whole, second.whole) == ("71", True, True)
    assert entry_to_ring([first, second]) == pytest.approx([0.05, 0.2])


def test_repeats_and_new_terms_do_not_move_a_time() -> None:
    callers = caller_side("71", 10.0, 13.0)
    again = event(10.5, "INVITE", call="caller-71", sender="71", to="900", sent=True)
    phones = phone_side("2001", "71", 10.05, 13.0)
    repeated = event(10.6, "INVITE", call="2001-71", sender="71", to="2001")
    terms = event(11.0, "INVITE", call="2001-71", sender="71", to="2001", in_dialog=True)
    (trace,) = trace_calls([*callers, again], [*phones, repeated, terms])
    assert entry_to_ring([trace]) == pytest.approx([0.05])
    assert free_to_ring([trace], [*phones, repeated, terms]) == []


def test_a_call_that_no_phone_took_is_not_whole() -> None:
    (trace,) = trace_calls(caller_side("71", 10.0, 13.0), [])
    assert not trace.whole
    assert entry_to_ring([trace]) == []


def test_a_freed_phone_counts_only_while_somebody_waits() -> None:
    callers = caller_side("71", 1.0, 3.0) + caller_side("72", 2.0, 5.0)
    callers += caller_side("73", 8.0, 9.0)
    phones = phone_side("2001", "71", 1.1, 3.0)
    phones += phone_side("2001", "72", 3.4, 5.0)  # 72 waited when the phone was freed at 3.0
    phones += phone_side("2001", "73", 8.1, 9.0)  # nobody waited at 5.0
    traces = trace_calls(callers, phones)
    assert free_to_ring(traces, phones) == pytest.approx([0.4])


def test_each_phone_is_measured_by_its_own_next_ring() -> None:
    callers = [m for i in range(1, 5) for m in caller_side(f"7{i}", 0.1 * i, 9.0)]
    phones = phone_side("A", "71", 0.2, 2.0) + phone_side("B", "72", 0.3, 2.1)
    phones += phone_side("B", "73", 2.5, 9.0) + phone_side("A", "74", 2.9, 9.0)
    traces = trace_calls(callers, phones)
    assert sorted(free_to_ring(traces, phones)) == pytest.approx([0.4, 0.9])


def test_a_bye_from_the_other_side_frees_the_phone_too() -> None:
    callers = caller_side("71", 0.0, 2.0) + caller_side("72", 0.5, 4.0)
    phones = phone_side("A", "71", 0.1, 9.0)[:-1] + phone_side("A", "72", 2.2, 4.0)
    phones.append(event(2.0, "BYE", call="A-71", sender="71", to="A", in_dialog=True))
    assert free_to_ring(trace_calls(callers, phones), phones) == pytest.approx([0.2])


def test_who_waits_is_answered_and_neither_rung_nor_gone() -> None:
    traces = [
        CallTrace("waits", 0.0, answered_s=0.1),
        CallTrace("rings", 0.0, answered_s=0.1, rang_s=0.5),
        CallTrace("left", 0.0, answered_s=0.1, ended_s=0.9),
        CallTrace("not answered yet", 0.95),
    ]
    assert waiting_at(traces, 1.0) == 1
    assert waiting_at(traces, 0.3) == 3
