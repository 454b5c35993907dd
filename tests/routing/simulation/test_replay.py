"""A replay of all policies: the shape that programs read, and its repeatability."""

import json

import numpy as np
import pytest

from routing.simulation.baselines import LongestIdleFirstCome
from routing.simulation.logmodel import LogModel, estimate
from routing.simulation.replay import (
    BASELINES,
    FEW_CALLS,
    MANY_CALLS,
    Options,
    Replay,
    as_json,
    replay,
    usual_replications,
)
from routing.simulation.statistics import Rules
from tests.support.call_logs import played

RULES = Rules(
    np.full(3, 20.0),
    np.full(3, 5.0),
    lambda tally: tally.answered_in_time / (tally.answered + tally.abandoned),
)


@pytest.fixture(scope="module")
def model() -> LogModel:
    return estimate(played(LongestIdleFirstCome(), days=4)[2], seed=3)


@pytest.fixture(scope="module")
def result(model: LogModel) -> Replay:
    return replay(model, BASELINES, Options(RULES, replications=2), lambda _what: None)


def test_everybody_is_told_and_paired_with_the_first(result: Replay) -> None:
    assert list(result.policies) == list(BASELINES)
    assert list(result.paired) == list(BASELINES)[1:]
    first, second = (result.policies[name] for name in list(BASELINES)[:2])
    paired = result.paired[list(BASELINES)[1]]
    assert first.wait_p90_s is not None and second.wait_p90_s is not None
    assert paired["wait_p90_s"].diff == pytest.approx(first.wait_p90_s - second.wait_p90_s)


def test_the_log_itself_stands_beside(model: LogModel, result: Replay) -> None:
    assert result.log.wait_mean_s == pytest.approx(model.table.wait.mean())
    assert result.policies["longest_idle_fcfs"].wait_mean_s == pytest.approx(
        result.log.wait_mean_s, rel=0.3
    )


def test_the_shape_that_programs_read(result: Replay) -> None:
    told = json.loads(json.dumps(as_json(result)))
    assert told["calls"] == 4 * 880
    assert set(told["policies"][0]) == {
        "policy",
        "service_level",
        "wait_mean_s",
        "wait_p90_s",
        "abandonment",
        "occupancy_gini",
    }
    (diff, ci95) = told["paired"][0]["service_level"].values()
    assert ci95[0] <= diff <= ci95[1]
    assert told["paired"][0]["against"] == "app_queue_rrmemory"
    assert "occupancy_gini" not in told["log"]


def test_the_same_seed_gives_the_same(model: LogModel, result: Replay) -> None:
    heard: list[str] = []
    again = replay(model, BASELINES, Options(RULES, replications=2), heard.append)
    assert again == result
    assert heard[0] == "longest_idle_fcfs: replication 1 of 2"


def test_few_calls_are_played_more_often() -> None:
    sizes = (FEW_CALLS, FEW_CALLS + 1, MANY_CALLS + 1)
    assert [usual_replications(size) for size in sizes] == [8, 2, 1]
