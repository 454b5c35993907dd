"""Signing on at a real provider, and everything that may go wrong on the way."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey
from yarl import URL

from desk.people.oidc import WITHIN_S, Provider, ProviderSettings
from desk.people.oidc_api import BACK, COOKIE, ENDPOINTS, PATH
from desk.people.oidc_tokens import ASK_AGAIN_AFTER
from desk.sessions import COOKIE as SESSION
from tests.support.desk_fakes import Browser, Centre, Running, running
from tests.support.oidc_provider import CLIENT, SECRET, OidcProvider, oidc_provider
from vocabulary.records import Person
from vocabulary.states import Role


@pytest.fixture
async def provider(centre: Centre) -> AsyncIterator[OidcProvider]:
    async with oidc_provider(centre.clock.now) as made:
        yield made


def settings_of(provider: OidcProvider, **more: Any) -> ProviderSettings:
    return replace(ProviderSettings(provider.issuer, CLIENT, SECRET, "Our house"), **more)


@pytest.fixture
async def desk(centre: Centre, provider: OidcProvider) -> AsyncIterator[Running]:
    centre.provider = Provider(settings_of(provider))
    async with running(centre) as made:
        yield made


async def step(browser: Browser, url: str) -> str:
    """Open an address of a page; where it leads."""
    async with browser.client.get(URL(url, encoded=True), allow_redirects=False) as answer:
        assert answer.status == 302, await answer.text()
        return str(answer.headers["Location"])


async def to_the_provider(browser: Browser) -> str:
    return await step(browser, browser.base + PATH)


async def and_back(browser: Browser, address: str) -> str:
    """From the provider's page back to ours; where that leads."""
    return await step(browser, await step(browser, address))


async def sign_on(browser: Browser) -> str:
    return await and_back(browser, await to_the_provider(browser))


def test_it_declares_its_routes() -> None:
    assert [one.path for one in ENDPOINTS] == ["/api/v1/session/ways", PATH, BACK]


async def test_without_a_provider_there_is_no_such_way(running_desk: Running) -> None:
    browser = running_desk.browser()
    assert await browser.json("GET", "/api/v1/session/ways") == (200, {"sign_on": None})
    for path in (PATH, BACK):
        assert await browser.code("GET", path) == (404, "not_found")


async def test_the_page_is_told_the_word_for_the_button(desk: Running) -> None:
    told = await desk.browser().json("GET", "/api/v1/session/ways")
    assert told == (200, {"sign_on": "Our house"})


async def test_there_and_back_again(desk: Running, provider: OidcProvider) -> None:
    browser = desk.browser()
    address = URL(await to_the_provider(browser))
    assert address.query["code_challenge_method"] == "S256"
    assert address.query["scope"] == "openid profile email"
    assert address.query["redirect_uri"] == browser.base + BACK
    assert await and_back(browser, str(address)) == "/"
    status, me = await browser.json("GET", "/api/v1/session")
    assert (status, me["name"]) == (200, "anna")
    (row,) = desk.centre.sign_ins.rows.values()
    assert row.how == "sign_on"
    assert desk.centre.people.people["anna"].sign_on == f"{provider.issuer} subject-anna"
    told = [(row.person, row.action, row.detail) for row in desk.centre.audit.rows]
    assert told == [("anna", "sign_on_linked", ""), ("anna", "signed_in", "sign_on")]
    assert SECRET not in str(desk.centre.audit.rows)


async def test_its_cookies_are_kept_from_scripts_and_other_sites(desk: Running) -> None:
    browser = desk.browser()
    async with browser.client.get(browser.base + PATH, allow_redirects=False) as answer:
        cookie = answer.cookies[COOKIE]
        address = answer.headers["Location"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", PATH)
    assert "nonce" not in cookie.value
    back = URL(await step(browser, address), encoded=True)
    async with browser.client.get(back, allow_redirects=False) as answer:
        assert (answer.cookies[SESSION]["samesite"], answer.cookies[SESSION]["path"]) == (
            "Strict",
            "/",
        )
        assert answer.cookies[COOKIE]["max-age"] == "0"


async def test_once_linked_only_the_subject_counts(desk: Running, provider: OidcProvider) -> None:
    assert await sign_on(desk.browser()) == "/"
    provider.claims["preferred_username"] = "renamed-there"
    browser = desk.browser()
    assert await sign_on(browser) == "/"
    assert (await browser.json("GET", "/api/v1/session"))[1]["name"] == "anna"
    provider.claims |= {"sub": "somebody-else", "preferred_username": "anna"}
    assert await sign_on(desk.browser()) == "/signin?sign_on=unknown"


@pytest.mark.parametrize("name", ["nobody", "otto", "", None, 7, ["anna"], "Anna"])
async def test_nobody_is_made_by_signing_on(
    desk: Running, provider: OidcProvider, name: object
) -> None:
    provider.claims = {"sub": "x", "preferred_username": name}
    browser = desk.browser()
    assert await sign_on(browser) == "/signin?sign_on=unknown"
    assert await browser.code("GET", "/api/v1/session") == (401, "signed_out")
    assert len(desk.centre.people.people) == 6
    assert not desk.centre.sign_ins.rows


async def test_who_is_disabled_later_stays_outside(desk: Running) -> None:
    assert await sign_on(desk.browser()) == "/"
    people = desk.centre.people.people
    people["anna"] = msgspec.structs.replace(people["anna"], disabled=True)
    assert await sign_on(desk.browser()) == "/signin?sign_on=unknown"


@pytest.mark.parametrize(
    "twist",
    [
        {"nonce": "of another sign-on"},
        {"nonce": None},
        {"aud": "another-program"},
        {"aud": ["another-program"]},
        {"aud": [CLIENT, "another-program"]},
        {"aud": [CLIENT, "another-program"], "azp": "another-program"},
        {"azp": "another-program"},
        {"aud": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"exp": 1},
        {"exp": None},
        {"exp": "soon"},
        {"iat": 4_000_000_000},
        {"sub": None},
        {"sub": ""},
        {"sub": 5},
        {"sub": "x" * 300},
        {"sub": "a\nb"},
    ],
    ids=str,
)
async def test_a_token_that_is_not_for_this_sign_on(
    desk: Running, provider: OidcProvider, twist: dict[str, Any]
) -> None:
    provider.twist = twist
    assert await sign_on(desk.browser()) == "/signin?sign_on=failed"
    assert not desk.centre.sign_ins.rows
    provider.twist = {}
    assert await sign_on(desk.browser()) == "/"


async def test_several_audiences_are_fine_when_it_was_made_for_us(
    desk: Running, provider: OidcProvider
) -> None:
    provider.twist = {"aud": [CLIENT, "another-program"], "azp": CLIENT}
    assert await sign_on(desk.browser()) == "/"


async def test_a_clock_that_is_a_minute_off_is_fine(desk: Running, provider: OidcProvider) -> None:
    second = int(desk.centre.clock.now().timestamp())
    provider.twist = {"exp": second - 59, "iat": second + 59}
    assert await sign_on(desk.browser()) == "/"
    provider.twist = {"exp": second - 60}
    assert await sign_on(desk.browser()) == "/signin?sign_on=failed"


async def test_a_token_without_a_signature(desk: Running, provider: OidcProvider) -> None:
    provider.header = {"alg": "none"}
    assert await sign_on(desk.browser()) == "/signin?sign_on=failed"


async def test_a_token_signed_with_a_shared_secret(desk: Running, provider: OidcProvider) -> None:
    """Neither with the client's, nor with one that the provider tells as a key."""
    provider.rotate(OctKey.import_key(SECRET * 4, {"kid": "shared"}), "HS256")
    assert await sign_on(desk.browser()) == "/signin?sign_on=away"


async def test_a_token_signed_with_somebody_elses_key(
    desk: Running, provider: OidcProvider
) -> None:
    assert await sign_on(desk.browser()) == "/"
    provider.rotate(RSAKey.generate_key(2048, {"kid": "first"}), "RS256")
    assert await sign_on(desk.browser()) == "/signin?sign_on=failed"


async def test_new_keys_are_asked_for_but_not_for_ever(
    desk: Running, provider: OidcProvider
) -> None:
    assert await sign_on(desk.browser()) == "/"
    assert await sign_on(desk.browser()) == "/"
    assert (provider.keys_asked, provider.described) == (1, 1)
    provider.rotate(ECKey.generate_key("P-256", {"kid": "second"}), "ES256")
    assert await sign_on(desk.browser()) == "/signin?sign_on=failed", "asked a moment ago"
    assert provider.keys_asked == 1
    desk.centre.clock.pass_by(ASK_AGAIN_AFTER.total_seconds())
    assert await sign_on(desk.browser()) == "/"
    assert provider.keys_asked == 2
    provider.header = {"kid": "made-up"}
    for _ in range(5):
        assert await sign_on(desk.browser()) == "/signin?sign_on=failed"
    assert provider.keys_asked == 2
    desk.centre.clock.pass_by(ASK_AGAIN_AFTER.total_seconds())
    assert await sign_on(desk.browser()) == "/signin?sign_on=failed"
    assert provider.keys_asked == 3


async def test_a_state_that_is_not_ours(desk: Running) -> None:
    browser = desk.browser()
    back = await step(browser, await to_the_provider(browser))
    wrong = str(URL(back).update_query(state="another"))
    assert await step(browser, wrong) == "/signin?sign_on=expired"
    assert await step(browser, back) == "/signin?sign_on=expired", "it is over after one answer"


async def test_another_browser_cannot_end_it(desk: Running) -> None:
    """Nobody is signed in, by a link, as somebody else."""
    attacker, victim = desk.browser(), desk.browser()
    back = await step(attacker, await to_the_provider(attacker))
    assert await step(victim, back) == "/signin?sign_on=expired"
    await to_the_provider(victim)
    assert await step(victim, back) == "/signin?sign_on=expired"
    assert not desk.centre.sign_ins.rows


async def test_a_code_works_once(desk: Running) -> None:
    browser = desk.browser()
    address = await to_the_provider(browser)
    kept = browser.client.cookie_jar.filter_cookies(URL(browser.base + BACK))[COOKIE].value
    back = await step(browser, address)
    assert await step(browser, back) == "/"
    browser.client.cookie_jar.update_cookies({COOKIE: kept}, URL(browser.base + BACK))
    assert await step(browser, back) == "/signin?sign_on=refused"


async def test_it_must_not_take_too_long(desk: Running) -> None:
    browser = desk.browser()
    back = await step(browser, await to_the_provider(browser))
    desk.centre.clock.pass_by(WITHIN_S + 1)
    assert await step(browser, back) == "/signin?sign_on=expired"


async def test_a_cookie_of_somebodys_own_making(desk: Running) -> None:
    browser = desk.browser()
    for cookie in ("", "x", "é", "A" * 200, "=" * 50):
        browser.client.cookie_jar.update_cookies({COOKIE: cookie}, URL(browser.base + BACK))
        told = await step(browser, f"{browser.base}{BACK}?code=a&state=b")
        assert told == "/signin?sign_on=expired"


async def test_the_provider_says_no(desk: Running, provider: OidcProvider) -> None:
    provider.says_no = True
    assert await sign_on(desk.browser()) == "/signin?sign_on=refused"


async def test_another_issuer_answers(desk: Running) -> None:
    browser = desk.browser()
    back = URL(await step(browser, await to_the_provider(browser)))
    other = str(back.update_query(iss="https://evil.example"))
    assert await step(browser, other) == "/signin?sign_on=failed"


async def test_a_description_of_another_issuer(desk: Running, provider: OidcProvider) -> None:
    provider.description = {"issuer": "https://evil.example"}
    assert await step(desk.browser(), desk.browser().base + PATH) == "/signin?sign_on=failed"


@pytest.mark.parametrize("where", ["http://elsewhere.example/token", "file:///etc/passwd", 7, None])
async def test_an_address_that_is_not_plain_https(
    desk: Running, provider: OidcProvider, where: object
) -> None:
    provider.description = {"token_endpoint": where}
    assert await step(desk.browser(), desk.browser().base + PATH) == "/signin?sign_on=away"


async def test_a_provider_that_is_down_and_comes_back(
    desk: Running, provider: OidcProvider
) -> None:
    provider.down = True
    browser = desk.browser()
    assert await step(browser, browser.base + PATH) == "/signin?sign_on=away"
    provider.down = False
    assert await sign_on(browser) == "/"


async def test_signing_on_ends_the_session_of_before(desk: Running) -> None:
    browser = desk.browser()
    await browser.sign_in("boris")
    assert await sign_on(browser) == "/"
    assert [row.person for row in desk.centre.sign_ins.rows.values()] == ["anna"]


@pytest.mark.parametrize(
    ("claims", "where"),
    [
        ({"email": "anna@shop.example", "email_verified": True}, "/"),
        ({"email": "anna@Shop.Example", "email_verified": True}, "/"),
        ({"email": "anna@shop.example", "email_verified": False}, "/signin?sign_on=unknown"),
        ({"email": "anna@shop.example"}, "/signin?sign_on=unknown"),
        ({"email": "anna@evil.example", "email_verified": True}, "/signin?sign_on=unknown"),
        ({"email": "anna@evil@shop.example", "email_verified": True}, "/signin?sign_on=unknown"),
        ({"email": "anna", "email_verified": True}, "/signin?sign_on=unknown"),
    ],
)
async def test_by_a_verified_address_of_our_domain(
    centre: Centre, provider: OidcProvider, claims: dict[str, Any], where: str
) -> None:
    centre.provider = Provider(settings_of(provider, claim="email", domain="shop.example"))
    provider.claims = {"sub": "x", "preferred_username": "boris"} | claims
    async with running(centre) as made:
        assert await sign_on(made.browser()) == where


ROLES = {"cc-admin": Role.ADMINISTRATOR, "cc-lead": Role.SUPERVISOR, "cc-op": Role.OPERATOR}


@pytest.mark.parametrize(
    ("person", "groups", "has"),
    [
        ("anna", ["cc-lead", "cc-op", "staff"], {Role.OPERATOR, Role.SUPERVISOR}),
        ("mia", ["cc-op", "cc-lead"], {Role.SUPERVISOR}),
        ("mia", "cc-lead", {Role.SUPERVISOR}),
        ("mia", ["cc-op"], None),
        ("mia", ["staff"], None),
        ("mia", None, None),
        ("mia", {"cc-admin": 1}, None),
        ("ada", ["cc-lead"], {Role.SUPERVISOR, Role.ADMINISTRATOR}),
    ],
)
async def test_roles_may_come_from_the_provider(
    centre: Centre,
    provider: OidcProvider,
    person: str,
    groups: object,
    has: set[Role] | None,
) -> None:
    centre.provider = Provider(settings_of(provider, roles_claim="groups", roles=ROLES))
    provider.claims = {"sub": person, "preferred_username": person, "groups": groups}
    before = centre.people.people[person].roles
    async with running(centre) as made:
        other = await made.signed_in(person)
        browser = made.browser()
        told = await sign_on(browser)
        assert told == ("/" if has else "/signin?sign_on=unknown")
        assert centre.people.people[person].roles == (has or before)
        status, me = await browser.json("GET", "/api/v1/session")
        assert status == (200 if has else 401)
        if has and has != before:
            assert set(me["roles"]) == has
            assert ("person_changed", f"users/{person}") in [
                (row.action, row.target) for row in centre.audit.rows
            ]
            assert await other.code("GET", "/api/v1/session") == (401, "signed_out")
            assert centre.people_changes == 1


async def test_an_administrator_who_is_not_the_last_may_lose_it(
    centre: Centre, provider: OidcProvider
) -> None:
    centre.people.people["eva"] = Person("eva", "Eva", frozenset({Role.ADMINISTRATOR}))
    centre.provider = Provider(settings_of(provider, roles_claim="groups", roles=ROLES))
    provider.claims = {"sub": "ada", "preferred_username": "ada", "groups": ["cc-lead"]}
    async with running(centre) as made:
        assert await sign_on(made.browser()) == "/"
    assert centre.people.people["ada"].roles == {Role.SUPERVISOR}
