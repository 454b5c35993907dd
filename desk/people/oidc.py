"""Single sign-on with OpenID Connect: the authorisation code, with PKCE, state and nonce.

What a sign-on needs to remember travels sealed in a cookie of the browser that began it: there
is nothing here that strangers could fill up, and no other browser can end it.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from urllib.parse import quote_plus

from yarl import URL

from desk.people.oidc_tokens import KeyRing, check_claims, verified
from desk.people.oidc_web import SignOnFailed, check_address, get_json, is_local_address, post_form
from desk.people.sealing import NotOurs, Sealing
from desk.places import Places
from vocabulary.states import Role

WITHIN_S = 600
"""How long somebody may take at the provider."""
KEEP_FOR = timedelta(hours=1)
LONGEST_CODE = 2048
AT_ONCE = 16
"""Sign-ons that may wait for the provider at the same moment."""
_RANDOM_BYTES = 32
_PURPOSE = "single sign-on under way"
Claim = Literal["preferred_username", "email"]


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """Who is asked, as whom, and how its people are ours.

    `claim` is what equals the sign-in name. With `email` the address must be verified, and the
    name is what stands before the @ of `domain`. With `roles_claim` the provider decides about
    roles: `roles` says which of its words means which of ours.
    """

    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    button: str = "single sign-on"
    claim: Claim = "preferred_username"
    domain: str = ""
    roles_claim: str = ""
    roles: Mapping[str, Role] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the browser goes, and what it must bring back in a cookie."""

    address: str
    cookie: str


@dataclass(frozen=True, slots=True)
class _Places:
    authorise: str
    token: str
    keys: str
    basic: bool


class Provider:
    """One provider. Keeps its description and its keys for an hour; `places` bounds how many
    may ask it at once."""

    def __init__(self, settings: ProviderSettings) -> None:
        self.settings = settings
        self._local = is_local_address(settings.issuer)
        check_address(settings.issuer, local=self._local)
        self.places = Places(AT_ONCE, "Many people sign in at this moment.")
        self._ring = KeyRing()
        self._places: _Places | None = None
        self._asked_at: datetime | None = None

    async def begin(self, sealing: Sealing, back: str, now: datetime) -> Begun:
        """Send a browser to the provider, to come `back` to us. Raises `SignOnFailed`."""
        places = await self._find(now)
        state, nonce, verifier = (secrets.token_urlsafe(_RANDOM_BYTES) for _ in range(3))
        question = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": back,
            "scope": "openid profile email",
            "state": state,
            "nonce": nonce,
            "code_challenge": _challenge(verifier),
            "code_challenge_method": "S256",
        }
        until = now.timestamp() + WITHIN_S
        kept = {"s": state, "n": nonce, "v": verifier, "b": back, "u": until}
        address = URL(places.authorise).update_query(question)
        return Begun(str(address), sealing.seal(json.dumps(kept), _PURPOSE))

    async def finish(
        self, sealing: Sealing, cookie: str, given: Mapping[str, str], now: datetime
    ) -> dict[str, Any]:
        """Who came back, as the provider claims it. `given` is what stood in the address.

        Raises `SignOnFailed`.
        """
        kept = _opened(sealing, cookie, now)
        if not hmac.compare_digest(kept["s"].encode(), given.get("state", "").encode()):
            raise SignOnFailed("expired", "the state is not the one that was sent")
        if given.get("iss", self.settings.issuer) != self.settings.issuer:
            raise SignOnFailed("failed", "another issuer answers")
        if "error" in given:
            raise SignOnFailed("refused", "the provider says no")
        code = given.get("code", "")
        if not code:
            raise SignOnFailed("failed", "there is no code")
        places = await self._find(now)
        told = await self._exchange(places, code, kept)
        claims = await verified(told.get("id_token"), self._ring, places.keys, now)
        check_claims(
            claims,
            issuer=self.settings.issuer,
            client=self.settings.client_id,
            nonce=kept["n"],
            now=now,
        )
        return claims

    async def _exchange(
        self, places: _Places, code: str, kept: Mapping[str, str]
    ) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": kept["b"],
            "code_verifier": kept["v"],
        }
        client, secret = self.settings.client_id, self.settings.client_secret
        if secret and places.basic:
            # RFC 6749 2.3.1: both are form-encoded before they are put together.
            pair = f"{quote_plus(client)}:{quote_plus(secret)}".encode()
            return await post_form(places.token, form, base64.b64encode(pair).decode())
        form["client_id"] = client
        if secret:
            form["client_secret"] = secret
        return await post_form(places.token, form, None)

    async def _find(self, now: datetime) -> _Places:
        """Where the provider does what, as its description says."""
        fresh = self._asked_at is not None and now - self._asked_at < KEEP_FOR
        if self._places is not None and fresh:
            return self._places
        issuer = self.settings.issuer
        told = await get_json(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if told.get("issuer") != issuer:
            raise SignOnFailed("failed", "the description is of another issuer")
        methods = told.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        self._places = _Places(
            check_address(told.get("authorization_endpoint"), local=self._local),
            check_address(told.get("token_endpoint"), local=self._local),
            check_address(told.get("jwks_uri"), local=self._local),
            isinstance(methods, list) and "client_secret_basic" in methods,
        )
        self._asked_at = now
        return self._places


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _opened(sealing: Sealing, cookie: str, now: datetime) -> dict[str, str]:
    try:
        kept = json.loads(sealing.open(cookie, _PURPOSE))
    except NotOurs as error:
        raise SignOnFailed("expired", "it was not begun in this browser") from error
    if now.timestamp() > kept.pop("u"):
        raise SignOnFailed("expired", "it was begun too long ago")
    return dict(kept)
