"""Names on Asterisk's side, derived from our ids and read back from them.

Nothing but these functions knows the forms, so a restart needs no table.
"""

from vocabulary.ids import CallId, LegId, RecordingId

_OPERATOR = "op-"
_BRIDGE = "call-"
_SNOOP = "rec-"
SIDES = ("in", "out")
"""What a snoop hears on the caller's channel: `in` the caller, `out` the operator."""


def is_operator(channel: str) -> bool:
    """Whether we originated this channel to ring a phone (`vocabulary.ids.operator_leg`)."""
    return channel.startswith(_OPERATOR)


def bridge_of(call: CallId) -> str:
    """The bridge in which a call talks."""
    return f"{_BRIDGE}{call}"


def call_of(bridge: str) -> CallId | None:
    """Inverse of `bridge_of`; None for a bridge that is not ours."""
    return CallId(bridge.removeprefix(_BRIDGE)) if bridge.startswith(_BRIDGE) else None


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


def playback_of(leg: LegId) -> str:
    """The playback of a prompt on a leg; one plays at a time."""
    return f"prompt-{leg}"


def leg_of_playback(playback: str) -> LegId | None:
    """Inverse of `playback_of`."""
    prefix = "prompt-"
    return LegId(playback.removeprefix(prefix)) if playback.startswith(prefix) else None


def tone_of(leg: LegId) -> str:
    """The playback that confirms a feature code; the leg ends with it."""
    return f"tone-{leg}"


def leg_of_tone(playback: str) -> LegId | None:
    """Inverse of `tone_of`."""
    prefix = "tone-"
    return LegId(playback.removeprefix(prefix)) if playback.startswith(prefix) else None
