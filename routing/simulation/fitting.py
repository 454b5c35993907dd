"""Weights for a centre that is known only by its log: a short search among ready sets.

Each set plays a sample of the log's days beside the longest idle operator with strict
priority. The set is taken whose smallest gain of the three - service level, nine-of-ten
wait, spread of occupancy - is greatest, abandonment not worse. `plan tune` searches longer
and finer; this is what a replay without a plan begins with.
"""

from collections.abc import Callable, Mapping
from functools import partial, reduce
from typing import NamedTuple

import numpy as np

from routing.plan import RoutingPlan
from routing.simulation.baselines import LongestIdleFirstCome
from routing.simulation.engine import simulate
from routing.simulation.logmodel import LogModel
from routing.simulation.planned import make_ours
from routing.simulation.replay import MakePolicy
from routing.simulation.sample import SAMPLE_CALLS, on_days, some_days
from routing.simulation.statistics import Daily, Figures, Rules, by_day, figures
from routing.weights import Weights

MOST_ROUNDS = 3
FIT_REPLICATION = 1_000_000
"""Draws of its own: the replay that follows meets other callers' work and patience."""

LATE_SHARES = (1.0, 1.15)
"""Where a call counts as late, as a multiple of the wait that one in ten exceeds."""
WORTH = {"service_level": 0.005, "wait_p90_s": 0.03, "occupancy_gini": 0.06, "abandonment": 0.01}
"""Gains that count alike: of a share as such, of seconds and of the spread relative."""


class Trial(NamedTuple):
    """One set of weights and what it has shown on the sample."""

    name: str
    weights: Weights
    figures: Figures
    worth: float


class Fitted(NamedTuple):
    """The chosen weights, and every trial, the best first."""

    weights: Weights
    trials: tuple[Trial, ...]
    days: int


def fit_weights(model: LogModel, rules: Rules, seed: int, say: Callable[[str], None]) -> Fitted:
    """The best of the ready sets on a sample of the log's days."""
    chosen = some_days(model.table.by_date, seed)
    sample = on_days(model, chosen)
    days, size = sample.table.by_date, len(model.table.operators)
    rounds = min(MOST_ROUNDS, max(1, SAMPLE_CALLS // len(sample.table.arrived)))
    scenarios = [sample.scenario(FIT_REPLICATION + number) for number in range(rounds)]

    def play(make: MakePolicy) -> Figures:
        played = [
            by_day(simulate(each, make(each)), each.calls.queue, days, rules, size)
            for each in scenarios
        ]
        return figures(reduce(Daily.plus, played), rules)

    baseline = play(lambda _scenario: LongestIdleFirstCome())
    trials = []
    for name, weights in ready_sets(baseline, rules).items():
        say(f"weights: {name}")
        plan = RoutingPlan(queues={}, weights=weights)
        found = play(partial(make_ours, plan=plan))
        trials.append(Trial(name, weights, found, worth(found, baseline)))
    trials.sort(key=lambda trial: -trial.worth)
    return Fitted(trials[0].weights, tuple(trials), len(chosen))


def ready_sets(baseline: Figures, rules: Rules) -> Mapping[str, Weights]:
    """The ready sets; where late begins follows from the waits of this centre."""
    threshold = float(np.median(rules.threshold_s))
    longest = (baseline.wait_p90_s or threshold) / threshold
    plain = Weights()
    even = plain.model_copy(update={"occupancy": 10.0, "predicted": 0.0, "speed": 1.0})
    strict = even.model_copy(update={"priority_s": 1000.0, "guard_s": 3600.0})
    quick = strict.model_copy(update={"handling": 20.0})
    quickest = strict.model_copy(update={"handling": 100.0})
    sets = {"usual": plain, "quick": quick, "quickest": quickest}
    for name in ("quick", "quickest"):
        for share in LATE_SHARES:
            after = max(1.0, share * longest)
            late = {"late": 100.0, "late_after": after}
            sets[f"{name}, late after {after:.1f}"] = sets[name].model_copy(update=late)
        near = {"late": 20.0, "late_after": 1.0}
        sets[f"{name}, late after 1"] = sets[name].model_copy(update=near)
    return sets


def worth(found: Figures, baseline: Figures) -> float:
    """The smallest of the gains, each in its unit of worth."""
    gains = []
    for name, unit in WORTH.items():
        new, old = getattr(found, name), getattr(baseline, name)
        if new is None or old is None:
            continue
        gain = new - old if name == "service_level" else old - new
        if name in ("wait_p90_s", "occupancy_gini"):
            gain = gain / old if old else 0.0
        slack = 1.0 if name == "abandonment" else 0.0
        gains.append(gain / unit + slack)
    return min(gains, default=0.0)
