from datetime import date

import numpy as np
import pytest

from routing.calllog import LoggedCall
from routing.prediction.evaluate import Told, TooLittle, forecast_log, predict_eval, report
from tests.support.logs import Made, made_log

SHARE = 0.8


@pytest.fixture(scope="module")
def log() -> list[LoggedCall]:
    return made_log(Made(queues=5, operators=14, days=8, calls_a_day=450, seed=4))


@pytest.fixture(scope="module")
def told(log: list[LoggedCall]) -> Told:
    return forecast_log(log, SHARE)


def otherwise(calls: list[LoggedCall], moment: float) -> list[LoggedCall]:
    """The same log up to `moment`; after it nothing is as it was."""
    changed = []
    for number, call in enumerate(calls):
        if call.arrived > moment:
            if number % 3 == 0:
                continue
            new = call._replace(queue=f"new{number % 2}", priority=7, operator="nobody")
            answered = call.arrived + 400.0 * (number % 2)
            changed.append(new._replace(answered=answered, ended=answered + 3.0))
        elif call.answered is not None and call.answered > moment:
            if number % 2:
                left = moment + 1.0 + number % 50
                changed.append(call._replace(answered=None, operator=None, ended=left))
            else:
                late = call.answered + 333.0
                changed.append(call._replace(answered=late, operator="other", ended=late + 5.0))
        elif call.ended > moment:
            changed.append(call._replace(ended=call.ended + 777.0))
        else:
            changed.append(call)
    return changed


def busiest(log: list[LoggedCall]) -> float:
    """The moment of the last day at which most calls wait that will be answered."""
    last = [call for call in log if call.day == log[-1].day and call.answered is not None]

    def waiting(moment: float) -> int:
        return sum(call.arrived <= moment < (call.answered or 0.0) for call in last)

    return max((call.arrived for call in last), key=waiting)


def test_nothing_from_after_the_moment_of_a_forecast_leaks_into_it(
    log: list[LoggedCall], told: Told
) -> None:
    moment = busiest(log)
    other_log = otherwise(log, moment)
    other = forecast_log(other_log, SHARE)
    names = {log[place].call: row for row, place in enumerate(told.call)}
    both = [
        (names[other_log[place].call], row)
        for row, place in enumerate(other.call)
        if other_log[place].arrived <= moment and other_log[place].call in names
    ]
    ours, theirs = (np.array(rows) for rows in zip(*both, strict=True))
    assert len(ours) > 100
    assert (told.waited[ours] != other.waited[theirs]).any()
    for name in ("point", "p50", "p90", "simple"):
        assert np.array_equal(getattr(told, name)[ours], getattr(other, name)[theirs]), name


def test_the_figures_have_their_names_and_ours_are_better(told: Told) -> None:
    figures = report(told)
    assert figures["train_days"] == 6
    assert figures["test_days"] == 2
    sizes = [queue["n"] for queue in figures["queues"]]
    assert sizes == sorted(sizes, reverse=True)
    first = figures["queues"][0]
    assert first["ours"].keys() >= {"rrmse", "mae_s", "p90_coverage", "p90_pinball"}
    for name in ("les", "hol", "queue_length", "app_queue_mean"):
        assert first[name].keys() == {"rrmse", "mae_s"}
        assert first["ours"]["rrmse"] < first[name]["rrmse"]
    assert first["ours"]["mae_s"] < 0.7 * first["les"]["mae_s"]


def test_only_answered_calls_that_waited_are_scored(log: list[LoggedCall], told: Told) -> None:
    wanted = [
        place
        for place, call in enumerate(log)
        if call.day >= log[told.call[0]].day and call.answered is not None and call.waited_s > 1
    ]
    assert told.call.tolist() == wanted
    assert told.waited.tolist() == [log[place].waited_s for place in wanted]
    assert 0.85 < (told.waited <= told.p90).mean() < 0.95


def test_coverage_holds_when_talks_grow_longer_between_training_and_test() -> None:
    made = Made(queues=3, operators=14, days=8, calls_a_day=600, drift=1.25, drift_day=6, seed=6)
    told = forecast_log(made_log(made), 0.75)
    for queue in ("Q00", "Q01"):
        own = told.queue == queue
        assert 0.87 < (told.waited[own] <= told.p90[own]).mean() < 0.93


def call(day: int, waited: float) -> LoggedCall:
    at = 86400.0 * day
    return LoggedCall(
        f"{day}", at, "q", 0, "", at + waited, "a", at + waited + 9.0, date(2026, 3, day), 0.0
    )


@pytest.mark.parametrize(
    ("calls", "said"),
    [
        ([], "fewer than two days"),
        ([call(1, 9.0)], "fewer than two days"),
        ([call(1, 9.0), call(2, 0.0)], "nobody"),
        ([call(1, 9.0), call(2, 9.0)], "too few"),
    ],
)
def test_a_log_that_is_too_short_is_refused_with_a_reason(
    calls: list[LoggedCall], said: str
) -> None:
    with pytest.raises(TooLittle, match=said):
        predict_eval(calls, SHARE)
