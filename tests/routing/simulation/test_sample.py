"""Some days of a log, and a centre on those days only."""

import numpy as np
import pytest

from routing.simulation import sample
from routing.simulation.baselines import LongestIdleFirstCome
from routing.simulation.logmodel import LogModel, estimate
from routing.simulation.logtable import Days
from routing.simulation.sample import on_days, some_days
from tests.support.call_logs import played

WEEKS = Days(86_400.0 * np.arange(40.0), np.repeat(np.arange(40), 10))


@pytest.fixture(scope="module")
def model() -> LogModel:
    return estimate(played(LongestIdleFirstCome(), days=3)[2], 1)


def test_days_are_drawn_once_and_others_by_another_seed() -> None:
    one = some_days(WEEKS, 1)
    assert one == some_days(WEEKS, 1) == sorted(set(one))
    assert len(one) == sample.SAMPLE_DAYS
    assert one != some_days(WEEKS, 2)


def test_days_that_were_seen_are_left_out() -> None:
    seen = some_days(WEEKS, 1)
    assert not set(seen) & set(some_days(WEEKS, 1, without=seen))


def test_busy_days_are_fewer_but_never_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "SAMPLE_CALLS", 35)
    assert len(some_days(WEEKS, 1)) == 3
    monkeypatch.setattr(sample, "SAMPLE_CALLS", 5)
    assert len(some_days(WEEKS, 1)) == 1


def test_days_without_calls_are_no_days() -> None:
    thin = Days(86_400.0 * np.arange(5.0), np.array([0, 0, 3, 3]))
    assert some_days(thin, 1) == [0, 3]


def test_a_centre_on_some_days_has_their_calls_and_shifts(model: LogModel) -> None:
    one = on_days(model, [1])
    assert set(one.table.day.tolist()) == {1}
    assert 0 < len(one.presence.start) < len(model.presence.start)
    assert one.seats == model.seats
    starts = model.table.by_date.of(one.presence.start)
    assert set(starts.tolist()) == {1}
