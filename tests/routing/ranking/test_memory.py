"""What a router has learnt goes to a checkpoint and back without loss."""

import msgspec

from routing.plan import QueuePlan
from routing.ranking.dispatch import Claim, Membership, Seat
from routing.ranking.memory import LoadMemory, Mean, Rate, RouterMemory, SeatMemory
from routing.ranking.ranked import Ranked
from routing.weights import LoadPlan, Weights
from vocabulary.ids import QueueId

SUPPORT = QueueId("support")


def ranked() -> Ranked:
    plan = QueuePlan(queue=SUPPORT, name="Support")
    router = Ranked({SUPPORT: plan}, Weights(), LoadPlan())
    router.operator_listed(0.0, Seat("anna", {SUPPORT: Membership()}))
    return router


def test_an_empty_memory_is_small_and_readable() -> None:
    stored = msgspec.json.encode(RouterMemory())
    assert msgspec.json.decode(stored, type=RouterMemory) == RouterMemory()
    seat = SeatMemory(LoadMemory(0.1, 2.0, 3.0, 1.0), {"support": Mean(1.0, 2.0, 0.9)})
    memory = RouterMemory(5.0, 170.0, {}, {"anna": seat})
    assert msgspec.json.decode(msgspec.json.encode(memory), type=RouterMemory) == memory


def test_what_was_learnt_is_put_back_into_another_router() -> None:
    router = ranked()
    router.call_waits(1.0, Claim("c", SUPPORT, 1.0))
    router.operator_free(2.0, "anna", 2.0)
    assert router.choose(2.0)
    router.handled(70.0, SUPPORT, "anna", 68.0)
    router.operator_free(70.0, "anna", 70.0)
    floor = router.floor
    mean, own = floor.handling.mean_of(0), floor.handling.own_means(0)
    rate, load = floor.pressure.rate_of(0), floor.seats.load_of(0)
    assert own[0].n == 1
    assert rate.per_s > 0
    assert load.occupancy > 0
    assert load.in_a_row == 1

    again = ranked().floor
    again.handling.remember(0, mean)
    again.handling.remember_own(0, 0, own[0])
    again.pressure.remember(0, rate)
    again.seats.remember(0, load)
    assert again.handling.mean_of(0) == mean
    assert again.handling.own_means(0) == own
    assert again.handling.of_queue[0] == floor.handling.of_queue[0]
    assert again.pressure.rate_of(0) == rate
    assert again.seats.load_of(0) == load


def test_a_queue_without_calls_has_no_rate() -> None:
    assert ranked().floor.pressure.rate_of(0) == Rate()
