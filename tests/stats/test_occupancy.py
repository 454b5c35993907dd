"""How much of the last half hour somebody was at work."""

from datetime import UTC, datetime, timedelta

import pytest

from stats.occupancy import Occupancy, Presence, Span
from vocabulary.ids import OperatorId

pytestmark = pytest.mark.pure

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
ANNA = OperatorId("anna")
WORK, READY, AWAY = Presence.AT_WORK, Presence.READY, Presence.AWAY


def m(minutes: float) -> datetime:
    return AT + timedelta(minutes=minutes)


def lived(*spans: tuple[float, Presence]) -> Occupancy:
    occupancy = Occupancy()
    for minutes, presence in spans:
        occupancy.note(m(minutes), ANNA, presence)
    return occupancy


def test_nobody_knows_of_a_stranger_or_of_somebody_who_was_not_there() -> None:
    assert Occupancy().share(AT, ANNA) is None
    assert lived((0, AWAY)).share(m(10), ANNA) is None
    assert lived((0, READY)).share(AT, ANNA) is None


def test_it_is_the_busy_share_of_the_time_that_somebody_was_there() -> None:
    occupancy = lived((0, READY), (6, WORK), (8, READY), (10, AWAY))
    assert occupancy.share(m(10), ANNA) == pytest.approx(0.2)
    assert occupancy.share(m(25), ANNA) == pytest.approx(0.2)  # a break is no idleness


def test_only_the_last_half_hour_counts() -> None:
    occupancy = lived((0, WORK), (20, READY), (40, WORK))
    assert occupancy.share(m(50), ANNA) == pytest.approx(1 / 3)
    assert occupancy.share(m(80), ANNA) == 1.0
    assert len(occupancy.checkpoint()[ANNA]) == 1


def test_the_same_again_is_no_news() -> None:
    assert lived((0, READY), (5, READY)).checkpoint() == {ANNA: (Span(AT, READY),)}


def test_a_checkpoint_goes_on_alike() -> None:
    occupancy = lived((0, READY), (6, WORK))
    again = Occupancy()
    again.restore(occupancy.checkpoint())
    assert again.share(m(12), ANNA) == occupancy.share(m(12), ANNA) == 0.5
    again.gone(ANNA)
    assert again.share(m(12), ANNA) is None
    assert occupancy.share(m(12), ANNA) == 0.5
