"""Published revisions as files."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from switchboard.planning.files import PlanFiles, digest
from tests.support.planned import plan_files
from vocabulary.plans import PlanRevision

AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
SECOND = PlanRevision(2, AT, "ada", "a note", ("ring_s 15 → 20",), sha256=digest("b"))


def test_a_revision_is_kept_word_for_word(tmp_path: Path) -> None:
    files = plan_files(tmp_path / "plan", "a: 1\r\n# ü\n")
    files.keep(SECOND, "b")
    assert (files.revisions(), files.newest) == ([1, 2], 2)
    assert files.text_of(1) == "a: 1\r\n# ü\n"
    assert files.about(2) == SECOND
    for path in (tmp_path / "plan").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_staged_is_not_there_until_it_is_committed(tmp_path: Path) -> None:
    files = plan_files(tmp_path / "plan", "a")
    staged = files.stage(SECOND, "b")
    assert files.newest == 1
    staged.commit()
    assert files.text_of(2) == "b"


def test_what_is_dropped_leaves_nothing(tmp_path: Path) -> None:
    files = plan_files(tmp_path / "plan", "a")
    files.stage(SECOND, "b").drop()
    assert sorted(path.name for path in (tmp_path / "plan").iterdir()) == [
        "000001.json",
        "000001.yaml",
    ]


def test_an_interrupted_publishing_is_cleared_away_at_the_next_start(tmp_path: Path) -> None:
    files = plan_files(tmp_path / "plan", "a")
    files.stage(SECOND, "b")
    again = PlanFiles(tmp_path / "plan")
    again.prepare()
    assert again.newest == 1
    assert not list((tmp_path / "plan").glob("*.new"))


def test_what_is_told_of_a_revision_may_be_lost(tmp_path: Path) -> None:
    files = plan_files(tmp_path / "plan", "a")
    (tmp_path / "plan" / "000001.json").write_text("{broken")
    about = files.about(1)
    assert (about.revision, about.by, about.sha256) == (1, "", digest("a"))


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    files = PlanFiles(tmp_path / "nowhere")
    assert (files.revisions(), files.newest) == ([], 0)
    with pytest.raises(LookupError, match="no revision 7"):
        files.text_of(7)
    with pytest.raises(LookupError):
        files.about(7)


def test_other_files_are_passed_over(tmp_path: Path) -> None:
    files = plan_files(tmp_path / "plan", "a")
    (tmp_path / "plan" / "notes.yaml").write_text("x")
    assert files.revisions() == [1]
