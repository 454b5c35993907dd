import json

import numpy as np
import pytest

from routing.prediction.conformal import Tracker


def kept_share(tracker: Tracker, waits: np.ndarray, raw_s: float) -> float:
    kept = 0
    for waited in waits.tolist():
        promised = tracker.promise("q", raw_s)
        kept += waited <= promised
        tracker.learn("q", promised, waited)
    return kept / len(waits)


@pytest.mark.parametrize("stretch", [0.4, 1.0, 3.0])
def test_coverage_survives_drift_and_a_wrong_model(stretch: float) -> None:
    chance = np.random.default_rng(4)
    waits = chance.exponential(60.0, 600) * np.linspace(1.0, stretch, 600)
    assert kept_share(Tracker(0.9, 0.05), waits, 100.0) == pytest.approx(0.9, abs=0.02)


def test_it_starts_from_outcomes_held_back() -> None:
    waits = np.random.default_rng(4).exponential(60.0, 2000)
    tracker = Tracker(0.9, 0.05)
    tracker.start(np.array(["q"] * 2000), np.full(2000, 20.0), waits)
    assert tracker.promise("q", 20.0) == pytest.approx(np.quantile(waits, 0.9), rel=0.1)
    assert tracker.promise("new", 20.0) == pytest.approx(np.quantile(waits, 0.9), rel=0.1)
    tracker.start(np.array([]), np.array([]), np.array([]))


def test_groups_with_little_take_longer_steps() -> None:
    tracker = Tracker(0.9, 0.05)
    groups = np.array(["small"] * 9 + ["large"] * 900)
    tracker.start(groups, np.full(909, 50.0), np.full(909, 50.0))
    assert tracker.steps["small"] > 2 * tracker.steps["large"]


def test_offsets_have_a_limit_and_promises_are_not_negative() -> None:
    tracker = Tracker(0.9, 5.0)
    for _ in range(20):
        tracker.learn("q", 1.0, 9.0)
    assert tracker.promise("q", 0.0) < 100.0
    tracker.offsets["q"] = -2.5
    assert tracker.promise("q", 0.0) == 0.0


def test_what_is_kept_comes_back() -> None:
    tracker = Tracker(0.9, 0.05)
    tracker.start(np.array(["a", "b"]), np.array([1.0, 2.0]), np.array([3.0, 9.0]))
    tracker.learn("a", 1.0, 2.0)
    again = Tracker.from_dict(json.loads(json.dumps(tracker.to_dict())))
    assert again.to_dict() == tracker.to_dict()
