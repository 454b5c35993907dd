"""ARI's events, as far as we use them, decoded with their types.

The server is told to send nothing else, so everything that arrives is one of these. A
contract test checks each field against the server's own event models.
"""

import msgspec


class Party(msgspec.Struct, frozen=True):
    """A caller as Asterisk has it."""

    name: str = ""
    number: str = ""


class Place(msgspec.Struct, frozen=True):
    """Where in the dialplan a channel is: for a caller, the number that was dialled."""

    context: str = ""
    exten: str = ""


class Channel(msgspec.Struct, frozen=True):
    """A channel at the moment of an event."""

    id: str
    name: str
    state: str
    caller: Party = Party()
    dialplan: Place = Place()


class _Event(msgspec.Struct, frozen=True, tag_field="type", tag=True):
    """Base of all events."""


class CallBroadcast(_Event, frozen=True):
    """A caller waits to be claimed."""

    channel: Channel
    timestamp: str


class StasisStart(_Event, frozen=True):
    """A channel is in our hands."""

    channel: Channel
    timestamp: str
    args: list[str] = []


class ChannelHangupRequest(_Event, frozen=True):
    """A party hung up: what it heard breaks off now, and its end follows."""

    channel: Channel


class StasisEnd(_Event, frozen=True):
    """A channel left our hands."""

    channel: Channel


class ChannelDestroyed(_Event, frozen=True):
    """A channel is no more; `cause` is a Q.850 number."""

    channel: Channel
    cause: int = 0


class ChannelStateChange(_Event, frozen=True):
    """A channel rings or is up."""

    channel: Channel


class ChannelDtmfReceived(_Event, frozen=True):
    """A party let go of a key. Told again at once, with the same time, where a channel is
    subscribed to in two ways."""

    channel: Channel
    digit: str
    timestamp: str


class ChannelHold(_Event, frozen=True):
    """A phone put its call on hold: the others in the bridge hear music of Asterisk's own."""

    channel: Channel
    timestamp: str


class ChannelUnhold(_Event, frozen=True):
    """A phone took its call off hold."""

    channel: Channel
    timestamp: str


class Playback(msgspec.Struct, frozen=True):
    """A list of sounds that plays; `media_uri` is the one that played last."""

    id: str
    media_uri: str = ""
    state: str = ""


class PlaybackFinished(_Event, frozen=True):
    """A sound was played, or could not be."""

    playback: Playback


class LiveRecording(msgspec.Struct, frozen=True):
    """A file that is being written."""

    name: str
    cause: str = ""


class RecordingFinished(_Event, frozen=True):
    """A file is complete."""

    recording: LiveRecording


class RecordingFailed(_Event, frozen=True):
    """A file could not be written."""

    recording: LiveRecording


class Endpoint(msgspec.Struct, frozen=True):
    """A phone or a trunk. `channel_ids` are the calls that ring or talk there."""

    technology: str
    resource: str
    state: str = "unknown"
    channel_ids: list[str] = []


class EndpointStateChange(_Event, frozen=True):
    """A phone came, went, rings or talks."""

    endpoint: Endpoint


class ApplicationReplaced(_Event, frozen=True):
    """Another controller took our name: this one is deaf from now on."""

    application: str = ""


class RESTResponse(_Event, frozen=True):
    """The answer to a request that was sent over the websocket (`telephony.ari.swift`)."""

    request_id: str
    status_code: int
    message_body: str = ""


Event = (
    CallBroadcast
    | StasisStart
    | ChannelHangupRequest
    | StasisEnd
    | ChannelDestroyed
    | ChannelStateChange
    | ChannelDtmfReceived
    | ChannelHold
    | ChannelUnhold
    | PlaybackFinished
    | RecordingFinished
    | RecordingFailed
    | EndpointStateChange
    | ApplicationReplaced
    | RESTResponse
)
KINDS: tuple[type[_Event], ...] = (
    CallBroadcast,
    StasisStart,
    ChannelHangupRequest,
    StasisEnd,
    ChannelDestroyed,
    ChannelStateChange,
    ChannelDtmfReceived,
    ChannelHold,
    ChannelUnhold,
    PlaybackFinished,
    RecordingFinished,
    RecordingFailed,
    EndpointStateChange,
    ApplicationReplaced,
    RESTResponse,
)
FILTER = {"allowed": [{"type": kind.__name__} for kind in KINDS]}

_decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def decode_event(data: bytes | str) -> Event | None:
    """One event, or None for a kind that we do not use and for what is no event at all."""
    try:
        return _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
