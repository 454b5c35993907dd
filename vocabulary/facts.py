"""What happened. Past tense, immutable, journaled.

Everything that shows or counts is a fold over facts, so each carries all that a
fold needs. Field names and tags are the journal's format: add, never rename.
`at` is not repeated in a fact: the `Step` that holds it has the time.
"""

from datetime import datetime

import msgspec

from vocabulary.decisions import DecisionTrace, Excluded, Forecast
from vocabulary.ids import CallId, LegId, NodeId, OfferId, OperatorId, QueueId, RecordingId
from vocabulary.states import (
    Availability,
    CallerKind,
    EndReason,
    InputFault,
    LookUpResult,
    OfferResult,
    Outcome,
    PhoneState,
    QueueExit,
    TransferKind,
)


class _Fact(msgspec.Struct, frozen=True, tag=True, omit_defaults=True):
    """Base of all facts; the tag is the class name."""


class Caller(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who rings, as the line says it: any text at all, or nothing."""

    pii_number: str = ""
    pii_name: str = ""


class CallArrived(_Fact, frozen=True):
    """A caller is ours to serve, to its end under this revision of the plan."""

    call: CallId
    leg: LegId
    dialled: str
    caller: Caller
    revision: int = 0


class CallAnswered(_Fact, frozen=True):
    """We picked up: the caller hears us."""

    call: CallId


class GreetingStarted(_Fact, frozen=True):
    """The caller hears the greeting. Only read: stated by versions before menus."""

    call: CallId
    prompt: str


class NodeEntered(_Fact, frozen=True):
    """The caller came to a node of the flow.

    `kind` is the node's, `by` what led here: `start`, `next`, `otherwise`, `key 2`,
    `person`, a word of the node's own such as `closed`, `left support` or `talked`.
    """

    call: CallId
    node: NodeId
    kind: str
    by: str


class IncidentHeard(_Fact, frozen=True):
    """The caller hears what somebody lets all callers hear first."""

    call: CallId
    prompt: str


class InputFailed(_Fact, frozen=True):
    """What the caller pressed is of no use, for the `tries`-th time at this node."""

    call: CallId
    node: NodeId
    fault: InputFault
    tries: int


class KeyChosen(_Fact, frozen=True):
    """The caller chose a key of a menu, or of the queue in which it waits."""

    call: CallId
    node: NodeId
    key: str


class DigitsCollected(_Fact, frozen=True):
    """The caller typed digits; they are kept under `name`. Sensitive ones are not told."""

    call: CallId
    node: NodeId
    name: str
    length: int
    pii_digits: str = ""
    sensitive: bool = False


class LanguageChosen(_Fact, frozen=True):
    """The caller hears this language from now on, and is given operators who speak it."""

    call: CallId
    language: str


class CallerRecognised(_Fact, frozen=True):
    """Whom the plan takes the caller for."""

    call: CallId
    kind: CallerKind


class CustomerLookedUp(_Fact, frozen=True):
    """Customer data was asked for; `values` are what was found, by name."""

    call: CallId
    node: NodeId
    source: str
    result: LookUpResult
    pii_values: tuple[tuple[str, str], ...] = ()


class CriteriaSet(_Fact, frozen=True):
    """From now on the call asks for this, beyond the number's and the caller's own."""

    call: CallId
    node: NodeId
    priority: int = 0
    needs: tuple[tuple[str, int], ...] = ()
    preferred: OperatorId | None = None


class SurveyAnswered(_Fact, frozen=True):
    """The caller answered a question with a number."""

    call: CallId
    node: NodeId
    question: str
    answer: int


class MessageStarted(_Fact, frozen=True):
    """The caller speaks its message."""

    call: CallId
    node: NodeId
    recording: RecordingId


class MessageTaken(_Fact, frozen=True):
    """Nothing more of the message is written; it waits to be stored."""

    call: CallId
    recording: RecordingId


class CallbackAsked(_Fact, frozen=True):
    """The caller asked to be called back at this number; we owe it a contact."""

    call: CallId
    node: NodeId
    pii_number: str
    queue: QueueId | None = None


class QueueChosen(_Fact, frozen=True):
    """The flow leads the caller to a queue."""

    call: CallId
    queue: QueueId
    by: str


class OutsideChosen(_Fact, frozen=True):
    """The flow leads the caller to an outside number of the plan."""

    call: CallId
    node: NodeId
    pii_number: str
    ring_s: float
    leg: LegId


class OutsideConnected(_Fact, frozen=True):
    """Caller and outside number hear each other."""

    call: CallId
    leg: LegId


class OutsideFailed(_Fact, frozen=True):
    """The outside number did not take the call; the flow goes on behind it."""

    call: CallId
    node: NodeId
    result: OfferResult


class FlowEnded(_Fact, frozen=True):
    """The flow has nothing more for the caller, who is let go."""

    call: CallId
    outcome: Outcome
    reason: EndReason


class CallQueued(_Fact, frozen=True):
    """The caller waits. `place_since` is kept on every later offer.

    `credit_s` is waiting that the caller is given on top; `needs` are least levels of
    skills beyond those of the queue; `preferred` is the operator whom the caller knows.
    A call that overflows is queued again, elsewhere, at its old place. `revision` is the
    call's own revision of the plan: the queue is served as that one says.
    """

    call: CallId
    queue: QueueId
    place_since: datetime
    priority: int = 0
    credit_s: float = 0.0
    language: str = ""
    needs: tuple[tuple[str, int], ...] = ()
    preferred: OperatorId | None = None
    revision: int = 0


class CallRequeued(_Fact, frozen=True):
    """An accepted offer could not be joined; the caller waits on at its old place."""

    call: CallId


class QueueLeft(_Fact, frozen=True):
    """The caller left the queue, unserved and still there, to the node or queue `to`.

    `key` is what it pressed, if it left by a key.
    """

    call: CallId
    queue: QueueId
    why: QueueExit
    to: str
    key: str = ""


class Announced(_Fact, frozen=True):
    """What a waiting caller was told: prompts by name; its place and a range of minutes."""

    call: CallId
    queue: QueueId
    prompts: tuple[str, ...]
    place: int | None = None
    from_min: int | None = None
    to_min: int | None = None


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


class TalkEnded(_Fact, frozen=True):
    """The operator is gone; the caller stays for what the plan says follows a talk."""

    call: CallId
    operator: OperatorId
    reason: EndReason


class CallPlaced(_Fact, frozen=True):
    """An operator calls out: its phone `operator_leg` rings first, then the number as `leg`.

    The first fact of the call, instead of `CallArrived`. `caller` is whom we call, `dialled`
    the number of ours that it is shown. `ring_s` is how long the number may ring.
    """

    call: CallId
    operator: OperatorId
    operator_leg: LegId
    extension: str
    leg: LegId
    dialled: str
    caller: Caller
    ring_s: float
    queue: QueueId | None = None
    revision: int = 0


class OperatorPickedUp(_Fact, frozen=True):
    """The operator who calls out picked up its own phone; now the number rings."""

    call: CallId
    operator: OperatorId


class CallHeld(_Fact, frozen=True):
    """The caller hears music and not the operator. `by_phone`: the phone did it by itself."""

    call: CallId
    operator: OperatorId
    by_phone: bool = False


class CallResumed(_Fact, frozen=True):
    """Caller and operator hear each other again."""

    call: CallId
    operator: OperatorId
    by_phone: bool = False


class MuteChanged(_Fact, frozen=True):
    """What the operator says is heard by nobody, or is heard again."""

    call: CallId
    operator: OperatorId
    muted: bool


class ConsultStarted(_Fact, frozen=True):
    """A third party is rung for the operator, while the caller is on hold.

    It is the colleague `to` at `extension`, or an outside number.
    """

    call: CallId
    operator: OperatorId
    leg: LegId
    until: datetime
    to: OperatorId | None = None
    extension: str = ""
    pii_number: str = ""


class ConsultAnswered(_Fact, frozen=True):
    """The third party picked up: it talks with the operator, or is about to get the caller."""

    call: CallId
    leg: LegId
    to: OperatorId | None = None


class ConsultEnded(_Fact, frozen=True):
    """The third party is gone, or was given up, and did not take the call."""

    call: CallId
    leg: LegId
    result: OfferResult
    to: OperatorId | None = None


class ConferenceStarted(_Fact, frozen=True):
    """Caller, operator and third party hear each other."""

    call: CallId
    operator: OperatorId
    leg: LegId
    to: OperatorId | None = None


class CallTransferred(_Fact, frozen=True):
    """The operator is out of the call: it is for a colleague, an outside number or a queue.

    Where `leg` is given, that party has it or is being rung for it, at most until `until`.
    A queue is joined by the next fact.
    """

    call: CallId
    operator: OperatorId
    kind: TransferKind
    to: OperatorId | None = None
    pii_number: str = ""
    queue: QueueId | None = None
    leg: LegId | None = None
    extension: str = ""
    until: datetime | None = None


class CallReturned(_Fact, frozen=True):
    """Whoever was to have the call does not take it, or lost it; the caller is still there.

    A queue is joined by the next fact. `operator` is whoever lost it.
    """

    call: CallId
    result: OfferResult
    operator: OperatorId | None = None


class OperatorLost(_Fact, frozen=True):
    """The operator's phone is gone from under the call; it may come back until `until`."""

    call: CallId
    operator: OperatorId
    until: datetime


class OperatorRung(_Fact, frozen=True):
    """The phone of an operator who was lost is back and is rung for the same call."""

    call: CallId
    operator: OperatorId
    leg: LegId


class DispositionChosen(_Fact, frozen=True):
    """What the call was about and came to, from the queue's list: codes from the top down."""

    call: CallId
    operator: OperatorId
    codes: tuple[str, ...]
    by: OperatorId


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


class RecordingPaused(_Fact, frozen=True):
    """Nothing is written until the recording is resumed: something secret is being said."""

    recording: RecordingId
    call: CallId
    by: OperatorId


class RecordingResumed(_Fact, frozen=True):
    """Both sides are written again."""

    recording: RecordingId
    call: CallId
    by: OperatorId


class PlanPublished(_Fact, frozen=True):
    """A revision of the plan is in force: callers who arrive from now on follow it.

    `changes` says in short sentences what differs from the revision before; `rollback_of`
    is the older revision whose text this one repeats.
    """

    revision: int
    by: str
    note: str = ""
    changes: tuple[str, ...] = ()
    rollback_of: int | None = None


class HoursSwitched(_Fact, frozen=True):
    """Somebody closed a calendar by hand, until a moment or until it is opened again."""

    calendar: str
    closed: bool
    by: str
    until: datetime | None = None


class IncidentSwitched(_Fact, frozen=True):
    """Callers hear this prompt first of all from now on; an empty name: no longer.

    `queues`: only who waits in one of them hears it; empty: everybody, on arrival.
    """

    prompt: str
    by: str
    queues: tuple[QueueId, ...] = ()


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
    | NodeEntered
    | IncidentHeard
    | InputFailed
    | KeyChosen
    | DigitsCollected
    | LanguageChosen
    | CallerRecognised
    | CustomerLookedUp
    | CriteriaSet
    | SurveyAnswered
    | MessageStarted
    | MessageTaken
    | CallbackAsked
    | QueueChosen
    | OutsideChosen
    | OutsideConnected
    | OutsideFailed
    | FlowEnded
    | CallQueued
    | QueueLeft
    | Announced
    | CallRequeued
    | WaitExplained
    | WaitPromised
    | OfferMade
    | OfferRang
    | OfferEnded
    | CallConnected
    | TalkEnded
    | CallPlaced
    | OperatorPickedUp
    | CallHeld
    | CallResumed
    | MuteChanged
    | ConsultStarted
    | ConsultAnswered
    | ConsultEnded
    | ConferenceStarted
    | CallTransferred
    | CallReturned
    | OperatorLost
    | OperatorRung
    | DispositionChosen
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
RecordingFact = (
    RecordingStarted
    | RecordingStopped
    | RecordingKept
    | RecordingFailed
    | RecordingPaused
    | RecordingResumed
)
ServiceFact = LinesLost | LinesSeen | ServiceStarted | ServiceStopped
PlanFact = PlanPublished | HoursSwitched | IncidentSwitched
Fact = CallFact | OperatorFact | RecordingFact | ServiceFact | PlanFact


class Step(msgspec.Struct, frozen=True):
    """All facts of one decision: written, replayed and published as one.

    `seq` counts steps from 1 without gaps. One step is one line of the journal, so a
    torn write loses a whole decision and never half of one.
    """

    seq: int
    at: datetime
    facts: tuple[Fact, ...]
