"""Settings from the environment and from the home's file."""

import os
from pathlib import Path

import pytest

from switchboard.settings import SettingsError, load_settings
from telephony.asterisk.faults import SettingsRefused
from telephony.asterisk.settings import TrunkByAddress, TrunkByRegistration
from vocabulary.states import Role


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own, and no setting of this machine."""
    for name in [name for name in os.environ if name.startswith("CALLWRIGHT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CALLWRIGHT_HOME", str(tmp_path))
    return tmp_path


def toml(home: Path, text: str) -> None:
    (home / "callwright.toml").write_text(text, encoding="utf-8")


def test_a_fresh_machine_needs_no_settings(home: Path) -> None:
    settings = load_settings()
    assert settings.home == home
    assert (settings.http_port, settings.http_bind, settings.sip_port) == (8080, "127.0.0.1", 5060)
    assert settings.plan == "example"
    assert settings.database == f"sqlite:///{home}/callwright.db"
    assert settings.shown_url == "http://localhost:8080/"


def test_only_a_plan_that_somebody_names_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_settings().named_plan is None
    monkeypatch.setenv("CALLWRIGHT_PLAN", "example")
    assert load_settings().named_plan == "example"


def test_a_program_may_speak(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLWRIGHT_SPEECH_COMMAND", "piper --model {voice}.onnx")
    assert load_settings().speech_command == "piper --model {voice}.onnx"


def test_the_usual_home_is_var_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CALLWRIGHT_HOME")
    monkeypatch.chdir(tmp_path)
    assert load_settings().home == tmp_path / "var"


def test_the_file_is_read_and_the_environment_wins(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toml(home, 'http_port = 9000\nlanguage = "ru"\ntrunk_hosts = ["sip.example.org"]\n')
    monkeypatch.setenv("CALLWRIGHT_HTTP_PORT", "9001")
    settings = load_settings()
    assert (settings.http_port, settings.language) == (9001, "ru")
    assert settings.trunk_hosts == ("sip.example.org",)
    assert load_settings(http_port=9002).http_port == 9002


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HTTP_PORT", "0"),
        ("HTTP_PORT", "eighty"),
        ("SIP_PORT", "65536"),
        ("RTP_FIRST", "1"),
        ("LANGUAGE", "de"),
        ("CLAIM", "shout"),
        ("LOG_LEVEL", "loud"),
        ("STOP_WAIT_S", "-1"),
        ("ARI_URL", "ftp://x"),
        ("BEHIND_PROXY", "perhaps"),
        ("SPEECH_COMMAND", "say {loudly}"),
        ("SPEECH_COMMAND", " "),
        ("OIDC_ISSUER", "http://id.example"),
        ("OIDC_ISSUER", "id.example"),
        ("OIDC_CLAIM", "phone"),
    ],
)
def test_a_wrong_value_is_told_with_its_name_and_itself(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"CALLWRIGHT_{name}", value)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    (line,) = str(refused.value).splitlines()
    assert line.startswith(f"CALLWRIGHT_{name}: ")
    assert value in line


def test_all_findings_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLWRIGHT_HTTP_PORT", "0")
    monkeypatch.setenv("CALLWRIGHT_SIP_PORT", "0")
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert len(str(refused.value).splitlines()) == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("colour = 1", "CALLWRIGHT_COLOUR"),
        ("http_port = ", r"callwright\.toml cannot be read"),
        ("http_port = 'x'", "CALLWRIGHT_HTTP_PORT"),
    ],
)
def test_a_wrong_file_is_told(home: Path, text: str, sentence: str) -> None:
    toml(home, text)
    with pytest.raises(SettingsError, match=sentence):
        load_settings()


def test_secrets_are_not_shown() -> None:
    settings = load_settings(admin_password="hunter2hunter2", ari_password="s3cret")
    assert "hunter2" not in repr(settings)
    assert "s3cret" not in str(settings)


def test_an_address_of_ari_has_no_slash_at_its_end() -> None:
    assert load_settings(ari_url="http://pbx:8088/ari/").ari_url == "http://pbx:8088/ari"


def test_a_database_of_ones_own_is_taken_as_it_is() -> None:
    url = "postgresql://callwright@db/callwright"
    assert load_settings(database_url=url).database == url


@pytest.mark.parametrize(
    ("bind", "url"),
    [
        ("0.0.0.0", "http://localhost:8080/"),
        ("::", "http://localhost:8080/"),
        ("10.0.0.5", "http://10.0.0.5:8080/"),
    ],
)
def test_the_address_that_is_shown_can_be_opened(bind: str, url: str) -> None:
    assert load_settings(http_bind=bind).shown_url == url


def test_a_trunk_is_known_by_its_addresses_or_by_a_registration() -> None:
    assert load_settings().asterisk(("100",)).trunk is None
    by_address = load_settings(trunk_hosts=["198.51.100.7"]).asterisk(("100",)).trunk
    assert isinstance(by_address, TrunkByAddress)
    registered = load_settings(
        trunk_hosts=["sip.example.org"], trunk_user="shop", trunk_password="pass-word-1"
    ).asterisk(("+4930200", "100"))
    assert isinstance(registered.trunk, TrunkByRegistration)


@pytest.mark.parametrize(
    "given",
    [
        {"trunk_user": "shop"},
        {"trunk_user": "shop", "trunk_hosts": ["a.example", "b.example"], "trunk_password": "x"},
        {"trunk_user": "shop", "trunk_hosts": ["a.example"]},
    ],
)
def test_half_a_registration_is_refused_with_the_mend(given: dict[str, object]) -> None:
    with pytest.raises(SettingsRefused) as refused:
        load_settings(**given).asterisk(("100",))
    assert "CALLWRIGHT_TRUNK_PASSWORD" in str(refused.value)


def test_a_mistyped_setting_is_told_with_the_right_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLWRIGHT_HTPP_PORT", "9000")
    with pytest.raises(SettingsError, match=r"CALLWRIGHT_HTPP_PORT: .*did you mean") as refused:
        load_settings()
    assert "CALLWRIGHT_HTTP_PORT" in str(refused.value)


def test_an_unknown_key_of_the_file_does_not_show_its_value(home: Path) -> None:
    toml(home, 'trunk_pasword = "very-secret"\n')
    with pytest.raises(SettingsError, match="TRUNK_PASWORD") as refused:
        load_settings()
    assert "very-secret" not in str(refused.value)


def test_single_sign_on_and_second_factors(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().oidc_issuer is None
    assert load_settings().require_second_factor_for == ()
    for name, value in (
        ("OIDC_ISSUER", "https://id.example/realms/shop"),
        ("OIDC_CLIENT_ID", "callwright"),
        ("OIDC_CLIENT_SECRET", "hidden"),
        ("OIDC_ROLES_CLAIM", "groups"),
        ("OIDC_ROLES", '{"cc-leads": "supervisor"}'),
        ("REQUIRE_SECOND_FACTOR_FOR", '["administrator", "manager"]'),
    ):
        monkeypatch.setenv(f"CALLWRIGHT_{name}", value)
    settings = load_settings()
    assert settings.oidc_roles == {"cc-leads": Role.SUPERVISOR}
    assert settings.require_second_factor_for == (Role.ADMINISTRATOR, Role.MANAGER)
    assert "hidden" not in repr(settings)


def test_a_role_that_is_none_needs_no_second_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLWRIGHT_REQUIRE_SECOND_FACTOR_FOR", '["queen"]')
    with pytest.raises(SettingsError, match=r"CALLWRIGHT_REQUIRE_SECOND_FACTOR_FOR.*queen"):
        load_settings()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"oidc_issuer": "https://id.example"}, "needs CALLWRIGHT_OIDC_CLIENT_ID"),
        ({"oidc_claim": "email"}, "needs CALLWRIGHT_OIDC_DOMAIN"),
        ({"oidc_roles_claim": "groups"}, "needs CALLWRIGHT_OIDC_ROLES"),
    ],
)
def test_half_of_single_sign_on_is_told(given: dict[str, str], told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        load_settings(**given)


def test_a_wrong_secret_of_the_provider_is_not_shown() -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(oidc_client_secret=["very-secret"])
    assert "very-secret" not in str(refused.value)
