"""Secrets that nobody has to invent: made at random, kept 0600 in HOME/secrets.

A secret that others can read is refused, not quietly mended: it may have been read.
"""

import base64
import hashlib
import hmac
import os
import secrets
import stat
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from telephony.asterisk.faults import SecretsRefused

_MASTER_BYTES = 32
_SIP_PASSWORD_CHARS = 24  # 120 bits, short enough to be typed into a phone


@dataclass(frozen=True)
class Secrets:
    """What our parts prove themselves to each other with."""

    ari_password: str = field(repr=False)
    master: bytes = field(repr=False)


def load_or_create(home: Path) -> Secrets:
    """The secrets of a home folder, made at first use. Raises `SecretsRefused`."""
    folder = home / "secrets"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _check(folder, 0o700)
        password = _kept(folder / "ari_password", secrets.token_hex(24))
        master = _kept(folder / "master_key", secrets.token_hex(_MASTER_BYTES))
        key = bytes.fromhex(master)
    except OSError as error:
        raise SecretsRefused(
            f"The secrets in {folder} cannot be kept: {error.strerror}.",
            "Make the folder writable for this user.",
        ) from error
    except ValueError as error:
        raise SecretsRefused(
            f"The secrets in {folder} are damaged.", "Restore the folder from a backup."
        ) from error
    if len(key) != _MASTER_BYTES or not password:
        raise SecretsRefused(
            f"The secrets in {folder} are damaged.", "Restore the folder from a backup."
        )
    return Secrets(password, key)


def sip_password(master: bytes, extension: str, generation: int) -> str:
    """The password of one phone: the same each time, new with each generation."""
    message = f"sip-password:{extension}:{generation}".encode()
    digest = hmac.new(master, message, hashlib.sha256).digest()
    return base64.b32encode(digest).decode()[:_SIP_PASSWORD_CHARS]


def _kept(path: Path, fresh: str) -> str:
    """The text of a secret file, which holds `fresh` if it was not there.

    Written beside and linked into place, so two starts at once agree on one value and a
    file is never half there.
    """
    if not path.exists():
        handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with os.fdopen(handle, "w") as file:
                file.write(fresh)
                file.flush()
                os.fsync(file.fileno())
            path.hardlink_to(name)
        except FileExistsError:
            pass  # another start was first; its value counts
        finally:
            Path(name).unlink(missing_ok=True)
    _check(path, 0o600)
    return path.read_text(encoding="ascii").strip()


def _check(path: Path, mode: int) -> None:
    found = path.lstat()
    if found.st_uid != os.geteuid():
        raise SecretsRefused(
            f"{path} belongs to another user.", f"Run as its owner, or: chown {os.geteuid()} {path}"
        )
    if stat.S_ISLNK(found.st_mode) or found.st_mode & 0o077:
        raise SecretsRefused(
            f"{path} can be read by others (mode {stat.S_IMODE(found.st_mode):04o}).",
            f"Run: chmod {mode:o} {path}",
        )
