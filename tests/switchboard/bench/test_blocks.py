import pytest

from switchboard.bench.blocks import Block, Sums
from switchboard.bench.figures import trace_calls
from tests.switchboard.bench.stories import caller_side, phone_side


def test_talk_times_are_the_same_for_every_block() -> None:
    long = Block("ours", "100", 50, 27, (300, 900)).talk_times()
    short = Block("app_queue", "900", 20, 27, (300, 900)).talk_times()
    assert long[:20] == short
    assert all(300 <= each <= 900 for each in long)
    assert len(set(long)) > 10


def test_a_block_ends_in_any_case() -> None:
    steady = Block("ours", "100", 270, 27, (300, 900))
    crowded = Block("ours, crowded", "100", 40, 20, (400, 1600), crowded=True)
    assert 40 < steady.timeout_s < 60
    assert 60 < crowded.timeout_s < 80


def test_each_phase_gives_its_own_spans() -> None:
    callers = caller_side("71", 1.0, 3.0) + caller_side("72", 2.0, 5.0)
    phones = phone_side("2001", "71", 1.1, 3.0) + phone_side("2001", "72", 3.4, 5.0)
    traces = trace_calls(callers, phones)
    sums = Sums()
    sums.add(Block("steady", "100", 2, 27, (1, 2)), 0, traces, phones)
    sums.add(Block("crowded", "100", 2, 27, (1, 2), crowded=True), 1, traces, phones)
    assert sums.entry_s == pytest.approx([0.1, 1.4])
    assert sums.free_s == pytest.approx([0.4])
    assert (sums.calls, sums.steady_calls, sums.failures) == (4, 2, 1)
