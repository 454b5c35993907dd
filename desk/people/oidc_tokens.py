"""ID tokens: whose signature, for whom, until when, and for which sign-on.

Keys are kept for an hour. A key that is not known is asked for at once, since providers change
theirs, but not more often than every half minute, whatever tokens name.
"""

from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from desk.people.oidc_web import SignOnFailed, get_json

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures with a key that only the provider has. No `none`, nothing with a shared secret."""
LEEWAY_S = 60
KEEP_FOR = timedelta(hours=1)
ASK_AGAIN_AFTER = timedelta(seconds=30)
LONGEST_TOKEN = 32 * 1024
MOST_KEYS = 100


class KeyRing:
    """The provider's public keys."""

    def __init__(self) -> None:
        self._keys: KeySet | None = None
        self._asked_at: datetime | None = None

    async def keys(self, address: str, now: datetime) -> KeySet:
        """Those at hand, or fresh ones when they are too old. Raises `SignOnFailed`."""
        if self._keys is not None and self._asked_at and now - self._asked_at < KEEP_FOR:
            return self._keys
        return await self._ask(address, now)

    async def fresh(self, address: str, now: datetime) -> KeySet | None:
        """Asked for anew; None when that was done a moment ago. Raises `SignOnFailed`."""
        if self._asked_at is not None and now - self._asked_at < ASK_AGAIN_AFTER:
            return None
        return await self._ask(address, now)

    async def _ask(self, address: str, now: datetime) -> KeySet:
        self._asked_at = now
        told = await get_json(address)
        found = told.get("keys")
        if not isinstance(found, list) or len(found) > MOST_KEYS:
            raise SignOnFailed("away", "the provider's keys are no list of some")
        usable: list[Any] = [one for one in found if _may_sign(one)]
        try:
            self._keys = KeySet.import_key_set({"keys": usable})
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise SignOnFailed("away", "the provider's keys cannot be read") from error
        return self._keys


async def verified(token: object, ring: KeyRing, address: str, now: datetime) -> dict[str, Any]:
    """The claims of a token whose signature is the provider's. Raises `SignOnFailed`."""
    if not isinstance(token, str) or len(token) > LONGEST_TOKEN:
        raise SignOnFailed("failed", "the provider sends no ID token")
    keys = await ring.keys(address, now)
    try:
        return _decoded(token, keys)
    except InvalidKeyIdError:
        fresh = await ring.fresh(address, now)
    if fresh is None:
        raise SignOnFailed("failed", "the ID token names a key that the provider does not have")
    try:
        return _decoded(token, fresh)
    except InvalidKeyIdError as error:
        told = "the ID token names a key that the provider does not have"
        raise SignOnFailed("failed", told) from error


def check_claims(
    claims: dict[str, Any], *, issuer: str, client: str, nonce: str, now: datetime
) -> None:
    """Raises `SignOnFailed` unless the token was made by this issuer for us and this sign-on."""
    registry = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=LEEWAY_S,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": client},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        registry.validate(claims)
    except (JoseError, TypeError, ValueError) as error:
        raise SignOnFailed("failed", f"the ID token: {error}") from error
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or "azp" in claims) and claims.get("azp") != client:
        raise SignOnFailed("failed", "the ID token was made for another program")
    if not 0 < len(claims["sub"]) <= 255 or not claims["sub"].isprintable():
        raise SignOnFailed("failed", "the ID token names no usable subject")


def _decoded(token: str, keys: KeySet) -> dict[str, Any]:
    try:
        return dict(jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims)
    except InvalidKeyIdError:
        raise
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise SignOnFailed("failed", f"the ID token: {type(error).__name__}") from error


def _may_sign(key: object) -> bool:
    """A key for signatures that is not shared with anybody."""
    return (
        isinstance(key, dict) and key.get("kty") in {"RSA", "EC"} and key.get("use", "sig") == "sig"
    )
