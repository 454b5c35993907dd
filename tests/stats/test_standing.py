"""The card of what stands."""

from datetime import UTC, datetime, timedelta

import pytest

from stats.standing import standing_after
from vocabulary.board import StandingCard
from vocabulary.facts import HoursSwitched, IncidentSwitched, PlanFact, PlanPublished
from vocabulary.ids import QueueId

pytestmark = pytest.mark.pure

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
EVENING = AT + timedelta(hours=9)
SUPPORT = QueueId("support")


def after(*told: PlanFact) -> StandingCard:
    card = StandingCard()
    for fact in told:
        card = standing_after(card, AT, fact)
    return card


def test_the_plan_in_force() -> None:
    card = after(PlanPublished(1, "mara"), PlanPublished(2, "oleg", note="a key"))
    assert card == StandingCard(2, AT, "oleg")


def test_calendars_are_closed_and_opened() -> None:
    shop = HoursSwitched("shop", closed=True, by="mara", until=EVENING)
    repairs = HoursSwitched("repairs", closed=True, by="mara")
    assert after(shop, repairs).closed == {"shop": EVENING, "repairs": None}
    opened = HoursSwitched("shop", closed=False, by="time")
    assert after(shop, repairs, opened).closed == {"repairs": None}
    assert after(opened) == StandingCard()


def test_an_incident_comes_and_goes() -> None:
    some = IncidentSwitched("outage", "mara", (SUPPORT,))
    assert after(some) == StandingCard(incident="outage", incident_queues=(SUPPORT,))
    assert after(some, IncidentSwitched("", "mara")) == StandingCard()


def test_what_was_switched_outlives_a_new_plan() -> None:
    card = after(IncidentSwitched("outage", "mara"), PlanPublished(3, "mara"))
    assert (card.incident, card.revision) == ("outage", 3)
