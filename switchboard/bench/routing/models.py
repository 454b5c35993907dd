"""The published example centres under their own routing and under ours.

Both meet the same callers, so differences are paired; seeds are not those on which our
settings were found. Each run is a chunk of days, weeks or minutes, and the chunks give the
95 % intervals.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.simulation.baselines import LongestIdleFirstCome
from routing.simulation.centres import bilingual, wallace_whitt
from routing.simulation.engine import Outcome, Run, simulate
from routing.simulation.models import Model, simple_msk
from routing.simulation.planned import make_ours
from routing.simulation.published import OrderedGroups, RandomOperator
from routing.simulation.scenario import Floats, Scenario
from routing.simulation.statistics import weighted_gini
from routing.staffing.erlang import Pool, Steady
from switchboard.bench.routing.batches import controlled, differences, mean, ratio
from switchboard.bench.routing.settings import staying, tuned_plan

Say = Callable[[str], None]
MSK_PUBLISHED = {
    "served": (4297.3, (4270.2, 4324.5)),
    "abandoned": (910.3, (876.1, 944.5)),
    "service_level": (0.501, (0.494, 0.509)),
    "occupancy_0": (0.881, (0.877, 0.884)),
}
MSK_REROUTING = {"served": 4274.0, "abandoned": 933.0, "service_level": 0.579}
BILINGUAL_PUBLISHED = {"service_level": 0.9794, "occupancy": [0.476, 0.476, 0.633]}
MSK_DAY_S = 4 * 120 * 60.0
MSK_IN_TIME_S = 20.0


class MskSizes(NamedTuple):
    """Days of a chunk; chunks under the published routing, of these under ours."""

    days: int
    fifo: int
    ours: int


MSK_FULL, MSK_QUICK = MskSizes(25, 40, 8), MskSizes(5, 4, 2)
MSK_SEED, BILINGUAL_SEED, WALLACE_WHITT_SEED = 1000, 2000, 3000


class MskRuns(NamedTuple):
    """By chunk: calls served, abandoned, in time, counted for the service level, busy share of
    the first group; by chunk and type: in time, counted; the longest wait of an answered call."""

    served: Floats
    abandoned: Floats
    in_time: Floats
    counted: Floats
    occupancy_0: Floats
    types: NDArray[np.float64]
    longest_wait_s: float


def _first_in_first_out(scenario: Scenario) -> OrderedGroups:
    zero, one, two = scenario.queues
    first, second = frozenset({zero, one}), frozenset({one, two})
    return OrderedGroups({zero: [first], one: [first, second], two: [second]})


def _play_msk(days: int, chunks: int, *, ours: bool, say: Say) -> MskRuns:
    plan = tuned_plan("simplemsk")
    rows, types, longest = [], [], 0.0
    for chunk in range(chunks):
        if not chunk % 5:
            say(f"SimpleMSK, {'ours' if ours else 'FIFO'}: {chunk * days} of {chunks * days} days")
        model = simple_msk(days, MSK_SEED + chunk)
        scenario = model.scenario
        run = simulate(
            scenario, make_ours(scenario, plan) if ours else _first_in_first_out(scenario)
        )
        by_type = _msk_types(run, model)
        in_time, counted = by_type.sum(axis=0)
        told = model.measure(run)
        rows.append(
            [
                told["served"],
                told["abandoned"],
                in_time / days,
                counted / days,
                told["occupancy_0"],
            ]
        )
        types.append(by_type)
        longest = max(longest, float(run.wait[run.outcome == Outcome.ANSWERED].max()))
    served, abandoned, in_time_each, counted_each, occupancy = np.array(rows).T
    return MskRuns(
        served, abandoned, in_time_each, counted_each, occupancy, np.array(types), longest
    )


def _msk_types(run: Run, model: Model) -> Floats:
    """In time and counted, by type."""
    queue = model.scenario.calls.queue
    answered, in_time = run.outcome == Outcome.ANSWERED, run.wait < MSK_IN_TIME_S
    counted = answered | ~in_time
    columns = (np.bincount(queue[chosen], minlength=3) for chosen in (answered & in_time, counted))
    return np.stack(list(columns), axis=1).astype(np.float64)


@cache
def msk_fifo(sizes: MskSizes, say: Say) -> MskRuns:
    """SimpleMSK as published; two parts of the report read it."""
    return _play_msk(sizes.days, sizes.fifo, ours=False, say=say)


def msk_oracles(sizes: MskSizes, say: Say) -> list[dict[str, Any]]:
    """Our simulation of FIFO beside the published figures, which have intervals themselves."""
    runs = msk_fifo(sizes, say)
    got = {
        "served": mean(runs.served),
        "abandoned": mean(runs.abandoned),
        "service_level": ratio(runs.in_time, runs.counted),
        "occupancy_0": mean(runs.occupancy_0),
    }
    return [
        {
            "name": f"simplemsk_fifo_{name}",
            "expected": expected,
            "got": got[name][0],
            "ci": got[name][1],
            "published_ci": list(published),
        }
        for name, (expected, published) in MSK_PUBLISHED.items()
    ]


def msk(sizes: MskSizes, say: Say) -> dict[str, Any]:
    """Served and abandoned a day, service level: FIFO and ours, and what was published."""
    fifo = msk_fifo(sizes, say)
    ours = _play_msk(sizes.days, sizes.ours, ours=True, say=say)
    n = sizes.ours
    return {
        "fifo": _msk_figures(fifo, sizes.days),
        "ours": _msk_figures(ours, sizes.days),
        "published_rerouting": MSK_REROUTING,
        "ours_minus_fifo": {
            "abandoned": differences(ours.abandoned, fifo.abandoned[:n], np.ones(n)),
            "service_level": differences(
                ours.in_time / ours.counted, fifo.in_time[:n] / fifo.counted[:n], np.ones(n)
            ),
        },
    }


def _msk_figures(runs: MskRuns, days: int) -> dict[str, Any]:
    level, level_ci = ratio(runs.in_time, runs.counted)
    served, served_ci = mean(runs.served)
    abandoned, abandoned_ci = mean(runs.abandoned)
    types = runs.types.sum(axis=0)
    return {
        "served": served,
        "served_ci95": served_ci,
        "abandoned": abandoned,
        "abandoned_ci95": abandoned_ci,
        "service_level": level,
        "service_level_ci95": level_ci,
        "service_level_of_types": (types[:, 0] / types[:, 1]).tolist(),
        "longest_wait_s": runs.longest_wait_s,
        "days": len(runs.served) * days,
    }


class CentreSizes(NamedTuple):
    """Length of a run, weeks or minutes, and how many runs."""

    length: int
    runs: int


BILINGUAL_FULL, BILINGUAL_QUICK = CentreSizes(10, 16), CentreSizes(4, 3)
WALLACE_WHITT_FULL, WALLACE_WHITT_QUICK = CentreSizes(4000, 30), CentreSizes(800, 3)


def bilingual_centre(sizes: CentreSizes, say: Say) -> dict[str, Any]:
    """Service level and occupancy by group: anybody free at random, as published, and ours."""
    plan = tuned_plan("bilingual")
    fifo, ours = [], []
    for run in range(sizes.runs):
        say(f"Bilingual: {run * sizes.length} of {sizes.runs * sizes.length} weeks")
        model = bilingual(sizes.length, BILINGUAL_SEED + run)
        random = RandomOperator(np.random.default_rng(BILINGUAL_SEED + run))
        fifo.append(_bilingual_row(model, simulate(model.scenario, random)))
        ours.append(
            _bilingual_row(model, simulate(model.scenario, make_ours(model.scenario, plan)))
        )
    rows = {"fifo": np.array(fifo), "ours": np.array(ours)}
    one = np.ones(sizes.runs)
    return {
        **{name: _bilingual_figures(found, sizes) for name, found in rows.items()},
        "published": BILINGUAL_PUBLISHED,
        "ours_minus_fifo": {
            name: differences(rows["ours"][:, place], rows["fifo"][:, place], one)
            for name, place in (("service_level", 0), ("spread", 4), ("gini", 5))
        },
    }


def _bilingual_row(model: Model, run: Run) -> list[float]:
    """Service level, occupancy of three groups, its spread, the operators' Gini coefficient,
    abandoned a week."""
    told = model.measure(run)
    groups = [told[f"occupancy_{place}"] for place in range(3)]
    operators = len(model.scenario.seats)
    gini = weighted_gini(run.busy_s(operators), np.ones(operators))
    spread = max(groups) - min(groups)
    return [told["service_level"], *groups, spread, gini, told["abandoned"]]


def _bilingual_figures(rows: Floats, sizes: CentreSizes) -> dict[str, Any]:
    level, level_ci = mean(rows[:, 0])
    means = rows.mean(axis=0).tolist()
    return {
        "service_level": level,
        "service_level_ci95": level_ci,
        "occupancy": means[1:4],
        "spread": max(means[1:4]) - min(means[1:4]),
        "gini": means[5],
        "abandoned": means[6],
        "weeks": sizes.length * sizes.runs,
    }


def wallace_whitt_centre(sizes: CentreSizes, say: Say) -> dict[str, Any]:
    """Two skills each: ours, first come first served, and one pool of all-skilled, exactly.

    Waits of long runs differ much by the luck of arrivals. The pool of all-skilled operators
    meets the same callers and its exact figures are known, so it serves as control variate;
    `plain` is without.
    """
    plan = tuned_plan("wallace_whitt")
    rows: list[list[float]] = []
    longest_s = 0.0
    for run in range(sizes.runs):
        say(f"Wallace and Whitt: run {run + 1} of {sizes.runs}")
        two, all_six = (_wallace_whitt(sizes.length, run, skills) for skills in (2, 6))
        ours = simulate(two.scenario, make_ours(two.scenario, plan))
        played = (
            two.measure(ours),
            two.measure(simulate(two.scenario, LongestIdleFirstCome())),
            all_six.measure(simulate(all_six.scenario, LongestIdleFirstCome())),
        )
        rows.append([told[name] for name in ("service_level", "mean_wait_min") for told in played])
        longest_s = max(longest_s, float(ours.wait.max()))
    level, wait = np.array(rows).T.reshape(2, 3, -1)
    pool, one = Steady(Pool(8.4, 0.1, 90, lines=120)), np.ones(sizes.runs)
    exact_level, exact_wait = pool.answered_within(0.5), pool.mean_wait
    told = {
        name: _wallace_whitt_figures(
            controlled(level[place], level[2], exact_level),
            controlled(wait[place], wait[2], exact_wait),
        )
        | {"plain": _wallace_whitt_figures(level[place], wait[place])}
        for place, name in enumerate(("ours", "fcfs"))
    }
    return {
        "skills": 2,
        **told["ours"],
        "longest_wait_min": longest_s / 60.0,
        "fcfs": told["fcfs"],
        "all_skilled_exact": {"service_level_30s": exact_level, "mean_wait_min": exact_wait},
        "ours_minus_fcfs": {
            "service_level_30s": differences(level[0], level[1], one),
            "mean_wait_min": differences(wait[0], wait[1], one),
        },
        "minutes": sizes.length * sizes.runs,
    }


def _wallace_whitt(minutes: float, run: int, skills: int) -> Model:
    """The centre, with operators who stay until the last caller is served."""
    model = wallace_whitt(minutes, WALLACE_WHITT_SEED + run, skills)
    return model._replace(scenario=staying(model.scenario))


def _wallace_whitt_figures(levels: Floats, waits: Floats) -> dict[str, Any]:
    level, level_ci = mean(levels)
    wait, wait_ci = mean(waits)
    return {
        "service_level_30s": level,
        "service_level_30s_ci95": level_ci,
        "mean_wait_min": wait,
        "mean_wait_min_ci95": wait_ci,
    }
