"""Sealed texts and keyed hashes."""

import pytest

from desk.people.sealing import KEY_BYTES, NotOurs, Sealing

KEY = b"k" * KEY_BYTES


def test_what_was_sealed_is_opened_with_the_same_key() -> None:
    sealed = Sealing(KEY).seal("JBSWY3DP é", "a")
    assert Sealing(KEY).open(sealed, "a") == "JBSWY3DP é"
    assert "JBSWY3DP" not in sealed
    assert Sealing(KEY).seal("JBSWY3DP é", "a") != sealed


def test_anything_else_is_not_ours() -> None:
    sealed = Sealing(KEY).seal("text", "a")
    changed = sealed[:20] + ("A" if sealed[20] != "A" else "B") + sealed[21:]
    for key, given, purpose in (
        (KEY, sealed, "b"),
        (b"o" * KEY_BYTES, sealed, "a"),
        (KEY, changed, "a"),
        (KEY, sealed[:-4], "a"),
        (KEY, "", "a"),
        (KEY, "x", "a"),
        (KEY, "é", "a"),
    ):
        with pytest.raises(NotOurs):
            Sealing(key).open(given, purpose)


def test_a_hash_needs_the_key_and_the_purpose() -> None:
    hashed = Sealing(KEY).hash("abc", "a")
    assert hashed == Sealing(KEY).hash("abc", "a")
    others = {
        Sealing(KEY).hash("abc", "b"),
        Sealing(KEY).hash("abd", "a"),
        Sealing().hash("abc", "a"),
    }
    assert hashed not in others
    assert len(others) == 3


def test_a_short_key_is_none() -> None:
    with pytest.raises(ValueError, match="too short"):
        Sealing(b"short")
