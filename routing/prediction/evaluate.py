"""How good the forecasts are on a log: days split by date, told at arrival, scored later."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.calllog import LoggedCall
from routing.prediction.centre import SHORT_WAIT_S, Centre
from routing.prediction.features import FLUID, WIDTH, describe
from routing.prediction.look import Look
from routing.prediction.model import WaitModel
from routing.prediction.simple import Simple, simple
from routing.prediction.walk import ANSWER, ARRIVAL, ordered_events, walk

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TRAIN_ROWS_LIMIT = 150_000
P90 = 0.9


class TooLittle(ValueError):
    """The log cannot be split or holds too few waits; says so in a sentence."""


class Told(NamedTuple):
    """What was told to each scored caller of the test days, in seconds, and what came of it."""

    call: Ints
    queue: NDArray[np.str_]
    waited: Floats
    point: Floats
    p50: Floats
    p90: Floats
    simple: Floats
    """Shaped (row, predictor), the columns of `Simple`."""

    train_days: int
    test_days: int


class _Split(NamedTuple):
    """Places of the scored calls that are learnt from and told, and the day of every call."""

    train: Ints
    test: Ints
    scored: NDArray[np.bool_]
    days: Ints
    train_days: int
    test_days: int


def _split(calls: Sequence[LoggedCall], train_share: float) -> _Split:
    days = np.array([call.day.toordinal() for call in calls], dtype=np.int64)
    dates = np.unique(days)
    if len(dates) < 2:
        raise TooLittle("the log holds fewer than two days; it cannot be split by date")
    train_days = min(max(int(train_share * len(dates) + 1e-9), 1), len(dates) - 1)
    testing = days >= dates[train_days]
    scored = np.array(
        [call.answered is not None and call.waited_s > SHORT_WAIT_S for call in calls], dtype=bool
    )
    train, test = np.flatnonzero(scored & ~testing), np.flatnonzero(scored & testing)
    if not len(test):
        raise TooLittle("nobody in the test days was answered after a wait; nothing to score")
    chosen = np.unique(np.linspace(0, len(train) - 1, TRAIN_ROWS_LIMIT).astype(np.int64))
    train = train[chosen] if len(train) else train
    return _Split(train, test, scored, days, train_days, len(dates) - train_days)


def predict_eval(
    calls: Sequence[LoggedCall],
    train_share: float,
    say: Callable[[str], None] = lambda _text: None,
) -> dict[str, Any]:
    """The figures of `callwright predict-eval`; `say` hears of the progress."""
    return report(forecast_log(calls, train_share, say))


def report(told: Told) -> dict[str, Any]:
    """The figures of each queue, the largest first."""
    names, counts = np.unique(told.queue, return_counts=True)
    largest = sorted(zip(names.tolist(), counts.tolist(), strict=True), key=lambda e: (-e[1], e[0]))
    return {
        "train_days": told.train_days,
        "test_days": told.test_days,
        "queues": [_score(told, queue) for queue, _ in largest],
    }


def forecast_log(
    calls: Sequence[LoggedCall],
    train_share: float,
    say: Callable[[str], None] = lambda _text: None,
) -> Told:
    """Every scored caller of the test days with what they were told at arrival.

    Raises `TooLittle`.
    """
    split = _split(calls, train_share)
    train, test = split.train, split.test
    rows, simples = _collect(calls, split, say)
    waited = np.array([call.waited_s for call in calls])
    queues = np.array([call.queue for call in calls])
    say(f"fitting on {len(train)} waits of {split.train_days} days")
    model = WaitModel()
    try:
        model.fit(rows[: len(train)], waited[train], queues[train], split.days[train])
    except ValueError as error:
        raise TooLittle(str(error)) from error
    say(f"telling {len(test)} callers of {split.test_days} days")
    promised = _promises(calls, test, rows[len(train) :], model)
    return Told(
        test,
        queues[test],
        waited[test],
        promised[:, 0],
        promised[:, 1],
        promised[:, 2],
        simples,
        split.train_days,
        split.test_days,
    )


def _collect(
    calls: Sequence[LoggedCall], split: _Split, say: Callable[[str], None]
) -> tuple[NDArray[np.float32], Floats]:
    """What was known at each arrival of `train` and `test`, and the simple predictors' words.

    `scored` only chooses which forecasts are worth keeping; none of them depends on it before
    the call it names has been answered.
    """
    train, test = split.train, split.test
    wanted = np.full(len(calls), -1, dtype=np.int64)
    wanted[train] = np.arange(len(train))
    wanted[test] = len(train) + np.arange(len(test))
    row_of, keep, first_test = wanted.tolist(), split.scored.tolist(), len(train)
    rows = np.zeros((len(train) + len(test), WIDTH), dtype=np.float32)
    simples = np.zeros((len(test), len(Simple._fields)))
    fluid: dict[int, float] = {}
    centre = Centre()
    every = max(len(calls) // 10, 1)

    def joins(place: int, kind: int) -> None:
        if place % every == 0:
            say(f"walking through the log: {100 * place // len(calls)} %")
        row = row_of[place]
        if row >= 0:
            described = describe(centre, kind)
            rows[row] = described
            fluid[place] = described[FLUID]
            if row >= first_test:
                simples[row - first_test] = simple(centre, kind)
        elif keep[place]:
            fluid[place] = Look(centre, kind).fluid

    def answered(place: int, kind: int) -> None:
        foreseen = fluid.pop(place, None)
        if foreseen is not None:
            centre.foreseen(kind, calls[place].waited_s, foreseen)

    walk(calls, centre, joins, answered)
    return rows, simples


def _promises(
    calls: Sequence[LoggedCall], test: Ints, rows: NDArray[np.float32], model: WaitModel
) -> Floats:
    """Point, P50 and P90 of each test row: calibrated by the outcomes known at its arrival."""
    raw = model.predict(rows)
    promised = np.zeros((len(test), 3))
    some = [calls[place] for place in test.tolist()]
    for what, row in zip(*ordered_events(some), strict=True):
        queue = some[row].queue
        if what == ARRIVAL:
            bare = (float(raw.mean[row]), float(raw.p50[row]), float(raw.p90[row]))
            promised[row] = model.promise(queue, bare)
        elif what == ANSWER:
            _, p50, p90 = promised[row]
            model.learn(queue, float(p50), float(p90), some[row].waited_s)
    return promised


def _score(told: Told, queue: str) -> dict[str, Any]:
    own = told.queue == queue
    waited, p90 = told.waited[own], told.p90[own]
    over = waited - p90
    figures: dict[str, Any] = {
        "queue": queue,
        "n": int(own.sum()),
        "mean_wait_s": round(float(waited.mean()), 2),
        "ours": {
            **_errors(told.point[own], waited),
            "p90_coverage": round(float((over <= 0).mean()), 4),
            "p90_pinball": round(float(np.where(over > 0, P90 * over, (P90 - 1) * over).mean()), 3),
            "p50_below": round(float((waited <= told.p50[own]).mean()), 4),
        },
    }
    for place, name in enumerate(Simple._fields):
        figures[name] = _errors(told.simple[own, place], waited)
    return figures


def _errors(forecast: Floats, waited: Floats) -> dict[str, float]:
    missed = forecast - waited
    rmse = float(np.sqrt((missed**2).mean()))
    return {
        "rrmse": round(rmse / float(waited.mean()), 4),
        "mae_s": round(float(np.abs(missed).mean()), 3),
    }
