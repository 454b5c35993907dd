"""Patience seen through answers that came first."""

import numpy as np
import pytest

from routing.simulation.patience import estimate

SIZE = 20_000
NOBODY_WAITED = np.zeros(SIZE)


def censored(mean: float, offered: float) -> tuple[np.ndarray, np.ndarray]:
    """Waits and who left, patience and the answer's moment both exponential."""
    rng = np.random.default_rng(2)
    patience, answer = rng.exponential(mean, SIZE), rng.exponential(offered, SIZE)
    return np.minimum(patience, answer), patience < answer


def test_the_mean_is_found_though_most_were_answered_first() -> None:
    wait, left = censored(mean=120.0, offered=60.0)
    assert left.mean() < 0.4
    queue = np.zeros(SIZE, dtype=np.int64)
    uniform = np.random.default_rng(3).random(SIZE)
    drawn = estimate(queue, wait, left, queues=1).draw(queue, NOBODY_WAITED, uniform)
    assert drawn.mean() == pytest.approx(120.0, rel=0.05)
    assert np.median(drawn) == pytest.approx(120.0 * np.log(2), rel=0.05)


def test_whoever_has_waited_waits_longer_yet() -> None:
    wait, left = censored(mean=120.0, offered=60.0)
    queue = np.zeros(SIZE, dtype=np.int64)
    uniform = np.random.default_rng(3).random(SIZE)
    waited = np.full(SIZE, 200.0)
    drawn = estimate(queue, wait, left, queues=1).draw(queue, waited, uniform)
    assert drawn.min() >= 200.0
    assert drawn.mean() == pytest.approx(320.0, rel=0.08)


def test_a_thin_queue_is_like_all() -> None:
    wait, left = censored(mean=120.0, offered=60.0)
    queue = np.zeros(SIZE, dtype=np.int64)
    queue[:3] = 1
    found = estimate(queue, wait, left, queues=3)
    assert np.allclose(found.hazard[1], found.hazard[0], rtol=0.5)
    assert np.allclose(found.hazard[2], found.hazard.mean(axis=0), rtol=0.5)


def test_where_nobody_leaves_everybody_stays() -> None:
    queue, wait = np.zeros(50, dtype=np.int64), np.full(50, 30.0)
    found = estimate(queue, wait, np.zeros(50, dtype=bool), queues=1)
    assert np.all(np.isinf(found.draw(queue, wait, np.linspace(0.01, 0.99, 50))))
