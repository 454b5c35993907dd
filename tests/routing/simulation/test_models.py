"""SimpleMSK against its published figures; the tolerance is that of the days played."""

import numpy as np
import pytest

from routing.ranking.dispatch import Membership
from routing.simulation.engine import Outcome, Run, simulate
from routing.simulation.models import Model, seats, simple_msk
from routing.simulation.published import OrderedGroups, Rerouting
from vocabulary.ids import QueueId

DAYS = 25


@pytest.fixture(scope="module")
def model() -> Model:
    return simple_msk(DAYS, seed=1)


@pytest.fixture(scope="module")
def first_in_first_out(model: Model) -> Run:
    one, two, three = model.scenario.queues
    groups = frozenset({one, two}), frozenset({two, three})
    return simulate(
        model.scenario, OrderedGroups({one: [groups[0]], two: groups, three: [groups[1]]})
    )


def test_first_in_first_out_is_near_the_published_figures(
    model: Model, first_in_first_out: Run
) -> None:
    told = model.measure(first_in_first_out)
    assert told["served"] == pytest.approx(4297, rel=0.015)
    assert told["abandoned"] == pytest.approx(910, rel=0.08)
    assert told["service_level"] == pytest.approx(0.501, abs=0.025)
    assert told["occupancy_0"] == pytest.approx(0.881, abs=0.01)


def test_its_rerouting_variant_too(model: Model) -> None:
    _, two, three = model.scenario.queues
    second = {two: Membership(1, 12.0), three: Membership(2)}
    changed = [
        seat._replace(queues=second) if three in seat.queues else seat
        for seat in model.scenario.seats
    ]
    told = model.measure(simulate(model.scenario._replace(seats=changed), Rerouting()))
    assert told["served"] == pytest.approx(4274, rel=0.015)
    assert told["abandoned"] == pytest.approx(933, rel=0.08)
    assert told["service_level"] == pytest.approx(0.579, abs=0.025)


def test_the_floor_is_empty_every_night(first_in_first_out: Run) -> None:
    run = first_in_first_out
    assert set(run.outcome.tolist()) == {Outcome.ANSWERED, Outcome.ABANDONED}
    day = 4 * 120 * 60.0
    ends = run.arrived + run.wait + run.handling
    assert np.array_equal(run.arrived // day, ends // day)


def test_the_same_seed_draws_the_same_days() -> None:
    one, two, other = (simple_msk(2, seed) for seed in (4, 4, 5))
    assert np.array_equal(one.scenario.calls.service, two.scenario.calls.service)
    assert len(one.scenario.calls.arrived) != len(other.scenario.calls.arrived)


def test_seats_are_named_by_place_and_rank_their_queues() -> None:
    a, b = QueueId("a"), QueueId("b")
    made = seats([(2, (a,)), (1, (b, a))])
    assert [seat.operator for seat in made] == [0, 1, 2]
    assert made[2].queues == {b: Membership(1), a: Membership(2)}
