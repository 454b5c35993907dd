"""What a page may say to the telephone side: SIP in its own name, and nothing odd.

The server behind the gate proves who somebody is by a password. The gate stands before that:
a page speaks for its own user only, in messages that can be read in one way only. Pure.
"""

import re

METHODS = frozenset(
    {"REGISTER", "INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "INFO", "UPDATE", "PRACK"}
)
KEEP_ALIVE = frozenset({"\r\n\r\n", "\r\n", ""})
MOST_HEADERS = 100
_REQUEST = re.compile(r"([A-Z]{2,16}) \S{1,512} SIP/2\.0")
_RESPONSE = re.compile(r"SIP/2\.0 ([1-6][0-9]{2})(?: .*)?")
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]{0,63})[ \t]*:(.*)")
_ADDRESS = re.compile(
    r"""\s*(?:"(?:[^"\\]|\\.)*"|[^"<>]*)\s*      # a name, quoted or not
    <sip:(?P<user>[^@<>\s"]{1,64})@[^<>@\s]+>
    (?P<rest>[^<>"]*)""",
    re.VERBOSE,
)
_PAIR = r'\s*([a-z_]{1,32})\s*=\s*("[^"\\]*"|[^\s",=]+)\s*'
_LOGIN = re.compile(rf"\s*Digest\s{_PAIR}(?:,{_PAIR})*", re.IGNORECASE)
_PAIRS = re.compile(_PAIR, re.IGNORECASE)
_ODD = frozenset({"route", "record-route", "path", "replaces", "join"})
"""Headers that lead a message elsewhere or into another's call. A phone in a page needs none."""
_TAG = re.compile(r";\s*tag\s*=\s*[^;\s]+", re.IGNORECASE)
_SHORT = {"f": "from", "t": "to"}


class NotPassed(ValueError):
    """A message that is kept back. The sentence has nothing of the message in it."""


def check(message: str, user: str) -> str:
    """What a message is: a method, a status or `keep-alive`. Raises `NotPassed`.

    A request that begins something must come from `user`; one inside a call carries the
    names with which that call began. A proof of identity must be that user's own.
    """
    if message in KEEP_ALIVE:
        return "keep-alive"
    first, headers = _read(message)
    logins = [*headers.get("authorization", ()), *headers.get("proxy-authorization", ())]
    if any(_login(login) != [user] for login in logins):
        raise NotPassed("it signs in as somebody else")
    if not _ODD.isdisjoint(headers):
        raise NotPassed("a header of it leads elsewhere")
    response = _RESPONSE.fullmatch(first)
    if response:
        return response[1]
    request = _REQUEST.fullmatch(first)
    if request is None:
        raise NotPassed("it is neither a request nor a response")
    method = request[1]
    if method not in METHODS:
        raise NotPassed("its method is not for phones in a page")
    sender, to = _address(headers, "from"), _address(headers, "to")
    inside = method != "REGISTER" and _TAG.search(to["rest"]) is not None
    if not inside and sender["user"] != user:
        raise NotPassed("it comes from somebody else")
    if method == "REGISTER" and to["user"] != user:
        raise NotPassed("it registers somebody else")
    return method


def status_or_method(message: str) -> str:
    """What a message from the telephone side is, for a log line."""
    first = message.partition("\r\n")[0]
    found = _RESPONSE.fullmatch(first) or _REQUEST.fullmatch(first)
    return found[1] if found else "other"


def _read(message: str) -> tuple[str, dict[str, list[str]]]:
    """The first line and the headers, names in lower case.

    Whatever another reader might take in another way is refused: lone line ends, folded
    lines, a second message behind the first.
    """
    head, end, body = message.partition("\r\n\r\n")
    lines = head.split("\r\n")
    if not end or any(sign in head.replace("\r\n", "") for sign in "\r\n\0"):
        raise NotPassed("its lines do not end as they should")
    if len(lines) > MOST_HEADERS:
        raise NotPassed("it has too many headers")
    headers: dict[str, list[str]] = {}
    for line in lines[1:]:
        found = _HEADER.fullmatch(line)
        if found is None:
            raise NotPassed("a header has no name")
        name = found[1].lower()
        headers.setdefault(_SHORT.get(name, name), []).append(found[2])
    lengths = [*headers.get("content-length", ()), *headers.get("l", ())]
    if len(lengths) > 1 or any(each.strip() != str(len(body.encode())) for each in lengths):
        raise NotPassed("its length is not what it says")
    return lines[0], headers


def _login(header: str) -> list[str]:
    """The users that a proof of identity names; none where it can be read in two ways."""
    if _LOGIN.fullmatch(header) is None:
        return []
    pairs = _PAIRS.findall(header)
    return [value.strip('"') for name, value in pairs if name.lower() == "username"]


def _address(headers: dict[str, list[str]], name: str) -> re.Match[str]:
    values = headers.get(name, [])
    found = _ADDRESS.fullmatch(values[0]) if len(values) == 1 else None
    if found is None:
        raise NotPassed(f"its {name} header is not one plain address")
    return found
