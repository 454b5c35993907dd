"""A provider of single sign-on: small, but real in its addresses, signatures and refusals.

It serves on loopback, keeps codes that work once, checks PKCE and the client's password, and
signs with real RSA and EC keys. `twist` changes the claims of the next tokens; `header` their
headers; the other switches break it in the ways that providers break.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

from aiohttp import web
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey
from yarl import URL

CLIENT, SECRET = "callwright", "a secret: with signs"


@dataclass
class Issued:
    """What a code stands for."""

    question: dict[str, str]


@dataclass
class OidcProvider:
    """Use `oidc_provider`."""

    now: Callable[[], datetime]
    claims: dict[str, Any] = field(
        default_factory=lambda: {"sub": "subject-anna", "preferred_username": "anna"}
    )
    twist: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    says_no: bool = False
    down: bool = False
    description: dict[str, Any] = field(default_factory=dict)
    keys_asked: int = 0
    described: int = 0
    issuer: str = ""
    codes: dict[str, Issued] = field(default_factory=dict)
    key: RSAKey | ECKey | OctKey = field(
        default_factory=lambda: RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})
    )
    algorithm: str = "RS256"

    def rotate(self, key: RSAKey | ECKey | OctKey, algorithm: str) -> None:
        """Sign with another key from now on; only that one is told."""
        self.key, self.algorithm = key, algorithm

    async def describe(self, _: web.Request) -> web.Response:
        """The description of everything."""
        self.described += 1
        if self.down:
            return web.Response(status=502, text="<html>gone</html>")
        told = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorise",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        return web.json_response(told | self.description)

    async def authorise(self, request: web.Request) -> web.Response:
        """Somebody signs in here; the browser is sent back."""
        question = dict(request.query)
        back = URL(question["redirect_uri"])
        if self.says_no:
            answer = {"error": "access_denied", "state": question["state"]}
        else:
            code = secrets.token_urlsafe(8)
            self.codes[code] = Issued(question)
            answer = {"code": code, "state": question["state"], "iss": self.issuer}
        where = str(back.update_query(answer | {"session_state": "of no interest"}))
        return web.Response(status=302, headers={"Location": where})

    async def token(self, request: web.Request) -> web.Response:
        """A token for a code: once, to whoever began, with the client's password."""
        form = await request.post()
        issued = self.codes.pop(str(form.get("code")), None)
        pair = base64.b64decode(request.headers["Authorization"].removeprefix("Basic "))
        client, _, secret = pair.decode().partition(":")
        right = (unquote_plus(client), unquote_plus(secret)) == (CLIENT, SECRET)
        if issued is None or not right or not self._same(issued, str(form["code_verifier"])):
            return web.json_response({"error": "invalid_grant"}, status=400)
        if str(form["redirect_uri"]) != issued.question["redirect_uri"]:
            return web.json_response({"error": "invalid_grant"}, status=400)
        return web.json_response({"id_token": self.signed(issued.question["nonce"])})

    async def keys(self, _: web.Request) -> web.Response:
        """The public keys."""
        self.keys_asked += 1
        return web.json_response(KeySet([self.key]).as_dict(private=False))

    def signed(self, nonce: str) -> str:
        """An ID token."""
        second = int(self.now().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "nonce": nonce,
            "iat": second,
            "exp": second + 300,
        }
        claims = {k: v for k, v in (claims | self.claims | self.twist).items() if v is not None}
        header = {"alg": self.algorithm, "kid": self.key.kid} | self.header
        if header["alg"] == "none":
            return f"{_coded(header)}.{_coded(claims)}."
        return jwt.encode(header, claims, self.key, algorithms=[header["alg"]])

    @staticmethod
    def _same(issued: Issued, verifier: str) -> bool:
        digest = hashlib.sha256(verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        return issued.question["code_challenge"] == challenge


def _coded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


@asynccontextmanager
async def oidc_provider(now: Callable[[], datetime]) -> AsyncIterator[OidcProvider]:
    """A provider on a real port."""
    made = OidcProvider(now)
    app = web.Application()
    app.router.add_get("/.well-known/openid-configuration", made.describe)
    app.router.add_get("/authorise", made.authorise)
    app.router.add_post("/token", made.token)
    app.router.add_get("/keys", made.keys)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.issuer = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield made
    finally:
        await runner.cleanup()
