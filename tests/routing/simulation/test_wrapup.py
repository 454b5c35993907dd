"""After-call work, seen only while others waited."""

import numpy as np
import pytest

from routing.simulation.baselines import LongestIdleFirstCome
from routing.simulation.logtable import LogTable, tabulate, who_serves
from routing.simulation.wrapup import Gaps, last_waiting, main_queues, wrap_ups
from tests.support.call_logs import MONDAY, WRAP_UP_S, played
from vocabulary.ids import QueueId


def table(arrived: list[float], wait: list[float], operator: list[int]) -> LogTable:
    size = len(arrived)
    nobody = np.zeros(size, dtype=np.int64)
    return LogTable(
        (QueueId("a"),),
        ("anna", "boris"),
        (MONDAY,),
        np.array(arrived),
        nobody,
        nobody,
        np.array(wait),
        np.full(size, 30.0),
        np.array(operator),
        nobody,
    )


def test_the_last_of_those_who_waited_when_the_gap_began() -> None:
    """Anna's call ends at 30; calls 1 and 2 wait then, until 50 and 40; call 3 comes later."""
    made = table([0.0, 10.0, 20.0, 35.0], [0.0, 40.0, 20.0, 90.0], [0, 1, -1, 0])
    gaps = Gaps(np.array([0]), np.array([3]), np.array([30.0]), np.array([125.0]))
    serves = np.array([[True], [True]])
    assert last_waiting(made, serves, gaps).tolist() == [50.0]
    assert last_waiting(made, ~serves, gaps).tolist() == [30.0]


def test_whoever_lost_the_waiting_calls_counts_as_longer() -> None:
    """Two gaps of 10 s, two that are only known to be longer than 20 s, one of 40 s."""
    made = table([float(n) for n in range(6)], [0.0] * 6, [0] * 6)
    length = np.array([10.0, 10.0, 90.0, 90.0, 40.0])
    gaps = Gaps(np.arange(5), np.arange(1, 6), np.zeros(5), length)
    until = np.array([20.0, 20.0, 20.0, 20.0, 60.0])
    found = wrap_ups(made, gaps, until)[0]
    assert set(found.tolist()) == {10.0, 40.0}
    assert np.mean(found == 40.0) == pytest.approx(0.6, abs=0.01)


def test_without_a_witness_there_is_none() -> None:
    made = table([0.0, 100.0], [0.0, 0.0], [0, 0])
    gaps = Gaps(np.array([0]), np.array([1]), np.array([30.0]), np.array([100.0]))
    assert not wrap_ups(made, gaps, gaps.start).any()


def test_the_truth_is_found_in_a_log() -> None:
    _, _, calls = played(LongestIdleFirstCome())
    made = tabulate(calls, np.random.default_rng(1))
    serves = who_serves(made)
    assert main_queues(made, serves).sum() >= 13
    starts = made.arrived + made.wait
    order = np.lexsort((starts, made.operator))
    order = order[made.operator[order] >= 0]
    same = made.operator[order[1:]] == made.operator[order[:-1]]
    before, after = order[:-1][same], order[1:][same]
    gaps = Gaps(before, after, (starts + made.service)[before], starts[after])
    found = wrap_ups(made, gaps, last_waiting(made, serves, gaps))
    assert found.mean() == pytest.approx(WRAP_UP_S, rel=0.15)
