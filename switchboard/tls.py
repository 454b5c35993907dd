"""Which certificate the door has, as the settings say: the owner's, our own, or none."""

import asyncio
import socket
from collections.abc import Sequence
from ipaddress import ip_address

import structlog
from rich.console import Console

from desk.tls import Tls, TlsFiles, TlsRefused, generate
from switchboard.settings import Settings
from telephony.asterisk.faults import SettingsRefused
from vocabulary.ports import Clock

FOLDER = "tls"
LOOK_EVERY_S = 60.0
DAY_S = 86_400.0

log = structlog.get_logger(__name__)


def open_tls(settings: Settings, clock: Clock) -> Tls | None:
    """The certificate to serve with, None for plain http. Raises `SettingsRefused`."""
    if not settings.https:
        return None
    given = given_files(settings)
    try:
        if given is not None:
            return Tls(given, clock)
        names = names_of(settings)
        return Tls(generate(settings.home / FOLDER, names, clock.now()), clock)
    except TlsRefused as error:
        setting = "CALLWRIGHT_TLS" if given is None else "CALLWRIGHT_TLS_CERT"
        raise SettingsRefused(setting, error.message, error.mend) from error


def show_certificate(tls: Tls) -> None:
    """Say by what a person at a seat recognises this server's certificate."""
    told = tls.certificate
    Console().print(
        f"Certificate until {told.expires_at:%Y-%m-%d}, SHA-256 {told.fingerprint}",
        highlight=False,
        soft_wrap=True,
        markup=False,
    )
    log.info("https", fingerprint=told.fingerprint, until=f"{told.expires_at:%Y-%m-%d}")


def given_files(settings: Settings) -> TlsFiles | None:
    """The owner's own certificate."""
    if settings.tls_cert is None or settings.tls_key is None:
        return None
    return TlsFiles(settings.tls_cert, settings.tls_key)


def names_of(settings: Settings) -> tuple[str, ...]:
    """What this machine is called: what the settings say, its own name, its addresses."""
    host = socket.gethostname().strip().lower()
    found = [*settings.tls_names, *([host] if host.isascii() and host else ()), "localhost"]
    found += addresses_of(settings.http_bind)
    return tuple(dict.fromkeys(found))


def addresses_of(bind: str) -> Sequence[str]:
    """The addresses under which the door can be reached from this network."""
    if bind not in {"0.0.0.0", "::"}:  # noqa: S104 - compared with, not bound to
        return (bind,) if _is_address(bind) else ("127.0.0.1",)
    found = ["127.0.0.1", "::1"]
    for family, somewhere in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((somewhere, 9))  # sends nothing; asks which address would be used
            except OSError:
                continue
            found.append(str(probe.getsockname()[0]).partition("%")[0])
    return found


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


async def keep_tls(tls: Tls, settings: Settings, clock: Clock) -> None:
    """Take up changed files; renew our own certificate before it ends. Runs for ever."""
    rounds_a_day = max(1, round(DAY_S / LOOK_EVERY_S))
    count = 0
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        count += 1
        if count % rounds_a_day == 0:
            renew(tls, settings, clock)
        tls.look()


def renew(tls: Tls, settings: Settings, clock: Clock) -> None:
    """Once a day: our own certificate is made anew in time, of the owner's we warn."""
    if given_files(settings) is None:
        try:
            # The names that it has: a seat that trusts it must not have to for a new address.
            generate(settings.home / FOLDER, sorted(tls.certificate.names), clock.now())
        except TlsRefused as error:
            log.error("the certificate is not renewed", why=str(error))
    elif tls.ends_soon():
        log.warning("the certificate ends soon", until=f"{tls.certificate.expires_at:%Y-%m-%d}")
