"""Sealing: texts that only we can read and that nobody can change, and keyed hashes.

What is sealed for one purpose cannot be opened for another: the purpose is bound to it.
"""

import base64
import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE_BYTES = 12


class NotOurs(ValueError):
    """What was to be opened was not sealed by us, or for something else, or was changed."""


class Sealing:
    """Seals with keys of its own, made from `key`; without one they last as long as it does."""

    def __init__(self, key: bytes | None = None) -> None:
        given = key if key is not None else secrets.token_bytes(KEY_BYTES)
        if len(given) < KEY_BYTES:
            raise ValueError(f"a key of {len(given)} bytes is too short; it needs {KEY_BYTES}")
        self._cipher = AESGCM(_derived(given, b"callwright desk sealing"))
        self._hashing = _derived(given, b"callwright desk hashing")

    def seal(self, text: str, purpose: str) -> str:
        """The text, sealed: letters, digits, `-` and `_`."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, text.encode(), purpose.encode())
        return base64.urlsafe_b64encode(nonce + sealed).decode().rstrip("=")

    def open(self, sealed: str, purpose: str) -> str:
        """What was sealed. Raises `NotOurs`."""
        try:
            raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
            nonce, inside = raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]
            return self._cipher.decrypt(nonce, inside, purpose.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise NotOurs(f"this was not sealed here for {purpose}") from error

    def hash(self, text: str, purpose: str) -> str:
        """A hash that cannot be guessed without the key, however short the text."""
        message = f"{purpose}\n{text}".encode()
        return hmac.new(self._hashing, message, hashlib.sha256).hexdigest()


def _derived(key: bytes, label: bytes) -> bytes:
    return hmac.new(key, label, hashlib.sha256).digest()
