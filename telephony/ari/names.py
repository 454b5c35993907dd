"""Names on Asterisk's side, derived from our ids and read back from them.

Nothing but these functions knows the forms, so a restart needs no table.
"""

from vocabulary.ids import CallId, LegId, RecordingId

_OPERATOR = "op-"
_OUTSIDE = "out-"
_PARTY = "leg-"
_BRIDGE = "call-"
_ASIDE = "aside-"
_SNOOP = "rec-"
_PROMPT = "prompt-"
_MESSAGE = "message"
SIDES = ("in", "out")
"""What a snoop hears on the caller's channel: `in` the caller, `out` the operator."""


def is_rung(channel: str) -> bool:
    """Whether we originated this channel: an operator's phone, an outside number or a third
    party (`vocabulary.ids.operator_leg`, `outside_leg`, `party_leg`)."""
    return channel.startswith((_OPERATOR, _OUTSIDE, _PARTY))


def is_phone(channel: str) -> bool:
    """Whether it may be an operator's phone that we rang: not what the flow rings outside."""
    return channel.startswith((_OPERATOR, _PARTY))


def is_offered(channel: str) -> bool:
    """Whether a queue's call was offered to this phone: before its first talk there is
    nobody else whom it could hear being rung."""
    return channel.startswith(_OPERATOR)


def bridge_of(call: CallId) -> str:
    """The bridge in which a call talks."""
    return f"{_BRIDGE}{call}"


def call_of(bridge: str) -> CallId | None:
    """Inverse of `bridge_of`; None for a bridge of another kind."""
    return CallId(bridge.removeprefix(_BRIDGE)) if bridge.startswith(_BRIDGE) else None


def aside_of(call: CallId) -> str:
    """The second bridge of a call, where the operator talks and the caller does not hear it."""
    return f"{_ASIDE}{call}"


def call_aside(bridge: str) -> CallId | None:
    """Inverse of `aside_of`; None for a bridge of another kind."""
    return CallId(bridge.removeprefix(_ASIDE)) if bridge.startswith(_ASIDE) else None


def snoop_of(recording: RecordingId, side: str) -> str:
    """The channel that listens for one side of a recording."""
    return f"{_SNOOP}{recording}-{side}"


def recording_of(snoop: str) -> RecordingId | None:
    """The recording a snoop channel listens for; None for any other channel."""
    if not snoop.startswith(_SNOOP):
        return None
    return RecordingId(snoop.removeprefix(_SNOOP).rpartition("-")[0])


def file_of(recording: RecordingId, side: str) -> str:
    """Name of a side's file and of its live recording, without ending."""
    return f"{recording}-{side}"


def file_of_snoop(snoop: str) -> str:
    """The file that a snoop channel writes."""
    return snoop.removeprefix(_SNOOP)


def recording_in(file: str) -> tuple[RecordingId, str] | None:
    """Inverse of `file_of`."""
    recording, _, side = file.rpartition("-")
    return (RecordingId(recording), side) if recording and side in SIDES else None


def message_file(recording: RecordingId) -> str:
    """Name of a caller's message: of its file and of its live recording, without ending."""
    return file_of(recording, _MESSAGE)


def message_in(file: str) -> RecordingId | None:
    """Inverse of `message_file`; None for a side of a conversation."""
    recording, _, side = file.rpartition("-")
    return RecordingId(recording) if recording and side == _MESSAGE else None


def playback_of(leg: LegId, token: str) -> str:
    """The playback of what is said on a leg. A token is short and has no `~` in it."""
    return f"{_PROMPT}{leg}~{token}"


def prompt_in(playback: str) -> tuple[LegId, str] | None:
    """Inverse of `playback_of`."""
    leg, mark, token = playback.removeprefix(_PROMPT).rpartition("~")
    return (LegId(leg), token) if mark and playback.startswith(_PROMPT) else None


def tone_of(leg: LegId) -> str:
    """The playback that confirms a feature code; the leg ends with it."""
    return f"tone-{leg}"


def leg_of_tone(playback: str) -> LegId | None:
    """Inverse of `tone_of`."""
    prefix = "tone-"
    return LegId(playback.removeprefix(prefix)) if playback.startswith(prefix) else None
