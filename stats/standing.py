"""The card of what stands for the whole centre: the plan in force and what was switched."""

from datetime import datetime

from msgspec.structs import replace

from vocabulary.board import StandingCard
from vocabulary.facts import HoursSwitched, IncidentSwitched, PlanFact, PlanPublished


def standing_after(card: StandingCard, at: datetime, fact: PlanFact) -> StandingCard:
    """The card after a fact of the plan."""
    match fact:
        case PlanPublished():
            return replace(card, revision=fact.revision, published_at=at, published_by=fact.by)
        case HoursSwitched(closed=True):
            return replace(card, closed={**card.closed, fact.calendar: fact.until})
        case HoursSwitched():
            left = {name: until for name, until in card.closed.items() if name != fact.calendar}
            return replace(card, closed=left)
        case IncidentSwitched():
            return replace(card, incident=fact.prompt, incident_queues=fact.queues)
