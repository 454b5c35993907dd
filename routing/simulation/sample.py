"""Some of a log's days: enough to choose by, few enough to be quick."""

from collections.abc import Collection

import numpy as np

from routing.simulation.logmodel import LogModel
from routing.simulation.logtable import Days
from routing.simulation.scenario import Presence

SAMPLE_DAYS = 12
SAMPLE_CALLS = 40_000


def some_days(days: Days, seed: int, without: Collection[int] = ()) -> list[int]:
    """Days drawn at random, at least one, none of `without`; ascending."""
    counts = np.bincount(days.day, minlength=len(days.starts))
    chosen: list[int] = []
    for day in np.random.default_rng([seed, SAMPLE_DAYS]).permutation(len(counts)):
        if day in without or not counts[day]:
            continue
        full = len(chosen) >= SAMPLE_DAYS or counts[[*chosen, day]].sum() > SAMPLE_CALLS
        if chosen and full:
            break
        chosen.append(int(day))
    return sorted(chosen)


def on_days(model: LogModel, chosen: Collection[int]) -> LogModel:
    """The same centre on these days only; names and estimates stay."""
    wanted = np.isin(np.arange(len(model.table.days)), list(chosen))
    operator, start, end = model.presence
    there = wanted[model.table.by_date.of(start)]
    return model._replace(
        table=model.table.only(wanted[model.table.day]),
        presence=Presence(operator[there], start[there], end[there]),
    )
