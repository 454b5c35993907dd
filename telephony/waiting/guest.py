"""One caller as the waiting room keeps it, and how a fact changes it."""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from vocabulary.facts import (
    Announced,
    CallAnswered,
    CallArrived,
    CallEnded,
    CallFact,
    CallPlaced,
    CallQueued,
    CallRequeued,
    IncidentHeard,
    LanguageChosen,
    NodeEntered,
    OfferEnded,
    OfferMade,
    QueueLeft,
    TalkEnded,
    WaitExplained,
)
from vocabulary.ids import CallId, LegId, QueueId
from vocabulary.states import OfferResult, QueueExit


class Guest(msgspec.Struct, frozen=True, omit_defaults=True):
    """A living call. It waits while it has a `queue` and nobody took it.

    `since` is when it came into the queue, `place_since` when it was first queued.
    `place`, `p50_s` and `p90_s` are what the router said at `explained_at`; the seconds
    count from then. `told_…` is what the caller heard last, `announced` how often it was
    told something in this queue, at `told_at` last. `outwaited` are queues that it left
    because it had waited for too long.
    """

    call: CallId
    leg: LegId
    dialled: str
    revision: int
    answered: bool = False
    language: str = ""
    incident_heard: str = ""
    queue: QueueId | None = None
    taken: bool = False
    since: datetime | None = None
    place_since: datetime | None = None
    ringing: int = 0
    place: int | None = None
    p50_s: float | None = None
    p90_s: float | None = None
    explained_at: datetime | None = None
    told_place: int | None = None
    told_range: tuple[int, int] | None = None
    announced: int = 0
    comforted: int = 0
    told_at: datetime | None = None
    outwaited: tuple[QueueId, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether it is in a queue and no operator took it."""
        return self.queue is not None and not self.taken


def arrive(fact: CallArrived | CallPlaced) -> Guest:
    """The guest that an arrival begins, or a call out: it may come to wait some day."""
    return Guest(fact.call, fact.leg, fact.dialled, fact.revision)


def follow(guest: Guest, at: datetime, fact: CallFact) -> Guest | None:
    """The guest after `fact`; None once its call is over."""
    match fact:
        case CallEnded():
            return None
        case CallAnswered():
            return replace(guest, answered=True)
        case LanguageChosen():
            return replace(guest, language=fact.language)
        case IncidentHeard():
            return replace(guest, incident_heard=fact.prompt)
        case CallQueued():
            return _queued(guest, at, fact)
        case QueueLeft() | NodeEntered() | TalkEnded():
            return _gone(guest, fact)
        case WaitExplained():
            told = fact.forecast
            return replace(
                guest, place=fact.place, p50_s=told.p50_s, p90_s=told.p90_s, explained_at=at
            )
        case Announced():
            return _announced(guest, at, fact)
        case OfferMade() | OfferEnded() | CallRequeued():
            return _rung(guest, fact)
        case _:
            return guest


def _gone(guest: Guest, fact: QueueLeft | NodeEntered | TalkEnded) -> Guest:
    outwaited = guest.outwaited
    if isinstance(fact, QueueLeft) and fact.why is QueueExit.TOO_LONG:
        outwaited = (*(queue for queue in outwaited if queue != fact.queue), fact.queue)
    elif isinstance(fact, TalkEnded):  # its waiting begins anew
        outwaited = ()
    return replace(guest, queue=None, taken=False, ringing=0, outwaited=outwaited)


def _queued(guest: Guest, at: datetime, fact: CallQueued) -> Guest:
    return Guest(
        call=guest.call,
        leg=guest.leg,
        dialled=guest.dialled,
        revision=guest.revision,
        answered=guest.answered,
        language=guest.language or fact.language,
        incident_heard=guest.incident_heard,
        queue=fact.queue,
        since=at,
        place_since=fact.place_since,
        outwaited=guest.outwaited,
    )


def _announced(guest: Guest, at: datetime, fact: Announced) -> Guest:
    told = fact.from_min is not None and fact.to_min is not None
    news = fact.place is not None or told
    return replace(
        guest,
        told_place=fact.place if fact.place is not None else guest.told_place,
        told_range=(fact.from_min or 0, fact.to_min or 0) if told else guest.told_range,
        announced=guest.announced + 1,
        comforted=guest.comforted + (not news),
        told_at=at,
    )


def _rung(guest: Guest, fact: OfferMade | OfferEnded | CallRequeued) -> Guest:
    match fact:
        case OfferMade():
            return replace(guest, ringing=guest.ringing + 1)
        case OfferEnded():
            taken = guest.taken or fact.result is OfferResult.ACCEPTED
            return replace(guest, ringing=max(0, guest.ringing - 1), taken=taken)
        case CallRequeued():
            return replace(guest, taken=False)
