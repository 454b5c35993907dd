import numpy as np

from routing.prediction.order import CHOICES_NEEDED, Order, fit_credits


def choices(credit: float, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Heads of two classes with random waits; class 1 is given `credit` seconds."""
    chance = np.random.default_rng(seed)
    waits = chance.uniform(0.0, 200.0, (4000, 2))
    first = waits[:, 1] + credit > waits[:, 0]
    taken = first.astype(np.int64)
    rows = np.arange(len(waits))
    return taken, 1 - taken, waits[rows, taken] - waits[rows, 1 - taken]


def test_the_credit_of_a_class_is_found() -> None:
    credit = fit_credits(*choices(90.0), np.zeros(2))
    assert 80.0 < credit[1] - credit[0] < 100.0


def test_first_come_first_served_gives_no_credit() -> None:
    credit = fit_credits(*choices(0.0), np.zeros(2))
    assert abs(credit[1] - credit[0]) < 5.0


def test_a_class_that_always_goes_first_gets_much() -> None:
    taken, left = np.ones(2000, dtype=np.int64), np.zeros(2000, dtype=np.int64)
    ahead = np.random.default_rng(2).uniform(-200.0, 50.0, 2000)
    credit = fit_credits(taken, left, ahead, np.zeros(2))
    assert credit[1] - credit[0] > 150.0


def test_nothing_is_learnt_from_too_few_choices() -> None:
    order = Order()
    order.grow(2)
    for _ in range(CHOICES_NEEDED - 1):
        order.chosen(1, 0, -50.0)
    order.learn()
    assert order.credits.tolist() == [0.0, 0.0]
    order.chosen(1, 0, -50.0)
    order.learn()
    assert order.credits[1] > order.credits[0]
