"""Hypothesis drives the real core through any order, repetition and loss of events."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulation.walk import ALIKE, BUSY, act, check_settled, settle
from tests.simulation.world import World
from vocabulary.ids import OperatorId
from vocabulary.inputs import AvailabilityAsked
from vocabulary.states import Availability


@settings(max_examples=250, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    actions=st.lists(st.sampled_from(ALIKE), max_size=120),
    loss=st.sampled_from([0.0, 0.1, 0.4]),
    repeat=st.sampled_from([0.0, 0.3]),
    ring_at_once=st.sampled_from([1, 2, 3]),
)
def test_any_order_repetition_and_loss(
    seed: int, actions: list[str], loss: float, repeat: float, ring_at_once: int
) -> None:
    world = World(seed, loss=loss, repeat=repeat, ring_at_once=ring_at_once)
    for action in actions:
        act(world, action)
    settle(world)
    check_settled(world)


@settings(max_examples=250, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    actions=st.lists(st.sampled_from(BUSY), min_size=100, max_size=250),
    loss=st.sampled_from([0.0, 0.0, 0.1]),
    repeat=st.sampled_from([0.0, 0.3]),
)
def test_whatever_operators_do_with_their_calls(
    seed: int, actions: list[str], loss: float, repeat: float
) -> None:
    world = World(seed, loss=loss, repeat=repeat)
    for name in world.operators:
        world.give(AvailabilityAsked(OperatorId(name), Availability.READY, "", name))
    for action in actions:
        act(world, action)
    settle(world)
    check_settled(world)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), actions=st.lists(st.sampled_from(BUSY), max_size=100))
def test_a_core_that_was_restarted_in_the_middle_of_talks_decides_alike(
    seed: int, actions: list[str]
) -> None:
    world = World(seed, repeat=0.1, mirrored=True)
    for name in world.operators:
        world.give(AvailabilityAsked(OperatorId(name), Availability.READY, "", name))
    for action in actions:
        act(world, action)


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**32), actions=st.lists(st.sampled_from(ALIKE), max_size=100))
def test_a_replayed_journal_gives_the_same_core(seed: int, actions: list[str]) -> None:
    world = World(seed, loss=0.1, repeat=0.1, ring_at_once=2)
    for action in actions:
        act(world, action)
    assert world.replayed(world.journal).state() == world.engine.state()


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    actions=st.lists(st.sampled_from(ALIKE), max_size=70),
    ring_at_once=st.sampled_from([1, 2]),
)
def test_a_core_that_was_restarted_decides_alike(
    seed: int, actions: list[str], ring_at_once: int
) -> None:
    world = World(seed, repeat=0.1, ring_at_once=ring_at_once, mirrored=True)
    for action in actions:
        act(world, action)
