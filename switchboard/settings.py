"""Settings: from the environment (`CALLWRIGHT_…`) and from HOME/callwright.toml.

The environment wins. What calls do is not here but in the plan.
"""

import os
import re
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from desk.people.oidc_web import SignOnFailed, check_address, is_local_address
from prompts.engine import Command
from telephony.asterisk.faults import SettingsRefused
from telephony.asterisk.settings import (
    AsteriskSettings,
    Extras,
    TrunkByAddress,
    TrunkByRegistration,
)
from vocabulary.findings import did_you_mean
from vocabulary.states import Role

DEFAULT_HOME = "var"
OTHER_NAMES = frozenset({"CALLWRIGHT_HEARTBEAT_FD"})
"""Names in the environment that are ours and no settings."""


class SettingsError(ValueError):
    """Settings that cannot be used; one finding a line."""


class Settings(BaseSettings):
    """Everything about this installation. Ports are TCP or UDP numbers."""

    model_config = SettingsConfigDict(env_prefix="CALLWRIGHT_", extra="forbid", frozen=True)

    home: Path = Path(DEFAULT_HOME)
    http_port: int = Field(default=8080, ge=1, le=65535)
    http_bind: str = "127.0.0.1"
    behind_proxy: bool = False
    tls: Literal["off", "generated"] = "off"
    tls_cert: Path | None = None
    tls_key: Path | None = None
    tls_names: tuple[str, ...] = ()
    sip_port: int = Field(default=5060, ge=1, le=65535)
    sip_bind: str = "0.0.0.0"  # noqa: S104 - phones and trunks come from other machines
    rtp_first: int = Field(default=10000, ge=1024, le=65000)
    rtp_last: int = Field(default=19999, ge=1044, le=65535)
    external_address: str | None = None
    local_networks: tuple[str, ...] = ()
    trunk_hosts: tuple[str, ...] = ()
    trunk_user: str | None = None
    trunk_password: SecretStr | None = None
    loopback_trunk: bool = True
    database_url: str | None = None
    admin_password: SecretStr | None = None
    plan: str = "example"
    language: Literal["en", "ru"] = "en"
    speech_command: str | None = None
    ari_url: str | None = None
    ari_user: str = "callwright"
    ari_password: SecretStr | None = None
    cache: Path | None = None
    claim: Literal["broadcast", "stasis"] = "broadcast"
    asterisk_extras: Path | None = None
    outside_hosts: tuple[str, ...] = ()
    outside_inside_hosts: tuple[str, ...] = ()
    outside_loopback_hosts: tuple[str, ...] = ()
    outside_databases: dict[str, SecretStr] = {}
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    mask_personal_data: bool = False
    stop_wait_s: float = Field(default=10.0, ge=0.0, le=3600.0)
    require_second_factor_for: tuple[Role, ...] = ()
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_button: str = Field(default="single sign-on", min_length=1, max_length=40)
    oidc_claim: Literal["preferred_username", "email"] = "preferred_username"
    oidc_domain: str | None = None
    oidc_roles_claim: str | None = None
    oidc_roles: dict[str, Role] = {}

    @field_validator("home")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("tls_cert", "tls_key")
    @classmethod
    def _absolute_file(cls, value: Path | None) -> Path | None:
        return value.expanduser().absolute() if value is not None else None

    @field_validator("tls_names")
    @classmethod
    def _names_of_machines(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in value:
            if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?", name):
                raise ValueError("must be names or addresses, such as callcentre.example.lan")
        return tuple(name.lower() for name in value)

    @model_validator(mode="after")
    def _certificate_is_whole(self) -> Self:
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError("CALLWRIGHT_TLS_CERT and CALLWRIGHT_TLS_KEY belong together")
        if self.tls == "generated" and self.tls_cert is not None:
            raise ValueError("CALLWRIGHT_TLS=generated and CALLWRIGHT_TLS_CERT exclude each other")
        return self

    @field_validator("speech_command")
    @classmethod
    def _can_be_started(cls, value: str | None) -> str | None:
        if value is not None:
            Command(value)
        return value

    @field_validator("ari_url")
    @classmethod
    def _http_url(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https:// and end in /ari")
        return value.rstrip("/") if value else None

    @field_validator("oidc_issuer")
    @classmethod
    def _https_url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            return check_address(value, local=is_local_address(value))
        except SignOnFailed as error:
            raise ValueError("must begin with https://, as the provider's papers say it") from error

    @model_validator(mode="after")
    def _sign_on_is_whole(self) -> Self:
        if self.oidc_issuer is not None and not self.oidc_client_id:
            raise ValueError("CALLWRIGHT_OIDC_ISSUER needs CALLWRIGHT_OIDC_CLIENT_ID")
        if self.oidc_claim == "email" and not self.oidc_domain:
            raise ValueError("CALLWRIGHT_OIDC_CLAIM=email needs CALLWRIGHT_OIDC_DOMAIN")
        if self.oidc_roles_claim and not self.oidc_roles:
            raise ValueError("CALLWRIGHT_OIDC_ROLES_CLAIM needs CALLWRIGHT_OIDC_ROLES")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic names it
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - likewise
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment, then the file in the home folder."""
        home = Path(os.environ.get("CALLWRIGHT_HOME", DEFAULT_HOME)).expanduser()
        file = TomlConfigSettingsSource(settings_cls, home / "callwright.toml")
        return init_settings, env_settings, file

    @property
    def named_plan(self) -> str | None:
        """The plan for the first start, where somebody named one."""
        return self.plan if "plan" in self.model_fields_set else None

    @cached_property
    def database(self) -> str:
        """The database's address."""
        return self.database_url or f"sqlite:///{self.home / 'callwright.db'}"

    @property
    def https(self) -> bool:
        """Whether the screens are served with a certificate."""
        return self.tls != "off" or self.tls_cert is not None

    @cached_property
    def shown_url(self) -> str:
        """The address to open in a browser on this machine."""
        everywhere = {"127.0.0.1", "0.0.0.0", "::"}  # noqa: S104 - compared with, not bound to
        host = "localhost" if self.http_bind in everywhere else self.http_bind
        return f"{'https' if self.https else 'http'}://{host}:{self.http_port}/"

    def asterisk(self, numbers: tuple[str, ...]) -> AsteriskSettings:
        """Asterisk's part. Raises `SettingsRefused`."""
        return AsteriskSettings(
            home=self.home,
            main_numbers=numbers,
            sip_port=self.sip_port,
            sip_bind=self.sip_bind,
            rtp_first=self.rtp_first,
            rtp_last=self.rtp_last,
            trunk=self._trunk(numbers),
            loopback_trunk=self.loopback_trunk,
            external_address=self.external_address,
            local_networks=self.local_networks,
            language=self.language,
            claim=self.claim,
            extras=read_extras(self.asterisk_extras) if self.asterisk_extras else Extras(),
        )

    def _trunk(self, numbers: tuple[str, ...]) -> TrunkByAddress | TrunkByRegistration | None:
        if self.trunk_user is not None:
            if len(self.trunk_hosts) != 1 or self.trunk_password is None:
                raise SettingsRefused(
                    "CALLWRIGHT_TRUNK_USER",
                    "A registration needs one host and a password.",
                    "Set CALLWRIGHT_TRUNK_HOSTS to one host and CALLWRIGHT_TRUNK_PASSWORD.",
                )
            return TrunkByRegistration(
                self.trunk_hosts[0],
                self.trunk_user,
                self.trunk_password.get_secret_value(),
                numbers[0],
            )
        return TrunkByAddress(self.trunk_hosts) if self.trunk_hosts else None


def read_extras(folder: Path) -> Extras:
    """Configuration to be appended as it is: `dialplan`, `queues`, `pjsip`, `modules`.

    For measuring beside another application, and for what we do not generate yet.
    """
    texts = {
        name: (folder / name).read_text(encoding="utf-8") if (folder / name).exists() else ""
        for name in ("dialplan", "queues", "pjsip", "modules")
    }
    return Extras(
        dialplan=texts["dialplan"],
        queues=texts["queues"],
        pjsip=texts["pjsip"],
        modules=tuple(texts["modules"].split()),
    )


def load_settings(**given: Any) -> Settings:
    """Read all settings; `given` wins over everything. Raises `SettingsError`."""
    strangers = _strangers()
    if strangers:
        raise SettingsError("\n".join(strangers))
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsError("\n".join(map(_finding, error.errors()))) from error
    except (OSError, ValueError) as error:
        raise SettingsError(f"callwright.toml cannot be read: {error}") from error


def _strangers() -> list[str]:
    """Names in the environment that look like settings and are none: mistyped ones."""
    known = {f"CALLWRIGHT_{name.upper()}" for name in Settings.model_fields} | OTHER_NAMES
    return [
        f"{name}: there is no such setting{did_you_mean(name, known)}"
        for name in sorted(os.environ)
        if name.startswith("CALLWRIGHT_") and name not in known
    ]


def _finding(finding: Any) -> str:
    """The place and what is wrong; the value too, unless it may be a secret."""
    name = ".".join(str(part) for part in finding["loc"])
    said: str = finding["msg"].removeprefix("Value error, ")
    if not name:
        return said
    secret = (
        any(word in name for word in ("password", "secret", "database"))
        or finding["type"] == "extra_forbidden"
    )
    value = "" if secret else f" (it is {str(finding['input'])[:80]!r})"
    return f"CALLWRIGHT_{name.upper()}: {said}{value}"
