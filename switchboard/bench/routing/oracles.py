"""The simulator with the real router against what is known exactly.

One pool of like operators: our router must be first come, first served, and the figures
must be Erlang's. `got` has an interval from batch means; a tenth of each run warms up.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.plan import RoutingPlan
from routing.simulation.engine import Outcome, Run, simulate
from routing.simulation.planned import make_ours
from routing.simulation.pools import Pool, Predictor, Watched, scores, single_pool
from routing.staffing import erlang
from routing.staffing.erlang import Steady, erlang_b, erlang_c
from switchboard.bench.routing.batches import in_batches, mean
from switchboard.bench.routing.settings import staying

Say = Callable[[str], None]
Floats = NDArray[np.float64]
MINUTE_S = 60.0
PLAN = RoutingPlan(queues={})
"""Every setting as it comes."""


class Sizes(NamedTuple):
    """How much to simulate: calls of one pool; runs and calls of a run for a predictor."""

    calls: int
    runs: int
    run_calls: int


FULL = Sizes(200_000, 6, 30_000)
QUICK = Sizes(20_000, 2, 10_000)


class _Found(NamedTuple):
    """What became of the calls after the warm-up."""

    accepted: Floats
    answered: Floats
    abandoned: Floats
    wait: Floats


def oracles(sizes: Sizes, say: Say) -> list[dict[str, Any]]:
    """All of them: `name`, `expected`, `got`, `ci`."""
    say("oracles: Erlang B, C, A and a pool with limited lines")
    told = [*_blocked(sizes), *_waiting(sizes), *_abandoning(sizes), *_limited(sizes)]
    say("oracles: how well delays and queue lengths predict the wait")
    return told + _predictors(sizes)


def _played(pool: Pool, calls: int, seed: int, lines: int | None = None) -> _Found:
    scenario = staying(single_pool(pool, calls, seed).scenario)._replace(lines=lines)
    run: Run = simulate(scenario, make_ours(scenario, PLAN))
    warm = calls // 10
    outcome, wait = run.outcome[warm:], run.wait[warm:]
    accepted = (outcome != Outcome.BLOCKED).astype(np.float64)
    answered = (outcome == Outcome.ANSWERED).astype(np.float64)
    abandoned = (outcome == Outcome.ABANDONED).astype(np.float64)
    return _Found(accepted, answered, abandoned, wait)


def _row(name: str, expected: float, amounts: Floats, sizes: Floats) -> dict[str, Any]:
    got, ci = in_batches(amounts, sizes)
    return {"name": name, "expected": expected, "got": got, "ci": ci}


def _exact(pool: Pool, lines: int | None = None) -> Steady:
    abandon = pool.patience_rate
    return Steady(erlang.Pool(pool.arrival_rate, pool.service_rate, pool.operators, abandon, lines))


def _blocked(sizes: Sizes) -> list[dict[str, Any]]:
    pool = Pool(10.0 / MINUTE_S, 1.0 / MINUTE_S, 12)
    found = _played(pool, sizes.calls, 1, pool.operators)
    return [
        _row("erlang_b", erlang_b(10.0, 12), 1.0 - found.accepted, np.ones(len(found.wait))),
    ]


def _waiting(sizes: Sizes) -> list[dict[str, Any]]:
    pool = Pool(4.2 / MINUTE_S, 0.5 / MINUTE_S, 12)
    found, exact = _played(pool, sizes.calls, 2), _exact(pool)
    waited, in_time = found.wait > 0, found.wait <= 20.0
    return [
        _row("erlang_c", erlang_c(8.4, 12), waited.astype(np.float64), found.accepted),
        _row("erlang_c_mean_wait_s", exact.mean_wait, found.wait, found.accepted),
        _row(
            "erlang_c_service_level_20s",
            exact.answered_within(20.0),
            in_time.astype(np.float64),
            found.accepted,
        ),
    ]


def _abandoning(sizes: Sizes) -> list[dict[str, Any]]:
    pool = Pool(4.2 / MINUTE_S, 0.5 / MINUTE_S, 12, 1.0 / MINUTE_S)
    found, exact = _played(pool, sizes.calls, 3), _exact(pool)
    waited = (found.wait > 0).astype(np.float64)
    return [
        _row("erlang_a", exact.wait_share, waited, found.accepted),
        _row("erlang_a_abandoned", exact.abandoned, found.abandoned, found.accepted),
        _row("erlang_a_mean_wait_s", exact.mean_wait, found.wait, found.accepted),
    ]


def _limited(sizes: Sizes) -> list[dict[str, Any]]:
    pool, lines = Pool(8.4 / MINUTE_S, 0.1 / MINUTE_S, 90), 120
    # So many lines fill and empty slowly: neighbours in time are alike for longer.
    found, exact = _played(pool, 2 * sizes.calls, 4, lines), _exact(pool, lines)
    all_calls = np.ones(len(found.wait))
    in_time = found.answered * (found.wait <= 30.0)
    mean_wait_min = found.wait * found.accepted / MINUTE_S
    return [
        _row("m_m_90_120_blocked", exact.blocked, 1.0 - found.accepted, all_calls),
        _row("m_m_90_120_mean_wait_min", exact.mean_wait / MINUTE_S, mean_wait_min, found.accepted),
        _row("m_m_90_120_service_level_30s", exact.answered_within(30.0), in_time, found.accepted),
    ]


class _Law(NamedTuple):
    """MSE of one predictor over that of another, and where it tends to."""

    name: str
    pool: Pool
    predictor: Predictor
    by: Predictor
    limit: float


_RANDOM = Pool(98.0, 1.0, 100)
_REGULAR = _RANDOM._replace(regular=True)
_LEAVING = Pool(140.0, 1.0, 100, 1.0)
_LAWS = (
    _Law("hol_over_ql_random_arrivals", _RANDOM, Predictor.HOL, Predictor.QL, 2.0),
    _Law("les_over_ql_random_arrivals", _RANDOM, Predictor.LES, Predictor.QL, 2.0),
    _Law("hol_over_ql_regular_arrivals", _REGULAR, Predictor.HOL, Predictor.QL, 1.0),
    _Law("les_over_ql_regular_arrivals", _REGULAR, Predictor.LES, Predictor.QL, 1.0),
    _Law("hol_over_qlm_with_leaving", _LEAVING, Predictor.HOL, Predictor.QLM, 2.0),
)


def _predictors(sizes: Sizes) -> list[dict[str, Any]]:
    """The law of c_a² + 1: 2 for arrivals at random, 1 for regular ones, in the limit of
    long queues; a queue of some dozens is a few per cent off it."""
    pools = dict.fromkeys(law.pool for law in _LAWS)
    found = {pool: _scored(pool, sizes) for pool in pools}
    told = []
    for law in _LAWS:
        ratios = np.array([errors[law.predictor] / errors[law.by] for errors in found[law.pool]])
        got, ci = mean(ratios)
        told.append({"name": law.name, "expected": law.limit, "got": got, "ci": ci})
    return told


def _scored(pool: Pool, sizes: Sizes) -> list[dict[Predictor, float]]:
    told = []
    for seed in range(sizes.runs):
        model = single_pool(pool, sizes.run_calls, 10 + seed)
        watched = Watched(make_ours(model.scenario, PLAN))
        run = simulate(model.scenario, watched)
        told.append({name: score.mse for name, score in scores(run, watched, pool).items()})
    return told
