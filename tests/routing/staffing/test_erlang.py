import itertools
import math

import numpy as np
import pytest

from routing.staffing.erlang import Pool, Steady, answer_chances, erlang_b, erlang_c


def by_hand(pool: Pool, limit: float, states: int = 60) -> tuple[float, float]:
    """Shares answered and gone within `limit`: a tagged caller followed in small steps."""
    up = [pool.arrivals] * states
    down = [
        min(n, pool.operators) * pool.service + max(0, n - pool.operators) * pool.abandon
        for n in range(1, states + 1)
    ]
    weights = [
        1.0,
        *itertools.accumulate((u / d for u, d in zip(up, down, strict=True)), float.__mul__),
    ]
    chance = [weight / sum(weights) for weight in weights]
    ahead = states - pool.operators
    position = np.array(chance[pool.operators :][:ahead])
    answered, gone, steps = sum(chance[: pool.operators]), 0.0, 10_000
    leave = pool.operators * pool.service + pool.abandon * np.arange(ahead)
    for _ in range(steps):
        short = limit / steps
        answered += position[0] * leave[0] * short
        gone += position.sum() * pool.abandon * short
        flow = position * leave * short
        position = position * (1.0 - pool.abandon * short) - flow
        position[:-1] += flow[1:]
    return answered, gone


def test_erlang_b_of_the_textbook() -> None:
    assert erlang_b(0.0, 0) == 1.0
    assert erlang_b(1.0, 1) == 0.5
    assert erlang_b(10.0, 10) == pytest.approx(0.21458, abs=5e-6)
    assert erlang_b(5000.0, 5000) == pytest.approx(math.sqrt(2 / math.pi / 5000), rel=0.01)


def test_erlang_c() -> None:
    assert erlang_c(8.4, 12) == pytest.approx(0.1839, abs=5e-5)
    assert erlang_c(12.0, 12) == 1.0


def test_a_pool_whose_callers_never_give_up() -> None:
    pool = Steady(Pool(4.2, 0.5, 12))
    assert pool.wait_share == pytest.approx(erlang_c(8.4, 12), rel=1e-12)
    assert pool.mean_wait == pytest.approx(0.1022, abs=5e-5)
    assert pool.mean_wait_answered == pytest.approx(pool.mean_wait, rel=1e-12)
    assert pool.answered_within(1 / 3) == pytest.approx(0.8991, abs=5e-5)
    exact = 1 - pool.wait_share * math.exp(-(6.0 - 4.2) / 3)
    assert pool.answered_within(1 / 3) == pytest.approx(exact, rel=1e-12)
    assert pool.abandoned == 0.0


def test_a_pool_whose_callers_give_up() -> None:
    pool = Steady(Pool(4.2, 0.5, 12, 1.0))
    assert pool.wait_share == pytest.approx(0.1274, abs=5e-5)
    assert pool.abandoned == pytest.approx(0.02968, abs=5e-6)
    assert pool.occupancy == pytest.approx(0.6792, abs=5e-5)
    large = Steady(Pool(100.0, 1.0, 100, 1.0))
    assert large.wait_share == pytest.approx(0.5133, abs=5e-5)
    assert large.abandoned == pytest.approx(0.0399, abs=5e-5)


def test_the_staffing_example() -> None:
    assert Steady(Pool(100 / 30, 1 / 3, 14)).answered_within(1 / 3) == pytest.approx(
        0.88835, abs=5e-6
    )
    assert Steady(Pool(100 / 30, 1 / 3, 13)).answered_within(1 / 3) < 0.8


def test_a_limit_of_lines() -> None:
    pool = Steady(Pool(8.4, 0.1, 90, lines=120))
    assert pool.mean_wait == pytest.approx(0.450, abs=5e-4)
    assert pool.answered_within(0.5) == pytest.approx(0.733, abs=5e-4)
    assert 0 < pool.blocked < 0.01
    loss = Steady(Pool(8.4, 1.0, 12, lines=12))
    assert loss.blocked == pytest.approx(erlang_b(8.4, 12), rel=1e-12)
    assert (loss.wait_share, loss.mean_wait, loss.mean_wait_answered) == (0.0, 0.0, 0.0)
    assert (loss.answered_within(0.0), loss.waits_within(0.0), loss.abandoned) == (1.0, 1.0, 0.0)
    few = Steady(Pool(5.0, 1.0, 8, lines=3))
    assert few.blocked == pytest.approx(erlang_b(5.0, 3), rel=1e-12)


@pytest.mark.parametrize(
    "pool",
    [
        Pool(4.2, 0.5, 9, 0.7),
        Pool(5.0, 1.0, 3, 1.5),
        Pool(2.0, 1.0, 3, 0.0),
        Pool(3.0, 1.0, 2, 4.0),
    ],
)
def test_waits_are_exact(pool: Pool) -> None:
    steady = Steady(pool)
    for limit in (0.05, 0.4, 1.5):
        answered, gone = by_hand(pool, limit)
        assert steady.answered_within(limit) == pytest.approx(answered, abs=4e-4)
        assert steady.abandoned_within(limit) == pytest.approx(gone, abs=4e-4)
        still = steady.waiting_beyond(limit)
        assert steady.waits_within(limit) == 1.0 - still
        assert still == pytest.approx(1.0 - answered - gone, abs=4e-4)


def test_shares_agree_at_both_ends() -> None:
    steady = Steady(Pool(6.0, 1.0, 5, 0.5))
    assert steady.answered_within(0.0) == pytest.approx(1.0 - steady.wait_share)
    assert steady.abandoned_within(0.0) == pytest.approx(0.0, abs=1e-12)
    assert steady.answered_within(1e4) == pytest.approx(1.0 - steady.abandoned)
    assert steady.mean_wait == pytest.approx(steady.abandoned / 0.5)
    times = np.linspace(0, 40, 40_001)
    missing = [1.0 - steady.abandoned - steady.answered_within(t) for t in times[::40]]
    area = float(np.trapezoid(missing, times[::40]))
    assert steady.mean_wait_answered == pytest.approx(area / (1 - steady.abandoned), rel=1e-3)


def test_thousands_of_operators() -> None:
    pool = Steady(Pool(5000.0, 1.0, 4950, 0.5))
    assert pool.abandoned == pytest.approx(0.5 * pool.mean_wait, rel=1e-9)
    assert pool.occupancy * 4950 == pytest.approx(5000 * (1 - pool.abandoned), rel=1e-9)
    assert 0.01 < pool.abandoned < 0.012
    drowned = Steady(Pool(1000.0, 1.0, 10, 0.001))
    assert drowned.abandoned == pytest.approx(0.99, abs=1e-6)
    assert drowned.answered_within(1.0) < 1e-9
    assert Steady(Pool(1e-6, 1.0, 3000)).answered_within(0.0) == 1.0


def test_patience_without_end_is_the_limit_of_long_patience() -> None:
    endless = Steady(Pool(4.2, 0.5, 10)).answered_within(0.3)
    assert Steady(Pool(4.2, 0.5, 10, 1e-9)).answered_within(0.3) == pytest.approx(endless, abs=1e-7)


def test_no_operator_answers_nobody() -> None:
    assert not answer_chances(Pool(1.0, 1.0, 0), 5.0, 4).any()


@pytest.mark.parametrize(
    ("pool", "said"),
    [
        (Pool(5.0, 1.0, 5), "grows for ever"),
        (Pool(5.0, 1.0, 0), "operator"),
        (Pool(0.0, 1.0, 5), "above zero"),
        (Pool(1.0, 1.0, 5, -1.0), "negative"),
        (Pool(1.0, 1.0, 5, 0.0, 0), "line"),
        (Pool(100.0 - 1e-6, 1.0, 100), "too near"),
    ],
)
def test_a_pool_without_a_steady_state(pool: Pool, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Steady(pool)


def test_a_negative_load_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        erlang_b(-1.0, 2)
