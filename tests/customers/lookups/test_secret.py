"""Secrets by name."""

from pathlib import Path

import pytest

from customers.lookups.secret import read_secret
from customers.lookups.source import SourceFailed


def kept(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "crm"
    file.write_text(text)
    file.chmod(mode)
    return folder


def test_from_a_file_and_anew_each_time(tmp_path: Path) -> None:
    kept(tmp_path, "one\n")
    assert read_secret("crm", tmp_path) == "one"
    kept(tmp_path, "two")
    assert read_secret("crm", tmp_path) == "two"


def test_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(tmp_path, "file")
    monkeypatch.setenv("SOURCE_SECRET_CRM", "told")
    assert read_secret("crm", tmp_path) == "told"
    assert read_secret("crm", None) == "told"


def test_one_that_others_can_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceFailed, match="chmod 600") as refused:
        read_secret("crm", kept(tmp_path, "sesame", 0o640))
    assert "sesame" not in str(refused.value)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    kept(tmp_path, "sesame").joinpath("link").symlink_to(tmp_path / "crm")
    with pytest.raises(SourceFailed, match="there is no secret link"):
        read_secret("link", tmp_path)


@pytest.mark.parametrize("text", ["", "a\nb", "\xe9", "x" * 5000])
def test_what_cannot_stand_in_a_header(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceFailed, match="cannot be sent"):
        read_secret("crm", kept(tmp_path, text))


def test_none_at_all(tmp_path: Path) -> None:
    for folder in (None, tmp_path):
        with pytest.raises(SourceFailed, match="set SOURCE_SECRET_CRM, or put it into"):
            read_secret("crm", folder)
