"""Keeps a promised quantile honest: after each outcome the next promise moves a little.

The promise of one group (a queue) is the model's quantile stretched by exp(offset). Each
outcome moves the offset by step x (missed - expected) and by a little of the debt, which is
the sum of all (missed - expected) so far. The first keeps the share of kept promises over n
outcomes within (range of the offset)/(step x n) of the wanted one whatever the waits do
(adaptive conformal inference, Gibbs and Candes 2021, on the scale of log ratios); the second
does the same while waits drift steadily.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FLOOR_S = 5.0
OFFSET_LIMIT = 2.5
DEBT_SHARE = 0.01
DEBT_KEPT = 0.998
"""Of the debt, after each outcome: old misses are forgotten slowly."""

OWN_START_NEEDED = 60
MANY = 120.0
"""Groups with fewer outcomes to begin from take longer steps."""


class Tracker:
    """The offsets of one promised quantile, by group."""

    def __init__(self, share: float, step: float, debt_share: float = DEBT_SHARE) -> None:
        self.share = share
        self.step = step
        self.debt_share = debt_share
        self.usual = 0.0
        self.offsets: dict[str, float] = {}
        self.steps: dict[str, float] = {}
        self.debts: dict[str, float] = {}

    def start(self, groups: NDArray[Any], promised_s: Floats, waited_s: Floats) -> None:
        """Begin from outcomes that the model was not fitted on (split conformal)."""
        if not len(waited_s):
            return
        scores = np.log((waited_s + FLOOR_S) / (promised_s + FLOOR_S))
        self.usual = float(np.quantile(scores, self.share))
        for group in np.unique(groups):
            own = scores[groups == group]
            pull = len(own) / (len(own) + OWN_START_NEEDED)
            quantile = float(np.quantile(own, self.share))
            self.steps[str(group)] = self.step * max(1.0, (MANY / (len(own) + 1.0)) ** 0.5)
            self.offsets[str(group)] = pull * quantile + (1.0 - pull) * self.usual

    def promise(self, group: str, raw_s: float) -> float:
        """The model's quantile in seconds, stretched."""
        offset = self.offsets.get(group, self.usual)
        return max((raw_s + FLOOR_S) * float(np.exp(offset)) - FLOOR_S, 0.0)

    def learn(self, group: str, promised_s: float, waited_s: float) -> None:
        """What was promised, and what came of it."""
        missed = 1.0 if waited_s > promised_s else 0.0
        step = self.steps.get(group, self.step)
        surprise = missed - (1.0 - self.share)
        debt = self.debts[group] = DEBT_KEPT * self.debts.get(group, 0.0) + surprise
        moved = self.offsets.get(group, self.usual) + step * (surprise + self.debt_share * debt)
        self.offsets[group] = min(max(moved, -OFFSET_LIMIT), OFFSET_LIMIT)

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers."""
        return {
            "share": self.share,
            "step": self.step,
            "debt_share": self.debt_share,
            "usual": self.usual,
            "offsets": dict(self.offsets),
            "steps": dict(self.steps),
            "debts": dict(self.debts),
        }

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> "Tracker":
        """What `to_dict` has kept."""
        self = cls(float(kept["share"]), float(kept["step"]), float(kept["debt_share"]))
        self.usual = float(kept["usual"])
        self.offsets = {str(group): float(offset) for group, offset in kept["offsets"].items()}
        self.steps = {str(group): float(step) for group, step in kept["steps"].items()}
        self.debts = {str(group): float(debt) for group, debt in kept["debts"].items()}
        return self
