"""Tokens by themselves; whole sign-ons are in `test_oidc_api`."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from desk.people.oidc_tokens import ALGORITHMS, LONGEST_TOKEN, KeyRing, check_claims, verified
from desk.people.oidc_web import SignOnFailed
from tests.support.desk_fakes import FakeClock
from tests.support.oidc_provider import CLIENT, OidcProvider, oidc_provider

CLOCK = FakeClock()
KEYS: dict[str, RSAKey | ECKey] = {
    "RS256": RSAKey.generate_key(2048, {"kid": "r"}),
    "PS256": RSAKey.generate_key(2048, {"kid": "p"}),
    "ES256": ECKey.generate_key("P-256", {"kid": "e"}),
    "ES384": ECKey.generate_key("P-384", {"kid": "e3"}),
}


@pytest.fixture
async def provider() -> AsyncIterator[OidcProvider]:
    async with oidc_provider(CLOCK.now) as made:
        yield made


def test_no_algorithm_needs_a_shared_secret() -> None:
    assert all(name[:2] in {"RS", "PS", "ES"} for name in ALGORITHMS)


@pytest.mark.parametrize("algorithm", KEYS)
async def test_real_signatures_are_believed(provider: OidcProvider, algorithm: str) -> None:
    provider.rotate(KEYS[algorithm], algorithm)
    token = provider.signed("n")
    claims = await verified(token, KeyRing(), f"{provider.issuer}/keys", CLOCK.now())
    check_claims(claims, issuer=provider.issuer, client=CLIENT, nonce="n", now=CLOCK.now())


@pytest.mark.parametrize(
    "token", [None, 7, "", "a", "a.b", "a.b.c", "é.é.é", "x" * (LONGEST_TOKEN + 1)]
)
async def test_what_is_no_token(provider: OidcProvider, token: object) -> None:
    with pytest.raises(SignOnFailed) as told:
        await verified(token, KeyRing(), f"{provider.issuer}/keys", CLOCK.now())
    assert told.value.code == "failed"


async def test_a_public_key_is_no_shared_secret(provider: OidcProvider) -> None:
    """The old trick: HS256 with the public key's own text as the secret."""
    pem = provider.key.as_dict(private=False)["n"]
    secret = OctKey.import_key(str(pem), {"kid": "first"})
    token = jwt.encode({"alg": "HS256", "kid": "first"}, {"sub": "x"}, secret, algorithms=["HS256"])
    with pytest.raises(SignOnFailed) as told:
        await verified(token, KeyRing(), f"{provider.issuer}/keys", CLOCK.now())
    assert told.value.code == "failed"


async def test_a_changed_token(provider: OidcProvider) -> None:
    head, body, signature = provider.signed("n").split(".")
    other = provider.signed("m").split(".")[1]
    for token in (f"{head}.{other}.{signature}", f"{head}.{body}.{signature[:-8]}AAAAAAAA"):
        with pytest.raises(SignOnFailed):
            await verified(token, KeyRing(), f"{provider.issuer}/keys", CLOCK.now())


async def test_many_at_once_find_the_same_keys(provider: OidcProvider) -> None:
    ring, address = KeyRing(), f"{provider.issuer}/keys"
    token = provider.signed("n")
    await asyncio.gather(*(verified(token, ring, address, CLOCK.now()) for _ in range(5)))
    before = provider.keys_asked
    await verified(token, ring, address, CLOCK.now())
    assert provider.keys_asked == before
