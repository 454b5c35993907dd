"""Prompts on disk are whole or not there, and nobody else's business."""

from pathlib import Path

import pytest

from prompts import files
from prompts.sound import Prompt

MADE = Prompt(b"narrow", b"wide!")


def test_both_files_are_written_for_us_alone(tmp_path: Path) -> None:
    stem = tmp_path / "deep" / "a.b"
    assert not files.is_there(stem)
    assert files.write(stem, MADE) == files.size(stem) == 11
    assert files.is_there(stem)
    assert files.with_ending(stem, ".wav").read_bytes() == b"narrow"
    assert files.with_ending(stem, ".sln16").read_bytes() == b"wide!"
    assert sorted(file.name for file in stem.parent.iterdir()) == ["a.b.sln16", "a.b.wav"]
    assert {file.stat().st_mode & 0o777 for file in stem.parent.iterdir()} == {0o600}
    assert stem.parent.stat().st_mode & 0o777 == 0o700
    files.remove(stem)
    files.remove(stem)
    assert not list(stem.parent.iterdir())


def test_half_a_prompt_is_not_there(tmp_path: Path) -> None:
    files.write(tmp_path / "a", MADE)
    (tmp_path / "a.sln16").unlink()
    assert not files.is_there(tmp_path / "a")


def test_a_folder_that_cannot_be_played_from(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="comma"):
        files.make_private(tmp_path / "a,b")
