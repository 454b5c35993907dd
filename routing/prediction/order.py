"""In which order a centre takes its waiting calls, learnt from what it has taken.

Each answer is a choice: this call and not those at the heads of the other classes (a class is
a queue and a priority). The chance that class a is taken before class b is logistic in
(wait of a + credit of a) - (wait of b + credit of b), so a credit is seconds of waiting that
a class is given: 90 for a priority that starts with a minute and a half, very large for one that
always goes first, 0 where arrival alone decides.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CHOICES_KEPT = 30_000
CHOICES_NEEDED = 200
SCALE_S = 15.0
SPREAD_S = 120.0
CREDIT_LIMIT_S = 900.0
ROUNDS = 12


class Order:
    """Choices seen, and the credits that explain them best."""

    def __init__(self) -> None:
        self._choices: deque[tuple[int, int, float]] = deque(maxlen=CHOICES_KEPT)
        self.credits: Floats = np.zeros(0)

    def grow(self, classes: int) -> None:
        """Room for so many classes; new ones have no credit."""
        if classes > len(self.credits):
            self.credits = np.pad(self.credits, (0, classes - len(self.credits)))

    def chosen(self, taken: int, left: int, ahead_s: float) -> None:
        """Class `taken` was preferred to `left`; its call had waited `ahead_s` longer."""
        self._choices.append((taken, left, ahead_s))

    def learn(self) -> None:
        """Fit the credits anew; nothing changes while there are too few choices."""
        if len(self._choices) < CHOICES_NEEDED:
            return
        taken, left, ahead = (np.array(column) for column in zip(*self._choices, strict=True))
        self.credits = fit_credits(taken, left, ahead, self.credits)


def fit_credits(
    taken: NDArray[np.int64], left: NDArray[np.int64], ahead_s: Floats, start: Floats
) -> Floats:
    """Credits in seconds, by Newton's method with a pull to 0 (ridge of width SPREAD_S)."""
    credit = start.copy()
    classes = len(credit)
    ridge = np.eye(classes) / SPREAD_S**2
    for _ in range(ROUNDS):
        odds = np.clip((ahead_s + credit[taken] - credit[left]) / SCALE_S, -30.0, 30.0)
        surprise = 1.0 / (1.0 + np.exp(odds)) / SCALE_S
        weight = surprise * (1.0 / SCALE_S - surprise) + 1e-7
        slope = np.bincount(taken, surprise, classes) - np.bincount(left, surprise, classes)
        curve = np.bincount(taken * classes + left, weight, classes * classes)
        curve = curve.reshape(classes, classes)
        both = curve + curve.T
        hessian = np.diag(both.sum(axis=1)) - both + ridge
        step = np.linalg.solve(hessian, slope - credit / SPREAD_S**2)
        credit = np.clip(credit + np.clip(step, -60.0, 60.0), -CREDIT_LIMIT_S, CREDIT_LIMIT_S)
        if np.abs(step).max() < 0.5:
            break
    return credit
