"""What a caller's wait may depend on, as numbers, at the moment of arrival."""

import numpy as np
from numpy.typing import NDArray

from routing.prediction.centre import (
    ABANDONED,
    ANSWERED,
    ARRIVED,
    FORESEEN,
    SURPRISE,
    WAIT_SUM,
    WAITED,
    Centre,
)
from routing.prediction.handling import AHEAD_S
from routing.prediction.look import Look

Floats = NDArray[np.float64]

NAMES = (
    *("queue", "priority", "second", "weekday", "credit"),
    *("in_queue", "ahead_queue", "waiting_all", "ahead_all", "ahead_eff", "behind", "shared_eff"),
    *("hol_queue", "hol_shared", "mean_elapsed", "elapsed_sum"),
    *("les", "les_waited", "les_age", "recent_mean", "rolling", "shared_wait_2", "shared_wait_10"),
    *("wait_2", "wait_10", "wait_30", "waited_n_10", "waited_n_30"),
    *("arrived_2", "arrived_10", "arrived_30", "answered_2", "answered_10", "answered_30"),
    *("abandoned_10", "abandoned_30", "s_arrived_2", "s_arrived_10", "s_arrived_30"),
    *("s_answered_2", "s_answered_10", "s_answered_30", "s_abandoned_10", "give_up_rate"),
    *("busy", "busy_skilled", "busy_here", "paused_1", "paused_5", "paused_15", "paused_60"),
    *("supply_15", "supply_45", "supply_95", "supply_190", "exclusive"),
    *("fluid", "fluid_90", "fluid_busy", "per_answer", "per_answer_2", "overtaking"),
    *("usual_wait", "usual_arrivals", "usual_answers", "long_wait", "arrivals_to_usual"),
    *("talk_mean", "surprise_10", "surprise_30", "s_surprise_2", "s_surprise_10", "s_surprise_30"),
)
"""`s_` and `shared`: over all queues, each by the share of operators that it has in common
with the caller's. A number at the end: over about the last so many minutes."""

WIDTH = len(NAMES)
FLUID = NAMES.index("fluid")
_AT = [int(np.flatnonzero(s == AHEAD_S)[0]) for s in (15, 45, 95, 190)]
_PAUSES_S = (60.0, 300.0, 900.0, 3600.0)


def describe(centre: Centre, kind: int) -> list[float]:
    """The numbers named in NAMES for a caller of this class who joins now."""
    look = Look(centre, kind)
    shared = np.tensordot(look.shared, centre.flow, axes=(0, 1))
    return [
        *(look.queue, centre.class_priority[kind], centre.second, centre.day % 7),
        float(centre.order.credits[kind]),
        *_line(centre, look),
        *_waits(centre, look, shared),
        *_flows(centre, look, shared),
        *_staff(look, shared),
        *_usual(centre, look),
        *_surprise(centre, look, shared),
    ]


def _line(centre: Centre, look: Look) -> list[float]:
    q = look.queue
    n = centre.waiting_n
    shared_old = (look.oldest * (look.shared > 0.2)).max()
    return [
        *(n[q], look.ahead[q], n.sum(), look.ahead.sum(), look.ahead_eff, look.behind),
        float(look.shared @ n),
        *(look.oldest[q], shared_old, look.elapsed / max(n[q], 1.0), look.elapsed),
    ]


def _waits(centre: Centre, look: Look, shared: Floats) -> list[float]:
    q = look.queue
    flow = centre.flow
    recent = centre.recent[q]
    others = shared[WAIT_SUM] / (shared[WAITED] + 0.05)
    own = flow[WAIT_SUM, q] / (flow[WAITED, q] + 0.05)
    return [
        *(centre.last_wait[q], centre.last_waited[q], centre.now - centre.last_answer[q]),
        *(sum(recent) / len(recent) if recent else np.nan, centre.rolling[q]),
        *(others[0], others[1], *own, flow[WAITED, q, 1], flow[WAITED, q, 2]),
    ]


def _flows(centre: Centre, look: Look, shared: Floats) -> list[float]:
    own = centre.flow[:, look.queue]
    return [
        *(*own[ARRIVED], *own[ANSWERED], *own[ABANDONED, 1:], *shared[ARRIVED]),
        *(*shared[ANSWERED], shared[ABANDONED, 1], look.give_up),
    ]


def _staff(look: Look, shared: Floats) -> list[float]:
    mine, idle = look.mine, look.idle_for
    answered = shared[ANSWERED]
    return [
        *(float(look.talking.sum()), float(mine @ look.talking)),
        float((look.rows == look.queue + 1).sum()),
        *(float(mine @ (idle < limit)) for limit in _PAUSES_S),
        *(float(look.supply[at]) for at in _AT),
        *(look.exclusive, look.fluid, look.fluid_90, look.fluid_busy),
        (look.ahead_eff + 1.0) / (float(answered[1]) / 600.0 + 1e-3),
        (look.ahead_eff + 1.0) / (float(answered[0]) / 120.0 + 2e-3),
        look.overtaking,
    ]


def _usual(centre: Centre, look: Look) -> list[float]:
    q, half = look.queue, centre.half_hour
    long_wait = (centre.long_wait[q] + 30.0) / (centre.long_weight[q] + 1.0)
    weight = centre.usual_weight[q, half]
    usual = (centre.usual_wait[q, half] + 5.0 * long_wait) / (weight + 5.0)
    arrivals = centre.usual_arrivals[q, half] / max(centre.usual_days, 1.0)
    return [
        *(usual, arrivals, look.usual_rate, long_wait),
        centre.flow[ARRIVED, q, 2] / (arrivals + 1.0),
        float(centre.handling.means[q]),
    ]


def _surprise(centre: Centre, look: Look, shared: Floats) -> list[float]:
    flow = centre.flow[:, look.queue]
    own = flow[SURPRISE] / (flow[FORESEEN] + 0.3)
    return [*own[1:], *(shared[SURPRISE] / (shared[FORESEEN] + 0.3))]
