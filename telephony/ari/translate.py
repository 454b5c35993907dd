"""Events into inputs: plain functions, one event, at most one input.

Claims, snoops, phones and what needs a question back to the server are the connection's
and the executor's; everything else is here.
"""

from telephony.ari import names
from telephony.ari.ends import cause_of
from telephony.ari.events import (
    Channel,
    ChannelDestroyed,
    ChannelDtmfReceived,
    ChannelHangupRequest,
    ChannelHold,
    ChannelStateChange,
    ChannelUnhold,
    Event,
    PlaybackFinished,
    RecordingFailed,
    RecordingFinished,
    StasisEnd,
    StasisStart,
)
from vocabulary.facts import Caller
from vocabulary.ids import LegId, extension_of_phone
from vocabulary.inputs import (
    CallerArrived,
    DigitPressed,
    FeatureDialled,
    Input,
    LegAnswered,
    LegEnded,
    LegRang,
    MessageEnded,
    PhoneHeld,
    PromptEnded,
)
from vocabulary.states import EndCause

CALLER_TEXT_LIMIT = 256
"""Longest caller number or name that is kept, in characters."""

KEYS = frozenset("0123456789*#")


def translate(event: Event) -> Input | None:
    """What an event tells the core; None when it tells nothing."""
    match event:
        case StasisStart():
            return _started(event)
        case ChannelHangupRequest() | StasisEnd() if not names.is_rung(event.channel.id):
            # The first is heard before its prompt breaks off, which is not that prompt's end.
            return _left(event.channel.id, EndCause.HANG_UP)
        case ChannelDestroyed():
            return _left(event.channel.id, cause_of(event.cause, event.channel.state))
        case ChannelHold() | ChannelUnhold() if names.is_phone(event.channel.id):
            return PhoneHeld(LegId(event.channel.id), isinstance(event, ChannelHold))
        case ChannelStateChange():
            return _changed(event)
        case ChannelDtmfReceived():
            return _pressed(event)
        case PlaybackFinished():
            said = names.prompt_in(event.playback.id)
            return PromptEnded(*said) if said is not None else None
        case RecordingFinished() | RecordingFailed():
            message = names.message_in(event.recording.name)
            return MessageEnded(message) if message is not None else None
        case _:
            return None


def caller_text(text: str) -> str:
    """Caller text as it is kept: any characters but NUL, bounded."""
    return text.replace("\x00", "")[:CALLER_TEXT_LIMIT]


def _started(event: StasisStart) -> Input | None:
    channel = event.channel
    leg = LegId(channel.id)
    if names.is_rung(channel.id):
        return LegAnswered(leg)
    match event.args:
        case ["caller", dialled]:
            caller = Caller(caller_text(channel.caller.number), caller_text(channel.caller.name))
            return CallerArrived(leg, dialled, caller)
        case ["feature", extension, code]:
            return FeatureDialled(leg, extension_of_phone(extension) or extension, code)
        case _:
            return None


def _left(channel: str, cause: EndCause) -> Input | None:
    if names.recording_of(channel) is not None:
        return None
    return LegEnded(LegId(channel), cause)


def _changed(event: ChannelStateChange) -> Input | None:
    channel = event.channel
    if channel.state == "Ringing" and names.is_rung(channel.id):
        return LegRang(LegId(channel.id))
    return None


def _pressed(event: ChannelDtmfReceived) -> Input | None:
    if event.digit not in KEYS or not _is_caller(event.channel):
        return None
    return DigitPressed(LegId(event.channel.id), event.digit)


def _is_caller(channel: Channel) -> bool:
    """Neither rung by us, nor one that listens, nor a phone that dialled a feature code."""
    if names.is_rung(channel.id) or names.recording_of(channel.id) is not None:
        return False
    return not channel.dialplan.exten.startswith("*")
