"""A log played again under several policies, each meeting the same callers."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from routing.ranking.dispatch import Claim, Dispatcher
from routing.simulation.app_queue import FewestCalls, LeastRecent, RoundRobinMemory
from routing.simulation.baselines import LongestIdleFirstCome
from routing.simulation.engine import Outcome, Run, simulate
from routing.simulation.logmodel import LogModel
from routing.simulation.logtable import LogTable
from routing.simulation.pickup import ringing
from routing.simulation.scenario import Floats, MakeClaim, Presence, Scenario
from routing.simulation.statistics import (
    Daily,
    Difference,
    Figures,
    Rules,
    by_day,
    differences,
    figures,
)

OURS = "ours"
PUBLISHED = "published"
"""Our router under another plan: the one in force, beside a draft."""
MakePolicy = Callable[[Scenario], Dispatcher]
"""A fresh dispatcher for a scenario, which may be looked at: its seats, its queues."""
Say = Callable[[str], None]

BASELINES: Mapping[str, MakePolicy] = {
    "longest_idle_fcfs": lambda _scenario: LongestIdleFirstCome(),
    "app_queue_rrmemory": lambda _scenario: RoundRobinMemory(),
    "app_queue_leastrecent": lambda _scenario: LeastRecent(),
    "app_queue_fewestcalls": lambda _scenario: FewestCalls(),
}
PAIRED = ("service_level", "wait_mean_s", "wait_p90_s", "abandonment", "occupancy_gini")
MANY_CALLS = 300_000
FEW_CALLS = 60_000


class Options(NamedTuple):
    """`replications` of None is chosen by the size of the log.

    `claim` makes what a dispatcher is told of a call, where a plan gives credit or asks for
    more than the log does. `beside` are policies with a model of their own, where another
    plan says who serves what; they meet the same callers and are judged by the same rules.
    """

    rules: Rules
    seed: int = 1
    replications: int | None = None
    claim: MakeClaim = Claim
    beside: Mapping[str, tuple[LogModel, MakePolicy]] = MappingProxyType({})


class Replay(NamedTuple):
    """What came out. `log` is what really happened, without presence nothing to spread."""

    calls: int
    days: int
    replications: int
    log: Figures
    policies: dict[str, Figures]
    paired: dict[str, dict[str, Difference]]


def usual_replications(calls: int) -> int:
    """One for many calls, more for few: days decide the intervals, not replications."""
    if calls > MANY_CALLS:
        return 1
    return 2 if calls > FEW_CALLS else 8


def replay(
    model: LogModel, policies: Mapping[str, MakePolicy], options: Options, say: Say
) -> Replay:
    """All policies over all replications; the first one is paired with each other one."""
    table, days = model.table, model.table.by_date
    rounds = options.replications or usual_replications(len(table.arrived))
    plays = {**{name: (model, make) for name, make in policies.items()}, **options.beside}
    totals: dict[str, Daily] = {}
    for replication in range(rounds):
        for name, (players, make) in plays.items():
            scenario = players.scenario(replication, options.claim)
            say(f"{name}: replication {replication + 1} of {rounds}")
            run = _as_logged(simulate(scenario, make(scenario)), model.pick_up)
            daily = by_day(run, table.queue, days, options.rules, len(table.operators))
            totals[name] = totals[name].plus(daily) if name in totals else daily
    first, *others = totals
    say("differences")
    told = differences(
        totals[first], [totals[name] for name in others], options.rules, options.seed
    )
    return Replay(
        len(table.arrived),
        len(days.starts),
        rounds,
        log_figures(model.log, options.rules),
        {name: figures(daily, options.rules) for name, daily in totals.items()},
        dict(zip(others, told, strict=True)),
    )


def _as_logged(run: Run, pick_up: Floats) -> Run:
    """With the ringing counted as waiting, as the log does."""
    rang = np.where(run.operator >= 0, ringing(pick_up, len(run.wait)), 0.0)
    return run._replace(wait=run.wait + rang)


def log_figures(table: LogTable, rules: Rules) -> Figures:
    """What really happened, in the same figures; occupancy is not known."""
    nobody = np.zeros(0)
    run = Run(
        table.arrived,
        table.wait,
        np.where(table.answered, int(Outcome.ANSWERED), int(Outcome.ABANDONED)),
        table.operator,
        table.service,
        Presence(np.zeros(0, dtype=np.int64), nobody, nobody),
    )
    return figures(by_day(run, table.queue, table.by_date, rules, len(table.operators)), rules)


def as_json(result: Replay) -> dict[str, Any]:
    """The shape that other programs read."""
    return {
        "calls": result.calls,
        "days": result.days,
        "replications": result.replications,
        "log": _without_spread(result.log),
        "policies": [
            {"policy": name, **found._asdict()} for name, found in result.policies.items()
        ],
        "paired": [
            {
                "against": name,
                **{figure: found[figure]._asdict() for figure in PAIRED},
            }
            for name, found in result.paired.items()
        ],
    }


def _without_spread(found: Figures) -> dict[str, float | None]:
    told = found._asdict()
    del told["occupancy_gini"]
    return told
