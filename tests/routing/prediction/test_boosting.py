import json

import numpy as np
import pytest

from routing.prediction.boosting import BINS, Booster, Cuts, Settings, fit


def made(rows: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(5)
    features = chance.uniform(-1.0, 1.0, (rows, 6))
    noise = chance.exponential(1.0, rows) * (1.0 + (features[:, 0] > 0))
    return features, 5.0 * (features[:, 1] > 0.3) + 2.0 * features[:, 2] + noise


SETTINGS = Settings(trees=80, rate=0.1, feature_share=0.6)


def test_it_explains_what_can_be_explained() -> None:
    features, target = made()
    cuts = Cuts.of(features[:3000])
    bins = cuts.bins(features)
    booster = fit(bins[:, :3000], target[:3000], np.ones(3000), SETTINGS)
    left = target[3000:] - booster.predict(bins[:, 3000:])
    assert left.var() < 0.35 * target[3000:].var()
    assert abs(left.mean()) < 0.15


@pytest.mark.parametrize("quantile", [0.5, 0.9])
def test_a_quantile_keeps_its_share(quantile: float) -> None:
    features, target = made()
    bins = Cuts.of(features[:3000]).bins(features)
    settings = Settings(quantile=quantile, trees=80, rate=0.1, feature_share=0.6)
    told = fit(bins[:, :3000], target[:3000], np.ones(3000), settings).predict(bins[:, 3000:])
    assert (target[3000:] <= told).mean() == pytest.approx(quantile, abs=0.04)


def test_it_is_the_same_every_time_and_after_keeping() -> None:
    features, target = made(800)
    bins = Cuts.of(features).bins(features)
    first, second = (fit(bins, target, np.ones(800), SETTINGS) for _ in range(2))
    assert np.array_equal(first.predict(bins), second.predict(bins))
    again = Booster.from_dict(json.loads(json.dumps(first.to_dict())))
    assert np.array_equal(first.predict(bins), again.predict(bins))
    assert np.array_equal(first.predict(bins), again.predict_few(bins))


def test_weights_count() -> None:
    features, _ = made(800)
    bins = Cuts.of(features).bins(features)
    heavy = np.where(np.arange(800) < 400, 1.0, 1e-9)
    booster = fit(bins, np.where(np.arange(800) < 400, 1.0, 9.0), heavy, SETTINGS)
    assert booster.predict(bins).mean() < 1.5


def test_missing_values_have_a_bin_of_their_own() -> None:
    rows = np.array([[np.nan], [1.0], [2.0], [3.0]])
    bins = Cuts.of(rows).bins(rows)
    assert bins[0, 0] == 0
    assert (bins[0, 1:] > 0).all()
    assert (bins < BINS).all()
    assert Cuts.of(np.full((3, 1), np.nan)).bins(rows).shape == (1, 4)
