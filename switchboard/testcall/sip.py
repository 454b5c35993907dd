"""SIP messages as data: parse, build, refuse. Pure; every size is bounded.

What comes from the network may be anything. A message is understood whole or refused
with `SipError`; nothing is guessed. What we build can hold no line end inside a header.
"""

import re
from dataclasses import dataclass

MAX_DATAGRAM = 65_507
MAX_HEADERS = 128
MAX_LINE = 8_192

_TOKEN = re.compile(r"[A-Za-z0-9.!%*_+`'~-]{1,64}")
_BREAKS = re.compile(r"[\r\n\0]")
_COMPACT = {
    "v": "via",
    "f": "from",
    "t": "to",
    "i": "call-id",
    "m": "contact",
    "l": "content-length",
    "c": "content-type",
    "e": "content-encoding",
    "s": "subject",
    "k": "supported",
}


class SipError(ValueError):
    """A message that is not SIP as we speak it, with the reason."""


@dataclass(frozen=True)
class Headers:
    """Header lines in order. Names are compared without case; compact forms are known."""

    lines: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str:
        """The first value of that name, or an empty text."""
        wanted = _canonical(name)
        return next((value for key, value in self.lines if _canonical(key) == wanted), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of that name, lists split at their commas."""
        wanted = _canonical(name)
        values = (value for key, value in self.lines if _canonical(key) == wanted)
        return tuple(part for value in values for part in split_list(value))

    def with_lines(self, *more: tuple[str, str]) -> "Headers":
        """The same with further lines at the end."""
        return Headers((*self.lines, *more))


@dataclass(frozen=True)
class Request:
    """Somebody asks for something."""

    method: str
    uri: str
    headers: Headers
    body: bytes = b""

    def encode(self) -> bytes:
        """As it goes on the wire."""
        return _encode(f"{self.method} {self.uri} SIP/2.0", self.headers, self.body)


@dataclass(frozen=True)
class Response:
    """The answer to a request. `status` is 100 to 699."""

    status: int
    reason: str
    headers: Headers
    body: bytes = b""

    def encode(self) -> bytes:
        """As it goes on the wire."""
        return _encode(f"SIP/2.0 {self.status} {self.reason}", self.headers, self.body)


Message = Request | Response


@dataclass(frozen=True)
class Address:
    """A `From`, `To` or `Contact`: display name, URI and parameters (names in lower case)."""

    display: str
    uri: str
    params: tuple[tuple[str, str], ...] = ()

    @property
    def tag(self) -> str:
        """The dialog's tag of that side, or an empty text."""
        return dict(self.params).get("tag", "")

    @property
    def user(self) -> str:
        """The part before the @, or an empty text."""
        head, found, _ = self.uri.partition("@")
        return head.partition(":")[2] if found else ""


def parse(data: bytes) -> Message:
    """One datagram. Raises SipError."""
    if len(data) > MAX_DATAGRAM:
        raise SipError("the message is longer than a datagram")
    head, found, rest = data.lstrip(b"\r\n").partition(b"\r\n\r\n")
    if not found:
        raise SipError("the message has no end of headers")
    lines = _unfold(head.decode("utf-8", errors="replace"))
    headers = _headers(lines[1:])
    body = _body(headers, rest)
    for name in ("via", "from", "to", "call-id", "cseq"):
        if not headers.get(name):
            raise SipError(f"the message has no {name} header")
    number, method = cseq(headers)
    parts = lines[0].split(" ", 2)
    if parts[0] == "SIP/2.0":
        return Response(_status(parts), parts[2] if len(parts) > 2 else "", headers, body)
    if len(parts) != 3 or parts[2] != "SIP/2.0" or not _TOKEN.fullmatch(parts[0]):
        raise SipError("the first line is neither a request nor a response")
    if parts[0] != method:
        raise SipError(f"the request says {parts[0]} and its CSeq {number} {method}")
    return Request(parts[0], parts[1], headers, body)


def cseq(headers: Headers) -> tuple[int, str]:
    """The number and the method of a CSeq. Raises SipError."""
    number, _, method = headers.get("cseq").partition(" ")
    if not (number.isascii() and number.isdigit() and len(number) <= 10):
        raise SipError("the CSeq has no number")
    method = method.strip()
    if not _TOKEN.fullmatch(method):
        raise SipError("the CSeq has no method")
    return int(number), method


def branch(headers: Headers) -> str:
    """The transaction's name in the topmost Via, or an empty text."""
    vias = headers.all("via")
    params = parse_params(vias[0].partition(";")[2]) if vias else ()
    return dict(params).get("branch", "")


def parse_address(value: str) -> Address:
    """A name-addr or a bare URI. Raises SipError."""
    display, rest = _display(value.strip())
    if rest.startswith("<"):
        uri, found, tail = rest[1:].partition(">")
        if not found:
            raise SipError("an address has no end")
        return Address(display, uri, parse_params(tail.lstrip(" ;")))
    uri, _, tail = rest.partition(";")
    return Address(display, uri.strip(), parse_params(tail))


def parse_params(text: str) -> tuple[tuple[str, str], ...]:
    """`a=b;c` as pairs."""
    pairs = (part.partition("=") for part in text.split(";") if part.strip())
    return tuple((name.strip().lower(), value.strip().strip('"')) for name, _, value in pairs)


def split_list(value: str) -> tuple[str, ...]:
    """Split at the commas that stand outside of quotes and angle brackets."""
    parts: list[str] = []
    start, quoted, angled, escaped = 0, False, False, False
    for place, mark in enumerate(value):
        if escaped:
            escaped = False
        elif quoted:
            escaped = mark == "\\"
            quoted = mark != '"'
        elif mark == '"':
            quoted = True
        elif mark in "<>":
            angled = mark == "<"
        elif mark == "," and not angled:
            parts.append(value[start:place].strip())
            start = place + 1
    parts.append(value[start:].strip())
    return tuple(part for part in parts if part)


def _canonical(name: str) -> str:
    lower = name.lower()
    return _COMPACT.get(lower, lower)


def _encode(first: str, headers: Headers, body: bytes) -> bytes:
    lines = [first, *(f"{name}: {value}" for name, value in headers.lines)]
    if any(_BREAKS.search(line) for line in lines):
        raise SipError("a header would hold a line end")
    lines.append(f"Content-Length: {len(body)}")
    data = "\r\n".join(lines).encode() + b"\r\n\r\n" + body
    if len(data) > MAX_DATAGRAM:
        raise SipError("the message would be longer than a datagram")
    return data


def _unfold(head: str) -> list[str]:
    lines: list[str] = []
    for line in head.split("\r\n"):
        if line[:1] in (" ", "\t") and len(lines) > 1:
            lines[-1] += " " + line.strip()
        else:
            lines.append(line)
        if len(lines) > MAX_HEADERS or len(lines[-1]) > MAX_LINE:
            raise SipError("the message has too many or too long headers")
    return lines


def _headers(lines: list[str]) -> Headers:
    pairs = []
    for line in lines:
        name, found, value = line.partition(":")
        if not found or not _TOKEN.fullmatch(name.strip()):
            raise SipError("a header has no name")
        pairs.append((name.strip(), value.strip()))
    return Headers(tuple(pairs))


def _body(headers: Headers, rest: bytes) -> bytes:
    told = headers.get("content-length")
    if not told:
        return rest
    if not (told.isascii() and told.isdigit() and len(told) <= 6) or int(told) > len(rest):
        raise SipError("the body is not as long as the message says")
    return rest[: int(told)]


def _status(parts: list[str]) -> int:
    if len(parts) < 2 or not re.fullmatch(r"[1-6][0-9]{2}", parts[1]):
        raise SipError("the response has no status")
    return int(parts[1])


def _display(value: str) -> tuple[str, str]:
    if not value.startswith('"'):
        name, found, rest = value.partition("<")
        return (name.strip(), "<" + rest) if found else ("", value)
    text: list[str] = []
    place = 1
    while place < len(value) and value[place] != '"':
        if value[place] == "\\" and place + 1 < len(value):
            place += 1
        text.append(value[place])
        place += 1
    if place >= len(value):
        raise SipError("a display name has no end")
    return "".join(text), value[place + 1 :].strip()
