import numpy as np
import pytest

from routing.staffing import chain
from routing.staffing.chain import flow, poisson


def by_hand(
    state: np.ndarray, up: np.ndarray, down: np.ndarray, duration: float
) -> tuple[np.ndarray, np.ndarray]:
    """From the eigenvalues of the whole generator."""
    generator = np.diag(up[:-1], 1) + np.diag(down[1:], -1)
    generator -= np.diag(generator.sum(axis=1))
    values, vectors = np.linalg.eig(generator)
    inside = state @ vectors
    with np.errstate(invalid="ignore"):
        share = np.where(
            abs(values) < 1e-12, 1.0, np.expm1(values * duration) / (values * duration)
        )
    back = np.linalg.inv(vectors)
    return ((inside * share) @ back).real, ((inside * np.exp(values * duration)) @ back).real


@pytest.mark.parametrize("duration", [0.2, 5.0, 300.0])
@pytest.mark.parametrize("most_dense", [0, 100])
def test_chances_over_a_span_of_time(
    monkeypatch: pytest.MonkeyPatch, duration: float, most_dense: int
) -> None:
    monkeypatch.setattr(chain, "MOST_DENSE", most_dense)
    up = np.full(16, 0.6)
    up[-1] = 0.0
    down = np.minimum(np.arange(16.0), 4) * 0.2 + np.maximum(np.arange(16.0) - 4, 0) * 0.05
    state = np.zeros(16)
    state[[0, 7]] = 0.5
    mean, end = flow(state, up, down, duration)
    mean_by_hand, end_by_hand = by_hand(state, up, down, duration)
    assert mean == pytest.approx(mean_by_hand, abs=1e-9)
    assert end == pytest.approx(end_by_hand, abs=1e-9)
    assert state.sum() == 1.0


def test_nothing_moves_in_no_time_or_without_rates() -> None:
    state, still = np.array([0.5, 0.5]), np.zeros(2)
    assert flow(state, still, still, 10.0)[1] is state
    assert flow(state, still + 1.0, still + 1.0, 0.0)[0] is state


@pytest.mark.parametrize("mean", [1e-6, 0.7, 40.0, 9000.0])
def test_poisson(mean: float) -> None:
    weights, tails = poisson(mean)
    number = np.arange(len(weights))
    assert weights.sum() == pytest.approx(1.0)
    assert weights @ number == pytest.approx(mean)
    assert tails.sum() == pytest.approx(mean)
    assert tails[-1] == 0.0
