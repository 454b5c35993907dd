"""Secrets are random, private, made once, and refused when others can read them."""

from pathlib import Path

import pytest

from telephony.asterisk.faults import SecretsRefused
from telephony.asterisk.secrets import load_or_create, sip_password


def test_they_are_made_once_and_private(tmp_path: Path) -> None:
    first = load_or_create(tmp_path)
    assert load_or_create(tmp_path) == first
    assert load_or_create(tmp_path / "other") != first
    folder = tmp_path / "secrets"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    assert sorted(file.name for file in folder.iterdir()) == ["ari_password", "master_key"]
    assert first.ari_password not in repr(first)


@pytest.mark.parametrize("name", ["", "ari_password", "master_key"])
def test_what_others_can_read_is_refused(tmp_path: Path, name: str) -> None:
    load_or_create(tmp_path)
    path = tmp_path / "secrets" / name
    path.chmod(0o755)
    with pytest.raises(SecretsRefused, match=r"can be read by others \(mode 0755\)") as refused:
        load_or_create(tmp_path)
    assert refused.value.mend.startswith("Run: chmod ")


@pytest.mark.parametrize("text", ["", "zz", "abcd"])
def test_a_damaged_key_is_refused(tmp_path: Path, text: str) -> None:
    load_or_create(tmp_path)
    (tmp_path / "secrets" / "master_key").write_text(text)
    with pytest.raises(SecretsRefused, match="damaged"):
        load_or_create(tmp_path)


def test_an_unwritable_home_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SecretsRefused, match="cannot be kept"):
        load_or_create(tmp_path / "file")


def test_sip_passwords_differ_by_phone_and_generation() -> None:
    master = bytes(32)
    password = sip_password(master, "101", 1)
    assert password == sip_password(master, "101", 1)
    others = {sip_password(master, "101", 2), sip_password(master, "102", 1)}
    others.add(sip_password(bytes([1] * 32), "101", 1))
    assert password not in others
    assert len(others) == 3
    assert len(password) == 24
    assert password.isalnum()
