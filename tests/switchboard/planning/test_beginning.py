"""Which plan a start begins with."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from switchboard.plan import PlanError, load_plan, plan_text
from switchboard.planning.beginning import (
    BY_FIRST_START,
    begin,
    current_plan,
    stored_plan,
    stored_plans,
)
from switchboard.planning.files import PlanFiles
from tests.support.planned import plan_files

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
MINIMAL = plan_text("minimal")


def test_the_first_start_takes_the_named_plan_as_revision_1(tmp_path: Path) -> None:
    files = PlanFiles(tmp_path / "plan")
    begin(files, "minimal", "example", NOW)
    assert files.text_of(1) == MINIMAL
    assert (files.about(1).by, files.about(1).at) == (BY_FIRST_START, NOW)


def test_without_a_name_it_takes_the_usual_one(tmp_path: Path) -> None:
    files = PlanFiles(tmp_path / "plan")
    assert current_plan(files, "example").name == "Example shop"
    begin(files, None, "example", NOW)
    assert current_plan(files, "minimal").name == "Example shop"


def test_a_first_plan_with_errors_is_refused_and_not_kept(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("name: x")
    files = PlanFiles(tmp_path / "plan")
    with pytest.raises(PlanError, match="numbers is missing"):
        begin(files, str(wrong), "example", NOW)
    assert files.newest == 0


def test_later_starts_take_the_newest_and_say_so_where_another_is_named(tmp_path: Path) -> None:
    files = plan_files(tmp_path / "plan", MINIMAL, plan_text("example"))
    with capture_logs() as logs:
        begin(files, "minimal", "example", NOW)
        begin(files, None, "example", NOW)
    assert logs == []
    assert stored_plan(files, files.newest).name == "Example shop"
    for other in ("example", str(tmp_path / "nowhere.yaml")):
        with capture_logs() as logs:
            begin(files, other, "example", NOW)
        assert logs[0]["do"] == f"callwright plan publish {other}"
        assert "first start only" in logs[0]["event"]


def test_revisions_of_living_calls_come_with_the_newest(tmp_path: Path) -> None:
    files = plan_files(tmp_path / "plan", MINIMAL, "name: broken", MINIMAL)
    with capture_logs() as logs:
        plans = stored_plans(files, {0, 1, 2, 9})
    assert sorted(plans) == [1, 3]
    assert [each["revision"] for each in logs] == [2, 9]
    assert plans[1] == load_plan("minimal")


def test_a_newest_plan_that_cannot_be_used_is_told_with_a_mend(tmp_path: Path) -> None:
    files = plan_files(tmp_path / "plan", "name: broken")
    with pytest.raises(PlanError, match=r"revision 1: numbers: numbers is missing") as refused:
        stored_plans(files, set())
    assert "callwright plan publish" in str(refused.value)
