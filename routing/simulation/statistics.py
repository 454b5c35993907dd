"""Figures of runs, and how sure the differences between policies are.

The unit of chance is the day: a day's calls share its staff, its rush and its luck, so they
are no independent witnesses, while days nearly are. Every policy has met the same days, so
differences are taken day by day. Intervals come from resampling whole days (bootstrap,
seeded): the pooled figure is computed anew from each sample of days, for both policies on
the same sample, and the difference's spread gives the interval, with Student's quantile
for the number of days. Replications of one day are added up before; they make a day's
figures firmer, they are no further days.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from routing.simulation.engine import Outcome, Run
from routing.simulation.logtable import Days
from routing.simulation.scenario import Floats, Integers, total_by

SAMPLES = 1000
LEAST_PRESENCE_S = 3600.0
"""Whoever is there for less of a day is left out of that day's spread of occupancy."""

_EDGES = np.concatenate(
    [np.arange(0, 120, 0.5), np.arange(120, 1200, 2), np.arange(1200, 7201, 30)]
).astype(np.float64)


class Tally(NamedTuple):
    """Counts of calls, in the order in which service levels are computed from them."""

    answered: int
    answered_in_time: int
    abandoned: int
    abandoned_in_time: int
    abandoned_short: int


ServiceLevel = Callable[[Tally], float | None]
"""A variant of the service level, 0 to 1."""


class Rules(NamedTuple):
    """How to count: `threshold_s` and `short_abandon_s` by queue."""

    threshold_s: Floats
    short_abandon_s: Floats
    service_level: ServiceLevel


class Daily(NamedTuple):
    """One policy's figures by day, replications added up.

    `counts`: (days, 5) as in `Tally`. `waits`: (days, bins) how many waited so long.
    `spread`: sum of the Gini coefficients of occupancy, each times `staffed` seconds.
    """

    counts: Integers
    wait_s: Floats
    waits: Integers
    spread: Floats
    staffed_s: Floats

    def plus(self, other: "Daily") -> "Daily":
        """With another replication of the same days."""
        return Daily(
            self.counts + other.counts,
            self.wait_s + other.wait_s,
            self.waits + other.waits,
            self.spread + other.spread,
            self.staffed_s + other.staffed_s,
        )

    def only(self, days: Sequence[int]) -> "Daily":
        """Some of the days."""
        at = list(days)
        return Daily(
            self.counts[at], self.wait_s[at], self.waits[at], self.spread[at], self.staffed_s[at]
        )


class Figures(NamedTuple):
    """One policy's figures over all days.

    Waits are of all calls, those who gave up included with the time that they gave.
    `wait_p90_s` is read from a fine histogram. The spread of occupancy is the mean over
    days, weighted by presence. None where there is nothing to measure.
    """

    service_level: float | None
    wait_mean_s: float | None
    wait_p90_s: float | None
    abandonment: float | None
    occupancy_gini: float | None


class Difference(NamedTuple):
    """Of two policies; `ci95` is None with fewer than two days."""

    diff: float
    ci95: tuple[float, float] | None


def by_day(run: Run, queue: Integers, days: Days, rules: Rules, operators: int) -> Daily:
    """A run's figures by day. Whoever was not answered counts as abandoned."""
    answered = run.outcome == Outcome.ANSWERED
    in_time = run.wait <= rules.threshold_s[queue]
    short = run.wait <= rules.short_abandon_s[queue]
    groups = (answered, answered & in_time, ~answered, ~answered & in_time, ~answered & short)
    counts = np.stack(
        [np.bincount(days.day[g], minlength=len(days.starts)) for g in groups], axis=1
    )
    bins = np.searchsorted(_EDGES, run.wait, side="right") - 1
    size = len(_EDGES)
    waits = np.bincount(days.day * size + bins, minlength=len(days.starts) * size)
    spread, staffed = _spread(run, days, operators)
    return Daily(
        counts,
        total_by(days.day, run.wait, len(days.starts)),
        waits.reshape(len(days.starts), size),
        spread * staffed,
        staffed,
    )


def _spread(run: Run, days: Days, operators: int) -> tuple[Floats, Floats]:
    """Gini coefficient of the operators' occupancy by day, and seconds of presence in it."""
    size = len(days.starts) * operators
    taken = run.operator >= 0
    begins = (run.arrived + run.wait)[taken]
    busy = total_by(
        days.of(begins) * operators + run.operator[taken], run.handling[taken], size
    ).reshape(len(days.starts), operators)
    there = run.presence
    staffed = total_by(
        days.of(there.start) * operators + there.operator, there.end - there.start, size
    ).reshape(len(days.starts), operators)
    staffed[staffed < LEAST_PRESENCE_S] = 0.0
    gini = [weighted_gini(b, s) for b, s in zip(busy, staffed, strict=True)]
    return np.array(gini), staffed.sum(axis=1)


def weighted_gini(busy: Floats, staffed: Floats) -> float:
    """Gini coefficient of busy/staffed, each operator weighted by staffed time.

    0 is everybody equally busy. Whoever has no staffed time is left out.
    """
    there = staffed > 0
    weight = staffed[there]
    if not there.any() or busy[there].sum() <= 0:
        return 0.0
    share = busy[there] / weight
    order = np.argsort(share)
    weight, share = weight[order], share[order]
    part = np.cumsum(weight * share) / (weight * share).sum()
    before = np.append(0.0, part[:-1])
    return float(1.0 - (weight * (part + before)).sum() / weight.sum())


def figures(daily: Daily, rules: Rules, weights: Integers | None = None) -> Figures:
    """Pooled over days, each taken as often as `weights` says (once if left out)."""
    taken = np.ones(len(daily.wait_s), dtype=np.int64) if weights is None else weights
    tally = Tally(*(int(n) for n in taken @ daily.counts))
    offered = tally.answered + tally.abandoned
    if not offered:
        return Figures(None, None, None, None, None)
    staffed = float(taken @ daily.staffed_s)
    return Figures(
        rules.service_level(tally),
        float(taken @ daily.wait_s) / offered,
        _percentile(taken @ daily.waits, 0.9),
        tally.abandoned / offered,
        float(taken @ daily.spread) / staffed if staffed else None,
    )


def _percentile(waits: Integers, share: float) -> float:
    """Within its bin by interpolation; the last, open bin stands for its beginning."""
    total = np.cumsum(waits)
    aim = share * total[-1]
    place = int(np.searchsorted(total, aim))
    if place >= len(_EDGES) - 1:
        return float(_EDGES[-1])
    inside = (aim - (total[place] - waits[place])) / max(int(waits[place]), 1)
    return float(_EDGES[place] + inside * (_EDGES[place + 1] - _EDGES[place]))


def waits_beyond(daily: Daily, wait_s: float) -> Integers:
    """By day: how many waited longer, to the width of a bin."""
    place = int(np.searchsorted(_EDGES, wait_s, side="right"))
    return np.asarray(daily.waits[:, place:].sum(axis=1))


def differences(
    one: Daily, others: Sequence[Daily], rules: Rules, seed: int
) -> list[dict[str, Difference]]:
    """Of every figure: `one` minus each of the others, with 95 % intervals."""
    days = len(one.wait_s)
    rng = np.random.default_rng([seed, 95])
    samples = rng.multinomial(days, np.full(days, 1.0 / days), size=SAMPLES)
    mine = [figures(one, rules), *(figures(one, rules, weights) for weights in samples)]
    told = []
    for other in others:
        theirs = [figures(other, rules), *(figures(other, rules, weights) for weights in samples)]
        told.append(
            {
                name: _difference(
                    [figure[place] for figure in mine], [figure[place] for figure in theirs], days
                )
                for place, name in enumerate(Figures._fields)
            }
        )
    return told


def _difference(
    mine: Sequence[float | None], theirs: Sequence[float | None], days: int
) -> Difference:
    """The first of each is the figure itself, the others those of the samples."""
    pairs = zip(mine, theirs, strict=True)
    found = [None if a is None or b is None else a - b for a, b in pairs]
    diff, sampled = found[0], [value for value in found[1:] if value is not None]
    if diff is None:
        return Difference(0.0, None)
    if days < 2:
        return Difference(diff, None)
    # Resampling n days shows (n - 1)/n of the variance.
    error = float(np.std(sampled)) * np.sqrt(days / (days - 1))
    reach = student(days - 1) * error
    return Difference(diff, (float(diff - reach), float(diff + reach)))


def student(freedom: int) -> float:
    """The 97.5 % quantile of Student's distribution (Hill's expansion, exact for 1 and 2)."""
    if freedom == 1:
        return 12.7062
    if freedom == 2:
        return 4.3027
    z, n = 1.959964, float(freedom)
    return (
        z
        + (z**3 + z) / (4 * n)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * n**4)
    )
