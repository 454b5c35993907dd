import json
import logging
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from switchboard import logs
from switchboard.logs import configure_logs


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Give the process its own logging back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    for handler in root.handlers:
        if handler not in handlers:
            handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "service.log").read_text().splitlines()]


def test_each_event_is_one_json_line_with_time_and_level(tmp_path: Path) -> None:
    configure_logs(tmp_path, "info", mask=False)
    log = structlog.get_logger("room")
    log.info("a caller\narrived", leg="1.1", pii_number="700", path=tmp_path, nothing=None)
    log.debug("not shown")
    line = lines(tmp_path)[0]
    assert len(lines(tmp_path)) == 1
    assert line["event"] == "a caller\narrived"
    assert (line["level"], line["leg"], line["pii_number"]) == ("info", "1.1", "700")
    assert line["timestamp"].endswith("Z")
    assert line["path"] == str(tmp_path)


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    configure_logs(tmp_path, "info", mask=False)
    assert stat.S_IMODE((tmp_path / "service.log").stat().st_mode) == 0o600


@pytest.mark.parametrize("mask", [True, False])
def test_personal_data_is_masked_when_it_is_wanted(
    tmp_path: Path, mask: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs(tmp_path, "info", mask=mask)
    structlog.get_logger("room").warning("seen", pii_number="79990001122", pii_name="Ann", leg="1")
    logging.getLogger("other").warning("seen too", extra={"pii_number": "79990001122"})
    text = (tmp_path / "service.log").read_text() + capsys.readouterr().err
    assert ("79990001122" in text) is not mask
    assert ("Ann" in text) is not mask
    assert lines(tmp_path)[0]["leg"] == "1"


def test_the_console_hears_warnings_in_one_short_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs(tmp_path, "info", mask=False)
    log = structlog.get_logger("room")
    log.info("quiet")
    log.warning("the line is down", why="nobody answers")
    log.error("broken")
    assert capsys.readouterr().err.splitlines() == [
        "callwright warning: the line is down: nobody answers",
        "callwright error: broken",
    ]


def test_a_trace_is_for_the_file_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(tmp_path, "info", mask=False)
    structlog.get_logger("room").error("it failed", exc_info=ZeroDivisionError("our mistake"))
    assert capsys.readouterr().err == "callwright error: it failed\n"
    assert "ZeroDivisionError: our mistake" in lines(tmp_path)[0]["exception"]


def test_a_reason_of_many_lines_stays_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs(tmp_path, "info", mask=False)
    structlog.get_logger("room").warning("refused", why="first\nsecond\r\n\x1b[31mred")
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert "\x1b" not in shown
    assert "\r" not in shown


def test_other_libraries_are_heard_too(tmp_path: Path) -> None:
    configure_logs(tmp_path, "warning", mask=False)
    logging.getLogger("aiohttp.server").error("Error %s", "x")
    logging.getLogger("alembic.runtime").info("chatter")
    assert [(line["event"], line["level"]) for line in lines(tmp_path)] == [("Error x", "error")]


def test_it_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "LOG_BYTES", 2000)
    configure_logs(tmp_path, "info", mask=False)
    log = structlog.get_logger("room")
    for number in range(300):
        log.info("a line", number=number)
    files = sorted(tmp_path.iterdir())
    assert len(files) == logs.LOG_FILES + 1
    assert sum(file.stat().st_size for file in files) < 2000 * (logs.LOG_FILES + 1)
