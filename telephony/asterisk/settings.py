"""What we decide about our Asterisk. Everything in its configuration follows from this.

Each value is checked when it is made, so what is written into a configuration file later
is known to be harmless there.
"""

import ipaddress
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from telephony.asterisk.faults import SettingsRefused
from vocabulary.ids import web_phone

APPLICATION = "callwright"
FEATURE_CODES = ("*1", "*2")
ECHO_CODE = "*9"
"""Lets a phone hear itself. The dialplan alone serves it: the service is not told."""
_NUMBER = re.compile(r"\+?[0-9]{1,20}")
_EXTENSION = re.compile(r"[0-9]{1,12}")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(:[0-9]{1,5})?")
_WORD = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_PATH_BANNED = re.compile(r"[\x00-\x1f\x7f;,(){}\[\]$\"'\\|&<>=%#`!*?]")
_MAX_EXTENSIONS = 200
_MAX_RING_S = 300


@dataclass(frozen=True)
class Extension:
    """An operator's phone: its SIP user is the extension."""

    operator: str
    extension: str
    name: str
    sip_password: str = field(repr=False)

    def __post_init__(self) -> None:
        _need(
            "operator's extension",
            _EXTENSION.fullmatch(self.extension) is not None,
            f"{self.extension!r} of {self.operator!r} is no extension",
            "Use 1 to 12 digits.",
        )
        _need(
            "SIP password",
            re.fullmatch(r"[A-Za-z0-9]{8,64}", self.sip_password) is not None,
            f"that of {self.operator!r} has characters or a length that phones do not take",
            "Use 8 to 64 letters and digits.",
        )

    @property
    def web(self) -> str:
        """The endpoint and SIP user of the phone in this operator's page."""
        return web_phone(self.extension)


@dataclass(frozen=True)
class TrunkByAddress:
    """A provider that sends calls from known addresses (hosts, addresses or networks)."""

    hosts: tuple[str, ...]

    def __post_init__(self) -> None:
        _need("trunk hosts", bool(self.hosts), "none is given", "Name the provider's addresses.")
        for host in self.hosts:
            _need(
                "trunk hosts",
                _is_network(host) or _HOST.fullmatch(host) is not None,
                f"{host!r} is neither a host nor a network",
                "Write it like sip.example.com or 192.0.2.0/24.",
            )


@dataclass(frozen=True)
class TrunkByRegistration:
    """A provider where we sign in and that then sends calls for `number`."""

    host: str
    user: str
    password: str = field(repr=False)
    number: str

    def __post_init__(self) -> None:
        _need(
            "trunk host",
            _HOST.fullmatch(self.host) is not None,
            f"{self.host!r} is no host",
            "Write it like sip.example.com or sip.example.com:5080.",
        )
        _need(
            "trunk user",
            re.fullmatch(r"[A-Za-z0-9._+@~-]{1,100}", self.user) is not None,
            f"{self.user!r} has characters that SIP users do not have",
            "Copy it from the provider's letter.",
        )
        _need(
            "trunk password",
            re.fullmatch(r"[\x20-\x7e]{1,100}", self.password) is not None
            and self.password == self.password.strip(),
            "it is empty, too long or has characters outside ASCII",
            "Copy it from the provider's letter, without blanks around it.",
        )
        _need_number("trunk number", self.number)


@dataclass(frozen=True)
class Extras:
    """Configuration text appended as it is, for measuring beside another application.

    Never made of anything that a person or a caller typed.
    """

    dialplan: str = ""
    queues: str = ""
    pjsip: str = ""
    modules: tuple[str, ...] = ()


@dataclass(frozen=True)
class AsteriskSettings:
    """Everything about our Asterisk but its secrets and its operators.

    `claim`: how a caller is offered to the service: `broadcast` gives up after
    `claim_timeout_ms` when the service is hung, `stasis` cannot. `qualify_s`: how often a
    phone is asked whether it lives, 0 for never. `fallback_ring_s`: how long all phones
    ring when the service is away. `http_port` None: a free one is chosen and kept.
    """

    home: Path
    main_numbers: tuple[str, ...] = ("100",)
    sip_port: int = 5060
    sip_bind: str = "0.0.0.0"  # noqa: S104 - phones and trunks come from other machines
    http_port: int | None = None
    rtp_first: int = 10000
    rtp_last: int = 19999
    websocket: bool = True
    trunk: TrunkByAddress | TrunkByRegistration | None = None
    loopback_trunk: bool = True
    external_address: str | None = None
    local_networks: tuple[str, ...] = ()
    language: str = "en"
    log_level: Literal["error", "warning", "notice", "verbose"] = "notice"
    claim: Literal["broadcast", "stasis"] = "broadcast"
    claim_timeout_ms: int = 500
    qualify_s: int = 10
    fallback_ring_s: int = 20
    fallback_message_s: int = 180
    extras: Extras = Extras()

    def __post_init__(self) -> None:
        _check_home(self.home)
        _need("main number", bool(self.main_numbers), "none is given", "Give at least one.")
        for number in self.main_numbers:
            _need_number("main number", number)
        _check_network(self)
        _need_range("claim timeout (ms)", self.claim_timeout_ms, 50, 5000)
        _need_range("qualify interval (s)", self.qualify_s, 0, 3600)
        _need_range("fallback ring time (s)", self.fallback_ring_s, 5, _MAX_RING_S)
        _need_range("fallback message length (s)", self.fallback_message_s, 5, 900)
        _need(
            "language",
            re.fullmatch(r"[a-z]{2}", self.language) is not None,
            f"{self.language!r} is no language code",
            "Use two letters such as en.",
        )
        for module in self.extras.modules:
            _need("extra module", _WORD.fullmatch(module) is not None, repr(module), "Name it.")

    @property
    def root(self) -> Path:
        """The folder of everything that belongs to Asterisk."""
        return self.home / "asterisk"

    @property
    def voicemail_dir(self) -> Path:
        """Where the fallback keeps callers' messages."""
        return self.root / "spool" / "voicemail"

    @property
    def ledger(self) -> Path:
        """Where the dialplan writes down whom it served without the service."""
        return self.root / "spool" / "fallback.ledger"


def check_extensions(settings: AsteriskSettings, extensions: tuple[Extension, ...]) -> None:
    """No extension twice, none that is a main number. Raises `SettingsRefused`."""
    _need(
        "operators",
        len(extensions) <= _MAX_EXTENSIONS,
        f"{len(extensions)} are more than {_MAX_EXTENSIONS}",
        "Disable some.",
    )
    seen: dict[str, str] = dict.fromkeys(settings.main_numbers, "the main number")
    for each in extensions:
        other = seen.get(each.extension)
        _need(
            "operator's extension",
            other is None,
            f"{each.extension} of {each.operator!r} is also {other}",
            "Give one of them another number.",
        )
        seen[each.extension] = f"that of {each.operator!r}"


def _need(setting: str, good: bool, message: str, mend: str) -> None:
    if not good:
        raise SettingsRefused(setting, f"{message}.", mend)


def _need_range(setting: str, value: int, least: int, most: int) -> None:
    _need(setting, least <= value <= most, f"{value} is out of range", f"Use {least} to {most}.")


def _need_number(setting: str, number: str) -> None:
    _need(
        setting,
        _NUMBER.fullmatch(number) is not None,
        f"{number!r} is no telephone number",
        "Use up to 20 digits, with a plus in front if need be.",
    )


def _check_home(home: Path) -> None:
    _need("home folder", home.is_absolute(), f"{home} is relative", "Give an absolute path.")
    _need(
        "home folder",
        _PATH_BANNED.search(str(home)) is None and str(home) == str(home).strip(),
        f"{str(home)!r} has characters that Asterisk cannot have in a path",
        "Use letters, digits, blanks, dots, dashes and underlines.",
    )


def _check_network(settings: AsteriskSettings) -> None:
    _need_range("SIP port", settings.sip_port, 1, 65535)
    if settings.http_port is not None:
        _need_range("HTTP port of Asterisk", settings.http_port, 1, 65535)
    _need_range("first RTP port", settings.rtp_first, 1024, 65535)
    _need_range("last RTP port", settings.rtp_last, settings.rtp_first + 20, 65535)
    _need(
        "SIP address",
        _is_address(settings.sip_bind),
        f"{settings.sip_bind!r} is no address",
        "Use 0.0.0.0 for all, or one of this machine's own.",
    )
    external = settings.external_address
    _need(
        "external address",
        external is None or _is_address(external) or _HOST.fullmatch(external) is not None,
        f"{external!r} is neither an address nor a host",
        "Give the address under which the internet sees this machine.",
    )
    for network in settings.local_networks:
        _need(
            "local networks",
            _is_network(network),
            f"{network!r} is no network",
            "Write it like 192.168.0.0/16.",
        )


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True
