"""What is known of talk times: by queue, by operator, and how long a talk goes on still.

Counts fade from day to day, so that the tables follow a centre that changes. An operator's
pace is shrunk to 1 and a queue's times to those of the centre while there is little of them.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

AHEAD_S: Floats = np.array(
    (
        *(0, 3, 6, 10, 15, 20, 27, 35, 45, 60, 75, 95, 120, 150, 190, 240, 300, 390, 500),
        *(650, 850, 1150, 1600, 2400, 3600),
    ),
    dtype=float,
)
"""How far ahead forecasts look: the moments of every table, in seconds."""

BIN_EDGES: Floats = np.concatenate(([0.0], np.geomspace(4.0, 7200.0, 41)))
"""Talk times are counted between these, in seconds."""

AGES: Floats = np.array([0, 8, 16, 30, 45, 65, 90, 125, 170, 230, 310, 420, 560, 760, 1100, 1700.0])
"""A talk that has lasted so long falls into the last class that it has reached."""

PACES: Floats = np.array([0.6, 0.77, 1.0, 1.3, 1.7])
"""An operator's talk times against the queue's: the nearest of these is taken."""

USUAL_PACE = 2
FADE_A_DAY = 0.93
QUEUE_PRIOR = 30.0
OPERATOR_PRIOR = 25.0
REFRESH_LEAST, REFRESH_SHARE = 10, 0.05
PRIOR_TALK_S = 180.0
PAUSE_PRIOR_S = 25.0
PAUSE_LIMIT_S = 3600.0
AGAIN_SPREAD = 0.8
"""Variance of the calls after the one of now, a call."""


class Handling:
    """Fading counts of talk times and of pauses between two calls, and tables made of them.

    `tables` holds expected completions, `spreads` their variance, both shaped
    (row, pace, age, moment of AHEAD_S). Row 0 stands for the pause of an operator: how soon
    one who has hung up takes the next call when calls wait. Row 1 + q is queue q. `paces` is
    the operator's column.
    """

    def __init__(self) -> None:
        bins = len(BIN_EDGES) - 1
        self.queue_counts: Floats = np.zeros((0, bins))
        self.pause_counts: Floats = np.zeros(bins)
        self.operator_ratio: Floats = np.zeros(0)
        self.operator_calls: Floats = np.zeros(0)
        self.means: Floats = np.zeros(0)
        self.pause_mean = PAUSE_PRIOR_S
        self.tables: Floats = np.zeros((0, len(PACES), len(AGES), len(AHEAD_S)))
        self.spreads: Floats = self.tables
        self.paces: Ints = np.zeros(0, dtype=np.int64)
        self.usual_pace = USUAL_PACE
        self._counted = 0
        self._tabulated = 0

    def grow(self, queues: int, operators: int) -> None:
        """Room for so many queues and operators."""
        more = queues - len(self.queue_counts)
        if more > 0:
            self.queue_counts = np.pad(self.queue_counts, ((0, more), (0, 0)))
        more = operators - len(self.operator_calls)
        if more > 0:
            self.operator_ratio = np.pad(self.operator_ratio, (0, more))
            self.operator_calls = np.pad(self.operator_calls, (0, more))
            self.paces = np.pad(self.paces, (0, more), constant_values=USUAL_PACE)

    def talked(self, queue: int, operator: int, talk_s: float) -> None:
        """A call of this queue took this operator so long."""
        self._counted += 1
        self.queue_counts[queue, _bin(talk_s)] += 1.0
        usual = self.means[queue] if queue < len(self.means) else PRIOR_TALK_S
        self.operator_ratio[operator] += min(talk_s / usual, 6.0)
        self.operator_calls[operator] += 1.0

    def paused(self, pause_s: float) -> None:
        """An operator took a waiting call so long after hanging up."""
        if pause_s <= PAUSE_LIMIT_S:
            self.pause_counts[_bin(pause_s)] += 1.0

    def fade(self) -> None:
        """A day is over: what was counted counts less."""
        self.queue_counts *= FADE_A_DAY
        self.pause_counts *= FADE_A_DAY
        self.operator_ratio *= FADE_A_DAY
        self.operator_calls *= FADE_A_DAY

    @property
    def talks(self) -> Floats:
        """How many talks of each queue are remembered."""
        counted: Floats = self.queue_counts.sum(axis=1)
        return counted

    def refresh(self) -> None:
        """Make the tables anew if enough has been counted since they were made."""
        if self._counted - self._tabulated >= max(REFRESH_LEAST, REFRESH_SHARE * self._tabulated):
            self.tabulate()

    def tabulate(self) -> None:
        """Make the tables anew from what is counted."""
        self._tabulated = self._counted
        middles = (BIN_EDGES[1:] + BIN_EDGES[:-1]) / 2
        prior = _exponential(PRIOR_TALK_S)
        whole = self.queue_counts.sum(axis=0) + 20.0 * prior
        whole /= whole.sum()
        shares = self.queue_counts + QUEUE_PRIOR * whole
        shares /= shares.sum(axis=1, keepdims=True)
        pause = self.pause_counts + 20.0 * _exponential(PAUSE_PRIOR_S)
        pause /= pause.sum()
        self.means = shares @ middles
        self.pause_mean = float(pause @ middles)
        ratio = (self.operator_ratio + OPERATOR_PRIOR) / (self.operator_calls + OPERATOR_PRIOR)
        self.paces = np.abs(np.log(ratio)[:, None] - np.log(PACES)[None, :]).argmin(axis=1)
        rounds = np.append(whole @ middles, self.means)
        made = [
            _completions(np.vstack((pause, shares)), rounds + self.pause_mean, float(pace))
            for pace in PACES
        ]
        self.tables = np.stack([counts for counts, _ in made], axis=1)
        self.spreads = np.stack([spread for _, spread in made], axis=1)

    def to_dict(self) -> dict[str, Any]:
        """All that is counted, as plain lists."""
        return {
            "queue_counts": self.queue_counts.tolist(),
            "pause_counts": self.pause_counts.tolist(),
            "operator_ratio": self.operator_ratio.tolist(),
            "operator_calls": self.operator_calls.tolist(),
        }

    def restore(self, kept: dict[str, Any]) -> None:
        """Take over what `to_dict` has kept, for the same queues and operators."""
        self.queue_counts = np.array(kept["queue_counts"], dtype=float).reshape(
            -1, len(BIN_EDGES) - 1
        )
        self.pause_counts = np.array(kept["pause_counts"], dtype=float)
        self.operator_ratio = np.array(kept["operator_ratio"], dtype=float)
        self.operator_calls = np.array(kept["operator_calls"], dtype=float)
        self.tabulate()


def age_class(elapsed_s: Floats) -> Ints:
    """The class of each elapsed talk time."""
    return np.searchsorted(AGES, elapsed_s, side="right") - 1


def _bin(value_s: float) -> int:
    return min(int(np.searchsorted(BIN_EDGES, value_s, side="right")) - 1, len(BIN_EDGES) - 2)


def _exponential(mean_s: float) -> Floats:
    upper = 1.0 - np.exp(-BIN_EDGES / mean_s)
    shares = np.diff(upper)
    whole: Floats = shares / shares.sum()
    return whole


def _completions(shares: Floats, rounds_s: Floats, pace: float) -> tuple[Floats, Floats]:
    """Expected completions after each of AHEAD_S and their variance, each (row, age, ahead).

    The talk of now ends by its residual life; from then on a call each `rounds_s`.
    """
    cumulated = np.concatenate((np.zeros((len(shares), 1)), np.cumsum(shares, axis=1)), axis=1)
    moments = (AGES[:, None] + AHEAD_S[None, :]) / pace
    done = np.stack([np.interp(moments, BIN_EDGES, row) for row in cumulated])
    left = np.maximum(1.0 - done[:, :, :1], 1e-3)
    ended = np.clip((done - done[:, :, :1]) / left, 0.0, 1.0)
    ended[:, :, 1:] = np.maximum(ended[:, :, 1:], 1.0 - np.exp(-AHEAD_S[1:] / 900.0))
    steps = np.diff(ended, axis=2, prepend=0.0)
    gone = np.maximum(AHEAD_S[None, :] - AHEAD_S[:, None], 0.0)
    again = steps @ gone / (np.maximum(rounds_s, 5.0) * pace)[:, None, None]
    return ended + again, ended * (1.0 - ended) + AGAIN_SPREAD * again
