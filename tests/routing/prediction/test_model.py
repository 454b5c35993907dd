import json

import numpy as np
import pytest

from routing.prediction.boosting import Settings
from routing.prediction.model import LEAST_ROWS, WaitModel, fitting

QUICK = Settings(trees=40, rate=0.1, depth=4, feature_share=0.7)


def made(rows: int = 2400) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    chance = np.random.default_rng(8)
    features = chance.uniform(0.0, 1.0, (rows, 5)).astype(np.float32)
    waited = chance.exponential(20.0 + 100.0 * features[:, 0].astype(float)) + 1.0
    groups = np.where(np.arange(rows) % 3 == 0, "a", "b")
    return features, waited, groups, np.arange(rows) // 100


def fitted() -> WaitModel:
    model = WaitModel()
    model.fit(*made(), QUICK)
    return model


def test_mean_median_and_quantile_are_in_order_and_follow_the_state() -> None:
    features, waited, _, _ = made()
    told = fitted().predict(features)
    assert (told.p50 <= told.p90).all()
    assert (waited <= told.p90).mean() == pytest.approx(0.9, abs=0.04)
    assert np.corrcoef(told.mean, features[:, 0])[0, 1] > 0.8
    between = (told.point - told.p50) * (told.point - told.mean)
    assert (between <= 1e-9).all()


def test_few_rows_are_told_the_same() -> None:
    features, *_ = made(50)
    model = fitted()
    for few, many in zip(model.predict_few(features), model.predict(features), strict=True):
        assert np.allclose(few, many)


def test_what_is_kept_promises_the_same() -> None:
    features, *_ = made(50)
    model = fitted()
    model.learn("a", 30.0, 60.0, 200.0)
    again = WaitModel.from_dict(json.loads(json.dumps(model.to_dict())))
    assert np.array_equal(again.predict(features).p90, model.predict(features).p90)
    assert again.promise("a", (50.0, 40.0, 90.0)) == model.promise("a", (50.0, 40.0, 90.0))


def test_a_broken_promise_makes_the_next_one_longer() -> None:
    model = fitted()
    before = model.promise("a", (50.0, 40.0, 90.0))
    model.learn("a", before[1], before[2], 500.0)
    after = model.promise("a", (50.0, 40.0, 90.0))
    assert after[2] > before[2]
    assert after[1] > before[1]


def test_too_few_waits_make_no_model() -> None:
    features, waited, groups, days = made(LEAST_ROWS - 1)
    with pytest.raises(ValueError, match="too few"):
        WaitModel().fit(features, waited, groups, days)


def test_a_single_day_is_enough_to_fit() -> None:
    features, waited, groups, _ = made(LEAST_ROWS)
    model = WaitModel()
    model.fit(features, waited, groups, np.zeros(LEAST_ROWS, dtype=np.int64))
    assert model.promise("a", (50.0, 40.0, 90.0)) == pytest.approx((130 / 3, 40.0, 90.0))


def test_more_rows_are_fitted_by_deeper_and_more_trees() -> None:
    few, some, many = fitting(500), fitting(9_000), fitting(200_000)
    assert few.trees < some.trees == many.trees
    assert few.depth == some.depth < many.depth
