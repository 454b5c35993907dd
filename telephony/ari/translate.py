"""Events into inputs: plain functions, one event, at most one input.

Claims, snoops and what needs a question back to the server are the connection's and the
executor's; everything else is here.
"""

from telephony.ari import names
from telephony.ari.events import (
    Channel,
    ChannelDestroyed,
    ChannelDtmfReceived,
    ChannelHangupRequest,
    ChannelStateChange,
    Endpoint,
    EndpointStateChange,
    Event,
    PlaybackFinished,
    RecordingFailed,
    RecordingFinished,
    StasisEnd,
    StasisStart,
)
from vocabulary.facts import Caller
from vocabulary.ids import LegId
from vocabulary.inputs import (
    CallerArrived,
    DigitPressed,
    FeatureDialled,
    Input,
    LegAnswered,
    LegEnded,
    LegRang,
    MessageEnded,
    PhoneReported,
    PromptEnded,
)
from vocabulary.states import EndCause, PhoneState

CALLER_TEXT_LIMIT = 256
"""Longest caller number or name that is kept, in characters."""

KEYS = frozenset("0123456789*#")

_CAUSES = {
    1: EndCause.UNREACHABLE,  # no such number
    3: EndCause.UNREACHABLE,  # no route
    16: EndCause.HANG_UP,
    17: EndCause.BUSY,
    18: EndCause.NO_ANSWER,
    19: EndCause.NO_ANSWER,
    20: EndCause.UNREACHABLE,  # subscriber absent
    21: EndCause.DECLINED,
    22: EndCause.UNREACHABLE,
    26: EndCause.HANG_UP,
    27: EndCause.UNREACHABLE,
    28: EndCause.UNREACHABLE,  # the number has a wrong form
}


def translate(event: Event) -> Input | None:
    """What an event tells the core; None when it tells nothing."""
    match event:
        case StasisStart():
            return _started(event)
        case ChannelHangupRequest() if not names.is_rung(event.channel.id):
            # Heard before its prompt breaks off, which is not that prompt's end.
            return _left(event.channel.id, EndCause.HANG_UP)
        case StasisEnd():
            return _left(event.channel.id, EndCause.HANG_UP)
        case ChannelDestroyed():
            return _left(event.channel.id, _CAUSES.get(event.cause, EndCause.FAILED))
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
        case EndpointStateChange():
            return phone(event.endpoint)
        case _:
            return None


def caller_text(text: str) -> str:
    """Caller text as it is kept: any characters but NUL, bounded."""
    return text.replace("\x00", "")[:CALLER_TEXT_LIMIT]


def phone(endpoint: Endpoint) -> PhoneReported | None:
    """The state of an operator's phone; None for a trunk, whose name is no extension."""
    if endpoint.technology != "PJSIP" or not endpoint.resource.isdecimal():
        return None
    state = PhoneState.UNREACHABLE
    if endpoint.state == "online":
        state = PhoneState.BUSY if endpoint.channel_ids else PhoneState.FREE
    return PhoneReported(endpoint.resource, state)


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
            return FeatureDialled(leg, extension, code)
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
