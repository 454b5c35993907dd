"""Every ARI operation that we use, in one table.

A contract test holds each against the running server's own Swagger documents: method,
path and query parameters.
"""

from typing import NamedTuple


class Operation(NamedTuple):
    """One operation; `path` has its parameters in braces as Swagger writes them."""

    method: str
    path: str
    query: tuple[str, ...] = ()


PING = Operation("GET", "/asterisk/ping")
INFO = Operation("GET", "/asterisk/info", ("only",))
GET_APPLICATION = Operation("GET", "/applications/{applicationName}")
SUBSCRIBE = Operation("POST", "/applications/{applicationName}/subscription", ("eventSource",))
FILTER_EVENTS = Operation("PUT", "/applications/{applicationName}/eventFilter")
CLAIM = Operation("POST", "/events/claim", ("channelId", "application"))
LIST_CHANNELS = Operation("GET", "/channels")
GET_CHANNEL = Operation("GET", "/channels/{channelId}")
ORIGINATE = Operation(
    "POST", "/channels/{channelId}", ("endpoint", "app", "appArgs", "callerId", "timeout")
)
ANSWER = Operation("POST", "/channels/{channelId}/answer")
HANG_UP = Operation("DELETE", "/channels/{channelId}", ("reason_code",))
START_MUSIC = Operation("POST", "/channels/{channelId}/moh", ("mohClass",))
STOP_MUSIC = Operation("DELETE", "/channels/{channelId}/moh")
START_RINGING = Operation("POST", "/channels/{channelId}/ring")
STOP_RINGING = Operation("DELETE", "/channels/{channelId}/ring")
MUTE = Operation("POST", "/channels/{channelId}/mute", ("direction",))
UNMUTE = Operation("DELETE", "/channels/{channelId}/mute", ("direction",))
PLAY = Operation("POST", "/channels/{channelId}/play/{playbackId}", ("media",))
GET_PLAYBACK = Operation("GET", "/playbacks/{playbackId}")
STOP_PLAYBACK = Operation("DELETE", "/playbacks/{playbackId}")
SNOOP = Operation("POST", "/channels/{channelId}/snoop/{snoopId}", ("spy", "app", "appArgs"))
RECORD = Operation(
    "POST",
    "/channels/{channelId}/record",
    (
        "name",
        "format",
        "ifExists",
        "beep",
        "terminateOn",
        "maxDurationSeconds",
        "maxSilenceSeconds",
    ),
)
GET_RECORDING = Operation("GET", "/recordings/live/{recordingName}")
PAUSE_RECORDING = Operation("POST", "/recordings/live/{recordingName}/pause")
RESUME_RECORDING = Operation("DELETE", "/recordings/live/{recordingName}/pause")
LIST_BRIDGES = Operation("GET", "/bridges")
GET_BRIDGE = Operation("GET", "/bridges/{bridgeId}")
CREATE_BRIDGE = Operation("POST", "/bridges/{bridgeId}", ("type",))
ADD_CHANNELS = Operation("POST", "/bridges/{bridgeId}/addChannel", ("channel",))
REMOVE_CHANNELS = Operation("POST", "/bridges/{bridgeId}/removeChannel", ("channel",))
DELETE_BRIDGE = Operation("DELETE", "/bridges/{bridgeId}")
LIST_ENDPOINTS = Operation("GET", "/endpoints/{tech}")
GET_ENDPOINT = Operation("GET", "/endpoints/{tech}/{resource}")
_DYNAMIC = "/asterisk/config/dynamic/{configClass}/{objectType}/{id}"
SET_DYNAMIC = Operation("PUT", _DYNAMIC)
DELETE_DYNAMIC = Operation("DELETE", _DYNAMIC)

ALL = tuple(value for value in globals().copy().values() if isinstance(value, Operation))
