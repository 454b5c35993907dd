import socket
from pathlib import Path
from typing import Any

import pytest

from desk.tls import generate, read_certificate
from switchboard.settings import Settings, SettingsError, load_settings
from switchboard.tls import addresses_of, given_files, names_of, open_tls, renew, show_certificate
from telephony.asterisk.faults import SettingsRefused
from tests.support.desk_fakes import FakeClock


def settings_of(home: Path, **given: Any) -> Settings:
    return load_settings(home=home, **given)


def test_without_a_word_there_is_plain_http(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    assert open_tls(settings, FakeClock()) is None
    assert settings.shown_url == "http://localhost:8080/"
    assert not (tmp_path / "tls").exists()


def test_our_own_certificate_has_the_names_of_this_machine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = settings_of(
        tmp_path, tls="generated", tls_names=("Phones.lan", "192.0.2.7"), http_bind="0.0.0.0"
    )
    assert settings.shown_url == "https://localhost:8080/"
    tls = open_tls(settings, FakeClock())
    assert tls is not None
    wanted = {"phones.lan", "192.0.2.7", "localhost", "127.0.0.1", socket.gethostname().lower()}
    assert wanted <= tls.certificate.names
    assert names_of(settings)[0] == "phones.lan"
    show_certificate(tls)
    assert tls.certificate.fingerprint in capsys.readouterr().out
    again = open_tls(settings, FakeClock())
    assert again is not None
    assert again.certificate == tls.certificate


def test_a_door_of_one_address_has_that_address() -> None:
    assert addresses_of("192.0.2.8") == ("192.0.2.8",)
    assert "127.0.0.1" in addresses_of("::")


def test_the_owners_own_certificate_is_used_as_it_is(tmp_path: Path) -> None:
    files = generate(tmp_path / "mine", ("callcentre.example",), FakeClock().now())
    settings = settings_of(tmp_path, tls_cert=files.certificate, tls_key=files.key)
    assert given_files(settings) == files
    assert settings.shown_url.startswith("https://")
    tls = open_tls(settings, FakeClock())
    assert tls is not None
    assert tls.certificate == read_certificate(files.certificate)
    assert not (tmp_path / "tls").exists()


def test_one_that_cannot_be_used_is_said_with_its_setting(tmp_path: Path) -> None:
    missing = tmp_path / "none.pem"
    settings = settings_of(tmp_path, tls_cert=missing, tls_key=missing)
    with pytest.raises(SettingsRefused) as refused:
        open_tls(settings, FakeClock())
    assert "CALLWRIGHT_TLS_CERT" in str(refused.value)
    assert str(missing) in str(refused.value)
    (tmp_path / "tls").write_text("in the way")
    with pytest.raises(SettingsRefused, match=r"CALLWRIGHT_TLS\b"):
        open_tls(settings_of(tmp_path, tls="generated"), FakeClock())


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"tls_cert": "a.pem"}, "belong together"),
        ({"tls_key": "a.pem"}, "belong together"),
        ({"tls": "generated", "tls_cert": "a", "tls_key": "b"}, "exclude each other"),
        ({"tls_names": ("a b",)}, "CALLWRIGHT_TLS_NAMES: must be names or addresses"),
    ],
)
def test_settings_that_do_not_fit_are_refused(
    tmp_path: Path, given: dict[str, Any], words: str
) -> None:
    with pytest.raises(SettingsError, match=words):
        settings_of(tmp_path, **given)


def test_our_own_is_renewed_while_it_is_in_use(tmp_path: Path) -> None:
    settings, clock = settings_of(tmp_path, tls="generated"), FakeClock()
    tls = open_tls(settings, clock)
    assert tls is not None
    before = tls.certificate
    renew(tls, settings, clock)
    tls.look()
    assert tls.certificate is before
    clock.pass_by(800 * 86_400)
    renew(tls, settings, clock)
    tls.look()
    assert tls.certificate.fingerprint != before.fingerprint
    assert tls.certificate.names == before.names
