"""The laws that hold after every step and at the end, whatever the line did."""

from collections import Counter

from tests.simulation.world import World
from vocabulary.facts import (
    CallArrived,
    CallConnected,
    CallEnded,
    OfferEnded,
    OfferMade,
    RecordingFailed,
    RecordingKept,
    RecordingStarted,
)
from vocabulary.states import Activity, OfferResult


def check_history(world: World) -> None:
    """Over the whole journal: one end for each call, offers open and close in pairs."""
    arrived: Counter[str] = Counter()
    ended: Counter[str] = Counter()
    accepted: Counter[str] = Counter()
    open_offers: dict[str, str] = {}
    seqs = [step.seq for step in world.journal]
    assert seqs == list(range(1, len(seqs) + 1))
    for step in world.journal:
        for fact in step.facts:
            match fact:
                case CallArrived():
                    arrived[fact.call] += 1
                case CallEnded():
                    ended[fact.call] += 1
                    assert arrived[fact.call] == 1
                case OfferMade():
                    assert fact.operator not in open_offers.values(), "two offers at once"
                    open_offers[fact.offer] = fact.operator
                case OfferEnded():
                    assert open_offers.pop(fact.offer) == fact.operator
                    accepted[fact.call] += fact.result is OfferResult.ACCEPTED
                case CallConnected():
                    assert ended[fact.call] == 0
    assert all(count == 1 for count in arrived.values())
    assert all(count == 1 for count in ended.values())


def check_settled(world: World) -> None:
    """When everybody has gone and a survey was made: nothing is left over."""
    check_history(world)
    arrived = _calls(world, CallArrived)
    assert arrived == _calls(world, CallEnded)
    assert not world.engine.book.calls
    assert not world.engine.floor.waiting
    for operator in world.engine.floor.operators.values():
        assert operator.offer is None
        assert operator.activity is Activity.IDLE
    started = _recordings(world, RecordingStarted)
    closed = _recordings(world, RecordingKept) + _recordings(world, RecordingFailed)
    assert not started - closed
    assert all(count == 1 for count in closed.values())


def _calls(world: World, kind: type[CallArrived] | type[CallEnded]) -> set[str]:
    return {fact.call for step in world.journal for fact in step.facts if isinstance(fact, kind)}


def _recordings(
    world: World, kind: type[RecordingStarted] | type[RecordingKept] | type[RecordingFailed]
) -> Counter[str]:
    return Counter(
        fact.recording for step in world.journal for fact in step.facts if isinstance(fact, kind)
    )
