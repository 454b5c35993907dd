"""What the core wants done. Imperative, executed concurrently, never awaited.

Every command may be repeated after a restart, so each is safe to carry out twice.
"""

import msgspec

from vocabulary.ids import CallId, LegId, RecordingId
from vocabulary.states import EndReason


class _Command(msgspec.Struct, frozen=True, tag=True):
    """Base of all commands."""


class AnswerCaller(_Command, frozen=True):
    """Pick up a caller's leg. Reply: LegAnswered, AnswerFailed or LegEnded."""

    call: CallId
    leg: LegId


class PlayPrompt(_Command, frozen=True):
    """Play a sound on a leg. Reply: PromptEnded."""

    leg: LegId
    prompt: str


class StartMusic(_Command, frozen=True):
    """Let a waiting caller hear music."""

    leg: LegId
    music: str


class RingOperator(_Command, frozen=True):
    """Ring an extension as the leg `leg`, showing who calls.

    Reply: LegRang, LegAnswered or LegEnded. `ring_s` is a safety limit for the line;
    the core withdraws earlier.
    """

    call: CallId
    leg: LegId
    extension: str
    ring_s: int
    pii_number: str
    pii_name: str


class JoinLegs(_Command, frozen=True):
    """Let caller and operator hear each other. Reply: LegsJoined or JoinFailed."""

    call: CallId
    caller_leg: LegId
    operator_leg: LegId


class HangUpLeg(_Command, frozen=True):
    """End a leg. `elsewhere`: tell the phone that somebody else took the call."""

    leg: LegId
    elsewhere: bool = False
    reason: EndReason | None = None


class CloseCall(_Command, frozen=True):
    """Remove what the line still holds for a call that is over."""

    call: CallId


class ConfirmFeature(_Command, frozen=True):
    """Let the phone hear that its feature code worked or did not, then end the leg."""

    leg: LegId
    accepted: bool


class StartRecording(_Command, frozen=True):
    """Write both sides. Reply: RecordingBegan or RecordingBroke."""

    recording: RecordingId
    call: CallId
    caller_leg: LegId


class StopRecording(_Command, frozen=True):
    """Stop writing. Reply: RecordingFinished."""

    recording: RecordingId


class StoreRecording(_Command, frozen=True):
    """Make the final file of the raw sides. Reply: RecordingStored or RecordingBroke."""

    recording: RecordingId
    call: CallId


LineCommand = (
    AnswerCaller
    | PlayPrompt
    | StartMusic
    | RingOperator
    | JoinLegs
    | HangUpLeg
    | CloseCall
    | ConfirmFeature
    | StartRecording
    | StopRecording
)
Command = LineCommand | StoreRecording
