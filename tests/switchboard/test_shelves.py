"""Every part of every revision, side by side."""

from switchboard.plan import load_plan, parse_plan
from switchboard.shelves import Shelves, queue_configs
from tests.support.findings import SHOP
from vocabulary.ids import QueueId

MINIMAL, FULL = load_plan("minimal"), parse_plan(SHOP, "shop")


def test_a_revision_is_on_every_shelf() -> None:
    shelves = Shelves.of({1: MINIMAL})
    shelves.put(2, FULL)
    for shelf in shelves:
        assert shelf.newest == 2
        assert 1 in shelf
    assert list(shelves.telephony.of(2).numbers) == ["100", "200"]
    assert list(shelves.routing.of(1).queues) == ["support"]
    assert not shelves.recording.of(2).covers(QueueId("greek"))
    assert shelves.prompts.of(2).languages == ("en", "ru")
    assert shelves.plans.of(2) is FULL


def test_what_nobody_follows_is_forgotten() -> None:
    shelves = Shelves.of({1: MINIMAL, 2: MINIMAL, 3: FULL})
    shelves.keep([2])
    assert [number for number in (1, 2, 3) if number in shelves.telephony] == [2, 3]
    assert all(1 not in shelf for shelf in shelves)


def test_queues_are_told_to_the_statistics() -> None:
    config, other = queue_configs(load_plan("example"))
    assert other.queue == "repairs"
    assert (config.queue, config.objective, config.threshold_s, config.short_abandon_s) == (
        "support",
        0.8,
        20,
        5,
    )
    assert Shelves.of({1: load_plan("example")}).board.of(1) == (config, other)
