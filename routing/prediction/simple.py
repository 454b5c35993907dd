"""The simple predictors that ours is measured beside, each by queue and from the past only."""

from typing import NamedTuple

import numpy as np

from routing.prediction.centre import Centre


class Simple(NamedTuple):
    """Seconds that each would tell a caller who joins now.

    `les`: the wait of the last caller served. `les_waited`: of the last one who had to wait.
    `hol`: how long the head of the queue has waited; `les` when nobody waits.
    `queue_length`: (n + 1) / (s mu) with the queue's waiting calls, its mean talk time and the
    operators talking now who serve it. `app_queue_mean`: (3 old + new) / 4 over answered calls.
    """

    les: float
    les_waited: float
    hol: float
    queue_length: float
    app_queue_mean: float


def simple(centre: Centre, kind: int) -> Simple:
    """What each would say to a caller of this class who joins now."""
    queue = centre.class_queue[kind]
    les = _known(centre.last_wait[queue])
    heads = [
        line[0]
        for other, line in enumerate(centre.waiting)
        if line and centre.class_queue[other] == queue
    ]
    serving = (centre.skills[:, queue] >= 1.0) & ~np.isnan(centre.busy_since)
    servers = max(int(serving.sum()), 1)
    talk_s = float(centre.handling.means[queue])
    return Simple(
        les,
        _known(centre.last_waited[queue]),
        centre.now - min(heads) if heads else les,
        (float(centre.waiting_n[queue]) + 1.0) * talk_s / servers,
        float(centre.rolling[queue]),
    )


def _known(value: float) -> float:
    return 0.0 if np.isnan(value) else float(value)
