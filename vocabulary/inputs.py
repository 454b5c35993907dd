"""What the core is told: events of the line, clicks, replies and the tick of time.

An input may come late, twice or never; the core takes each as a report, not as an
order. Results of commands come back only as inputs.
"""

from datetime import datetime

import msgspec

from vocabulary.facts import Caller
from vocabulary.ids import CallId, LegId, NodeId, OperatorId, QueueId, RecordingId
from vocabulary.states import (
    Availability,
    EndCause,
    EndReason,
    LookUpResult,
    Outcome,
    PhoneState,
)


class _Input(msgspec.Struct, frozen=True, tag=True):
    """Base of all inputs."""


class Tick(_Input, frozen=True):
    """Time passed. Sent when the earliest deadline is due."""


class CallerArrived(_Input, frozen=True):
    """A caller's leg was claimed; `dialled` is the number that was called."""

    leg: LegId
    dialled: str
    caller: Caller


class LegAnswered(_Input, frozen=True):
    """A leg is up: we answered the caller, or the operator's phone picked up."""

    leg: LegId


class LegRang(_Input, frozen=True):
    """An operator's phone rings."""

    leg: LegId


class LegEnded(_Input, frozen=True):
    """A leg is gone for good, or never came to be."""

    leg: LegId
    cause: EndCause


class PromptEnded(_Input, frozen=True):
    """What was said on a leg is over, broken off, or could not be said.

    `token` is that of its PlayPrompt: an end that comes late is told apart by it.
    """

    leg: LegId
    token: str


class DigitPressed(_Input, frozen=True):
    """A caller pressed a key: 0 to 9, * or #."""

    leg: LegId
    digit: str


class MessageEnded(_Input, frozen=True):
    """Nothing more of a message is written; there may be nothing at all."""

    recording: RecordingId


class LookUpDone(_Input, frozen=True):
    """What a source of customer data answered to the question `asked`."""

    call: CallId
    node: NodeId
    result: LookUpResult
    pii_values: tuple[tuple[str, str], ...] = ()
    asked: int = 0


class LegsJoined(_Input, frozen=True):
    """The two legs of a call hear each other."""

    call: CallId
    leg: LegId


class JoinFailed(_Input, frozen=True):
    """The legs could not be joined."""

    call: CallId
    leg: LegId
    why: str


class AnswerFailed(_Input, frozen=True):
    """The line refused to answer a caller who is still there."""

    leg: LegId
    why: str


class FeatureDialled(_Input, frozen=True):
    """An operator dialled a feature code such as `*1` from its phone."""

    leg: LegId
    extension: str
    code: str


class PhoneReported(_Input, frozen=True):
    """Asterisk says how an extension's phone is."""

    extension: str
    phone: PhoneState


class LegSeen(msgspec.Struct, frozen=True):
    """One living leg in a survey. `joined` names the call whose bridge it is in."""

    leg: LegId
    answered: bool
    joined: CallId | None = None


class LinesSurveyed(_Input, frozen=True):
    """What lives on Asterisk now, after every (re)connection.

    `restarted`: Asterisk is not the one we knew, every leg of before is gone.
    `recordings`: conversations that are being written at this moment. `arrivals`: every
    caller's leg once more as it arrived, for the one whose arrival was never heard.
    """

    legs: tuple[LegSeen, ...]
    recordings: tuple[RecordingId, ...] = ()
    restarted: bool = False
    arrivals: tuple[CallerArrived, ...] = ()


class LinesDropped(_Input, frozen=True):
    """The connection to Asterisk was lost."""

    why: str


class AvailabilityAsked(_Input, frozen=True):
    """Somebody wants an operator ready, on break or signed out."""

    operator: OperatorId
    availability: Availability
    reason: str
    by: str


class WrapUpDone(_Input, frozen=True):
    """The operator ends its wrap-up early."""

    operator: OperatorId


class PlanGiven(_Input, frozen=True):
    """A revision of the plan is to be in force. Its parts are known to all who need them
    before this is said."""

    revision: int
    by: str
    note: str = ""
    changes: tuple[str, ...] = ()
    rollback_of: int | None = None


class HoursSwitchAsked(_Input, frozen=True):
    """Somebody closes a calendar now, or opens it again."""

    calendar: str
    closed: bool
    by: str
    until: datetime | None = None


class IncidentSwitchAsked(_Input, frozen=True):
    """Somebody lets callers hear a message about an incident; an empty name ends it."""

    prompt: str
    by: str
    queues: tuple[QueueId, ...] = ()


class HangUpAsked(_Input, frozen=True):
    """Somebody pressed hang up for a call."""

    call: CallId
    by: str


class OperatorEntry(msgspec.Struct, frozen=True):
    """One operator as the people's list has it."""

    operator: OperatorId
    name: str
    extension: str
    queues: tuple[QueueId, ...]


class OperatorsListed(_Input, frozen=True):
    """The whole list of active operators; the core works out what changed."""

    operators: tuple[OperatorEntry, ...]


class RecordingBegan(_Input, frozen=True):
    """Both sides are being written."""

    recording: RecordingId


class RecordingFinished(_Input, frozen=True):
    """The line stopped writing, whoever asked for it."""

    recording: RecordingId


class RecordingBroke(_Input, frozen=True):
    """The line could not write, or the sides could not be stored."""

    recording: RecordingId
    why: str


class RecordingStored(_Input, frozen=True):
    """The final file stands. `path` is relative to the recordings' folder."""

    recording: RecordingId
    path: str
    duration_s: float
    size_bytes: int
    channels: int


class DiskReported(_Input, frozen=True):
    """Share of the recordings' disk that is free, 0 to 1."""

    free_share: float


class FallbackReported(_Input, frozen=True):
    """One finished row of the dialplan's own ledger. `source` makes it unique."""

    source: str
    dialled: str
    caller: Caller
    arrived_at: datetime
    ended_at: datetime
    outcome: Outcome
    reason: EndReason
    answered_at: datetime | None = None
    extension: str | None = None
    recording: RecordingId | None = None


class Starting(_Input, frozen=True):
    """The service begins its work."""

    version: str


class Stopping(_Input, frozen=True):
    """The service is about to leave."""

    why: str


Input = (
    Tick
    | CallerArrived
    | LegAnswered
    | LegRang
    | LegEnded
    | PromptEnded
    | DigitPressed
    | MessageEnded
    | LookUpDone
    | LegsJoined
    | JoinFailed
    | AnswerFailed
    | FeatureDialled
    | PhoneReported
    | LinesSurveyed
    | LinesDropped
    | AvailabilityAsked
    | WrapUpDone
    | PlanGiven
    | HoursSwitchAsked
    | IncidentSwitchAsked
    | HangUpAsked
    | OperatorsListed
    | RecordingBegan
    | RecordingFinished
    | RecordingBroke
    | RecordingStored
    | DiskReported
    | FallbackReported
    | Starting
    | Stopping
)
