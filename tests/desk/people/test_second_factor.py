"""Codes of authenticators and recovery codes."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from desk.people.second_factor import (
    RECOVERY_CODES,
    in_groups,
    is_digits,
    new_enrolment,
    new_recovery_codes,
    plain,
    step_of,
)

# RFC 6238, appendix B: the secret of its SHA-1 examples and the last six digits of two.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize(("second", "code"), [(59, "287082"), (1111111109, "081804")])
def test_codes_are_those_of_the_standard(second: int, code: str) -> None:
    now = datetime.fromtimestamp(second, UTC)
    assert step_of(SECRET, code, now) == second // 30
    assert step_of(SECRET, str((int(code) + 1) % 10**6).zfill(6), now) is None


@pytest.mark.parametrize(("late_s", "fits"), [(-61, False), (-30, True), (30, True), (61, False)])
def test_a_clock_may_be_half_a_minute_off(late_s: int, fits: bool) -> None:
    now = datetime.fromtimestamp(1111111109, UTC) + timedelta(seconds=late_s)
    assert (step_of(SECRET, "081804", now) is not None) is fits


@pytest.mark.parametrize("code", ["", "é", "08180", "0818044", "٠٨١٨٠٤"])
def test_what_is_no_code(code: str) -> None:
    assert step_of(SECRET, code, datetime.fromtimestamp(1111111109, UTC)) is None
    assert not is_digits(code)


def test_a_secret_for_an_authenticator() -> None:
    first, second = new_enrolment("anna"), new_enrolment("anna")
    assert first.secret != second.secret
    assert re.fullmatch(r"[A-Z2-7]{32}", first.secret)
    assert first.uri.startswith("otpauth://totp/Callwright:anna?secret=" + first.secret)
    assert in_groups("ABCDEFGHIJ") == "ABCD EFGH IJ"


def test_recovery_codes_differ_and_can_be_read_aloud() -> None:
    codes = new_recovery_codes()
    assert len(set(codes)) == RECOVERY_CODES
    assert all(re.fullmatch(r"[a-hj-np-z2-9]{5}-[a-hj-np-z2-9]{5}", code) for code in codes)


def test_people_put_spaces_into_codes() -> None:
    assert plain(" 123 456 ") == "123456"
    assert plain("ABCDE-fghjk") == "abcdefghjk"
    assert is_digits("123456")
    assert not is_digits("abcdef")
