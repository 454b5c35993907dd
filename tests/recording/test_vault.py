"""No path leads out of the recordings' folder."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recording.files import write_whole
from recording.vault import FileVault
from vocabulary.ports import Vault

PATH = "2026/11/02/call-1.wav"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "recordings"
    write_whole(root, PATH, lambda out: None)
    (tmp_path / "secret.wav").write_text("secret")
    return root


def test_a_recording_is_found(root: Path) -> None:
    vault: Vault = FileVault(root)
    assert vault.locate(PATH) == root / PATH


@pytest.mark.parametrize(
    "path",
    [
        "",
        ".",
        "/etc/passwd",
        "../secret.wav",
        "2026/11/02/../02/call-1.wav",
        "2026/11/02/../../../../secret.wav",
        "2026/11/02/call-1.wav\0",
        "2026/11/02/call-1.wav\n",
        "2026//11/02/call-1.wav",
        "./2026/11/02/call-1.wav",
        "2026\\11\\02\\call-1.wav",
        "2026/11/02/call-1.wav.part",
        "2026/11/02/call-2.wav",
        "2026/11/02",
        "orphans/call-1.wav",
        "٢٠٢٦/11/02/call-1.wav",
    ],
)
def test_anything_else_is_not_there(root: Path, path: str) -> None:
    with pytest.raises(LookupError):
        FileVault(root).locate(path)


def test_links_are_not_followed(root: Path, tmp_path: Path) -> None:
    (root / "2026/11/02/link.wav").symlink_to(tmp_path / "secret.wav")
    (root / "2026/11/02/inner.wav").symlink_to(root / PATH)
    (root / "2027").symlink_to(root / "2026")
    (root / "2026/11/02/loop.wav").symlink_to(root / "2026/11/02/loop.wav")
    for path in (
        "2026/11/02/link.wav",
        "2026/11/02/inner.wav",
        "2027/11/02/call-1.wav",
        "2026/11/02/loop.wav",
    ):
        with pytest.raises(LookupError):
            FileVault(root).locate(path)


def test_a_folder_is_no_recording(root: Path) -> None:
    (root / "2026/11/02/folder.wav").mkdir()
    with pytest.raises(LookupError):
        FileVault(root).locate("2026/11/02/folder.wav")


def test_the_folder_itself_may_be_a_link(root: Path, tmp_path: Path) -> None:
    link = tmp_path / "elsewhere"
    link.symlink_to(root)
    assert FileVault(link).locate(PATH) == root / PATH


def test_a_vault_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LookupError):
        FileVault(tmp_path / "nowhere").locate(PATH)


@given(st.text(max_size=60))
def test_any_text_is_refused(text: str) -> None:
    with pytest.raises(LookupError):
        FileVault(Path("/nonexistent")).locate(text)
