import numpy as np
import pytest

from routing.simulation.scenario import check
from switchboard.bench.routing.replay import DAY_S, Size, made_centre, replay_speed

TINY = Size(queues=6, operators=30, calls_a_day=400, days=2)


def test_the_centre_is_what_it_is_said_to_be() -> None:
    scenario = made_centre(TINY, np.random.default_rng(1))
    check(scenario)
    assert len(scenario.queues) == 6
    assert len(scenario.seats) == 30
    assert {queue for seat in scenario.seats for queue in seat.queues} == set(scenario.queues)
    assert any(len(seat.queues) > 1 for seat in scenario.seats)
    assert len(scenario.calls.arrived) == pytest.approx(800, rel=0.15)
    assert scenario.calls.arrived.max() < 2 * DAY_S
    again = made_centre(TINY, np.random.default_rng(1))
    assert np.array_equal(again.calls.service, scenario.calls.service)


def test_a_year_is_told_as_what_it_is() -> None:
    told = replay_speed(TINY, lambda _what: None)
    assert told["year_replay_s"] == pytest.approx(told["took_s"] * 365 / 2)
    assert told["year_played"] is False
    assert 0.5 < told["answered"] <= 1.0
    assert told["calls_per_s"] > 0
