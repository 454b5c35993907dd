"""Single pools with known answers, and simple predictors of the wait measured in them."""

from collections.abc import Hashable, Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from routing.ranking.dispatch import Claim, Dispatcher, Membership, Pair, Seat
from routing.simulation.engine import Outcome, Run
from routing.simulation.models import Measure, Model
from routing.simulation.scenario import Calls, Floats, Scenario, always, exponential
from vocabulary.ids import QueueId

POOL = QueueId("pool")


class Pool(NamedTuple):
    """One queue, one group. Rates per second; `patience_rate` 0: nobody gives up.

    `regular`: arrivals at even distances (D) rather than at random (M).
    """

    arrival_rate: float
    service_rate: float
    operators: int
    patience_rate: float = 0.0
    regular: bool = False


def single_pool(pool: Pool, calls: int, seed: int, in_time_s: float = 20.0) -> Model:
    """M/M/n, M/M/n+M, D/M/n. The first tenth warms up.

    Measures: `waited` (share who did not get an operator at once), `mean_wait_s` of all,
    `service_level` (answered within `in_time_s` over all), `abandoned` (share),
    `occupancy`.
    """
    rng = np.random.default_rng(seed)
    gaps = exponential(rng, 1.0 / pool.arrival_rate, calls)
    if pool.regular:
        gaps = np.full(calls, 1.0 / pool.arrival_rate)
    arrived = np.cumsum(gaps)
    nobody = np.zeros(calls, dtype=np.int64)
    service = exponential(rng, 1.0 / pool.service_rate, calls)
    patience = np.full(calls, np.inf)
    if pool.patience_rate:
        patience = exponential(rng, 1.0 / pool.patience_rate, calls)
    seats = tuple(Seat(place, {POOL: Membership()}) for place in range(pool.operators))
    there = always(pool.operators, 0.0, float(arrived[-1]))
    scenario = Scenario((POOL,), seats, Calls(arrived, nobody, nobody, service, patience), there)
    return Model(scenario, lambda run: _measure(run, pool, in_time_s))


def _measure(run: Run, pool: Pool, in_time_s: float) -> Measure:
    warm = len(run.wait) // 10
    wait, answered = run.wait[warm:], run.outcome[warm:] == Outcome.ANSWERED
    begins = (run.arrived + run.wait)[run.operator >= 0]
    ends = begins + run.handling[run.operator >= 0]
    start, end = float(run.arrived[warm]), float(run.arrived[-1])
    busy = (np.minimum(ends, end) - np.maximum(begins, start)).clip(min=0.0).sum()
    return {
        "waited": float((wait > 0).mean()),
        "mean_wait_s": float(wait.mean()),
        "service_level": float((answered & (wait <= in_time_s)).mean()),
        "abandoned": 1.0 - float(answered.mean()),
        "occupancy": float(busy) / (pool.operators * (end - start)),
    }


class Predictor(StrEnum):
    """Simple predictors of the wait, told at arrival."""

    QL = "ql"  # calls ahead over the rate of ends
    QLM = "qlm"  # the same, those ahead leaving at their patience's rate as well
    HOL = "hol"  # how long the first of the queue has waited
    LES = "les"  # how long the last one waited who got an operator


class Watched:
    """A dispatcher of one queue, first come first served, and what is known at arrivals.

    `known[call]`: calls ahead, wait of the first, wait of the last to be served.
    """

    def __init__(self, dispatcher: Dispatcher) -> None:
        self.inner = dispatcher
        self.known: dict[Hashable, tuple[int, float, float]] = {}
        self._waiting: dict[Hashable, float] = {}
        self._last_wait = 0.0

    def operator_listed(self, now: float, seat: Seat) -> None:
        """See `Dispatcher`."""
        self.inner.operator_listed(now, seat)

    def operator_gone(self, now: float, operator: Hashable) -> None:
        """See `Dispatcher`."""
        self.inner.operator_gone(now, operator)

    def operator_free(self, now: float, operator: Hashable, idle_since: float) -> None:
        """See `Dispatcher`."""
        self.inner.operator_free(now, operator, idle_since)

    def operator_busy(self, now: float, operator: Hashable, working: bool) -> None:
        """See `Dispatcher`."""
        self.inner.operator_busy(now, operator, working)

    def call_waits(self, now: float, claim: Claim) -> None:
        """Note what is known now."""
        first = next(iter(self._waiting.values()), now)
        self.known[claim.call] = (len(self._waiting), now - first, self._last_wait)
        self._waiting[claim.call] = claim.since
        self.inner.call_waits(now, claim)

    def call_gone(self, now: float, call: Hashable) -> None:
        """See `Dispatcher`."""
        self._waiting.pop(call, None)
        self.inner.call_gone(now, call)

    def handled(self, now: float, queue: QueueId, operator: Hashable, handling_s: float) -> None:
        """See `Dispatcher`."""
        self.inner.handled(now, queue, operator, handling_s)

    def choose(self, now: float) -> Sequence[Pair]:
        """Note the wait of whoever is served."""
        pairs = self.inner.choose(now)
        for pair in pairs:
            self._last_wait = now - self._waiting[pair.call]
        return pairs

    def due(self) -> float:
        """See `Dispatcher`."""
        return self.inner.due()


class Score(NamedTuple):
    """`mse` in seconds squared; `rrmse` is its root over the mean wait."""

    mse: float
    rrmse: float


def scores(run: Run, watched: Watched, pool: Pool) -> dict[Predictor, Score]:
    """Of every predictor, over answered calls that waited, after a tenth of warm-up."""
    warm = len(run.wait) // 10
    asked = np.flatnonzero((run.outcome == Outcome.ANSWERED) & (run.wait > 0))
    asked = asked[asked >= warm]
    known = np.array([watched.known[int(call)] for call in asked])
    wait = run.wait[asked]
    ahead, hol, les = known[:, 0], known[:, 1], known[:, 2]
    ends = pool.operators * pool.service_rate
    with_leaving = np.cumsum(1.0 / (ends + pool.patience_rate * np.arange(ahead.max() + 1)))
    told: dict[Predictor, Floats] = {
        Predictor.QL: (ahead + 1) / ends,
        Predictor.QLM: with_leaving[ahead.astype(np.int64)],
        Predictor.HOL: hol,
        Predictor.LES: les,
    }
    errors = {name: float(np.mean((value - wait) ** 2)) for name, value in told.items()}
    mean = float(wait.mean())
    return {name: Score(error, float(np.sqrt(error)) / mean) for name, error in errors.items()}
