"""Forecasts for callers who wait now and for one who would join, from the live floor.

Fed with what happens (arrivals, answers, ends), asked with a snapshot of who waits and who
works. The forecast follows from position, operators and their talks; it is calibrated on the
promises that this centre has kept or broken before. With a fitted model, a newcomer is told
what the model says. Where little is known it is silent and says why.
"""

from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.prediction.centre import FLOW_SPANS_S, Centre
from routing.prediction.conformal import FLOOR_S, Tracker
from routing.prediction.features import describe
from routing.prediction.fluid import Z50, Z90, mean_time, overlaps, reached
from routing.prediction.handling import AHEAD_S, age_class
from routing.prediction.look import give_up_rates
from routing.prediction.model import WaitModel

Floats = NDArray[np.float64]

READY, TALKING, WRAPPING = "ready", "talking", "wrapping"
TALKS_NEEDED = 30.0
QUEUE_TALKS_NEEDED = 5.0
RING_S = 6.0
P50_STEP, P90_STEP = 0.02, 0.05
OPEN_CALLS_LIMIT = 100_000

TOLD = ""
THIN = "too_little_data"
NOBODY = "no_operator_serves"
BEYOND = "beyond_an_hour"


class Waiter(NamedTuple):
    """A call that waits. It is served in the order of `since - credit_s`."""

    call: Hashable
    queue: str
    since: float
    credit_s: float = 0.0


class Server(NamedTuple):
    """An operator at work: READY, TALKING (on a call of `queue`) or WRAPPING, `since` then."""

    operator: str
    queues: frozenset[str]
    doing: str
    since: float
    queue: str = ""


class Snapshot(NamedTuple):
    """The floor at one moment. Operators on a break or signed out are left out."""

    now: float
    waiting: Sequence[Waiter]
    servers: Sequence[Server]


class Expected(NamedTuple):
    """How much longer, in seconds from now; None and a reason in `silence` when not told.

    `ahead` counts calls that come first (those of other queues in part), `serving` operators
    at work who could take the call: what a changed promise is explained with.
    """

    p50_s: float | None
    p90_s: float | None
    mean_s: float | None
    silence: str
    ahead: float = 0.0
    serving: int = 0


class _Open(NamedTuple):
    number: int
    kind: int
    queue: str
    arrived: float
    promised: Expected | None


class LivePredictor:
    """What the centre has shown so far, and the forecasts that follow from it."""

    def __init__(self, model: WaitModel | None = None) -> None:
        self.centre = Centre()
        self.model = model
        self.track50 = Tracker(0.5, P50_STEP, debt_share=0.0)
        self.track90 = Tracker(0.9, P90_STEP)
        self._open: dict[Hashable, _Open] = {}
        self._talks: dict[Hashable, tuple[_Open, int]] = {}
        self._credit: dict[int, float] = {}
        self._calls = 0

    def clock(self, day: int, second: float) -> None:
        """The centre's own clock: a number that grows by one a day, and seconds since midnight."""
        if day != self.centre.day:
            self.centre.begin_day(day)
        self.centre.second = second

    def arrived(
        self,
        now: float,
        call: Hashable,
        queue: str,
        *,
        priority: int = 0,
        credit_s: float = 0.0,
        promised: Expected | None = None,
    ) -> None:
        """A call joined; `promised` is what `newcomer` said of it, to learn from its outcome."""
        if len(self._open) + len(self._talks) >= OPEN_CALLS_LIMIT:
            return
        kind = self.centre.class_of(queue, priority)
        self._credit[kind] = credit_s
        self.centre.arrive(now, kind)
        self._calls += 1
        self._open[call] = _Open(self._calls, kind, queue, now, promised)

    def promised(self, call: Hashable, told: Expected) -> None:
        """What a waiting call was told only after it had joined. Unknown calls are none."""
        opened = self._open.get(call)
        if opened is not None:
            self._open[call] = opened._replace(promised=told)

    def answered(self, now: float, call: Hashable, operator: str) -> None:
        """An operator took it. Unknown calls are no mistake."""
        opened = self._open.pop(call, None)
        if opened is None:
            return
        who = self.centre.operator_of(operator)
        self.centre.answer(now, opened.kind, opened.arrived, who, opened.number)
        self._talks[call] = (opened, who)
        told = opened.promised
        if told is None or told.p50_s is None or told.p90_s is None:
            return
        waited = now - opened.arrived
        if self.model is not None:
            self.model.learn(opened.queue, told.p50_s, told.p90_s, waited)
        else:
            self.track50.learn(opened.queue, told.p50_s, waited)
            self.track90.learn(opened.queue, told.p90_s, waited)

    def gave_up(self, now: float, call: Hashable) -> None:
        """It left the queue without an operator."""
        opened = self._open.pop(call, None)
        if opened is not None:
            self.centre.abandon(now, opened.kind, opened.arrived)

    def left(self, now: float, call: Hashable) -> None:
        """It went elsewhere, neither answered nor out of patience: nothing is learnt of it."""
        opened = self._open.pop(call, None)
        if opened is not None:
            self.centre.leave(now, opened.kind, opened.arrived)

    def ended(self, now: float, call: Hashable) -> None:
        """Its talk is over."""
        talk = self._talks.pop(call, None)
        if talk is not None:
            opened, who = talk
            self.centre.end(now, opened.kind, who, opened.number)

    def waiting(self, snapshot: Snapshot) -> dict[Hashable, Expected]:
        """What to tell each caller who waits."""
        if not snapshot.waiting:
            return {}
        told = self._structural(snapshot, snapshot.waiting)
        return {each.call: word for each, word in zip(snapshot.waiting, told, strict=True)}

    def newcomer(
        self, snapshot: Snapshot, queue: str, priority: int = 0, credit_s: float = 0.0
    ) -> Expected:
        """What to tell a caller who would join now. Somebody who is free makes it short."""
        kind = self.centre.class_of(queue, priority)
        word = self._structural(snapshot, [Waiter(None, queue, snapshot.now, credit_s)])[0]
        if self.model is None or word.silence:
            return word
        self.centre.pass_time(snapshot.now)
        row = np.array([describe(self.centre, kind)], dtype=np.float32)
        raw = self.model.predict_few(row)
        bare = (float(raw.mean[0]), float(raw.p50[0]), float(raw.p90[0]))
        point, p50, p90 = self.model.promise(queue, bare)
        return word._replace(p50_s=p50, p90_s=p90, mean_s=point)

    def to_dict(self) -> dict[str, Any]:
        """What is worth keeping over a restart, as plain lists and numbers."""
        return {
            "queues": list(self.centre.queues),
            "operators": list(self.centre.operators),
            "handling": self.centre.handling.to_dict(),
            "track50": self.track50.to_dict(),
            "track90": self.track90.to_dict(),
            "model": None if self.model is None else self.model.to_dict(),
        }

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> "LivePredictor":
        """What `to_dict` has kept, with an empty floor."""
        self = cls(None if kept["model"] is None else WaitModel.from_dict(kept["model"]))
        for queue in kept["queues"]:
            self.centre.class_of(queue, 0)
        for operator in kept["operators"]:
            self.centre.operator_of(operator)
        self.centre.handling.restore(kept["handling"])
        self.track50 = Tracker.from_dict(kept["track50"])
        self.track90 = Tracker.from_dict(kept["track90"])
        return self

    def _structural(self, snapshot: Snapshot, asked: Sequence[Waiter]) -> list[Expected]:
        """The forecast from position and operators, for all of `asked` at once."""
        centre = self.centre
        centre.pass_time(snapshot.now)
        for each in (*asked, *snapshot.waiting):
            if each.queue not in centre.queues:
                centre.class_of(each.queue, 0)
        centre.handling.refresh()
        skilled, done, spreads = self._servers(snapshot)
        shares = overlaps(skilled)
        queue = np.array([centre.queues[each.queue] for each in asked])
        keys = np.array([each.since - each.credit_s for each in asked])
        ahead = _ahead(snapshot.waiting, keys, centre.queues) * shares[queue]
        need = 1.0 + ahead @ np.exp(-give_up_rates(centre)[:, None] * AHEAD_S[None, :])
        need += self._overtaking(snapshot.now, keys, shares[queue])
        supply, spread = (skilled.T @ done)[queue], (skilled.T @ spreads)[queue]
        p50, p90 = reached(supply, spread, need, Z50), reached(supply, spread, need, Z90)
        serving = skilled.sum(axis=0)[queue]
        table = np.stack((p50, p90, mean_time(supply, spread, need), ahead.sum(axis=1), serving))
        return [
            self._word(each.queue, Expected(p50_s, p90_s, mean_s, TOLD, ahead_n, int(n)))
            for each, (p50_s, p90_s, mean_s, ahead_n, n) in zip(
                asked, table.T.tolist(), strict=True
            )
        ]

    def _word(self, queue: str, raw: Expected) -> Expected:
        """The same calibrated, or silence where it cannot be told."""
        p50, p90, mean = raw.p50_s or 0.0, raw.p90_s or 0.0, raw.mean_s or 0.0
        talks = self.centre.handling.talks
        silence = TOLD
        if raw.serving < 1:
            silence = NOBODY
        elif talks.sum() < TALKS_NEEDED or talks[self.centre.queues[queue]] < QUEUE_TALKS_NEEDED:
            silence = THIN
        elif p50 >= AHEAD_S[-1]:
            silence = BEYOND
        if silence:
            return raw._replace(p50_s=None, p90_s=None, mean_s=None, silence=silence)
        told50 = self.track50.promise(queue, p50)
        told90 = max(self.track90.promise(queue, p90), told50)
        told_mean = mean * (told50 + FLOOR_S) / (p50 + FLOOR_S)
        return raw._replace(p50_s=told50, p90_s=told90, mean_s=told_mean)

    def _servers(self, snapshot: Snapshot) -> tuple[Floats, Floats, Floats]:
        """Who serves which queue (0 or 1), and what each will have finished when, its variance."""
        centre, handling = self.centre, self.centre.handling
        n = len(snapshot.servers)
        skilled = np.zeros((n, len(centre.queues)))
        rows, paces = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
        since, ready = np.zeros(n), np.zeros(n, dtype=bool)
        for place, server in enumerate(snapshot.servers):
            for queue in server.queues:
                number = centre.queues.get(queue)
                if number is not None:
                    skilled[place, number] = 1.0
            known = centre.operators.get(server.operator)
            paces[place] = handling.usual_pace if known is None else handling.paces[known]
            ready[place] = server.doing == READY
            since[place] = server.since
            if server.doing == TALKING:
                rows[place] = centre.queues.get(server.queue, -1) + 1
        ages = age_class(np.maximum(snapshot.now - since, 0.0))
        done, spread = handling.tables[rows, paces, ages], handling.spreads[rows, paces, ages]
        rounds = float(handling.means.mean()) if len(handling.means) else 180.0
        late = np.exp(-AHEAD_S / RING_S)
        again = AHEAD_S / (rounds + handling.pause_mean)
        now, vary = (1.0 - late + again)[None, :], ((1.0 - late) * late + again)[None, :]
        at_once = ready[:, None]
        return skilled, np.where(at_once, now, done), np.where(at_once, vary, spread)

    def _overtaking(self, now: float, keys: Floats, shares: Floats) -> Floats:
        """Calls that have not come yet but will go first, (call, moment of AHEAD_S)."""
        centre = self.centre
        if not self._credit:
            return np.zeros((len(keys), len(AHEAD_S)))
        kinds = np.array(list(self._credit))
        credit = np.array(list(self._credit.values()))
        rate = centre.class_flow[kinds] / FLOW_SPANS_S[1]
        part = shares[:, np.array(centre.class_queue)[kinds]] * rate[None, :]
        until = np.maximum(keys[:, None] + credit[None, :] - now, 0.0)
        come = np.minimum(AHEAD_S[None, None, :], until[:, :, None])
        found: Floats = (part[:, :, None] * come).sum(axis=1)
        return found


def _ahead(waiting: Sequence[Waiter], keys: Floats, queues: dict[str, int]) -> Floats:
    """How many waiting calls of each queue come before each key, (key, queue)."""
    if not waiting:
        return np.zeros((len(keys), len(queues)))
    own = np.array([each.since - each.credit_s for each in waiting])
    order = np.argsort(own, kind="stable")
    ones = np.zeros((len(waiting) + 1, len(queues)))
    ones[np.arange(1, len(waiting) + 1), [queues[waiting[place].queue] for place in order]] = 1.0
    before: Floats = ones.cumsum(axis=0)[np.searchsorted(own[order], keys, side="left")]
    return before
