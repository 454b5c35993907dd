"""What a caller's wait may depend on, as numbers, at the moment of arrival."""

import numpy as np
from numpy.typing import NDArray

from routing.prediction.centre import (
    ABANDONED,
    ANSWERED,
    ARRIVED,
    AT_QUEUE_S,
    FLOW_SPANS_S,
    PRESENT_S,
    WAIT_SUM,
    WAITED,
    Centre,
)
from routing.prediction.handling import AHEAD_S, age_class

Floats = NDArray[np.float64]

NAMES = (
    *("queue", "priority", "second", "weekday", "credit"),
    *("in_queue", "ahead_queue", "waiting_all", "ahead_all", "ahead_eff", "shared_eff"),
    *("hol_queue", "hol_shared", "mean_elapsed", "elapsed_sum"),
    *("les", "les_waited", "les_age", "recent_mean", "rolling", "shared_wait_2", "shared_wait_10"),
    *("wait_2", "wait_10", "wait_30", "waited_n_10", "waited_n_30"),
    *("arrived_2", "arrived_10", "arrived_30", "answered_2", "answered_10", "answered_30"),
    *("abandoned_10", "abandoned_30", "s_arrived_2", "s_arrived_10", "s_arrived_30"),
    *("s_answered_2", "s_answered_10", "s_answered_30", "s_abandoned_10", "give_up_rate"),
    *("busy", "busy_skilled", "busy_here", "paused_1", "paused_5", "paused_15", "paused_60"),
    *("supply_15", "supply_45", "supply_95", "supply_190", "exclusive"),
    *("fluid", "fluid_90", "fluid_busy", "per_answer", "per_answer_2", "queue_length"),
    *("usual_wait", "usual_arrivals", "long_wait", "arrivals_to_usual", "talk_mean"),
    *("share_short", "busy_to_usual", "overtaking"),
)
WIDTH = len(NAMES)
_AT = [int(np.flatnonzero(AHEAD_S == s)[0]) for s in (15, 45, 95, 190)]
P90_SPREAD = 1.2816


class Forecast:
    """One look at the centre for one class of caller who joins now."""

    def __init__(self, centre: Centre, kind: int) -> None:
        self.queue = centre.class_queue[kind]
        self._operators(centre)
        self._line(centre, kind)
        self._cross(centre, kind)

    def _operators(self, centre: Centre) -> None:
        busy_for = centre.now - centre.busy_since
        talking = busy_for >= 0.0
        idle_for = centre.now - centre.left_at
        there = np.flatnonzero(talking | (idle_for < PRESENT_S))
        self.talking = talking[there]
        self.idle_for = np.where(self.talking, np.inf, idle_for[there])
        counts = centre.skills[there]
        self.skilled = counts / (counts + 1.0)
        self.mine = self.skilled[:, self.queue]
        rows = np.where(self.talking, centre.busy_row[there], 0)
        ages = age_class(np.where(self.talking, busy_for[there], idle_for[there]))
        handling = centre.handling
        self.rows = rows
        done = handling.tables[rows, handling.paces[there], ages]
        self.supply = self.mine @ done
        self.supply_busy = (self.mine * self.talking) @ done
        whole = self.skilled.sum(axis=0)
        self.shared = np.where(whole > 0, (self.mine @ self.skilled) / np.maximum(whole, 1e-9), 0)
        self.shared[self.queue] = 1.0
        breadth = self.skilled.sum(axis=1)
        self.exclusive = float((self.mine / np.maximum(breadth, 1.0)).sum())

    def _line(self, centre: Centre, kind: int) -> None:
        now, mine = centre.now, centre.order.credits[kind]
        credits = centre.order.credits
        ahead = np.zeros(len(centre.queues))
        oldest = np.zeros(len(centre.queues))
        elapsed = 0.0
        for other, line in enumerate(centre.waiting):
            if not line:
                continue
            queue = centre.class_queue[other]
            limit = now - mine + credits[other]
            n = len(line)
            ahead[queue] += n if limit >= line[-1] else sum(1 for since in line if since <= limit)
            oldest[queue] = max(oldest[queue], now - line[0])
            if queue == self.queue:
                elapsed += n * now - sum(line)
        self.ahead, self.oldest, self.elapsed = ahead, oldest, elapsed

    def _cross(self, centre: Centre, kind: int) -> None:
        spent = centre.flow[AT_QUEUE_S, :, 2]
        rate = (centre.flow[ABANDONED, :, 2] + 0.5) / (spent + 500.0)
        self.give_up = float(rate[self.queue])
        n_eff = self.shared * self.ahead
        self.ahead_eff = float(n_eff.sum())
        need = 1.0 + n_eff @ np.exp(-rate[:, None] * AHEAD_S[None, :])
        gain = centre.order.credits - centre.order.credits[kind]
        faster = np.flatnonzero(gain > 5.0)
        self.overtaking = 0.0
        if faster.size:
            flow = centre.class_flow[faster] / FLOW_SPANS_S[1]
            flow = flow * self.shared[np.array(centre.class_queue)[faster]]
            need = need + flow @ np.minimum(AHEAD_S[None, :], gain[faster][:, None])
            self.overtaking = float(flow.sum())
        self.fluid = crossing(self.supply - need)
        spread = P90_SPREAD * np.sqrt(self.supply + 0.25)
        self.fluid_90 = crossing(self.supply - need - spread)
        self.fluid_busy = crossing(self.supply_busy - need)


def crossing(surplus: Floats) -> float:
    """When the surplus first reaches 0, in seconds; the last of AHEAD_S if it does not."""
    above = surplus >= 0.0
    first = int(above.argmax())
    if not above[first]:
        return float(AHEAD_S[-1])
    if first == 0:
        return 0.0
    low, high = surplus[first - 1], surplus[first]
    part = -low / (high - low)
    return float(AHEAD_S[first - 1] + part * (AHEAD_S[first] - AHEAD_S[first - 1]))


def describe(centre: Centre, kind: int) -> list[float]:
    """The numbers named in NAMES for a caller of this class who joins now."""
    look = Forecast(centre, kind)
    q = look.queue
    return [
        *(q, centre.class_priority[kind], centre.second, centre.day % 7),
        float(centre.order.credits[kind]),
        *_waiting(centre, look),
        *_waits(centre, look),
        *_flows(centre, look),
        *_staff(centre, look),
        *_usual(centre, look),
    ]


def _waiting(centre: Centre, look: Forecast) -> list[float]:
    q = look.queue
    n = centre.waiting_n
    shared_old = (look.oldest * (look.shared > 0.2)).max()
    return [
        *(n[q], look.ahead[q], n.sum(), look.ahead.sum(), look.ahead_eff, look.shared @ n),
        *(look.oldest[q], shared_old, look.elapsed / max(n[q], 1.0), look.elapsed),
    ]


def _waits(centre: Centre, look: Forecast) -> list[float]:
    q = look.queue
    flow = centre.flow
    recent = centre.recent[q]
    shared = look.shared @ flow[WAIT_SUM] / (look.shared @ flow[WAITED] + 0.05)
    own = flow[WAIT_SUM, q] / (flow[WAITED, q] + 0.05)
    return [
        *(centre.last_wait[q], centre.last_waited[q], centre.now - centre.last_answer[q]),
        *(sum(recent) / len(recent) if recent else np.nan, centre.rolling[q]),
        *(shared[0], shared[1], *own, flow[WAITED, q, 1], flow[WAITED, q, 2]),
    ]


def _flows(centre: Centre, look: Forecast) -> list[float]:
    q = look.queue
    own = centre.flow[:, q]
    shared = np.tensordot(look.shared, centre.flow, axes=(0, 1))
    return [
        *(*own[ARRIVED], *own[ANSWERED], *own[ABANDONED, 1:], *shared[ARRIVED]),
        *(*shared[ANSWERED], shared[ABANDONED, 1], look.give_up),
    ]


def _staff(centre: Centre, look: Forecast) -> list[float]:
    mine, idle = look.mine, look.idle_for
    busy = float(look.talking.sum())
    busy_mine = float(mine @ look.talking)
    answered = look.shared @ centre.flow[ANSWERED]
    talk = float(centre.handling.means[look.queue])
    return [
        *(busy, busy_mine, float((look.rows == look.queue + 1).sum())),
        *(float(mine @ (idle < limit)) for limit in (60.0, 300.0, 900.0, 3600.0)),
        *(float(look.supply[at]) for at in _AT),
        *(look.exclusive, look.fluid, look.fluid_90, look.fluid_busy),
        (look.ahead_eff + 1.0) / (float(answered[1]) / 600.0 + 1e-3),
        (look.ahead_eff + 1.0) / (float(answered[0]) / 120.0 + 2e-3),
        (float(centre.waiting_n[look.queue]) + 1.0) * talk / max(busy_mine, 1.0),
    ]


def _usual(centre: Centre, look: Forecast) -> list[float]:
    q, half = look.queue, centre.half_hour
    long_wait = (centre.long_wait[q] + 30.0) / (centre.long_weight[q] + 1.0)
    weight = centre.usual_weight[q, half]
    usual = (centre.usual_wait[q, half] + 5.0 * long_wait) / (weight + 5.0)
    arrivals = centre.usual_arrivals[q, half] / max(centre.usual_days[half], 1.0)
    own = centre.flow[:, q, 2]
    return [
        *(usual, arrivals, long_wait, own[ARRIVED] / (arrivals + 1.0)),
        float(centre.handling.means[q]),
        own[WAITED] / (own[ANSWERED] + 0.1),
        float(look.talking.sum()) / (look.talking.size + 1.0),
        look.overtaking,
    ]
