"""Single pools against Erlang's formulas; predictors against the law of c_a^2 + 1."""

import pytest

from routing.simulation.baselines import LongestIdleFirstCome
from routing.simulation.engine import simulate
from routing.simulation.pools import Pool, Predictor, Watched, scores, single_pool

CALLS = 40_000


def test_erlang_c() -> None:
    """lambda 4.2, mu .5, n 12 a minute: C .1839, mean .1022 min, .8991 within 20 s."""
    model = single_pool(Pool(4.2 / 60, 0.5 / 60, 12), CALLS, seed=1)
    told = model.measure(simulate(model.scenario, LongestIdleFirstCome()))
    assert told["waited"] == pytest.approx(0.1839, abs=0.03)
    assert told["mean_wait_s"] == pytest.approx(0.1022 * 60, abs=2.0)
    assert told["service_level"] == pytest.approx(0.8991, abs=0.02)
    assert told["occupancy"] == pytest.approx(0.7, abs=0.01)


def test_erlang_a() -> None:
    """The same with theta 1: P(wait) .1274, P(abandon) .02968, occupancy .6792."""
    model = single_pool(Pool(4.2 / 60, 0.5 / 60, 12, 1 / 60), CALLS, seed=2)
    told = model.measure(simulate(model.scenario, LongestIdleFirstCome()))
    assert told["waited"] == pytest.approx(0.1274, abs=0.015)
    assert told["abandoned"] == pytest.approx(0.02968, abs=0.005)
    assert told["occupancy"] == pytest.approx(0.6792, abs=0.01)


def watched(pool: Pool) -> dict[Predictor, float]:
    model = single_pool(pool, CALLS, seed=3)
    dispatcher = Watched(LongestIdleFirstCome())
    found = scores(simulate(model.scenario, dispatcher), dispatcher, pool)
    return {name: score.mse for name, score in found.items()}


def test_delays_tell_less_than_the_queue_by_the_arrivals_variation() -> None:
    random = watched(Pool(95, 1, 100))
    assert random[Predictor.HOL] / random[Predictor.QL] == pytest.approx(2.0, abs=0.3)
    assert random[Predictor.LES] / random[Predictor.QL] == pytest.approx(2.0, abs=0.3)
    regular = watched(Pool(95, 1, 100, regular=True))
    assert regular[Predictor.HOL] / regular[Predictor.QL] == pytest.approx(1.0, abs=0.15)


def test_with_impatience_the_queue_must_be_thinned() -> None:
    found = watched(Pool(140, 1, 100, 1.0))
    assert found[Predictor.HOL] / found[Predictor.QLM] == pytest.approx(2.0, abs=0.2)
    assert found[Predictor.QL] > 2 * found[Predictor.QLM]
