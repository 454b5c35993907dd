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
    ConsultMove,
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
    """The legs of a call hear each other, in its own bridge or `aside` from it."""

    call: CallId
    leg: LegId
    aside: bool = False


class JoinFailed(_Input, frozen=True):
    """The legs could not be joined."""

    call: CallId
    leg: LegId
    why: str
    aside: bool = False


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
    """One living leg in a survey.

    `joined` names the call whose bridge it is in, `aside` the one in whose second bridge it
    is: where an operator talks with a third party.
    """

    leg: LegId
    answered: bool
    joined: CallId | None = None
    aside: CallId | None = None


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


class DialAsked(_Input, frozen=True):
    """An operator wants to call a number out, for a queue if it names one."""

    operator: OperatorId
    pii_number: str
    by: str
    queue: QueueId | None = None


class HoldAsked(_Input, frozen=True):
    """Somebody puts the caller on hold, or takes it off."""

    call: CallId
    held: bool
    by: str


class PhoneHeld(_Input, frozen=True):
    """A phone put its call on hold by itself, or took it off; Asterisk plays the music."""

    leg: LegId
    held: bool


class PhoneReferred(_Input, frozen=True):
    """A phone asked by itself (SIP REFER) that its call go to `pii_target`, blindly."""

    leg: LegId
    pii_target: str


class MuteAsked(_Input, frozen=True):
    """Somebody wants the operator not to be heard, or to be heard again."""

    call: CallId
    muted: bool
    by: str


class TransferAsked(_Input, frozen=True):
    """Somebody gives the call to a colleague, a queue or an outside number.

    `consult`: ring the colleague or number first, while the caller is on hold. Exactly one
    of `to`, `queue` and `pii_number` is given.
    """

    call: CallId
    by: str
    consult: bool = False
    to: OperatorId | None = None
    queue: QueueId | None = None
    pii_number: str = ""


class ConsultMoveAsked(_Input, frozen=True):
    """Somebody goes on from a talk with a third party."""

    call: CallId
    move: ConsultMove
    by: str


class DeclineAsked(_Input, frozen=True):
    """An operator refuses the call that its phone rings for."""

    operator: OperatorId
    by: str


class PhoneLeft(_Input, frozen=True):
    """The page with an operator's phone in it was closed or is being loaded again."""

    extension: str


class TakeBackAsked(_Input, frozen=True):
    """An operator's phone is there again and has no call, though the operator is in one."""

    operator: OperatorId


class DispositionAsked(_Input, frozen=True):
    """An operator says what a call came to."""

    call: CallId
    operator: OperatorId
    codes: tuple[str, ...]
    by: OperatorId


class RecordingPauseAsked(_Input, frozen=True):
    """Somebody wants nothing of the call written for a while, or written again."""

    call: CallId
    paused: bool
    by: OperatorId


class RecordingTurned(_Input, frozen=True):
    """The line paused the writing of a recording, or went on with it, as `by` asked."""

    recording: RecordingId
    paused: bool
    by: OperatorId


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
    | DialAsked
    | HoldAsked
    | PhoneHeld
    | PhoneReferred
    | MuteAsked
    | TransferAsked
    | ConsultMoveAsked
    | DeclineAsked
    | PhoneLeft
    | TakeBackAsked
    | DispositionAsked
    | RecordingPauseAsked
    | RecordingTurned
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
