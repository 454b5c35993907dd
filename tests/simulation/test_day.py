"""A long day from one seed, and every seed that is kept, under the laws at each step."""

from pathlib import Path
from random import Random

import pytest

from tests.simulation.day import Day
from tests.simulation.walk import ACTIONS, act, check_settled, settle
from tests.simulation.world import World
from vocabulary.facts import Announced, QueueLeft
from vocabulary.states import Outcome, QueueExit

DAY_SEED = 20_261_128
SEEDS = tuple(
    int(text)
    for line in (Path(__file__).parent / "seeds.txt").read_text(encoding="utf-8").splitlines()
    if (text := line.partition("#")[0].strip())
)


def lived(seed: int, calls: int, ring_at_once: int) -> Day:
    """A day to its end; a broken law names the seed that broke it."""
    day = Day(seed, calls=calls, ring_at_once=ring_at_once)
    try:
        day.live()
    except Exception as broken:
        broken.add_note(f"seed {seed}, {ring_at_once} phones at once, call {day.arrived}")
        raise
    return day


def test_a_day_of_two_thousand_calls_keeps_every_law() -> None:
    day = lived(DAY_SEED, 2000, ring_at_once=1)
    outcomes = list(day.watch.ended.values())
    assert day.arrived == 2000
    assert len(outcomes) > 1950  # the others came and left while nobody was there to see it
    for outcome in Outcome:
        assert outcomes.count(outcome) >= 3, f"too few calls were {outcome}"
    ways = {fact.why for step in day.journal for fact in step.facts if isinstance(fact, QueueLeft)}
    assert ways >= {QueueExit.KEY, QueueExit.TOO_LONG, QueueExit.TOO_MANY, QueueExit.CLOSED}
    told = [fact for step in day.journal for fact in step.facts if isinstance(fact, Announced)]
    assert len(told) > 100
    assert day.published > 5
    assert min(day.faults.values()) > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_kept_seeds_live_through_their_day(seed: int) -> None:
    lived(seed, 150, ring_at_once=1 + seed % 3)


@pytest.mark.parametrize("seed", SEEDS)
def test_kept_seeds_walk_without_sense(seed: int) -> None:
    draw = Random(seed)
    world = World(
        seed,
        loss=draw.choice([0.0, 0.1, 0.4]),
        repeat=draw.choice([0.0, 0.3]),
        ring_at_once=draw.choice([1, 2, 3]),
    )
    try:
        for _ in range(400):
            act(world, draw.choice(ACTIONS))
        settle(world)
        check_settled(world)
    except Exception as broken:
        broken.add_note(f"seed {seed}, step {world.engine.seq}")
        raise


def test_the_same_seed_gives_the_same_day() -> None:
    first, second = (lived(77, 60, ring_at_once=2) for _ in range(2))
    assert first.journal == second.journal
