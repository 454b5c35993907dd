"""What the core wants done. Imperative, executed concurrently, never awaited.

Every command may be repeated after a restart, so each is safe to carry out twice.
"""

import msgspec

from vocabulary.ids import CallId, LegId, NodeId, OperatorId, RecordingId
from vocabulary.states import EndReason


class Utterance(msgspec.Struct, frozen=True):
    """One thing to say: a prompt of the plan, by name, and values for its blanks.

    Values are plain text such as `3` or `120`; how each is spoken stands in the prompt.
    `language` is another one than that of the whole command, if it is not empty.
    """

    prompt: str
    values: tuple[tuple[str, str], ...] = ()
    language: str = ""


class _Command(msgspec.Struct, frozen=True, tag=True):
    """Base of all commands."""


class AnswerCaller(_Command, frozen=True):
    """Pick up a caller's leg. Reply: LegAnswered, AnswerFailed or LegEnded."""

    call: CallId
    leg: LegId


class PlayPrompt(_Command, frozen=True):
    """Say something on a leg, in a language, as a revision of the plan has it.

    Whatever was being said there is broken off first. Music falls silent and does not
    come back by itself. Reply: PromptEnded with the same `token`.
    """

    leg: LegId
    token: str
    say: tuple[Utterance, ...]
    language: str
    revision: int


class StopPrompt(_Command, frozen=True):
    """Break off what is being said on a leg. Reply: PromptEnded, unless it is over."""

    leg: LegId
    token: str


class RecordMessage(_Command, frozen=True):
    """Sound a tone and write what the caller says, until it presses #, falls silent for
    `silence_s`, hangs up, or `max_s` are over. Reply: MessageEnded."""

    call: CallId
    leg: LegId
    recording: RecordingId
    max_s: int
    silence_s: int


class RingOutside(_Command, frozen=True):
    """Ring an outside number as the leg `leg`, through the trunk.

    Reply: LegRang, LegAnswered or LegEnded.
    """

    call: CallId
    leg: LegId
    ring_s: int
    pii_number: str
    pii_shown: str


class LookUp(_Command, frozen=True):
    """Ask a source of customer data for what stands under a key.

    Reply: LookUpDone with the same `asked`, by which an answer that comes late is told apart.
    """

    call: CallId
    node: NodeId
    source: str
    pii_key: str
    revision: int
    asked: int = 0


class StartMusic(_Command, frozen=True):
    """Let a waiting caller hear music."""

    leg: LegId
    music: str


class RingOperator(_Command, frozen=True):
    """Ring an extension as the leg `leg`, showing who calls.

    Reply: LegRang, LegAnswered or LegEnded. `ring_s` is a safety limit for the line;
    the core withdraws earlier. `at_once`: the phone is asked to pick up by itself, since
    its operator has asked for this call or was in it already.
    """

    call: CallId
    leg: LegId
    extension: str
    ring_s: int
    pii_number: str
    pii_name: str
    at_once: bool = False


class JoinLegs(_Command, frozen=True):
    """Let caller and operator hear each other. Reply: LegsJoined or JoinFailed."""

    call: CallId
    caller_leg: LegId
    operator_leg: LegId


class HoldLeg(_Command, frozen=True):
    """Take a leg out of its call's bridge and let it hear music. `JoinLegs` or
    `GatherLegs` bring it back. No reply."""

    call: CallId
    leg: LegId
    music: str


class GatherLegs(_Command, frozen=True):
    """Let these legs, and only these, hear each other: in the call's own bridge, or `aside`
    from it in a second one. A leg that is elsewhere is moved, music on it stops.

    Reply: LegsJoined or JoinFailed with the last of `legs`.
    """

    call: CallId
    legs: tuple[LegId, ...]
    aside: bool = False


class StartRinging(_Command, frozen=True):
    """Let an operator's leg hear that somebody is being rung. Joining it ends that."""

    leg: LegId


class StopRinging(_Command, frozen=True):
    """An operator's leg hears no more that somebody is being rung."""

    leg: LegId


class MuteLeg(_Command, frozen=True):
    """What comes from a leg is heard by nobody, or is heard again. No reply."""

    leg: LegId
    muted: bool


class HangUpLeg(_Command, frozen=True):
    """End a leg. `elsewhere`: tell the phone that somebody else took the call."""

    leg: LegId
    elsewhere: bool = False
    reason: EndReason | None = None


class CloseCall(_Command, frozen=True):
    """Remove what the line still holds for a call that is over: both of its bridges."""

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


class PauseRecording(_Command, frozen=True):
    """Write nothing for a while, or go on writing. Reply: RecordingTurned or RecordingBroke."""

    recording: RecordingId
    paused: bool
    by: OperatorId


class StoreRecording(_Command, frozen=True):
    """Make the final file of the raw sides. Reply: RecordingStored or RecordingBroke."""

    recording: RecordingId
    call: CallId


LineCommand = (
    AnswerCaller
    | PlayPrompt
    | StopPrompt
    | RecordMessage
    | RingOutside
    | StartMusic
    | RingOperator
    | JoinLegs
    | HoldLeg
    | GatherLegs
    | StartRinging
    | StopRinging
    | MuteLeg
    | HangUpLeg
    | CloseCall
    | ConfirmFeature
    | StartRecording
    | StopRecording
    | PauseRecording
)
Command = LineCommand | StoreRecording | LookUp
