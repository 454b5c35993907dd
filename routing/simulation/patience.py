"""How long callers stay waiting, estimated from a log in which most were answered first.

An answered call says only that its caller would have waited at least so long. The hazard
of leaving is estimated in steps of the wait, as leavers over time spent waiting in the
step (the maximum likelihood for a piecewise constant hazard, Kaplan and Meier's estimate
in continuous time), each queue's shrunk towards that of all queues.
"""

from typing import NamedTuple

import numpy as np

from routing.simulation.logtable import Flags
from routing.simulation.scenario import Floats, Integers

PRIOR_LEAVERS = 5.0
"""Each queue's step is worth what this many leavers of all queues would say on top."""
LEAST_LEAVERS = 30.0
"""Steps reach out only as far as this many leavers are seen beyond them; one last step
with a constant hazard follows."""

_STEPS = np.concatenate(
    [np.arange(0, 10, 1), np.arange(10, 60, 5), np.arange(60, 300, 20), np.arange(300, 1801, 100)]
).astype(np.float64)


class Patience(NamedTuple):
    """`steps`: where each step of the wait begins; `hazard`: (queues, steps) per second."""

    steps: Floats
    hazard: Floats

    def draw(self, queue: Integers, waited: Floats, uniform: Floats) -> Floats:
        """Patience of callers who have waited so long already, at least `waited` each.

        `uniform` in [0, 1): one number a call decides. Infinite where nobody ever leaves.
        """
        drawn = np.full(len(queue), np.inf)
        widths = np.diff(self.steps)
        for place, hazard in enumerate(self.hazard):
            mine = queue == place
            total = np.concatenate([[0.0], np.cumsum(hazard[:-1] * widths)])
            aim = _hazard_at(self.steps, total, hazard[-1], waited[mine])
            aim = aim - np.log1p(-uniform[mine])
            inside = np.interp(aim, total, self.steps)
            beyond = aim > total[-1]
            with np.errstate(divide="ignore"):
                inside[beyond] = self.steps[-1] + (aim[beyond] - total[-1]) / hazard[-1]
            drawn[mine] = np.maximum(inside, waited[mine])
        return drawn


def estimate(queue: Integers, wait: Floats, left: Flags, queues: int) -> Patience:
    """From waits of all calls, and which of them ended by the caller's leaving."""
    ends = np.sort(wait[left])
    beyond = len(ends) - np.searchsorted(ends, _STEPS)
    steps = _STEPS[: max(int((beyond >= LEAST_LEAVERS).sum()), 1)]
    leavers, spent = np.zeros((queues, len(steps))), np.zeros((queues, len(steps)))
    step_of = np.searchsorted(steps, wait[left], side="right") - 1
    np.add.at(leavers, (queue[left], step_of), 1.0)
    upper = np.append(steps[1:], np.inf)
    for place in range(queues):
        mine = wait[queue == place]
        for step, (low, high) in enumerate(zip(steps, upper, strict=True)):
            spent[place, step] = (np.minimum(mine, high) - low).clip(min=0.0).sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        whole = np.nan_to_num(leavers.sum(axis=0) / spent.sum(axis=0), posinf=0.0)
        prior_spent = np.where(whole > 0, PRIOR_LEAVERS / whole, 0.0)
        hazard = (leavers + np.where(whole > 0, PRIOR_LEAVERS, 0.0)) / (spent + prior_spent)
    return Patience(steps, np.nan_to_num(hazard, posinf=0.0))


def _hazard_at(steps: Floats, total: Floats, last: float, wait: Floats) -> Floats:
    """The hazard gathered by the end of each wait."""
    gathered: Floats = np.interp(wait, steps, total) + last * np.maximum(wait - steps[-1], 0.0)
    return gathered
