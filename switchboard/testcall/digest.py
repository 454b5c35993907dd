"""Digest sign-in of SIP (RFC 8760: MD5 and SHA-256, with and without qop=auth). Pure."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from switchboard.testcall.sip import SipError

_FIELD = re.compile(r'([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
_HASHES = {"MD5": "md5", "SHA-256": "sha256"}


@dataclass(frozen=True)
class Challenge:
    """What the server wants proved."""

    realm: str
    nonce: str
    algorithm: str = "MD5"
    opaque: str = ""
    qop: bool = False


@dataclass(frozen=True)
class Login:
    """A SIP user and its password."""

    user: str
    password: str


def parse_challenge(value: str) -> Challenge:
    """One WWW-Authenticate or Proxy-Authenticate value. Raises SipError."""
    scheme, _, rest = value.strip().partition(" ")
    if scheme.lower() != "digest":
        raise SipError(f"the server asks for {scheme or 'nothing'}, not for Digest")
    fields = {key.lower(): quoted or bare for key, quoted, bare in _FIELD.findall(rest)}
    if not fields.get("nonce") or "realm" not in fields:
        raise SipError("the challenge has no realm or no nonce")
    algorithm = fields.get("algorithm", "MD5").upper()
    if algorithm not in _HASHES:
        raise SipError(f"the server asks for {algorithm}; known are {', '.join(_HASHES)}")
    offered = [word.strip().lower() for word in fields.get("qop", "").split(",") if word.strip()]
    if offered and "auth" not in offered:
        raise SipError("the server wants its messages' bodies signed, which is not known here")
    return Challenge(
        fields["realm"], fields["nonce"], algorithm, fields.get("opaque", ""), bool(offered)
    )


def choose(values: Iterable[str]) -> Challenge:
    """The first challenge that we can answer. Raises SipError when there is none."""
    last = SipError("the server refuses without saying how to sign in")
    for value in values:
        try:
            return parse_challenge(value)
        except SipError as error:
            last = error
    raise last


def answer(challenge: Challenge, login: Login, method: str, uri: str, cnonce: str) -> str:
    """The Authorization value. `cnonce` is random, from the caller."""
    first = _hash(challenge, f"{login.user}:{challenge.realm}:{login.password}")
    second = _hash(challenge, f"{method}:{uri}")
    middle = f"00000001:{cnonce}:auth:" if challenge.qop else ""
    proof = _hash(challenge, f"{first}:{challenge.nonce}:{middle}{second}")
    fields = [
        f'username="{login.user}"',
        f'realm="{challenge.realm}"',
        f'nonce="{challenge.nonce}"',
        f'uri="{uri}"',
        f'response="{proof}"',
        f"algorithm={challenge.algorithm}",
    ]
    if challenge.qop:
        fields += ["qop=auth", "nc=00000001", f'cnonce="{cnonce}"']
    if challenge.opaque:
        fields.append(f'opaque="{challenge.opaque}"')
    return "Digest " + ", ".join(fields)


def _hash(challenge: Challenge, text: str) -> str:
    return hashlib.new(
        _HASHES[challenge.algorithm], text.encode(), usedforsecurity=False
    ).hexdigest()
