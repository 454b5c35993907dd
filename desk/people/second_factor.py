"""Second factors: the six digits of an authenticator, and recovery codes for a lost one.

Nothing is stored or asked here. A code counts thirty seconds, and those before and after it,
because clocks differ. Recovery codes are random and used once.
"""

import hmac
import re
import secrets
from datetime import datetime
from typing import NamedTuple

import pyotp

ISSUER = "Callwright"
STEP_S = 30
STEPS_AROUND = 1
DIGITS = 6
RECOVERY_CODES = 10
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_HALF = 5
_GROUP = 4
_SPACES = re.compile(r"[\s-]+")


class Enrolment(NamedTuple):
    """What a person types or scans into its authenticator."""

    secret: str
    uri: str


def new_enrolment(person: str) -> Enrolment:
    """A fresh secret of 160 bits and its address for authenticators."""
    secret = pyotp.random_base32()
    uri = pyotp.TOTP(secret).provisioning_uri(name=person, issuer_name=ISSUER)
    return Enrolment(secret, uri)


def in_groups(secret: str) -> str:
    """The secret as one types it: `ABCD EFGH …`."""
    return " ".join(secret[at : at + _GROUP] for at in range(0, len(secret), _GROUP))


def plain(code: str) -> str:
    """A code without the spaces and dashes that people and pages put into it."""
    return _SPACES.sub("", code).lower()


def is_digits(code: str) -> bool:
    """Whether a plain code looks like an authenticator's rather than a recovery code."""
    return len(code) == DIGITS and code.isascii() and code.isdigit()


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step of thirty seconds whose code this is, around now; None if there is none.

    Every step is compared, whichever fits, so that the time taken tells nothing.
    """
    totp = pyotp.TOTP(secret, digits=DIGITS, interval=STEP_S)
    present = int(now.timestamp()) // STEP_S
    found = None
    for step in range(present - STEPS_AROUND, present + STEPS_AROUND + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()):
            found = step
    return found


def new_recovery_codes() -> tuple[str, ...]:
    """Ten codes of 49 bits each, in signs that are not mistaken for each other."""

    def half() -> str:
        return "".join(secrets.choice(_SIGNS) for _ in range(_HALF))

    return tuple(f"{half()}-{half()}" for _ in range(RECOVERY_CODES))
