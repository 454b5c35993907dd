"""Names of things. Every message carries ids, never references.

An id is an opaque string. Rooms compare them and pass them on; only the room that
made one may look inside it.
"""

from collections.abc import Callable
from typing import NewType

CallId = NewType("CallId", str)
"""One customer's whole visit."""

LegId = NewType("LegId", str)
"""One party in a call. The telephony adapter uses the same string for the line it
controls, so that no table between the two can be lost in a restart."""

OfferId = NewType("OfferId", str)
"""One ringing of one operator's phone for one call."""

OperatorId = NewType("OperatorId", str)
"""An operator's sign-in name; it never changes and is never used again."""

QueueId = NewType("QueueId", str)
"""A queue's name in the plan."""

RecordingId = NewType("RecordingId", str)
"""One recorded conversation, or one message that a caller left."""

NodeId = NewType("NodeId", str)
"""A node of the flow: its name in the plan."""

MakeId = Callable[[], str]
"""Where new ids come from: random outside, counted in a test."""

_WEB = "web-"
"""How the endpoint of a phone in the page begins; its operator's extension follows."""


def operator_leg(offer: OfferId) -> LegId:
    """The leg that an offer rings: known before it exists, the same after a restart."""
    return LegId(f"op-{offer}")


def outside_leg(call: CallId, count: int) -> LegId:
    """The leg of the `count`-th outside number that is rung for a call."""
    return LegId(f"out-{call}-{count}")


def party_leg(call: CallId, count: int) -> LegId:
    """The `count`-th leg that is rung for a call by order of an operator, or for an operator
    whose phone was lost: a colleague, an outside number, the operator's phone again."""
    return LegId(f"leg-{call}-{count}")


def web_phone(extension: str) -> str:
    """The endpoint and SIP user of the phone in the page of whoever has that extension."""
    return f"{_WEB}{extension}"


def extension_of_phone(endpoint: str) -> str | None:
    """Whose phone an endpoint is, be it on the desk or in the page; None for a trunk, whose
    name is no extension."""
    extension = endpoint.removeprefix(_WEB)
    return extension if extension.isascii() and extension.isdecimal() else None


def message_of(call: CallId, count: int) -> RecordingId:
    """The `count`-th message that a caller leaves in one call."""
    return RecordingId(f"{call}-m{count}")


def call_of_message(recording: RecordingId) -> CallId | None:
    """Inverse of `message_of`; None for the recording of a conversation."""
    call, mark, count = recording.rpartition("-m")
    return CallId(call) if call and mark and count.isdecimal() else None


def is_message(recording: RecordingId) -> bool:
    """Whether this is a message that a caller left, not a conversation."""
    return call_of_message(recording) is not None
