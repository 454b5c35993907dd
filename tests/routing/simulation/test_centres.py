"""Bilingual and the centre after Wallace and Whitt, with room for the short plays."""

import numpy as np
import pytest

from routing.simulation.baselines import LongestIdleFirstCome
from routing.simulation.centres import bilingual, wallace_whitt
from routing.simulation.engine import Outcome, simulate
from routing.simulation.published import RandomOperator


def test_bilingual_is_near_the_published_figures() -> None:
    model = bilingual(weeks=5, seed=1)
    told = model.measure(simulate(model.scenario, RandomOperator(np.random.default_rng(2))))
    assert told["served"] == pytest.approx(4967, rel=0.02)
    assert told["abandoned"] == pytest.approx(143, rel=0.15)
    assert told["again"] == pytest.approx(0.75 * told["abandoned"], rel=0.1)
    assert told["service_level"] == pytest.approx(0.979, abs=0.02)
    assert told["occupancy_0"] == pytest.approx(0.476, abs=0.012)
    assert told["occupancy_1"] == pytest.approx(0.476, abs=0.012)
    assert told["occupancy_2"] == pytest.approx(0.633, abs=0.012)


def test_whoever_waits_when_bilingual_closes_is_disconnected() -> None:
    model = bilingual(weeks=1, seed=3)
    calls = model.scenario.calls._replace(patience=np.full(len(model.scenario.calls.queue), 9e9))
    busy = model.scenario._replace(calls=calls._replace(service=calls.service * 3), lines=None)
    run = simulate(busy, RandomOperator(np.random.default_rng(2)))
    assert (run.outcome == Outcome.CLEARED).sum() > 100
    assert not (run.outcome == Outcome.WAITING).any()


def test_six_skills_each_are_one_pool() -> None:
    """Exact for M/M/90/120: .450 min and .733 of the calls that get in."""
    model = wallace_whitt(minutes=9000, seed=1, skills=6)
    told = model.measure(simulate(model.scenario, LongestIdleFirstCome()))
    assert told["mean_wait_min"] == pytest.approx(0.45, abs=0.08)
    assert told["service_level"] == pytest.approx(0.733, abs=0.03)


def test_two_skills_do_nearly_as_well_and_one_does_not() -> None:
    one, two = (wallace_whitt(minutes=1500, seed=4, skills=skills) for skills in (1, 2))
    alone = one.measure(simulate(one.scenario, LongestIdleFirstCome()))
    helped = two.measure(simulate(two.scenario, LongestIdleFirstCome()))
    assert helped["mean_wait_min"] < 0.5 * alone["mean_wait_min"]
    assert helped["blocked"] < alone["blocked"]


@pytest.mark.parametrize("skills", [1, 2, 3, 6])
def test_skills_are_spread_evenly(skills: int) -> None:
    seats = wallace_whitt(minutes=1, seed=1, skills=skills).scenario.seats
    assert len(seats) == 90
    counts = np.array([[queue in seat.queues for queue in seats[0].queues] for seat in seats])
    assert {len(seat.queues) for seat in seats} == {skills}
    assert np.ptp(counts.sum(axis=0)) == 0
