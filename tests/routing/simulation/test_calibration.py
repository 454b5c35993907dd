"""The replay is brought to the log's mean wait, and says how near it came."""

import numpy as np
import pytest

from routing.simulation.baselines import LongestIdleFirstCome
from routing.simulation.calibration import CLOSE_ENOUGH, calibrate
from routing.simulation.logmodel import LogModel, estimate
from tests.support.call_logs import played


@pytest.fixture(scope="module")
def model() -> LogModel:
    return estimate(played(LongestIdleFirstCome())[2], seed=3)


def test_a_wrong_model_is_brought_to_the_log(model: LogModel) -> None:
    wrong = model._replace(wrap_ups=model.wrap_ups * 1.8)
    fixed, fit = calibrate(wrong)
    assert fit.wrap_up_scale < 0.9
    assert fit.replayed.wait_mean_s == pytest.approx(fit.log.wait_mean_s, rel=2 * CLOSE_ENOUGH)
    assert np.allclose(fixed.wrap_ups, wrong.wrap_ups * fit.wrap_up_scale)


def test_where_there_is_no_after_call_work_nothing_is_turned(model: LogModel) -> None:
    bare = model._replace(wrap_ups=model.wrap_ups * 0)
    fixed, fit = calibrate(bare)
    assert fit.wrap_up_scale == 1.0
    assert not fixed.wrap_ups.any()
    assert fit.replayed.wait_mean_s < fit.log.wait_mean_s
