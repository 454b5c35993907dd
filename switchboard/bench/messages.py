"""Read sipp's message log: each SIP message with its microsecond and what names it.

The log is read by the byte counts that sipp writes before each message, so no body can
be taken for a header. A torn last message is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

# sipp 3.6 writes the time with a blank, 3.8 as RFC 3339; both tell microseconds.
_HEAD = re.compile(
    rb"-{20,} (\d{4}-\d\d-\d\d)[T \t]+(\d\d:\d\d:\d\d\.\d{6})[^\n]*\n"
    rb"(?:UDP|TCP) message (sent|received) \[(\d+)\] bytes:?\s*?\n\n?"
)
_USER = re.compile(r"<sips?:([^@>;]*)@")
_TAG = re.compile(r">.*;tag=", re.IGNORECASE)
_LARGEST_LOG = 512 * 1024 * 1024


@dataclass(frozen=True)
class SipEvent:
    """One message at one end. `at_s` counts from the epoch; `status` is 0 for a request."""

    at_s: float
    sent: bool
    method: str
    status: int
    call_id: str
    from_user: str
    to_user: str
    in_dialog: bool


def read_events(log: Path) -> list[SipEvent]:
    """All messages of a log, in order; empty when there is no log.

    Raises ValueError for a log too large to be one of ours.
    """
    if not log.exists():
        return []
    if log.stat().st_size > _LARGEST_LOG:
        raise ValueError(f"{log} is larger than {_LARGEST_LOG} bytes: fewer calls, please")
    return list(parse_events(log.read_bytes()))


def parse_events(data: bytes) -> Iterator[SipEvent]:
    """The same from bytes."""
    place = 0
    while (head := _HEAD.search(data, place)) is not None:
        size = int(head[4])
        message = data[head.end() : head.end() + size]
        place = head.end() + size
        if len(message) < size:
            return
        event = _event(_epoch(head[1], head[2]), head[3] == b"sent", message)
        if event is not None:
            yield event


def _epoch(day: bytes, clock: bytes) -> float:
    # Both ends run on one machine in one zone, so that only differences are read.
    text = f"{day.decode()}T{clock.decode()}"
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def _event(at_s: float, sent: bool, message: bytes) -> SipEvent | None:
    head = message.lstrip(b"\r\n").split(b"\r\n\r\n", 1)[0].decode("utf-8", errors="replace")
    lines = head.split("\r\n")
    headers: dict[str, str] = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers.setdefault(name.strip().lower(), value.strip())
    method = headers.get("cseq", "").partition(" ")[2].strip()
    if not method or "call-id" not in headers:
        return None
    first = lines[0].split(" ")
    status = int(first[1]) if first[0] == "SIP/2.0" and len(first) > 1 and first[1].isdigit() else 0
    return SipEvent(
        at_s=at_s,
        sent=sent,
        method=method,
        status=status,
        call_id=headers["call-id"],
        from_user=_user(headers.get("from", "")),
        to_user=_user(headers.get("to", "")),
        in_dialog=bool(_TAG.search(headers.get("to", ""))),
    )


def _user(header: str) -> str:
    found = _USER.search(header)
    return found[1] if found else ""
