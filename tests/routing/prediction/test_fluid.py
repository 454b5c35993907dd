import numpy as np
import pytest

from routing.prediction.fluid import Z50, Z90, mean_time, overlap, overlaps, reached
from routing.prediction.handling import AHEAD_S


def pool(servers: int, mean_s: float) -> tuple[np.ndarray, np.ndarray]:
    """Completions of exponential talks that go on and on, and their variance."""
    count = servers * AHEAD_S / mean_s
    return count[None], count[None]


@pytest.mark.parametrize("ahead", [3, 10, 30])
def test_a_pool_of_exponential_talks_gives_the_gamma_quantiles(ahead: int) -> None:
    supply, spread = pool(10, 200.0)
    need = np.full_like(supply, ahead + 1.0)
    draws = np.random.default_rng(1).gamma(ahead + 1.0, 20.0, 200_000)
    p50, p90 = (float(reached(supply, spread, need, z)[0]) for z in (Z50, Z90))
    assert p50 == pytest.approx(np.quantile(draws, 0.5), rel=0.08)
    assert p90 == pytest.approx(np.quantile(draws, 0.9), rel=0.1)
    assert float(mean_time(supply, spread, need)[0]) == pytest.approx(draws.mean(), rel=0.1)


def test_one_operator_is_waited_for_as_long_as_the_talk_lasts() -> None:
    ended = 1.0 - np.exp(-AHEAD_S / 100.0)
    need = np.ones((1, len(AHEAD_S)))
    p90 = float(reached(ended[None], (ended * (1 - ended))[None], need, Z90)[0])
    assert p90 == pytest.approx(100.0 * np.log(10.0), rel=0.1)


def test_without_operators_it_is_never_reached() -> None:
    nothing, need = np.zeros((2, len(AHEAD_S))), np.ones((2, len(AHEAD_S)))
    assert reached(nothing, nothing, need, Z50).tolist() == [AHEAD_S[-1]] * 2


def test_overlap_says_what_share_of_the_work_is_done_by_common_operators() -> None:
    skilled = np.array([[1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [0.0, 1.0, 0.0]])
    assert overlap(skilled, 0).tolist() == [1.0, 0.5, 0.0]
    assert overlaps(skilled)[0].tolist() == [1.0, 0.5, 0.0]
    assert overlaps(skilled)[2].tolist() == [0.0, 0.0, 1.0]
