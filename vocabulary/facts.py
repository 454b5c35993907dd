"""What happened. Past tense, immutable, journaled.

Everything that shows or counts is a fold over facts, so each carries all that a
fold needs. Field names and tags are the journal's format: add, never rename.
`at` is not repeated in a fact: the `Step` that holds it has the time.
"""

from datetime import datetime

import msgspec

from vocabulary.decisions import DecisionTrace, Excluded, Forecast
from vocabulary.ids import CallId, LegId, OfferId, OperatorId, QueueId, RecordingId
from vocabulary.states import Availability, EndReason, OfferResult, Outcome, PhoneState


class _Fact(msgspec.Struct, frozen=True, tag=True, omit_defaults=True):
    """Base of all facts; the tag is the class name."""


class Caller(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who rings, as the line says it: any text at all, or nothing."""

    pii_number: str = ""
    pii_name: str = ""


class CallArrived(_Fact, frozen=True):
    """A caller is ours to serve."""

    call: CallId
    leg: LegId
    dialled: str
    caller: Caller


class CallAnswered(_Fact, frozen=True):
    """We picked up: the caller hears us."""

    call: CallId


class GreetingStarted(_Fact, frozen=True):
    """The caller hears the greeting."""

    call: CallId
    prompt: str


class CallQueued(_Fact, frozen=True):
    """The caller waits. `place_since` is kept on every later offer.

    `credit_s` is waiting that the caller is given on top; `needs` are least levels of
    skills beyond those of the queue; `preferred` is the operator whom the caller knows.
    A call that overflows is queued again, elsewhere, at its old place.
    """

    call: CallId
    queue: QueueId
    place_since: datetime
    priority: int = 0
    credit_s: float = 0.0
    language: str = ""
    needs: tuple[tuple[str, int], ...] = ()
    preferred: OperatorId | None = None


class CallRequeued(_Fact, frozen=True):
    """An accepted offer could not be joined; the caller waits on at its old place."""

    call: CallId


class WaitExplained(_Fact, frozen=True):
    """Why the caller still waits at this moment, and for how long it will.

    Stated when the call is queued, at each step of widening and from time to time.
    `place` counts from 1 within the queue; `ahead` are calls that would be taken first by
    an operator who serves this call.
    """

    call: CallId
    queue: QueueId
    waited_s: float
    step: int
    place: int
    ahead: int
    excluded: tuple[Excluded, ...] = ()
    more_excluded: int = 0
    forecast: Forecast = Forecast()


class WaitPromised(_Fact, frozen=True):
    """The caller is told this wait, or would be: it will be held against the outcome."""

    call: CallId
    queue: QueueId
    forecast: Forecast


class OfferMade(_Fact, frozen=True):
    """The router chose: this operator's phone is to ring for this call."""

    offer: OfferId
    call: CallId
    operator: OperatorId
    leg: LegId
    extension: str
    expires_at: datetime
    why: tuple[str, ...] = ()
    trace: DecisionTrace | None = None


class OfferRang(_Fact, frozen=True):
    """The operator's phone said that it rings."""

    offer: OfferId
    call: CallId
    operator: OperatorId


class OfferEnded(_Fact, frozen=True):
    """The offer is over, one way or another."""

    offer: OfferId
    call: CallId
    operator: OperatorId
    result: OfferResult


class CallConnected(_Fact, frozen=True):
    """Caller and operator hear each other."""

    call: CallId
    operator: OperatorId
    leg: LegId


class CallEnded(_Fact, frozen=True):
    """The visit is over. Exactly one for each `CallArrived`."""

    call: CallId
    outcome: Outcome
    reason: EndReason
    operator: OperatorId | None = None


class FallbackCallImported(_Fact, frozen=True):
    """A caller whom the dialplan served while the service could not.

    The whole visit in one fact, read from the dialplan's own ledger.
    """

    call: CallId
    source: str
    dialled: str
    caller: Caller
    arrived_at: datetime
    ended_at: datetime
    outcome: Outcome
    reason: EndReason
    answered_at: datetime | None = None
    operator: OperatorId | None = None
    recording: RecordingId | None = None


class OperatorListed(_Fact, frozen=True):
    """An operator exists, or changed its name, extension or queues."""

    operator: OperatorId
    name: str
    extension: str
    queues: tuple[QueueId, ...]


class OperatorUnlisted(_Fact, frozen=True):
    """The operator is disabled or gone."""

    operator: OperatorId


class AvailabilityChanged(_Fact, frozen=True):
    """An operator is ready, on break or signed out, by whose hand and why."""

    operator: OperatorId
    availability: Availability
    reason: str = ""
    by: str = ""


class PhoneChanged(_Fact, frozen=True):
    """An operator's phone came, went or became busy."""

    operator: OperatorId
    phone: PhoneState


class WrapUpStarted(_Fact, frozen=True):
    """The operator finishes the work of a call."""

    operator: OperatorId
    call: CallId
    until: datetime


class WrapUpEnded(_Fact, frozen=True):
    """The operator is idle again."""

    operator: OperatorId
    call: CallId
    early: bool = False


class RestEnded(_Fact, frozen=True):
    """The pause after a refused offer is over; the operator may be rung again."""

    operator: OperatorId


class RecordingStarted(_Fact, frozen=True):
    """Both sides of the conversation are being written."""

    recording: RecordingId
    call: CallId
    operator: OperatorId


class RecordingStopped(_Fact, frozen=True):
    """Nothing more is written; the raw sides wait to be stored."""

    recording: RecordingId
    call: CallId


class RecordingKept(_Fact, frozen=True):
    """The recording stands in its final file."""

    recording: RecordingId
    call: CallId
    path: str
    duration_s: float
    size_bytes: int
    channels: int = 2


class RecordingFailed(_Fact, frozen=True):
    """There is no recording, or only a part, and why."""

    recording: RecordingId
    call: CallId
    why: str


class LinesLost(_Fact, frozen=True):
    """The connection to Asterisk is down; calls go on without us."""

    why: str


class LinesSeen(_Fact, frozen=True):
    """Connected to Asterisk and reconciled with what lives there."""

    legs: int
    restarted: bool = False


class ServiceStarted(_Fact, frozen=True):
    """The service took over, from an empty or an existing journal."""

    version: str


class ServiceStopped(_Fact, frozen=True):
    """The service left on purpose."""

    why: str


CallFact = (
    CallArrived
    | CallAnswered
    | GreetingStarted
    | CallQueued
    | CallRequeued
    | WaitExplained
    | WaitPromised
    | OfferMade
    | OfferRang
    | OfferEnded
    | CallConnected
    | CallEnded
    | FallbackCallImported
)
OperatorFact = (
    OperatorListed
    | OperatorUnlisted
    | AvailabilityChanged
    | PhoneChanged
    | WrapUpStarted
    | WrapUpEnded
    | RestEnded
)
RecordingFact = RecordingStarted | RecordingStopped | RecordingKept | RecordingFailed
ServiceFact = LinesLost | LinesSeen | ServiceStarted | ServiceStopped
Fact = CallFact | OperatorFact | RecordingFact | ServiceFact


class Step(msgspec.Struct, frozen=True):
    """All facts of one decision: written, replayed and published as one.

    `seq` counts steps from 1 without gaps. One step is one line of the journal, so a
    torn write loses a whole decision and never half of one.
    """

    seq: int
    at: datetime
    facts: tuple[Fact, ...]
