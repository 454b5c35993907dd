"""The description of a call's audio: µ-law or A-law at 8 kHz, and pressed keys. Pure."""

import ipaddress
from dataclasses import dataclass

from switchboard.testcall.sip import SipError

PCMU, PCMA = 0, 8
EVENTS = 101
"""The payload type under which we offer pressed keys (RFC 4733); it is agreed in each call."""
_MAX_LINES = 200


@dataclass(frozen=True)
class Audio:
    """Where one side wants its audio, and in which codec (`PCMU` or `PCMA`).

    `events` is the payload type of pressed keys; None: that side takes none.
    """

    host: str
    port: int
    codec: int = PCMU
    events: int | None = None


def build(audio: Audio, *, offer: bool = True) -> bytes:
    """An offer of both codecs, or an answer with the one chosen."""
    codecs = (PCMU, PCMA) if offer else (audio.codec,)
    names = {PCMU: "PCMU/8000", PCMA: "PCMA/8000"}
    kinds = codecs if audio.events is None else (*codecs, audio.events)
    keys = (f"a=rtpmap:{audio.events} telephone-event/8000", f"a=fmtp:{audio.events} 0-15")
    lines = [
        "v=0",
        f"o=- 1 1 IN IP4 {audio.host}",
        "s=-",
        f"c=IN IP4 {audio.host}",
        "t=0 0",
        f"m=audio {audio.port} RTP/AVP {' '.join(map(str, kinds))}",
        *(f"a=rtpmap:{codec} {names[codec]}" for codec in codecs),
        *(keys if audio.events is not None else ()),
        "a=ptime:20",
        "a=sendrecv",
    ]
    return "".join(f"{line}\r\n" for line in lines).encode()


def parse(body: bytes) -> Audio:
    """The first audio stream with a codec of ours. Raises SipError."""
    lines = body.decode("utf-8", errors="replace").splitlines()
    if len(lines) > _MAX_LINES:
        raise SipError("the audio description is too long")
    session_host = ""
    port, codec, host = 0, -1, ""
    events: int | None = None
    for line in lines:
        kind, _, value = line.partition("=")
        words = value.split()
        if kind == "c" and len(words) == 3:
            if port:
                host = words[2]
            else:
                session_host = words[2]
        elif kind == "m" and port:
            break
        elif kind == "m":
            port, codec = _media(words)
        elif kind == "a" and port and events is None:
            events = _events(words)
    if not port:
        raise SipError("the audio description has no audio that we understand")
    return Audio(_address(host or session_host), port, codec, events)


def _media(words: list[str]) -> tuple[int, int]:
    """Port and codec of an `m=` line, port 0 when it is not for us."""
    if len(words) < 4 or words[0] != "audio" or words[2] not in ("RTP/AVP", "RTP/AVPF"):
        return 0, -1
    codec = next((int(word) for word in words[3:] if word in ("0", "8")), -1)
    told = words[1]
    if codec < 0 or not (told.isascii() and told.isdigit() and len(told) <= 5):
        return 0, -1
    return (int(told), codec) if int(told) <= 65_535 else (0, -1)


def _events(words: list[str]) -> int | None:
    """The payload type of an `a=rtpmap:` line for pressed keys."""
    if len(words) != 2 or words[1].lower() != "telephone-event/8000":
        return None
    name, _, told = words[0].partition(":")
    dynamic = name == "rtpmap" and told.isascii() and told.isdigit() and len(told) <= 3
    return int(told) if dynamic and 96 <= int(told) <= 127 else None


def _address(host: str) -> str:
    try:
        return str(ipaddress.IPv4Address(host))
    except ValueError:
        raise SipError("the audio description has no IPv4 address") from None
