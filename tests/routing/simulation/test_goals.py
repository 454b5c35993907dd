"""Scores by day: each goal rises with what it is after and falls with abandonment."""

import numpy as np
import pytest

from routing.simulation.engine import Outcome, Run
from routing.simulation.goals import Goal, Scorer
from routing.simulation.logtable import Days
from routing.simulation.scenario import Presence
from routing.simulation.statistics import Daily, Rules, Tally, by_day, figures, waits_beyond


def level(tally: Tally) -> float | None:
    return tally.answered_in_time / (tally.answered + tally.abandoned)


RULES = Rules(np.array([20.0]), np.array([5.0]), level)
DAYS = Days(np.array([0.0, 86_400.0]), np.repeat([0, 1], 10))


def day(waits: list[float], answered: list[bool]) -> Daily:
    """Two days alike; ten calls each, by two operators in turn."""
    size = 20
    wait, kept = np.tile(waits, 2), np.tile(answered, 2)
    run = Run(
        np.repeat([0.0, 86_400.0], 10) + np.tile(np.arange(10) * 60.0, 2),
        wait,
        np.where(kept, int(Outcome.ANSWERED), int(Outcome.ABANDONED)),
        np.where(kept, np.arange(size) % 2, -1),
        np.full(size, 30.0),
        Presence(
            np.array([0, 1, 0, 1]), np.repeat([0.0, 86_400.0], 2), np.repeat([7200.0, 93_600.0], 2)
        ),
    )
    return by_day(run, np.zeros(size, dtype=np.int64), DAYS, RULES, 2)


PRESENT = day([10.0] * 5 + [50.0] * 5, [True] * 10)


@pytest.mark.parametrize("goal", [Goal.BALANCED, Goal.SERVICE_LEVEL, Goal.WAIT, Goal.EVEN])
def test_shorter_waits_are_better_and_lost_calls_worse(goal: Goal) -> None:
    scorer = Scorer(goal, PRESENT, RULES)
    now = scorer.score(PRESENT)
    assert now.shape == (2,)
    assert now[0] == pytest.approx(now[1])
    shorter = scorer.score(day([10.0] * 9 + [50.0], [True] * 10))
    lost = scorer.score(day([10.0] * 5 + [50.0] * 5, [True] * 7 + [False] * 3))
    assert (shorter > now).all()
    assert (lost < now).all()


def test_service_level_looks_at_the_threshold_only() -> None:
    scorer = Scorer(Goal.SERVICE_LEVEL, PRESENT, RULES)
    longer = day([10.0] * 5 + [90.0] * 5, [True] * 10)
    assert scorer.score(longer) == pytest.approx(scorer.score(PRESENT))
    assert (Scorer(Goal.BALANCED, PRESENT, RULES).score(longer) < scorer.score(PRESENT)).all()


def test_waits_beyond_counts_by_day() -> None:
    assert waits_beyond(PRESENT, 30.0).tolist() == [5, 5]
    assert waits_beyond(PRESENT, 60.0).tolist() == [0, 0]


def test_some_days_alone() -> None:
    one = PRESENT.only([1])
    assert figures(one, RULES) == figures(PRESENT, RULES)
    assert one.counts.shape == (1, 5)
