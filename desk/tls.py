"""The certificate of the door: the owner's own files, or one that we sign ourselves.

Browsers give a page the microphone over https only (or on this machine itself). Files are
read again when they change, so a renewed certificate needs no restart; a pair that cannot
be used leaves the one before in place.
"""

import ipaddress
import os
import ssl
import stat
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from vocabulary.ports import Clock

LASTS = timedelta(days=820)
"""Some systems take no certificate of more than 825 days."""
RENEWED_BEFORE = timedelta(days=30)
WARNED_BEFORE = timedelta(days=14)
LONGEST_NAME = 64
CERTIFICATE, KEY = "certificate.pem", "key.pem"

log = structlog.get_logger("desk.tls")


class TlsRefused(ValueError):
    """A certificate that cannot be used: what and where, and how to mend it."""

    def __init__(self, message: str, mend: str) -> None:
        super().__init__(f"{message} {mend}")
        self.message = message
        self.mend = mend


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """The two files of a certificate, PEM. The first may hold the whole chain."""

    certificate: Path
    key: Path

    def state(self) -> tuple[tuple[int, int, int], ...]:
        """What changes when the files do; empty while one is not there."""
        try:
            found = [file.stat() for file in (self.certificate, self.key)]
        except OSError:
            return ()
        return tuple((each.st_mtime_ns, each.st_size, each.st_ino) for each in found)


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says of itself."""

    names: frozenset[str]
    expires_at: datetime
    fingerprint: str


def examine(files: TlsFiles, now: datetime) -> Certificate:
    """A pair that can be used now. Raises `TlsRefused`."""
    told = read_certificate(files.certificate)
    if told.expires_at <= now:
        raise TlsRefused(
            f"{files.certificate} ended on {told.expires_at:%Y-%m-%d}.", "Renew the certificate."
        )
    _load(new_context(), files)
    return told


def read_certificate(path: Path) -> Certificate:
    """What stands in a certificate's file. Raises `TlsRefused`."""
    try:
        found = x509.load_pem_x509_certificate(path.read_bytes())
    except OSError as error:
        raise TlsRefused(
            f"{path} cannot be read: {error.strerror}.", "Mend the path or its permissions."
        ) from error
    except ValueError as error:
        raise TlsRefused(f"{path} is no certificate in PEM form.", "Convert it.") from error
    try:
        stated = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = stated.get_values_for_type(x509.DNSName)
        addresses = stated.get_values_for_type(x509.IPAddress)
    except x509.ExtensionNotFound:
        names, addresses = [], []
    digest = found.fingerprint(hashes.SHA256())
    return Certificate(
        frozenset({*names, *map(str, addresses)}),
        found.not_valid_after_utc,
        ":".join(f"{byte:02X}" for byte in digest),
    )


def new_context() -> ssl.SSLContext:
    """The server's side of TLS 1.2 and newer, without a certificate yet."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    return context


def _load(context: ssl.SSLContext, files: TlsFiles) -> None:
    try:
        # Without a password of its own, a protected key would ask at the terminal.
        context.load_cert_chain(files.certificate, files.key, password=lambda: b"")
    except ssl.SSLError as error:
        raise TlsRefused(
            f"{files.key} does not open {files.certificate} ({error.reason or 'unreadable'}).",
            "Give the key that belongs to it, in PEM form and without a password.",
        ) from error
    except OSError as error:
        raise TlsRefused(
            f"{files.key} cannot be read: {error.strerror}.", "Mend the path or its permissions."
        ) from error


def key_is_open(files: TlsFiles) -> bool:
    """Whether others on this machine may read the key."""
    try:
        return bool(stat.S_IMODE(files.key.stat().st_mode) & 0o077)
    except OSError:
        return False


def generate(folder: Path, names: Sequence[str], now: datetime) -> TlsFiles:
    """Our own certificate for these names, in `folder`; the one there where it still serves.

    It is made anew, with a new fingerprint, when it ends soon or lacks a name.
    Raises `TlsRefused` when it cannot be written.
    """
    files = TlsFiles(folder / CERTIFICATE, folder / KEY)
    try:
        there = examine(files, now)
        if set(names) <= there.names and there.expires_at - now > RENEWED_BEFORE:
            return files
    except TlsRefused:
        pass  # none yet, or one that serves no more: made anew
    key = ec.generate_private_key(ec.SECP256R1())
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(
            files.key,
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            ),
        )
        signed = _signed(key, names, now)
        _write(files.certificate, signed.public_bytes(serialization.Encoding.PEM))
    except OSError as error:
        raise TlsRefused(
            f"{folder} cannot be written: {error.strerror}.", "Free some space or mend its owner."
        ) from error
    return files


def _signed(
    key: ec.EllipticCurvePrivateKey, names: Sequence[str], now: datetime
) -> x509.Certificate:
    """Signed by itself and good for servers only: nobody's other sites can be forged by it."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:LONGEST_NAME])])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LASTS)
        .add_extension(x509.SubjectAlternativeName(list(map(_general_name, names))), False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
        .add_extension(usage, True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
        .sign(key, hashes.SHA256())
    )


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _write(path: Path, data: bytes) -> None:
    """Replace a file that only we can read in one step."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)  # 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


class Tls:
    """A certificate in use. Raises `TlsRefused` when it cannot be used at the start."""

    def __init__(self, files: TlsFiles, clock: Clock) -> None:
        self.files = files
        self._clock = clock
        self._state = files.state()
        self.certificate = examine(files, clock.now())
        self.context = new_context()
        _load(self.context, files)
        if key_is_open(files):
            log.warning("others may read the key: chmod 600", key=str(files.key))

    def look(self) -> None:
        """Take up the files if they have changed. Connections that are open go on."""
        state = self.files.state()
        if state == self._state:
            return
        self._state = state
        try:
            fresh = examine(self.files, self._clock.now())
            _load(self.context, self.files)
        except TlsRefused as error:
            log.error("the changed certificate is not used", why=str(error))
            return
        self.certificate = fresh
        log.info("the changed certificate is used", fingerprint=fresh.fingerprint)

    def ends_soon(self) -> bool:
        """Whether it is time to renew it."""
        return self.certificate.expires_at - self._clock.now() <= WARNED_BEFORE
