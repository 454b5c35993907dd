"""What a call carries through the flow: a part of the call, changed by facts only."""

from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from vocabulary.facts import (
    CallbackAsked,
    CallFact,
    CallQueued,
    CriteriaSet,
    CustomerLookedUp,
    DigitsCollected,
    IncidentHeard,
    InputFailed,
    LanguageChosen,
    MessageStarted,
    MessageTaken,
    NodeEntered,
    OutsideChosen,
    OutsideConnected,
    OutsideFailed,
    QueueChosen,
    SurveyAnswered,
    TalkEnded,
)
from vocabulary.ids import LegId, NodeId, OperatorId, RecordingId
from vocabulary.states import LookUpResult

VALUES_LIMIT = 100
"""Values that one call carries; the oldest go first."""


class Visit(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where the caller is in the flow and what it has told.

    `node` is the node it is at or was at last, `since` when it came there or was asked
    anew, `begun_at` when it came into the flow, from outside or out of a queue. `entered`
    counts steps of the way, `tries` failed inputs at the node. `done`: the node's work is
    stated already, only its last words may still be said. `priority`, `needs` and
    `preferred` are what the flow added to what the call asks for. Sensitive digits are not
    here: they live in memory only.
    """

    node: NodeId | None = None
    begun_at: datetime | None = None
    since: datetime | None = None
    entered: int = 0
    tries: int = 0
    done: bool = False
    looked_up: LookUpResult | None = None
    language: str = ""
    incident_heard: str = ""
    pii_values: tuple[tuple[str, str], ...] = ()
    priority: int = 0
    needs: tuple[tuple[str, int], ...] = ()
    preferred: OperatorId | None = None
    recording: RecordingId | None = None
    messages: int = 0
    messages_taken: int = 0
    callback_asked: bool = False
    talked: bool = False
    outside_leg: LegId | None = None
    outside_until: datetime | None = None
    outside_count: int = 0
    outside_talked: bool = False

    def value(self, name: str) -> str | None:
        """What was collected or found under a name."""
        return dict(self.pii_values).get(name)


def follow(visit: Visit, at: datetime, fact: CallFact) -> Visit:
    """The visit after `fact`; most facts leave it as it is."""
    match fact:
        case NodeEntered():
            return _entered(visit, at, fact.node)
        case InputFailed():
            return replace(visit, tries=fact.tries, since=at)
        case QueueChosen() | CallQueued() | TalkEnded():
            return _led_on(visit, fact)
        case IncidentHeard() | LanguageChosen():
            return _heard(visit, fact)
        case CriteriaSet():
            return _asks_for(visit, fact)
        case DigitsCollected() | CustomerLookedUp() | SurveyAnswered():
            return _told(visit, fact)
        case MessageStarted() | MessageTaken() | CallbackAsked():
            return _left(visit, at, fact)
        case OutsideChosen() | OutsideConnected() | OutsideFailed():
            return _outside(visit, at, fact)
        case _:
            return visit


def _led_on(visit: Visit, fact: QueueChosen | CallQueued | TalkEnded) -> Visit:
    match fact:
        case QueueChosen():
            return replace(visit, entered=visit.entered + 1, outside_leg=None)
        case CallQueued():
            return replace(visit, begun_at=None, done=False, looked_up=None, recording=None)
        case TalkEnded():
            return replace(visit, begun_at=None, talked=True)


def _heard(visit: Visit, fact: IncidentHeard | LanguageChosen) -> Visit:
    if isinstance(fact, IncidentHeard):
        return replace(visit, incident_heard=fact.prompt)
    return replace(visit, language=fact.language)


def _entered(visit: Visit, at: datetime, node: NodeId) -> Visit:
    return replace(
        visit,
        node=node,
        begun_at=visit.begun_at or at,
        since=at,
        entered=visit.entered + 1,
        tries=0,
        done=False,
        looked_up=None,
        recording=None,
        outside_leg=None,
        outside_until=None,
    )


def _asks_for(visit: Visit, fact: CriteriaSet) -> Visit:
    needs = dict(visit.needs)
    for skill, level in fact.needs:
        needs[skill] = max(level, needs.get(skill, 0))
    return replace(
        visit,
        priority=visit.priority + fact.priority,
        needs=tuple(sorted(needs.items())),
        preferred=fact.preferred or visit.preferred,
    )


def _told(visit: Visit, fact: DigitsCollected | CustomerLookedUp | SurveyAnswered) -> Visit:
    match fact:
        case DigitsCollected(sensitive=True):
            return visit  # they live in the ear only
        case DigitsCollected():
            return _with_values(visit, ((fact.name, fact.pii_digits),))
        case SurveyAnswered():
            return _with_values(visit, ((fact.question, str(fact.answer)),))
        case CustomerLookedUp():
            return replace(_with_values(visit, fact.pii_values), looked_up=fact.result)


def _with_values(visit: Visit, more: tuple[tuple[str, str], ...]) -> Visit:
    names = {name for name, _ in more}
    kept = tuple(pair for pair in visit.pii_values if pair[0] not in names)
    return replace(visit, pii_values=(*kept, *more)[-VALUES_LIMIT:])


def _left(visit: Visit, at: datetime, fact: MessageStarted | MessageTaken | CallbackAsked) -> Visit:
    match fact:
        case MessageStarted():
            return replace(visit, recording=fact.recording, messages=visit.messages + 1, since=at)
        case MessageTaken():
            taken = visit.messages_taken + 1
            return replace(visit, recording=None, messages_taken=taken, done=True, since=at)
        case CallbackAsked():
            return replace(visit, callback_asked=True, done=True, since=at)


def _outside(
    visit: Visit, at: datetime, fact: OutsideChosen | OutsideConnected | OutsideFailed
) -> Visit:
    match fact:
        case OutsideChosen():
            until = at + timedelta(seconds=fact.ring_s)
            count = visit.outside_count + 1
            return replace(visit, outside_leg=fact.leg, outside_until=until, outside_count=count)
        case OutsideConnected():
            return replace(visit, outside_leg=fact.leg, outside_until=None, outside_talked=True)
        case OutsideFailed():
            return replace(visit, outside_leg=None, outside_until=None)
