"""Whom claims mean."""

from typing import Any

import pytest

from desk.people.oidc import ProviderSettings
from desk.people.oidc_people import name_in, roles_in
from vocabulary.states import Role

BY_NAME = ProviderSettings("https://id.example", "c")
BY_EMAIL = ProviderSettings("https://id.example", "c", claim="email", domain="shop.example")
WITH_ROLES = ProviderSettings(
    "https://id.example", "c", roles_claim="groups", roles={"lead": Role.SUPERVISOR}
)


@pytest.mark.parametrize(
    ("settings", "claims", "name"),
    [
        (BY_NAME, {"preferred_username": "anna"}, "anna"),
        (BY_NAME, {"email": "anna@shop.example", "email_verified": True}, None),
        (BY_NAME, {"preferred_username": ["anna"]}, None),
        (BY_EMAIL, {"email": "anna@shop.example", "email_verified": True}, "anna"),
        (BY_EMAIL, {"email": "anna@shop.example", "email_verified": "true"}, None),
        (BY_EMAIL, {"email": "anna@other.example", "email_verified": True}, None),
        (BY_EMAIL, {"preferred_username": "anna"}, None),
    ],
)
def test_the_name_that_claims_give(
    settings: ProviderSettings, claims: dict[str, Any], name: str | None
) -> None:
    assert name_in(settings, claims) == name


@pytest.mark.parametrize(
    ("told", "roles"),
    [
        (["lead", "staff", 7], {Role.SUPERVISOR}),
        ("lead", {Role.SUPERVISOR}),
        (["staff"], set()),
        (None, set()),
        ({"lead": True}, set()),
        (["staff"] * 5000 + ["lead"], set()),
    ],
)
def test_only_words_that_were_mapped_give_a_role(told: object, roles: set[Role]) -> None:
    assert roles_in(WITH_ROLES, {"groups": told}) == roles
