"""Presence read from a log whose truth is known."""

import numpy as np
import pytest

from routing.simulation import presence
from routing.simulation.baselines import LongestIdleFirstCome
from routing.simulation.logtable import tabulate, who_serves
from tests.support.call_logs import HOUR_S, SKILLS, played


@pytest.fixture(scope="module")
def found() -> presence.Stretches:
    _, _, calls = played(LongestIdleFirstCome())
    table = tabulate(calls, np.random.default_rng(1))
    return presence.estimate(table, who_serves(table))


def test_hours_are_nearly_those_worked(found: presence.Stretches) -> None:
    truth = 8 * len(SKILLS) * 8.5
    seen = (found.presence.end - found.presence.start).sum() / HOUR_S
    assert 0.88 * truth < seen < 1.02 * truth


def test_most_lunches_are_found(found: presence.Stretches) -> None:
    operator, start, end = found.presence
    away = 0
    for one in range(len(SKILLS)):
        noon = (12 + one * 0.25 + 0.25) * HOUR_S
        for day in range(8):
            moment = 1_772_409_600.0 + day * 86_400.0 + noon
            there = (operator == one) & (start <= moment) & (moment < end)
            away += not there.any()
    assert away >= 0.8 * 8 * len(SKILLS)


def test_stretches_of_one_operator_do_not_overlap(found: presence.Stretches) -> None:
    operator, start, end = found.presence
    for one in range(len(SKILLS)):
        mine = operator == one
        order = np.argsort(start[mine])
        assert np.all(end[mine][order][:-1] <= start[mine][order][1:])
    assert np.all(end > start)
