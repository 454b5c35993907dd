"""Ringing is told from waiting by calls whose operator was idle when they came."""

import numpy as np
import pytest

from routing.calllog import LoggedCall
from routing.simulation.baselines import LongestIdleFirstCome
from routing.simulation.logtable import tabulate
from routing.simulation.pickup import ringing, without_pick_up
from tests.support.call_logs import played

RINGS_S = 8.0


def rung(calls: list[LoggedCall]) -> list[LoggedCall]:
    """The log as it would be if phones rang for a while before each answer."""
    return [
        call
        if call.answered is None
        else call._replace(answered=min(call.answered + RINGS_S, call.ended))
        for call in calls
    ]


def test_ringing_is_found_and_becomes_the_operators_time() -> None:
    calls = rung(played(LongestIdleFirstCome(), days=3)[2])
    table = tabulate(calls, np.random.default_rng(1))
    bare, rings = without_pick_up(table)
    assert rings.mean() == pytest.approx(RINGS_S, abs=1.0)
    assert np.allclose(bare.wait + bare.service, table.wait + table.service)
    answered = table.answered
    assert (bare.wait[answered] < 2).mean() > 0.5
    assert np.array_equal(bare.wait[~answered], table.wait[~answered])


def test_a_log_without_ringing_stays_as_it_is() -> None:
    table = tabulate(played(LongestIdleFirstCome(), days=2)[2], np.random.default_rng(1))
    bare, rings = without_pick_up(table)
    assert bare is table
    assert not rings.any()


def test_rings_are_spread_evenly_over_calls() -> None:
    drawn = ringing(np.array([2.0, 4.0, 6.0, 8.0]), 400)
    assert [int((drawn == ring).sum()) for ring in (2, 4, 6, 8)] == pytest.approx([100] * 4, abs=2)
    assert np.ptp([drawn[n : n + 40].mean() for n in range(0, 400, 40)]) < 0.5
