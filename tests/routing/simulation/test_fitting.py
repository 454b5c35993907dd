"""Weights for a log without a plan: the best of the ready sets on some of its days."""

import numpy as np
import pytest

from routing.simulation import fitting
from routing.simulation.baselines import LongestIdleFirstCome
from routing.simulation.fitting import fit_weights, ready_sets
from routing.simulation.logmodel import LogModel, estimate
from routing.simulation.statistics import Figures, Rules, Tally
from routing.weights import Weights
from tests.support.call_logs import played


def level(tally: Tally) -> float | None:
    return tally.answered_in_time / (tally.answered + tally.abandoned)


RULES = Rules(np.full(3, 20.0), np.full(3, 5.0), level)


@pytest.fixture(scope="module")
def model() -> LogModel:
    return estimate(played(LongestIdleFirstCome(), days=3)[2], 1)


def test_every_ready_set_is_tried_and_the_worthiest_taken(model: LogModel) -> None:
    told: list[str] = []
    found = fit_weights(model, RULES, 1, told.append)
    worths = [trial.worth for trial in found.trials]
    assert worths == sorted(worths, reverse=True)
    assert found.weights == found.trials[0].weights
    assert len(told) == len(found.trials) > 5
    assert found.days == 3


def test_the_same_seed_finds_the_same(model: LogModel) -> None:
    one, two = (fit_weights(model, RULES, 7, lambda _told: None) for _ in range(2))
    assert one == two


def test_late_begins_where_this_centres_long_waits_do() -> None:
    waits = Figures(0.5, 40.0, 100.0, 0.1, 0.1)
    sets = ready_sets(waits, RULES)
    starts = {weights.late_after for weights in sets.values() if weights.late == 100.0}
    assert starts == {5.0, 5.75}
    assert sets["usual"] == Weights()


def test_a_set_is_worth_its_smallest_gain() -> None:
    before = Figures(0.50, 40.0, 100.0, 0.100, 0.100)
    better = Figures(0.51, 40.0, 97.0, 0.100, 0.088)
    assert fitting.worth(better, before) == pytest.approx(1.0)
    assert fitting.worth(better._replace(wait_p90_s=106.0), before) == pytest.approx(-2.0)
    assert fitting.worth(better._replace(abandonment=0.13), before) == pytest.approx(-2.0)


def test_nothing_measured_is_worth_nothing() -> None:
    nothing = Figures(None, None, None, None, None)
    assert fitting.worth(nothing, nothing) == 0.0
