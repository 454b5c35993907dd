"""One look at a centre for one class of caller who joins now: supply, need and the forecast."""

import numpy as np
from numpy.typing import NDArray

from routing.prediction.centre import ABANDONED, AT_QUEUE_S, FLOW_SPANS_S, PRESENT_S, Centre
from routing.prediction.fluid import Z50, Z90, overlap, reached
from routing.prediction.handling import AHEAD_S, age_class

Floats = NDArray[np.float64]

CREDIT_NOTICED_S = 5.0
USUAL_SHARE = 0.4
"""Operators not seen yet come as usual: supply is at least this share of the usual answers."""

GIVE_UP_PRIOR, GIVE_UP_PRIOR_S = 0.5, 500.0


class Look:
    """What follows from the state for a caller of class `kind` who joins now."""

    def __init__(self, centre: Centre, kind: int) -> None:
        self.queue = centre.class_queue[kind]
        self.supply: Floats
        self.supply_busy: Floats
        self.need: Floats
        self._operators(centre)
        self._line(centre, kind)
        self._need(centre, kind)
        half = centre.half_hour
        self.usual_rate = float(
            centre.usual_answers[self.queue, half] / max(centre.usual_days, 1.0) / 1800.0
        )
        self.supply = np.maximum(self.supply, USUAL_SHARE * self.usual_rate * AHEAD_S)
        supply, spread, need = self.supply[None], self.spread[None], self.need[None]
        self.fluid = float(reached(supply, spread, need, Z50)[0])
        self.fluid_90 = float(reached(supply, spread, need, Z90)[0])
        self.fluid_busy = float(reached(self.supply_busy[None], spread, need, Z50)[0])

    def _operators(self, centre: Centre) -> None:
        """Who is there: talking, or seen not long ago; and what they will have finished."""
        busy_for = centre.now - centre.busy_since
        talking = busy_for >= 0.0
        idle_for = centre.now - centre.left_at
        there = np.flatnonzero(talking | (idle_for < PRESENT_S))
        self.talking = talking[there]
        self.idle_for = np.where(self.talking, np.inf, idle_for[there])
        counts = centre.skills[there]
        skilled = counts / (counts + 1.0)
        self.mine = skilled[:, self.queue]
        self.rows = np.where(self.talking, centre.busy_row[there], 0)
        ages = age_class(np.where(self.talking, busy_for[there], idle_for[there]))
        handling = centre.handling
        done = handling.tables[self.rows, handling.paces[there], ages]
        self.supply = self.mine @ done
        self.spread = self.mine @ handling.spreads[self.rows, handling.paces[there], ages]
        self.supply_busy = (self.mine * self.talking) @ done
        self.shared = overlap(skilled, self.queue)
        breadth = skilled.sum(axis=1)
        self.exclusive = float((self.mine / np.maximum(breadth, 1.0)).sum())

    def _line(self, centre: Centre, kind: int) -> None:
        """Who is ahead, by queue, under the order that the centre was seen to keep."""
        now, credit = centre.now, centre.order.credits
        self.ahead: Floats = np.zeros(len(centre.queues))
        self.oldest: Floats = np.zeros(len(centre.queues))
        self.elapsed = 0.0
        self.behind = 0.0
        for other, line in enumerate(centre.waiting):
            if not line:
                continue
            queue = centre.class_queue[other]
            limit = now - credit[kind] + credit[other]
            n = len(line)
            first = n if limit >= line[-1] else sum(1 for since in line if since <= limit)
            self.ahead[queue] += first
            self.behind += (n - first) * self.shared[queue]
            self.oldest[queue] = max(self.oldest[queue], now - line[0])
            if queue == self.queue:
                self.elapsed += n * now - sum(line)

    def _need(self, centre: Centre, kind: int) -> None:
        """Calls to be finished first: those ahead who stay, those who will overtake."""
        rate = give_up_rates(centre)
        self.give_up = float(rate[self.queue])
        counted = self.shared * self.ahead
        self.ahead_eff = float(counted.sum())
        self.need = 1.0 + counted @ np.exp(-rate[:, None] * AHEAD_S[None, :])
        gain = centre.order.credits - centre.order.credits[kind]
        faster = np.flatnonzero(gain > CREDIT_NOTICED_S)
        self.overtaking = 0.0
        if faster.size:
            flow = centre.class_flow[faster] / FLOW_SPANS_S[1]
            flow = flow * self.shared[np.array(centre.class_queue)[faster]]
            self.need = self.need + flow @ np.minimum(AHEAD_S[None, :], gain[faster][:, None])
            self.overtaking = float(flow.sum())


def give_up_rates(centre: Centre) -> Floats:
    """How often a waiting caller of each queue gives up, a second."""
    given_up = centre.flow[ABANDONED, :, 2] + GIVE_UP_PRIOR
    rates: Floats = given_up / (centre.flow[AT_QUEUE_S, :, 2] + GIVE_UP_PRIOR_S)
    return rates
