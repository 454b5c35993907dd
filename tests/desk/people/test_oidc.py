"""The provider's settings, and what leaves us for it."""

from datetime import UTC, datetime

import pytest

from desk.people.oidc import Provider, ProviderSettings
from desk.people.oidc_web import SignOnFailed
from desk.people.sealing import Sealing

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("issuer", ["http://id.example", "id.example", "", "https://a@id.example"])
def test_an_issuer_is_asked_by_https_only(issuer: str) -> None:
    with pytest.raises(SignOnFailed):
        Provider(ProviderSettings(issuer, "callwright"))


@pytest.mark.parametrize(
    "issuer", ["https://id.example/realms/shop", "http://127.0.0.1:8081", "http://localhost:81"]
)
def test_https_or_this_machine(issuer: str) -> None:
    assert Provider(ProviderSettings(issuer, "callwright")).settings.issuer == issuer


def test_the_clients_secret_is_not_shown() -> None:
    assert "hidden" not in repr(ProviderSettings("https://id.example", "callwright", "hidden"))


async def test_what_was_sealed_by_another_start_is_not_ours() -> None:
    provider = Provider(ProviderSettings("https://id.example", "callwright"))
    with pytest.raises(SignOnFailed) as told:
        await provider.finish(Sealing(), Sealing().seal("{}", "x"), {"state": "s"}, NOW)
    assert told.value.code == "expired"
