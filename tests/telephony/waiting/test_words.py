"""What is told: only what is new and known well enough."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from telephony.waiting.guest import Guest
from telephony.waiting.plan import AnnouncePlan
from telephony.waiting.words import words
from vocabulary.ids import CallId, LegId

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
ALL = AnnouncePlan(place=True, wait=True)


def guest(p50_s: float | None = None, p90_s: float | None = None, age_s: float = 0.0) -> Guest:
    """The second in line, as the router said `age_s` ago."""
    said_at = NOW - timedelta(seconds=age_s)
    waits = Guest(CallId("c"), LegId("l"), "100", 0, place=2, p50_s=p50_s, p90_s=p90_s)
    return replace(waits, explained_at=said_at)


def told(one: Guest, waiting: int = 5) -> list[tuple[str, dict[str, str]]]:
    return [(each.prompt, dict(each.values)) for each in words(NOW, one, ALL, waiting).say]


@pytest.mark.parametrize(
    ("p50_s", "p90_s", "age_s", "expected"),
    [
        (130, 290, 0, ("wait_range", {"from": "2", "to": "5"})),
        (130, 290, 60, ("wait_range", {"from": "1", "to": "4"})),
        (30, 50, 0, ("wait_under", {"to": "1"})),
        (30, 110, 0, ("wait_under", {"to": "2"})),
        (30, 50, 100, ("wait_under", {"to": "1"})),
    ],
)
def test_the_range_is_counted_from_now(
    p50_s: float, p90_s: float, age_s: float, expected: tuple[str, dict[str, str]]
) -> None:
    assert told(replace(guest(p50_s, p90_s, age_s), told_place=2)) == [expected]


@pytest.mark.parametrize(("p50_s", "p90_s"), [(None, None), (60, 600), (3000, 4000)])
def test_a_forecast_that_is_silent_vague_or_far_is_not_told(
    p50_s: float | None, p90_s: float | None
) -> None:
    assert told(replace(guest(p50_s, p90_s), told_place=2)) == []


def test_what_was_told_already_is_not_told_again() -> None:
    assert told(replace(guest(130, 290), told_place=2, told_range=(2, 5))) == []
    assert [
        name for name, _ in told(replace(guest(130, 290), told_place=3, told_range=(2, 5)))
    ] == ["place"]


def test_a_place_is_never_more_than_the_calls_that_are_there() -> None:
    assert told(guest(), waiting=1) == [("place_next", {})]
    assert told(guest(), waiting=2) == [("place", {"place": "2"})]


def test_an_old_place_is_not_believed() -> None:
    assert told(guest(age_s=61)) == []


def test_comforts_take_turns() -> None:
    plan = AnnouncePlan(comfort=("a", "b"))
    heard = [words(NOW, replace(guest(), comforted=n), plan, 1).say[0].prompt for n in range(3)]
    assert heard == ["a", "b", "a"]
