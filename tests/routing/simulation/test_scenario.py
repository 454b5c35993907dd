"""Scenarios: what cannot be played is refused; draws are one number each."""

import numpy as np
import pytest

from routing.ranking.dispatch import Membership, Seat
from routing.simulation.scenario import (
    Calls,
    Presence,
    Scenario,
    always,
    check,
    exponential,
    total_by,
)
from vocabulary.ids import QueueId

QUEUE = QueueId("one")
GOOD = Scenario(
    (QUEUE,),
    [Seat(0, {QUEUE: Membership()})],
    Calls(
        np.array([0.0, 1.0]),
        np.array([0, 0]),
        np.array([0, 0]),
        np.array([5.0, 5.0]),
        np.array([9.0, np.inf]),
    ),
    always(1, 0.0, 10.0),
)


def with_calls(calls: Calls) -> Scenario:
    return GOOD._replace(calls=calls)


def test_a_good_one_is_let_through() -> None:
    check(GOOD)


@pytest.mark.parametrize(
    ("scenario", "what"),
    [
        (with_calls(GOOD.calls._replace(wrap_up=np.array([1.0]))), "differ in length"),
        (with_calls(GOOD.calls._replace(arrived=np.array([1.0, 0.0]))), "order of their arrival"),
        (with_calls(GOOD.calls._replace(queue=np.array([0, 1]))), "queue that is not there"),
        (with_calls(GOOD.calls._replace(service=np.array([0.0, -1.0]))), "cannot be negative"),
        (GOOD._replace(seats=[Seat("anna", {})]), "named by their places"),
        (
            GOOD._replace(presence=Presence(np.array([0]), np.array([2.0]), np.array([1.0]))),
            "ends before it begins",
        ),
    ],
)
def test_what_cannot_be_played_is_refused(scenario: Scenario, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        check(scenario)


def test_a_longer_mean_stretches_the_same_draws() -> None:
    short = exponential(np.random.default_rng(1), 1.0, 5)
    long = exponential(np.random.default_rng(1), 3.0, 5)
    assert np.allclose(long, 3 * short)


def test_totals_by_place() -> None:
    totals = total_by(np.array([2, 0, 2]), np.array([1.0, 5.0, 2.0]), 4)
    assert totals.tolist() == [5.0, 0.0, 3.0, 0.0]
