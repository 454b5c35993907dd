"""The model of a log: the same callers for everybody, and a play that is like the log."""

import numpy as np
import pytest

from routing.calllog import LoggedCall
from routing.ranking.dispatch import Claim
from routing.simulation.app_queue import RoundRobinMemory
from routing.simulation.baselines import LongestIdleFirstCome
from routing.simulation.engine import Outcome, simulate
from routing.simulation.logmodel import LogModel, estimate
from tests.support.call_logs import QUEUES, SKILLS, played
from vocabulary.ids import QueueId


@pytest.fixture(scope="module")
def calls() -> list[LoggedCall]:
    return played(LongestIdleFirstCome())[2]


@pytest.fixture(scope="module")
def model(calls: list[LoggedCall]) -> LogModel:
    return estimate(calls, seed=3)


def test_skills_are_those_of_the_centre(model: LogModel) -> None:
    assert model.table.operators == tuple(f"operator{n}" for n in range(len(SKILLS)))
    found = [set(seat.queues) for seat in model.seats]
    assert found == [{QUEUES[queue] for queue in serves} for serves in SKILLS]


def test_a_replay_is_like_the_log(model: LogModel) -> None:
    run = simulate(model.scenario(0), LongestIdleFirstCome())
    answered, log = run.outcome == Outcome.ANSWERED, model.table
    assert run.wait.mean() == pytest.approx(log.wait.mean(), rel=0.12)
    assert answered.mean() == pytest.approx(log.answered.mean(), abs=0.02)
    in_time = (answered & (run.wait <= 20)).mean()
    assert in_time == pytest.approx((log.answered & (log.wait <= 20)).mean(), abs=0.03)


def test_another_policys_log_tells_the_same_centre(model: LogModel) -> None:
    """Were the log written under another policy, our replay of the first would stand."""
    other = estimate(played(RoundRobinMemory())[2], seed=3)
    waits = [
        simulate(one.scenario(0), LongestIdleFirstCome()).wait.mean() for one in (model, other)
    ]
    assert waits[1] == pytest.approx(waits[0], rel=0.15)


def test_who_left_keeps_the_patience_and_who_was_answered_would_have_waited(
    model: LogModel,
) -> None:
    made, table = model.scenario(0).calls, model.table
    left = ~table.answered
    assert np.array_equal(made.patience[left], table.wait[left])
    assert np.all(made.patience[~left] >= table.wait[~left])


def test_work_is_the_calls_own_at_the_operators_speed(model: LogModel) -> None:
    scenario, table = model.scenario(0), model.table
    assert scenario.factor is not None
    call = int(np.flatnonzero(table.answered)[7])
    speed = scenario.factor[table.operator[call]][table.queue[call]]
    assert scenario.calls.service[call] * speed == pytest.approx(table.service[call])


def test_draws_depend_on_seed_and_replication_alone(
    model: LogModel, calls: list[LoggedCall]
) -> None:
    again = estimate(calls, seed=3)
    one, two = model.scenario(1).calls, again.scenario(1).calls
    for mine, theirs in zip(one, two, strict=True):
        assert (mine is None) == (theirs is None)
        assert mine is None or theirs is None or np.array_equal(mine, theirs)
    assert not np.array_equal(one.patience, model.scenario(2).calls.patience)


def test_what_a_dispatcher_is_told_can_be_more(model: LogModel) -> None:
    def claim(call: int, queue: QueueId, now: float, priority: int) -> Claim:
        return Claim(call, queue, now, priority + 5)

    made = model.scenario(0, claim)
    assert made.claim(1, QUEUES[0], 2.0, 1).priority == 6


def test_calls_of_no_second_and_queues_nobody_answered(calls: list[LoggedCall]) -> None:
    short = [
        call._replace(ended=call.answered) if call.answered is not None else call
        for call in calls[:200]
    ]
    lost = [call._replace(queue="lost", answered=None, operator=None) for call in calls[200:210]]
    model = estimate(short + lost, seed=1)
    run = simulate(model.scenario(0), LongestIdleFirstCome())
    assert (run.outcome == Outcome.ABANDONED).sum() >= 10
    assert model.scenario(0).calls.service.min() > 0
